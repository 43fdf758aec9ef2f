// SPDX-License-Identifier: GPL-2.0-or-later
// Tables of counts as text, CSV, TSV and JSON. A row of the long forms is one combination of values
// of one query: query, fields, count, total, and with --share share, low, high.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>

#include "count_table.h"
#include "dates/coverage.h"
#include "dates/dates.h"
#include "present_formats.h"
#include "terminal_text.h"

namespace dateline::searching {
namespace {

using Json = nlohmann::ordered_json;

std::string dump(const Json& value) {
  return escape_invisible(value.dump(-1, ' ', false, Json::error_handler_t::replace));
}

std::string number(double value) { return fmt::format("{:.6g}", value); }

bool has_several(const CountTable& table) { return table.queries.size() > 1; }

/// CSV and TSV.
class CountLines {
 public:
  CountLines(std::ostream& out, const CountTable& table, const TableOptions& options)
      : out_(out), table_(table), style_(options.csv), tabs_(options.format == TableFormat::tsv) {
    if (tabs_) style_.separator = '\t';
  }

  void print() {
    if (style_.bom && !tabs_) out_ << "\xEF\xBB\xBF";
    std::vector<std::string> head;
    if (has_several(table_)) head.emplace_back("query");
    head.insert(head.end(), table_.fields.begin(), table_.fields.end());
    head.insert(head.end(), {"count", "total"});
    if (table_.share) head.insert(head.end(), {"share", "low", "high"});
    if (table_.gaps) head.emplace_back("gap_days");
    line(head);
    for (std::size_t query = 0; query < table_.queries.size(); ++query)
      for (const CountRow& row : table_.rows) print(query, row);
    out_.flush();
  }

 private:
  void print(std::size_t query, const CountRow& row) {
    std::vector<std::string> cells;
    if (has_several(table_)) cells.push_back(cell(table_.queries[query].text));
    for (const std::string& value : row.values) cells.push_back(cell(value));
    cells.push_back(std::to_string(row.counts[query]));
    cells.push_back(std::to_string(row.total));
    if (table_.share) {
      if (row.total == 0) {
        cells.insert(cells.end(), 3, "");
      } else {
        const Share share = wilson_share(row.counts[query], row.total);
        cells.insert(cells.end(), {number(share.share), number(share.low), number(share.high)});
      }
    }
    if (table_.gaps) cells.push_back(std::to_string(row.gap_days));
    line(cells);
  }

  /// TSV has no quotes: tabs and line ends become spaces.
  std::string cell(const std::string& value) const {
    return tabs_ ? printable_text(value) : csv_cell(value, style_);
  }

  void line(const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (i > 0) out_ << style_.separator;
      out_ << cells[i];
    }
    out_ << '\n';
  }

  std::ostream& out_;
  const CountTable& table_;
  CsvStyle style_;
  const bool tabs_;
};

Json queries_json(const CountTable& table) {
  Json queries = Json::array();
  for (const CountedQuery& query : table.queries) {
    Json notes = Json::array();
    for (const Note& note : query.notes)
      notes.push_back(Json{{"code", note.code}, {"message", note.message}});
    queries.push_back(Json{{"text", query.text},
                           {"canonical", query.canonical},
                           {"total", query.total},
                           {"notes", notes}});
  }
  return queries;
}

Json row_json(const CountTable& table, std::size_t query, const CountRow& row) {
  Json json = Json::object();
  if (has_several(table)) json["query"] = table.queries[query].text;
  for (std::size_t i = 0; i < table.fields.size(); ++i)
    json[table.fields[i]] = row.values[i].empty() ? Json(nullptr) : Json(row.values[i]);
  json["count"] = row.counts[query];
  json["total"] = row.total;
  if (table.share) {
    if (row.total == 0) {
      json["share"] = json["low"] = json["high"] = nullptr;
    } else {
      const Share share = wilson_share(row.counts[query], row.total);
      json["share"] = share.share;
      json["low"] = share.low;
      json["high"] = share.high;
    }
  }
  if (table.gaps) json["gap_days"] = row.gap_days;
  return json;
}

Json gaps_json(const CountTable& table) {
  Json gaps = Json::array();
  for (const SourceGap& gap : table.gap_list)
    gaps.push_back(Json{{"source", gap.source},
                        {"from", period_name(gap.begin, Period::day)},
                        {"to", period_name(gap.end - 1, Period::day)},
                        {"found", gap.found},
                        {"expected", gap.expected},
                        {"reason", gap.reason.empty() ? Json() : Json(gap.reason)}});
  return gaps;
}

void print_json(std::ostream& out, const CountTable& table) {
  Json more = Json::object();
  for (const CutField& cut : table.cut) more[cut.field] = cut.more;
  out << "{\"schema_version\":1,\n\"archive\":" << dump(archive_json(table.archive))
      << ",\n\"queries\":" << dump(queries_json(table))
      << ",\n\"fields\":" << dump(Json(table.fields))
      << ",\n\"unit\":" << (table.stories ? "\"stories\"" : "\"articles\"")
      << ",\n\"more\":" << dump(more);
  if (table.panel) out << ",\n\"panel\":" << *table.panel;
  if (table.gaps) out << ",\n\"gaps\":" << dump(gaps_json(table));
  out << ",\n\"rows\":[";
  bool any = false;
  for (std::size_t query = 0; query < table.queries.size(); ++query)
    for (const CountRow& row : table.rows) {
      out << (any ? ",\n" : "\n") << dump(row_json(table, query, row));
      any = true;
    }
  out << "\n]}\n";
  out.flush();
}

/// A column for each field, then one for each query.
class CountText {
 public:
  CountText(std::ostream& out, const CountTable& table) : out_(out), table_(table) {}

