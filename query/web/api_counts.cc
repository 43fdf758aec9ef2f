// SPDX-License-Identifier: GPL-2.0-or-later
// Tables of counts: what --counts and --compare print.
#include <sstream>

#include "counting/count_articles.h"
#include "error.h"
#include "routes.h"

namespace dateline::searching {
namespace {

bool is_on(const std::optional<std::string>& flag) {
  return flag && *flag != "0" && *flag != "false";
}

struct Format {
  std::string_view name;
  TableFormat format;
  const char* type;
};
constexpr Format kFormats[] = {
    {"json", TableFormat::json, "application/json"},
    {"csv", TableFormat::csv, "text/csv; charset=utf-8"},
    {"tsv", TableFormat::tsv, "text/tab-separated-values; charset=utf-8"},
    {"svg", TableFormat::svg, "image/svg+xml"}};

}  // namespace

HttpAnswer count_table(const ParsedRequest& parsed, Searcher& searcher) {
  CountRequest request;
  request.search = parsed.search;
  if (const std::optional<std::string> fields = parsed.value("fields"))
    request.fields = count_fields(*fields);
  const bool has_query = parsed.value("q").has_value();
  for (const auto& [name, value] : parsed.given)
    if (name == "compare") request.queries.push_back(value);
  if (has_query || request.queries.empty())
    request.queries.insert(request.queries.begin(), parsed.search.query.text);
  request.stories = parsed.value("count").value_or("articles") == "stories";
  request.share = is_on(parsed.value("share"));
  request.gaps = is_on(parsed.value("gaps"));
  request.panel = is_on(parsed.value("panel"));
  const Format& format =
      *std::ranges::find(kFormats, parsed.value("format").value_or("json"), &Format::name);
  std::ostringstream out;
  TableOptions options;
  options.format = format.format;
  options.csv.safe = is_on(parsed.value("csv-safe"));
  options.csv.bom = is_on(parsed.value("bom"));
  present(out, count_articles(request, searcher), options);
  return {200, format.type, std::move(out).str(), {}};
}

}  // namespace dateline::searching
