// SPDX-License-Identifier: GPL-2.0-or-later
// A table of counts over time as a chart in SVG: lines, axes with numbers, a legend, and hatched
// bands where no articles are held. It needs no fonts, scripts or styles of others.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <ostream>

#include "count_table.h"
#include "dates/coverage.h"
#include "error.h"

namespace dateline::searching {
namespace {

constexpr double kWidth = 960, kHeight = 420;
constexpr double kLeft = 70, kRight = 20, kTop = 24, kBottom = 60;
constexpr std::size_t kMostLines = 8;
// Colours that people who see no red or no green tell apart (Okabe and Ito, 2008).
constexpr const char* kColours[kMostLines] = {"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                              "#e69f00", "#56b4e9", "#000000", "#8a7500"};
constexpr const char* kDashes[kMostLines] = {"none", "8 3", "2 3", "8 3 2 3",
                                             "12 4", "4 4", "1 4", "6 2 1 2"};

/// A point without a value is a gap of the line.
struct ChartLine {
  std::string name;
  std::vector<double> values;  // by period; NaN: nothing is held
  double sum = 0;
};

struct Chart {
  std::vector<std::string> periods;
  std::vector<bool> held;  // by period
  std::vector<ChartLine> lines;
  std::size_t left_out = 0;  // lines
  bool share = false;
};

bool is_time(const std::string& field) {
  return field == "year" || field == "quarter" || field == "month" || field == "week" ||
         field == "day";
}

double value_of(const CountTable& table, std::uint64_t count, std::uint64_t total) {
  if (total == 0) return std::nan("");
  return table.share ? wilson_share(count, total).share * 100 : static_cast<double>(count);
}

/// The name of a line: the values that are not the period, or the query.
std::string line_name(const CountTable& table, const CountRow& row, std::size_t period,
                      std::size_t query) {
  std::string name;
  for (std::size_t i = 0; i < row.values.size(); ++i)
    if (i != period)
      name.append(name.empty() ? "" : ", ")
          .append(row.values[i].empty() ? "(none)" : row.values[i]);
  if (table.queries.size() == 1 && !name.empty()) return name;
  return table.queries[query].text + (name.empty() ? "" : ": " + name);
}

Chart chart_of(const CountTable& table) {
  const auto field = std::ranges::find_if(table.fields, is_time);
  if (field == table.fields.end())
    throw Error("a chart needs a period", "for example --timeline week, or --counts source,week");
  const auto period = static_cast<std::size_t>(field - table.fields.begin());
  Chart chart;
  chart.share = table.share;
  std::map<std::string, std::size_t> places;
  for (const CountRow& row : table.rows)
    if (!row.values[period].empty()) places.emplace(row.values[period], 0);
  for (auto& [name, place] : places) {
    place = chart.periods.size();
    chart.periods.push_back(name);
  }
  chart.held.resize(chart.periods.size());
  std::map<std::string, ChartLine> lines;
  for (std::size_t query = 0; query < table.queries.size(); ++query)
    for (const CountRow& row : table.rows) {
      if (row.values[period].empty()) continue;
      const std::size_t place = places.at(row.values[period]);
      ChartLine& line = lines[line_name(table, row, period, query)];
      line.values.resize(chart.periods.size(), std::nan(""));
      line.values[place] = value_of(table, row.counts[query], row.total);
      line.sum += static_cast<double>(row.counts[query]);
      if (row.total > 0) chart.held[place] = true;
    }
  for (auto& [name, line] : lines) {
    line.name = name;
    chart.lines.push_back(std::move(line));
  }
  if (chart.lines.size() > kMostLines) {
    std::ranges::stable_sort(chart.lines, std::greater(), &ChartLine::sum);
    chart.left_out = chart.lines.size() - kMostLines;
    chart.lines.resize(kMostLines);
  }
  return chart;
}

/// A round number not below `most` in `steps` steps: 1, 2 or 5 times a power of ten each.
double round_step(double most, int steps) {
  const double least = std::max(most / steps, 1e-9);
  const double power = std::pow(10, std::floor(std::log10(least)));
  for (const double factor : {1.0, 2.0, 5.0, 10.0})
    if (factor * power >= least * (1 - 1e-9)) return factor * power;
  return 10 * power;
}

class SvgChart {
 public:
  SvgChart(std::ostream& out, const Chart& chart) : out_(out), chart_(chart) {
    double most = 0;
    for (const ChartLine& line : chart.lines)
      for (const double value : line.values)
        if (!std::isnan(value)) most = std::max(most, value);
    step_ = round_step(most, 5);
    if (!chart.share) step_ = std::max(step_, 1.0);
    top_ = std::max(step_, std::ceil(most / step_ - 1e-9) * step_);
    const std::size_t lines = chart.lines.size() + (chart.left_out > 0 ? 1 : 0);
    height_ = kHeight + 18 * static_cast<double>(lines);
  }

  void draw() {
    out_ << fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" "
        "height=\"{1}\" font-family=\"sans-serif\" font-size=\"12\" role=\"img\">\n"
        "<title>{2} by period</title>\n"
        "<defs><pattern id=\"none\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\">"
        "<path d=\"M0 6L6 0\" stroke=\"#999\" stroke-width=\"1\"/></pattern></defs>\n"
        "<rect width=\"{0}\" height=\"{1}\" fill=\"#fff\"/>\n",
        kWidth, height_, chart_.share ? "Share in per cent" : "Articles");
    draw_gaps();
    draw_axes();
    for (std::size_t i = 0; i < chart_.lines.size(); ++i) draw_line(i);
    draw_legend();
    out_ << "</svg>\n";
    out_.flush();
  }

 private:
  double slot() const {
    return (kWidth - kLeft - kRight) /
           static_cast<double>(std::max<std::size_t>(chart_.periods.size(), 1));
  }
  double x(std::size_t period) const {
    return kLeft + (static_cast<double>(period) + 0.5) * slot();
  }
  double y(double value) const {
    return kHeight - kBottom - value / top_ * (kHeight - kBottom - kTop);
  }

  void text(double at_x, double at_y, std::string_view anchor, std::string_view words) {
    out_ << fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text>\n", at_x,
                        at_y, anchor, escape_xml(printable_text(words)));
  }

