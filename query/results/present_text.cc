// SPDX-License-Identifier: GPL-2.0-or-later
// Text for people: a head line, the query as understood, hits, facets and the timeline.
#include <fmt/format.h>

#include <algorithm>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "output_escape.h"
#include "present_formats.h"
#include "terminal_text.h"

namespace dateline::searching {
namespace {

constexpr int kMinWidth = 20;
constexpr int kDefaultWidth = 80;
constexpr int kHitIndent = 5;
constexpr int kFacetBar = 20;
constexpr std::size_t kMaxTerms = 20;  // of one clause; JSON has them all

// Select graphic rendition: the parameters between ESC [ and m.
constexpr std::string_view kBold = "1";
constexpr std::string_view kDim = "2";
constexpr std::string_view kMatch = "1;33";  // bold, yellow

std::string spaces(int n) { return std::string(static_cast<std::size_t>(std::max(0, n)), ' '); }

/// "1,412 articles"
std::string some(std::uint64_t n, std::string_view stem, std::string_view one = "",
                 std::string_view several = "s") {
  return grouped(n) + ' ' + plural(n, stem, one, several);
}

std::string head_line(const Results& r) {
  const std::string total = (r.total_exact ? "" : "about ") + grouped(r.total);
  if (r.total == 0) return "no articles found";
  const std::uint64_t hits = r.stories.value_or(r.total);
  std::string of = r.stories ? some(hits, "stor", "y", "ies") + ", " : "";
  of += total + ' ' + plural(r.total, "article");
  if (r.offset >= hits)
    return fmt::format("no results from {} on, of {}", grouped(r.offset + 1),
                       r.stories ? of : total);
  if (r.offset == 0) return of;
  const std::uint64_t left = hits - r.offset;
  const std::uint64_t last = r.offset + (r.limit == 0 ? left : std::min(r.limit, left));
  return fmt::format("results {}–{} of {}", grouped(r.offset + 1), grouped(last),
                     r.stories ? of : total);
}

std::string details(const Hit& hit) {
  std::vector<std::string> parts;
  const auto add = [&](std::string_view text) {
    if (std::string shown = printable_text(text); !shown.empty())
      parts.push_back(isolate(std::move(shown)));
  };
  add(hit.source);
  if (hit.published) add(period_name(*hit.published + hit.utc_offset.value_or(0), Period::day));
  add(hit.section);
  add(hit.author);
  add(hit.language);
  if (hit.words > 0) add(some(hit.words, "word"));
  if (hit.copies > 1) add(some(hit.copies, "cop", "y", "ies"));
  return fmt::format("{}", fmt::join(parts, " · "));
}

/// The id, and the address where it is another one.
std::string address(const Hit& hit) {
  std::string id = printable_text(hit.id);
  const std::string url = printable_text(hit.url);
  if (url.empty() || url == id) return id;
  return id.empty() ? url : id + " · " + url;
}

std::string_view period_word(Period period) {
  switch (period) {
    case Period::day:
      return "day";
    case Period::week:
      return "week";
    case Period::month:
      return "month";
    case Period::year:
      return "year";
  }
  return "";
}

/// A line of a facet or the timeline.
struct CountRow {
  std::string label;
  std::uint64_t count = 0;
  bool drawn = true;  // has a bar
  bool held = true;   // false: the archive holds nothing there
};

class TextPresenter final : public Presenter {
 public:
  TextPresenter(std::ostream& out, const PresentOptions& options)
      : out_(out),
        color_(options.color),
        width_(std::max(kMinWidth, options.width > 0 ? options.width : kDefaultWidth)) {}

  void begin(const Results& results) override {
    out_ << head_line(results) << '\n';
    if (!results.subjects.empty()) print_subjects(results.subjects);
    if (!results.explanation.empty()) print_explanation(results.explanation);
  }

  void hit(const Hit& hit) override {
    out_ << '\n';
    print_title(hit);
    for (const auto& line : wrap(details(hit), width_ - kHitIndent))
      if (!line.empty()) out_ << spaces(kHitIndent) << line << '\n';
    for (const auto& line : wrap(printable_text(hit.snippet), width_ - kHitIndent))
      if (!line.text.empty()) out_ << spaces(kHitIndent) << marked(line, "") << '\n';
    // Never cut, because it is meant to be copied.
    if (const std::string text = address(hit); !text.empty())
      out_ << spaces(kHitIndent) << styled(text, kDim) << '\n';
  }

  void end(const Results& results) override {
    for (const Facet& facet : results.facets) print_facet(facet);
    if (results.timeline) print_timeline(*results.timeline);
    out_.flush();
  }

 private:
  std::string styled(std::string_view text, std::string_view style) const {
    if (!color_ || style.empty() || text.empty()) return std::string(text);
    return fmt::format("\x1b[{}m{}\x1b[0m", style, text);
  }

  std::string marked(const MarkedText& line, std::string_view style) const {
    const std::string_view text = line.text;
    std::string out;
    std::size_t done = 0;
    for (const auto& mark : line.marks) {
      out += styled(text.substr(done, mark.begin - done), style);
      out += styled(text.substr(mark.begin, mark.end - mark.begin), kMatch);
      done = mark.end;
    }
    return isolate(out + styled(text.substr(done), style));
  }

  void print_subjects(const std::vector<std::string>& words) {
    const std::string list = fmt::format("by: {}", fmt::join(words, ", "));
    for (const auto& line : wrap(printable_text(list), width_))
      out_ << styled(isolate(line), kDim) << '\n';
  }

