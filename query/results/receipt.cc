// SPDX-License-Identifier: GPL-2.0-or-later
#include "receipt.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>

#include "dates/dates.h"
#include "error.h"
#include "output_escape.h"
#include "present_formats.h"
#include "text/counted.h"

namespace dateline::searching {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kForm = 1;

std::string dump(const Json& json) {
  return escape_invisible(json.dump(1, ' ', false, Json::error_handler_t::replace)) + "\n";
}

Json facets_json(const std::vector<Facet>& facets) {
  Json json = Json::object();
  for (const Facet& facet : facets) {
    json[facet.field] = Json::object();
    for (const FacetValue& value : facet.values) json[facet.field][value.value] = value.count;
  }
  return json;
}

void read_archive(const Json& json, Receipt& receipt) {
  const Json& archive = json.at("archive");
  receipt.archive.uuid = archive.at("id").get<std::string>();
  receipt.archive.revision = archive.at("state").get<std::string>();
  receipt.archive.last_row = archive.at("row").get<std::uint32_t>();
  receipt.archive.articles = archive.at("articles").get<std::uint64_t>();
  receipt.archive.program = archive.at("program").get<std::string>();
  receipt.archive.analysis = archive.at("analysis").get<int>();
  receipt.gone = archive.at("gone").get<std::uint64_t>();
}

void read_dictionaries(const Json& json, Receipt& receipt) {
  if (!json.contains("dictionaries")) return;
  for (const auto& [language, name] : json.at("dictionaries").items())
    receipt.dictionaries[language] = name.is_null() ? std::string() : name.get<std::string>();
}

Receipt receipt_of(const Json& json) {
  Receipt receipt;
  const auto text = [&](const char* name) { return json.at(name).get<std::string>(); };
  receipt.query = text("query");
  receipt.dialect = text("dialect");
  receipt.canonical = text("canonical");
  const Json& resolved = json.at("resolved");
  receipt.resolved = resolved.at("query").get<std::string>();
  receipt.now = parse_timestamp(resolved.at("now").get<std::string>()).value();
  if (!json.at("as_of").is_null()) receipt.as_of = text("as_of");
  for (const auto& [name, values] : json.at("options").items())
    receipt.options.emplace_back(name, values.get<std::vector<std::string>>());
  read_archive(json, receipt);
  read_dictionaries(json, receipt);
  receipt.total = json.at("total").get<std::uint64_t>();
  receipt.ids_sha256 = text("ids_sha256");
  receipt.versions_sha256 = text("versions_sha256");
  receipt.with_ids = json.contains("articles");
  if (receipt.with_ids)
    for (const Json& article : json.at("articles"))
      receipt.articles.push_back(
          {article.at("id").get<std::string>(), article.at("hash").get<std::string>()});
  return receipt;
}

}  // namespace

Receipt read_receipt(std::string_view json, std::string_view name) {
  try {
    const Json parsed = Json::parse(json);
    if (const int form = parsed.at("receipt").get<int>(); form > kForm)
      throw Error(
          fmt::format("{} is a receipt of form {}; this program reads {}", name, form, kForm),
          "check it with a newer dateline-query");
    return receipt_of(parsed);
  } catch (const Error&) {
    throw;
  } catch (const std::exception&) {
    throw Error(fmt::format("{} is no receipt, or is damaged", name),
                "--receipt FILE writes one beside the answer of a search");
  }
}

std::string citation_of(const Receipt& receipt) {
  const std::string days = receipt.first_day.empty()
                               ? ""
                               : fmt::format(" from {} to {}", receipt.first_day, receipt.last_day);
  return fmt::format(
      "Dateline {} (analysis {}), archive {} with row {} ({}{}), query {}: {}, {}; sha256 of the "
      "ids {}.",
      receipt.archive.program, receipt.archive.analysis, receipt.archive.uuid,
      receipt.archive.last_row, counted(receipt.archive.articles, "article"), days,
      receipt.resolved, counted(receipt.total, "article"), period_name(receipt.now, Period::day),
      receipt.ids_sha256);
}

std::string to_json(const Receipt& receipt) {
  Json archive = archive_json(receipt.archive);
  archive["gone"] = receipt.gone;
  archive["first_day"] = receipt.first_day.empty() ? Json() : Json(receipt.first_day);
  archive["last_day"] = receipt.last_day.empty() ? Json() : Json(receipt.last_day);
  Json options = Json::object();
  for (const auto& [name, values] : receipt.options) options[name] = values;
  Json dictionaries = Json::object();
  for (const auto& [language, name] : receipt.dictionaries)
    dictionaries[language] = name.empty() ? Json() : Json(name);
  Json json{{"receipt", kForm},
            {"query", receipt.query},
            {"dialect", receipt.dialect},
            {"canonical", receipt.canonical},
            {"resolved", {{"query", receipt.resolved}, {"now", format_timestamp(receipt.now)}}},
            {"options", options},
            {"as_of", receipt.as_of.empty() ? Json() : Json(receipt.as_of)},
            {"archive", archive},
            {"dictionaries", dictionaries},
            {"total", receipt.total},
            {"ids_sha256", receipt.ids_sha256},
            {"versions_sha256", receipt.versions_sha256},
            {"facets", facets_json(receipt.facets)},
            {"made", format_timestamp(receipt.now)},
            {"cite", citation_of(receipt)}};
  if (receipt.with_ids) {
    Json articles = Json::array();
    for (const Receipt::Article& article : receipt.articles)
      articles.push_back(Json{{"id", article.id}, {"hash", article.hash}});
    json["articles"] = std::move(articles);
  }
  return dump(json);
}

void present(std::ostream& out, const ReceiptCheck& check, const PresentOptions& options) {
  const auto number = [&](char sign) {
    return static_cast<std::uint64_t>(
        std::ranges::count(check.differences, sign, &ReceiptCheck::Difference::sign));
  };
  if (options.format == OutputFormat::json) {
    Json differences = Json::array();
    for (const ReceiptCheck::Difference& one : check.differences)
      differences.push_back(
          Json{{"change", std::string(1, one.sign)}, {"id", one.id}, {"why", one.why}});
    out << dump(Json{{"schema_version", 1},
                     {"archive", archive_json(check.archive)},
                     {"same", check.same},
                     {"total_then", check.total_then},
                     {"total_now", check.total_now},
                     {"added", number('+')},
                     {"removed", number('-') + check.unnamed},
                     {"edited", number('~')},
                     {"unnamed", check.unnamed},
                     {"differences", differences},
                     {"remarks", check.remarks}});
    out.flush();
    return;
  }
  if (check.same)
    out << "same: " << counted(check.total_now, "article") << '\n';
  else
    out << fmt::format("differs: +{} -{} ~{} ({} then, {} now)\n", number('+'),
                       number('-') + check.unnamed, number('~'), check.total_then, check.total_now);
  for (const ReceiptCheck::Difference& one : check.differences)
    out << one.sign << ' ' << id_line(one.id) << "  " << one.why << '\n';
  for (const std::string& remark : check.remarks) out << remark << '\n';
  out.flush();
}

}  // namespace dateline::searching
