// SPDX-License-Identifier: GPL-2.0-or-later
// What --complete prints.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <ostream>

#include "error.h"
#include "output_escape.h"
#include "presenter.h"
#include "terminal_text.h"

namespace dateline::searching {
namespace {

using Json = nlohmann::ordered_json;

std::string dump(const Json& value) {
  return escape_invisible(value.dump(-1, ' ', false, Json::error_handler_t::replace));
}

Json json_of(const Completions::Words& words) {
  return {{"text", words.text}, {"articles", words.articles}};
}

Json json_of(const Completions::Headline& headline) {
  return {{"title", headline.title}, {"id", headline.id}, {"articles", headline.articles}};
}

template <class Items>
Json list_of(const Items& items) {
  Json list = Json::array();
  for (const auto& item : items) list.push_back(json_of(item));
  return list;
}

void print_text(std::ostream& out, const Completions& completions, bool numbers) {
  std::size_t digits = 0;
  for (const auto& words : completions.words)
    digits = std::max(digits, grouped(words.articles).size());
  for (const auto& words : completions.words)
    out << (numbers ? fmt::format("{:>{}}  ", grouped(words.articles), digits) : "")
        << printable_text(words.text) << '\n';
  for (const auto& headline : completions.headlines)
    out << (numbers ? fmt::format("{:>{}}  ", "", digits) : "") << printable_text(headline.title)
        << '\n';
}

void print_csv(std::ostream& out, const Completions& completions) {
  out << "kind,text,articles,id\n";
  for (const auto& words : completions.words)
    out << "words," << csv_cell(words.text) << ',' << words.articles << ",\n";
  for (const auto& headline : completions.headlines)
    out << "title," << csv_cell(headline.title) << ',' << headline.articles << ','
        << csv_cell(headline.id) << '\n';
}

void print_json(std::ostream& out, const Completions& completions, const std::string& revision) {
  Json json{{"schema_version", 1}};
  if (!revision.empty()) json["revision"] = revision;
  json["prefix"] = completions.prefix;
  json["words"] = list_of(completions.words);
  json["titles"] = list_of(completions.headlines);
  json["took_ms"] = std::round(completions.took_ms * 1e3) / 1e3;
  out << dump(json) << '\n';
}

}  // namespace

void present(std::ostream& out, const Completions& completions, const PresentOptions& options) {
  switch (options.format) {
    case OutputFormat::text:
    case OutputFormat::ids:
      print_text(out, completions, options.format == OutputFormat::text);
      break;
    case OutputFormat::csv:
      print_csv(out, completions);
      break;
    case OutputFormat::jsonl:
      for (const auto& words : completions.words) out << dump(json_of(words)) << '\n';
      for (const auto& headline : completions.headlines) out << dump(json_of(headline)) << '\n';
      break;
    case OutputFormat::json:
      print_json(out, completions, options.revision);
      break;
    case OutputFormat::trec:
      throw Error("a TREC run lists articles, not completions",
                  "take text, json, jsonl, csv or ids for --format");
    default:
      throw Error("the format is for articles, not for completions",
                  "take text, json, jsonl, csv or ids for --format");
  }
  out.flush();
}

}  // namespace dateline::searching
