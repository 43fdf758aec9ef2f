// SPDX-License-Identifier: GPL-2.0-or-later
#include "visible_dates.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <unordered_map>
#include <unordered_set>

#include "boilerplate_rules.h"
#include "dates/dates.h"
#include "html_prose.h"
#include "html_text.h"
#include "text/ascii.h"
#include "text/plain_text.h"

namespace dateline::indexing {
namespace {

constexpr std::size_t kLongestLine = 160;

/// Words before a date of publication.
constexpr std::string_view kPublishedWords[] = {
    "publi",      "posted",   "written",    "by ",       "von ",
    "par ",       "erstellt", "veröff",     "geplaatst", "opublik",
    "pubblicato", "creado",   "objavljeno", "julkaistu", "\xD0\xBE\xD0\xBF\xD1\x83\xD0\xB1"};

/// Words before the date of a change.
constexpr std::string_view kUpdatedWords[] = {
    "updated",         "modified",          "edited",    "aktualisiert", "stand:",
    "ge\xC3\xA4ndert", "mis \xC3\xA0 jour", "modifi",    "actuali",      "atuali",
    "aggiorna",        "bijgewerkt",        "zaktualiz", "oppdatert",    "uppdaterad"};

/// Names of clocks and the like, which show the day of the request.
constexpr std::string_view kClocks[] = {"masthead", "clock", "weather", "wetter",  "topbar",
                                        "today",    "heute", "current", "uhrzeit", "now"};

bool has_any(std::string_view text, std::span<const std::string_view> parts) {
  return std::ranges::any_of(parts,
                             [&](std::string_view part) { return text.find(part) != text.npos; });
}

std::string names_of(const GumboNode& node) {
  return lower_ascii(fmt::format("{} {}", attribute(node, "class"), attribute(node, "id")));
}

/// A date on the page, with its place.
struct Mark {
  std::size_t at = 0;  // number of its element
  std::string text;
  bool element = false;  // its element says that it is a date
};

class DateFinder {
 public:
  DateFinder(const HtmlTree& tree, const GumboNode* heading, const GumboNode& place)
      : root_(tree.root()), heading_(heading), place_(place) {
    for (const GumboNode* at = heading; at != nullptr; at = at->parent) around_.insert(at);
    for (const GumboNode* at = &place; at != nullptr; at = at->parent) around_.insert(at);
  }

  std::vector<std::string> run() {
    number(root_);
    add_lines();
    find_bounds();
    std::vector<std::string> published, updated;
    for (const auto fits :
         {&DateFinder::above_text, &DateFinder::above_title, &DateFinder::in_text})
      for (const Mark& mark : marks_) {
        if (!(this->*fits)(mark)) continue;
        const bool later = has_any(lower_ascii(mark.text), kUpdatedWords);
        (later ? updated : published).push_back(mark.text);
      }
    published.insert(published.end(), updated.begin(), updated.end());
    return published;
  }

 private:
  /// Numbers the elements and finds the dates, without those of foreign elements.
  void number(const GumboNode& node) {
    if (node.type != GUMBO_NODE_ELEMENT) return;
    if (tag_of(node) == GUMBO_TAG_HEAD || is_foreign(node)) return;
    const std::size_t at = numbers_.size();
    numbers_[&node] = at;
    if (tag_of(node) == GUMBO_TAG_TIME && has_attribute(node, "datetime"))
      add(at, attribute(node, "datetime"), true);
    else if (tag_of(node) == GUMBO_TAG_TIME || is_stamp(node))
      add(at, text_of(node), true);
    if (is_stamp(node)) add(at, attribute(node, "title"), true);
    for (const GumboNode* child : children(node)) number(*child);
    if (around_.contains(&node)) last_[&node] = numbers_.size();
  }

  static bool is_stamp(const GumboNode& node) {
    const std::string names = names_of(node);
    return has_any(names, std::array<std::string_view, 4>{"date", "time", "publish", "posted"});
  }

  static std::string text_of(const GumboNode& node) {
    std::string text;
    for (const HtmlParagraph& block : html_paragraphs(node, is_unseen)) {
      text.append(text.empty() ? "" : " ").append(block.text);
      if (text.size() > kLongestLine) return {};
    }
    return one_line(text);
  }