  /// Periods of which the archive holds nothing.
  void draw_gaps() {
    for (std::size_t i = 0; i < chart_.held.size(); ++i)
      if (!chart_.held[i])
        out_ << fmt::format(
            "<rect class=\"gap\" x=\"{:.1f}\" y=\"{}\" width=\"{:.2f}\" height=\"{}\" "
            "fill=\"url(#none)\"><title>{}: no articles held</title></rect>\n",
            x(i) - slot() / 2, kTop, slot(), kHeight - kBottom - kTop,
            escape_xml(chart_.periods[i]));
  }

  void draw_axes() {
    for (double value = 0; value <= top_ * (1 + 1e-9); value += step_) {
      out_ << fmt::format(
          "<line x1=\"{}\" y1=\"{:.1f}\" x2=\"{}\" y2=\"{:.1f}\" stroke=\"#ccc\"/>\n", kLeft,
          y(value), kWidth - kRight, y(value));
      text(kLeft - 6, y(value) + 4, "end",
           fmt::format("{:.6g}{}", value, chart_.share ? " %" : ""));
    }
    const auto width = static_cast<std::size_t>((kWidth - kLeft - kRight) / 80);
    const std::size_t every = std::max<std::size_t>(1, (chart_.periods.size() + width - 1) / width);
    for (std::size_t i = 0; i < chart_.periods.size(); i += every) {
      out_ << fmt::format(
          "<line x1=\"{0:.1f}\" y1=\"{1}\" x2=\"{0:.1f}\" y2=\"{2}\" stroke=\"#666\"/>\n", x(i),
          kHeight - kBottom, kHeight - kBottom + 5);
      text(x(i), kHeight - kBottom + 20, "middle", chart_.periods[i]);
    }
  }

  void draw_line(std::size_t number) {
    const ChartLine& line = chart_.lines[number];
    std::string path;
    bool pen = false;
    for (std::size_t i = 0; i < line.values.size(); ++i) {
      if (std::isnan(line.values[i])) {
        pen = false;
        continue;
      }
      path += fmt::format("{}{:.1f} {:.1f}", pen ? "L" : "M", x(i), y(line.values[i]));
      pen = true;
      out_ << fmt::format(
          "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"2\" fill=\"{}\"><title>{} {}: {:.6g}</title>"
          "</circle>\n",
          x(i), y(line.values[i]), kColours[number], escape_xml(printable_text(line.name)),
          escape_xml(chart_.periods[i]), line.values[i]);
    }
    out_ << fmt::format(
        "<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"2\" stroke-dasharray=\"{}\"/>\n",
        path, kColours[number], kDashes[number]);
  }

  void draw_legend() {
    double at = kHeight - 14;
    for (std::size_t i = 0; i < chart_.lines.size(); ++i, at += 18) {
      out_ << fmt::format(
          "<line x1=\"{0}\" y1=\"{1}\" x2=\"{2}\" y2=\"{1}\" stroke=\"{3}\" stroke-width=\"2\" "
          "stroke-dasharray=\"{4}\"/>\n",
          kLeft, at - 4, kLeft + 36, kColours[i], kDashes[i]);
      text(kLeft + 44, at, "start", chart_.lines[i].name);
    }
    if (chart_.left_out > 0)
      text(kLeft, at, "start", fmt::format("and {} more that are not drawn", chart_.left_out));
  }

  std::ostream& out_;
  const Chart& chart_;
  double step_ = 1, top_ = 1, height_ = kHeight;
};

}  // namespace

void present_svg(std::ostream& out, const CountTable& table) {
  const Chart chart = chart_of(table);
  SvgChart(out, chart).draw();
}

}  // namespace dateline::searching