  void print() {
    print_heads();
    std::vector<std::vector<std::string>> lines{heads()};
    for (const CountRow& row : table_.rows) lines.push_back(cells(row));
    std::vector<int> widths(lines.front().size());
    for (const auto& line : lines)
      for (std::size_t i = 0; i < line.size(); ++i)
        widths[i] = std::max(widths[i], display_width(line[i]));
    for (const auto& line : lines) print_line(line, widths);
    for (const CutField& cut : table_.cut)
      out_ << fmt::format("{} more of {} in {}\n", grouped(cut.more), cut.field, "(other)");
    for (const SourceGap& gap : table_.gap_list)
      out_ << fmt::format("gap: {} {} to {}: {} of about {:.0f}{}{}\n", printable_text(gap.source),
                          period_name(gap.begin, Period::day),
                          period_name(gap.end - 1, Period::day), counted(gap.found, "article"),
                          gap.expected, gap.reason.empty() ? "" : "; ", printable_text(gap.reason));
    out_.flush();
  }

 private:
  void print_heads() {
    const std::string unit = table_.stories ? "stories" : "articles";
    for (std::size_t i = 0; i < table_.queries.size(); ++i)
      out_ << fmt::format("{}: {}  {} {}\n", label(i), printable_text(table_.queries[i].canonical),
                          grouped(table_.queries[i].total), unit);
    if (table_.panel) out_ << counted(*table_.panel, "source") << " in the panel\n";
    out_ << '\n';
  }

  static std::string label(std::size_t query) { return fmt::format("q{}", query + 1); }

  std::vector<std::string> heads() const {
    std::vector<std::string> heads = table_.fields;
    for (std::size_t i = 0; i < table_.queries.size(); ++i) {
      heads.push_back(has_several(table_) ? label(i) : "count");
      if (table_.share) heads.insert(heads.end(), {"share", "95 %"});
    }
    heads.emplace_back("total");
    if (table_.gaps) heads.emplace_back("gap days");
    return heads;
  }

  std::vector<std::string> cells(const CountRow& row) const {
    std::vector<std::string> cells;
    for (const std::string& value : row.values)
      cells.push_back(value.empty() ? "(none)" : printable_text(value));
    for (const std::uint64_t count : row.counts) {
      cells.push_back(row.total == 0 ? "-" : grouped(count));
      if (!table_.share) continue;
      if (row.total == 0) {
        cells.insert(cells.end(), {"-", "-"});
        continue;
      }
      const Share share = wilson_share(count, row.total);
      cells.push_back(fmt::format("{:.2f} %", share.share * 100));
      cells.push_back(fmt::format("{:.2f}-{:.2f}", share.low * 100, share.high * 100));
    }
    cells.push_back(row.total == 0 ? "no articles held" : grouped(row.total));
    if (table_.gaps) cells.push_back(row.gap_days == 0 ? "" : grouped(row.gap_days));
    return cells;
  }

  void print_line(const std::vector<std::string>& line, const std::vector<int>& widths) {
    std::string text;
    for (std::size_t i = 0; i < line.size(); ++i) {
      const auto blanks = static_cast<std::size_t>(widths[i] - display_width(line[i]));
      const bool left = i < table_.fields.size();
      if (i > 0) text += "  ";
      if (!left) text.append(blanks, ' ');
      text += left ? isolate(line[i]) : line[i];
      if (left) text.append(blanks, ' ');
    }
    while (text.ends_with(' ')) text.pop_back();
    out_ << text << '\n';
  }

  std::ostream& out_;
  const CountTable& table_;
};

}  // namespace

void present(std::ostream& out, const CountTable& table, const TableOptions& options) {
  switch (options.format) {
    case TableFormat::text:
      CountText(out, table).print();
      break;
    case TableFormat::csv:
    case TableFormat::tsv:
      CountLines(out, table, options).print();
      break;
    case TableFormat::json:
      print_json(out, table);
      break;
    case TableFormat::svg:
      present_svg(out, table);
      break;
  }
}

}  // namespace dateline::searching