  void add(std::size_t at, std::string_view text, bool element) {
    constexpr std::size_t kMost = 400;
    if (text.size() > kLongestLine || marks_.size() >= kMost ||
        std::ranges::none_of(text, is_ascii_digit))
      return;
    marks_.push_back({at, std::string(text), element});
  }

  /// Comments, other articles, navigation, mastheads, footers, clocks.
  bool is_foreign(const GumboNode& node) const {
    if (around_.contains(&node)) return false;
    if (is_unseen(node)) return true;
    const GumboTag tag = tag_of(node);
    if (tag == GUMBO_TAG_NAV || tag == GUMBO_TAG_FOOTER || tag == GUMBO_TAG_ASIDE ||
        tag == GUMBO_TAG_ARTICLE || tag == GUMBO_TAG_FIGURE)
      return true;
    if (tag == GUMBO_TAG_P || is_heading(tag)) return false;
    const Boilerplate rule = boilerplate_of(node);
    if (rule == Boilerplate::visitors || rule == Boilerplate::aside) return true;
    const std::string names = names_of(node);
    return has_any(names, kClocks) || names.find("header-date") != std::string::npos ||
           names.find("footer") != std::string::npos;
  }

  void add_lines() {
    blocks_ = html_paragraphs(root_, [&](const GumboNode& node) {
      return is_foreign(node) || (&node != &root_ && is_unseen(node));
    });
    const GumboNode* behind = nullptr;  // the block of the prose before
    for (const HtmlParagraph& block : blocks_) {
      const auto number = numbers_.find(block.block);
      if (number == numbers_.end()) continue;
      if (is_prose(block.text)) behind = block.block;
      for (const std::string_view line : split_lines(block.text))
        if (!is_sentence(line)) add(number->second + (block.block == behind ? 1 : 0), line, false);
    }
    std::ranges::stable_sort(marks_, {}, &Mark::at);
  }

  static bool is_prose(const std::string& text) {
    return text.size() > kLongestLine || (text.size() > kLongestLine / 2 && ends_sentence(text));
  }

  /// A sentence of the text, which may name any day, and no line with words of a publication.
  static bool is_sentence(std::string_view line) {
    const std::string begin = lower_ascii(line.substr(0, 12));
    return (ends_sentence(line) || line.size() > kLongestLine / 2) &&
           !has_any(begin, kPublishedWords) && !has_any(begin, kUpdatedWords);
  }

  void find_bounds() {
    const auto number = [&](const GumboNode* node) {
      const auto found = numbers_.find(node);
      return found == numbers_.end() ? std::size_t{0} : found->second;
    };
    end_ = last_.contains(&place_) ? last_[&place_] : numbers_.size();
    title_ = heading_ != nullptr ? number(heading_) : number(&place_);
    text_ = end_;
    for (const HtmlParagraph& block : blocks_) {
      const std::size_t at = number(block.block);
      if (at > title_ && at >= number(&place_) && at < text_ && is_prose(block.text)) text_ = at;
    }
    // The group of the title: its header, or the two elements around it.
    const GumboNode* group = heading_;
    for (int level = 0; group != nullptr && group->parent != nullptr && level < 2; ++level) {
      const GumboTag tag = tag_of(*group->parent);
      if (tag == GUMBO_TAG_BODY || tag == GUMBO_TAG_MAIN || tag == GUMBO_TAG_HTML) break;
      group = group->parent;
      if (tag == GUMBO_TAG_HEADER || tag == GUMBO_TAG_ARTICLE) break;
    }
    group_ = group == nullptr ? title_ : number(group);
  }

  bool above_text(const Mark& mark) const {
    if (mark.at < title_ || mark.at > text_ || mark.at >= end_) return false;
    // Without a title, any part of the page may be above the text.
    return heading_ != nullptr || mark.element || has_any(lower_ascii(mark.text), kPublishedWords);
  }