  void print_title(const Hit& hit) {
    MarkedText title = printable_text(hit.title_marked.text.empty() ? MarkedText{hit.title, {}}
                                                                    : hit.title_marked);
    if (title.text.empty()) title = {"(no title)", {}};
    std::string prefix = fmt::format("{:>{}}  ", hit.rank, kHitIndent - 2);
    const int indent = static_cast<int>(prefix.size());
    for (const auto& line : wrap(title, width_ - indent)) {
      out_ << prefix << marked(line, kBold) << '\n';
      prefix = spaces(indent);
    }
  }

  void print_explanation(const std::vector<ExplainedClause>& clauses) {
    std::size_t digits = 0;
    for (const auto& clause : clauses) digits = std::max(digits, grouped(clause.count).size());
    out_ << '\n' << styled("understood as", kBold) << '\n';
    for (const auto& clause : clauses) {
      const int indent = std::min(static_cast<int>(std::min<std::size_t>(clause.depth, 1000)) * 2,
                                  width_ / 2 - static_cast<int>(digits));
      std::string prefix =
          fmt::format("  {:>{}}  {}", grouped(clause.count), digits, spaces(indent));
      const int column = static_cast<int>(prefix.size());
      for (const auto& line : wrap(printable_text(clause.text), width_ - column)) {
        out_ << prefix << isolate(line) << '\n';
        prefix = spaces(column);
      }
      print_under(list_of(clause.terms), column + 2);
      for (const std::string& line : figures(clause)) print_under(line, column + 2);
      for (const std::string& remark : clause.remarks)
        print_under(printable_text(remark), column + 2);
    }
  }

  static std::string list_of(const std::vector<std::string>& terms) {
    std::string list;
    for (std::size_t i = 0; i < std::min(terms.size(), kMaxTerms); ++i)
      list += (i == 0 ? "" : ", ") + printable_text(terms[i]);
    if (terms.size() > kMaxTerms) list += fmt::format(" and {} more", terms.size() - kMaxTerms);
    return list;
  }

  /// The counts of a clause besides its articles.
  static std::vector<std::string> figures(const ExplainedClause& clause) {
    std::vector<std::string> lines;
    if (clause.words_in_all > clause.words)
      lines.push_back(fmt::format("the {} most frequent of {}", grouped(clause.words),
                                  some(clause.words_in_all, "word")));
    else if (clause.words_in_all > 0)
      lines.push_back(some(clause.words_in_all, "word"));
    if (clause.candidates > 0)
      lines.push_back(fmt::format("positions read in {}: {}", some(clause.candidates, "article"),
                                  some(clause.position_lists, "list")));
    if (clause.without)
      lines.push_back(
          fmt::format("without {}: +{}", printable_text(clause.text), grouped(*clause.without)));
    return lines;
  }

  void print_under(const std::string& text, int indent) {
    if (text.empty()) return;
    for (const auto& line : wrap(text, std::max(kMinWidth, width_ - indent)))
      out_ << spaces(indent) << styled(line, kDim) << '\n';
  }

  void print_facet(const Facet& facet) {
    std::vector<CountRow> rows;
    for (const FacetValue& value : facet.values)
      rows.push_back({printable_text(value.value), value.count});
    if (facet.missing > 0) rows.push_back({"(none)", facet.missing, false});
    out_ << '\n' << styled(printable_text(facet.field), kBold) << '\n';
    print_rows(rows, kFacetBar);
    if (facet.distinct > facet.values.size())
      out_ << "  "
           << styled(fmt::format("{} more", grouped(facet.distinct - facet.values.size())), kDim)
           << '\n';
  }

  void print_timeline(const Timeline& timeline) {
    std::vector<CountRow> rows;
    for (const TimelineEntry& entry : timeline.entries)
      rows.push_back(
          {printable_text(entry.date), entry.count, true, entry.held > 0 || entry.count > 0});
    if (timeline.missing > 0) rows.push_back({"(no date)", timeline.missing, false});
    out_ << '\n' << styled(fmt::format("by {}", period_word(timeline.period)), kBold) << '\n';
    print_rows(rows, width_);
  }

  /// Labels, counts and bars in columns; bars fill the rest of the line, up to `max_bar`.
  void print_rows(const std::vector<CountRow>& rows, int max_bar) {
    int label = 0, digits = 0;
    std::uint64_t most = 0;
    for (const CountRow& row : rows) {
      label = std::max(label, display_width(row.label));
      digits = std::max(digits, static_cast<int>(grouped(row.count).size()));
      if (row.drawn) most = std::max(most, row.count);
    }
    label = std::min(label, std::max(6, width_ - digits - 6 - std::min(max_bar, width_ / 4)));
    const int columns = std::min(max_bar, width_ - label - digits - 6);
    for (const CountRow& row : rows) {
      const std::string drawn = row.drawn ? bar(row.count, most, columns) : "";
      const std::string shown = fit(row.label, label);
      out_ << "  " << isolate(shown) << spaces(label - display_width(shown))
           << fmt::format("  {:>{}}", row.held ? grouped(row.count) : "-", digits)
           << (row.held ? "" : "  no articles held") << (drawn.empty() ? "" : "  ") << drawn
           << '\n';
    }
  }

  std::ostream& out_;
  bool color_;
  int width_;
};

}  // namespace

std::unique_ptr<Presenter> make_text_presenter(std::ostream& out, const PresentOptions& options) {
  return std::make_unique<TextPresenter>(out, options);
}

}  // namespace dateline::searching
