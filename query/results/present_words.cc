// SPDX-License-Identifier: GPL-2.0-or-later
// Over-represented words, collocates and pairs as text, JSON, CSV and TSV.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <ostream>

#include "present_formats.h"
#include "terminal_text.h"
#include "word_table.h"

namespace dateline::searching {
namespace {

using Json = nlohmann::ordered_json;
using Line = std::vector<std::string>;

std::string dump(const Json& value) {
  return escape_invisible(value.dump(-1, ' ', false, Json::error_handler_t::replace));
}

Json query_json(const CountedQuery& query) {
  Json notes = Json::array();
  for (const Note& note : query.notes)
    notes.push_back(Json{{"code", note.code}, {"message", note.message}});
  return {{"text", query.text},
          {"canonical", query.canonical},
          {"total", query.total},
          {"notes", notes}};
}

Json languages_json(const WordTable& table) {
  Json all = Json::array();
  for (const ComparedLanguage& one : table.languages)
    all.push_back(Json{{"language", one.language.empty() ? Json(nullptr) : Json(one.language)},
                       {"stories", one.stories},
                       {"other", one.other},
                       {"compared", one.compared}});
  return all;
}

Json word_json(const KeyWord& word) {
  return {{"language", word.language.empty() ? Json(nullptr) : Json(word.language)},
          {"word", word.word},
          {"stories", word.stories},
          {"of_stories", word.of_stories},
          {"other", word.other},
          {"of_other", word.of_other},
          {"log_ratio", std::isfinite(word.log_ratio) ? Json(word.log_ratio) : Json(nullptr)},
          {"bound", word.bound}};
}

Json pair_json(const WordPair& pair) {
  return {{"language", pair.language.empty() ? Json(nullptr) : Json(pair.language)},
          {"word", pair.word},
          {"with", pair.with},
          {"stories", pair.stories},
          {"expected", pair.expected},
          {"bound", pair.bound}};
}

void print_json(std::ostream& out, const WordTable& table) {
  out << "{\"schema_version\":1,\n\"archive\":" << dump(archive_json(table.archive))
      << ",\n\"query\":" << dump(query_json(table.query))
      << ",\n\"against\":" << dump(table.against ? query_json(*table.against) : Json(nullptr))
      << ",\n\"near\":" << dump(table.near.empty() ? Json(nullptr) : Json(table.near))
      << ",\n\"unit\":\"stories\",\n\"measure\":\"LRC\",\n\"sample\":"
      << dump(table.sampled == 0 ? Json(nullptr)
                                 : Json{{"articles", table.sampled}, {"of", table.sampled_of}})
      << ",\n\"languages\":" << dump(languages_json(table)) << ",\n\"words\":[";
  for (std::size_t i = 0; i < table.words.size(); ++i)
    out << (i == 0 ? "\n" : ",\n") << dump(word_json(table.words[i]));
  out << "\n]";
  if (table.with_pairs) {
    out << ",\n\"pairs\":[";
    for (std::size_t i = 0; i < table.pairs.size(); ++i)
      out << (i == 0 ? "\n" : ",\n") << dump(pair_json(table.pairs[i]));
    out << "\n]";
  }
  out << "}\n";
}

std::string ratio(double value) { return std::isfinite(value) ? fmt::format("{:.3f}", value) : ""; }

std::vector<Line> word_lines(const WordTable& table) {
  std::vector<Line> lines{
      {"language", "word", "stories", "of_stories", "other", "of_other", "log_ratio", "bound"}};
  for (const KeyWord& word : table.words)
    lines.push_back({word.language, word.word, std::to_string(word.stories),
                     std::to_string(word.of_stories), std::to_string(word.other),
                     std::to_string(word.of_other), ratio(word.log_ratio), ratio(word.bound)});
  return lines;
}

std::vector<Line> pair_lines(const WordTable& table) {
  std::vector<Line> lines{{"language", "word", "with", "stories", "expected", "bound"}};
  for (const WordPair& pair : table.pairs)
    lines.push_back({pair.language, pair.word, pair.with, std::to_string(pair.stories),
                     fmt::format("{:.1f}", pair.expected), ratio(pair.bound)});
  return lines;
}

/// In columns: words to the left, numbers to the right.
void print_columns(std::ostream& out, const std::vector<Line>& lines) {
  std::vector<int> widths(lines.front().size());
  for (const Line& line : lines)
    for (std::size_t i = 0; i < line.size(); ++i)
      widths[i] = std::max(widths[i], display_width(line[i]));
  const std::size_t texts = lines.front()[2] == "with" ? 3 : 2;
  for (const Line& line : lines) {
    std::string text;
    for (std::size_t i = 0; i < line.size(); ++i) {
      const std::string blanks(static_cast<std::size_t>(widths[i] - display_width(line[i])), ' ');
      text += i == 0 ? "" : "  ";
      text += i < texts ? isolate(line[i]) + blanks : blanks + line[i];
    }
    out << text.substr(0, text.find_last_not_of(' ') + 1) << '\n';
  }
}

void print_text(std::ostream& out, const WordTable& table) {
  out << fmt::format("{}: {}\n", printable_text(table.query.canonical),
                     counted(table.query.total, "article"));
  if (!table.near.empty()) out << "near " << printable_text(table.near) << ", within 5 words\n";
  out << "against "
      << (table.against ? printable_text(table.against->canonical)
                        : std::string("all other articles of the same filters"))
      << "; each story counts once\n";
  for (const ComparedLanguage& one : table.languages)
    out << fmt::format("{}: {} against {}, {} compared\n",
                       one.language.empty() ? "no known language" : one.language,
                       grouped(one.stories) + ' ' + plural(one.stories, "stor", "y", "ies"),
                       grouped(one.other), counted(one.compared, "word"));
  if (table.sampled > 0)
    out << fmt::format("sample: the texts of {} of {} articles\n", grouped(table.sampled),
                       grouped(table.sampled_of));
  out << '\n';
  print_columns(out, word_lines(table));
  if (!table.with_pairs) return;
  out << '\n';
  print_columns(out, pair_lines(table));
}

void print_lines(std::ostream& out, const WordTable& table, const TableOptions& options) {
  CsvStyle style = options.csv;
  const bool tabs = options.format == TableFormat::tsv;
  if (tabs) style.separator = '\t';
  if (style.bom && !tabs) out << "\xEF\xBB\xBF";
  for (const Line& line : table.with_pairs ? pair_lines(table) : word_lines(table)) {
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (i > 0) out << style.separator;
      out << (tabs ? printable_text(line[i]) : csv_cell(line[i], style));
    }
    out << '\n';
  }
}

}  // namespace

void present(std::ostream& out, const WordTable& table, const TableOptions& options) {
  if (options.format == TableFormat::json)
    print_json(out, table);
  else if (options.format == TableFormat::text)
    print_text(out, table);
  else
    print_lines(out, table, options);
  out.flush();
}

}  // namespace dateline::searching