  /// A date before the title: in its group, or near it with words of a publication.
  bool above_title(const Mark& mark) const {
    constexpr std::size_t kNear = 12;  // elements
    if (mark.at >= title_) return false;
    if (mark.at >= group_ && mark.at + kNear * 2 >= title_) return true;
    const std::string lower = lower_ascii(mark.text);
    return mark.at + kNear >= title_ && has_any(lower, kPublishedWords) &&
           !has_any(lower, kUpdatedWords);
  }

  /// A date in the text or just after it, marked as a date.
  bool in_text(const Mark& mark) const {
    constexpr std::size_t kNear = 6;  // elements
    if (mark.at <= text_ || mark.at >= end_ + kNear) return false;
    const std::string lower = lower_ascii(mark.text);
    const bool labelled = mark.text.size() <= kLongestLine / 2 &&
                          (has_any(lower, kPublishedWords) || has_any(lower, kUpdatedWords));
    return labelled || (mark.element && mark.at < end_);
  }

  const GumboNode& root_;
  const GumboNode* heading_;
  const GumboNode& place_;
  std::unordered_set<const GumboNode*> around_;
  std::unordered_map<const GumboNode*, std::size_t> numbers_, last_;
  std::vector<HtmlParagraph> blocks_;
  std::vector<Mark> marks_;
  std::size_t group_ = 0, title_ = 0, text_ = 0, end_ = 0;  // where these begin; the text's end
};

/// "2023年2月8日 10:21" -> "2023-02-08 10:21"
std::string east_asian_date(std::string_view line) {
  constexpr std::string_view kYear = "\xE5\xB9\xB4", kMonth = "\xE6\x9C\x88";
  const std::size_t year = line.find(kYear), month = line.find(kMonth);
  if (year == std::string::npos || month == std::string::npos || year < 4 || month < year)
    return {};
  const std::string_view digits = "0123456789";
  const std::size_t day = std::min(line.find_first_not_of(digits, month + 3), line.size());
  const auto two = [](std::string_view number) {
    return number.size() == 1 ? fmt::format("0{}", number) : std::string(number);
  };
  const std::string date = fmt::format("{}-{}-{}", line.substr(year - 4, 4),
                                       two(line.substr(year + 3, month - year - 3)),
                                       two(line.substr(month + 3, day - month - 3)));
  const std::size_t colon = line.find(':', day);
  if (colon != std::string::npos && colon >= day + 2 && colon + 2 < line.size()) {
    const std::string timed = fmt::format("{} {}:{}", date, two(trim(line.substr(colon - 2, 2))),
                                          line.substr(colon + 1, 2));
    if (parse_timestamp(timed)) return timed;
  }
  return parse_timestamp(date) ? date : std::string();
}

}  // namespace

std::string date_in_line(std::string_view line, std::string_view language) {
  constexpr std::size_t kMostTries = 400;
  if (line.empty() || line.size() > kLongestLine) return {};
  const DateContext context{{}, language, usual_order(language)};
  const auto reads = [&](std::string_view text) { return read_date(text, context).has_value(); };
  if (reads(line)) return std::string(line);
  if (std::string date = east_asian_date(line); !date.empty()) return date;
  std::size_t tries = 0;
  constexpr std::string_view kMarks = " :|,\xC2";
  for (std::size_t begin = 0; begin + 6 < line.size();) {
    for (std::size_t end = line.size(); end > begin + 6 && ++tries < kMostTries;) {
      const std::string_view part = trim(line.substr(begin, end - begin));
      // A number alone is no date here, even if it could count seconds.
      const bool number = part.find_first_not_of("0123456789.") == part.npos && part.size() > 8 &&
                          part.find('.') == part.npos;
      if (!number && reads(part)) return std::string(part);
      const std::size_t cut = line.find_last_of(" |,", end - 1);
      if (cut == line.npos || cut <= begin) break;
      end = cut;
    }
    begin = line.find_first_of(kMarks, begin);
    if (begin == line.npos) break;
    ++begin;
  }
  return {};
}

std::vector<std::string> visible_dates(const HtmlTree& tree, const GumboNode* heading,
                                       const GumboNode& place) {
  return DateFinder(tree, heading, place).run();
}

}  // namespace dateline::indexing
