// SPDX-License-Identifier: GPL-2.0-or-later
#include "snippet.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace dateline::searching {
namespace {

constexpr std::size_t kMargin = 16;  // bytes kept before the first word and behind the last
constexpr std::string_view kEllipsis = "…", kBetween = " … ";

bool is_space_or_control(unsigned char c) { return c <= ' ' || c == 0x7F; }

/// The last place up to `at` where a character begins or the text ends.
std::size_t character_start(std::string_view text, std::size_t at) {
  if (at >= text.size()) return text.size();
  while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
  return at;
}

/// Appends text[begin, end) with white space made single and controls gone, and the marks of the
/// matches in it.
template <class Matches>
void append_clean(std::string_view text, std::size_t begin, std::size_t end, const Matches& matches,
                  MarkedText& out) {
  auto match = matches.begin();
  std::size_t open = std::string::npos;  // where the mark being made begins in the output
  const auto close = [&] {
    std::size_t mark_end = out.text.size();
    while (mark_end > open && out.text[mark_end - 1] == ' ') --mark_end;
    if (mark_end > open) out.marks.push_back({open, mark_end});
    open = std::string::npos;
    ++match;
  };
  for (std::size_t i = begin; i < end; ++i) {
    while (match != matches.end() && match->end <= i) {
      if (open != std::string::npos)
        close();
      else
        ++match;
    }
    if (match != matches.end() && open == std::string::npos && i >= match->begin)
      open = out.text.size();
    const auto c = static_cast<unsigned char>(text[i]);
    const bool c1_control =
        c == 0xC2 && i + 1 < end && static_cast<unsigned char>(text[i + 1]) < 0xA0;
    if (c1_control) ++i;
    if (!c1_control && !is_space_or_control(c))
      out.text += text[i];
    else if (!out.text.empty() && out.text.back() != ' ')
      out.text += ' ';
  }
  if (open != std::string::npos && match != matches.end()) close();
}

}  // namespace

Highlighter::Highlighter(const Query& query, EnglishForms forms)
    : query_([&] {
        Tokenizer tokenizer;
        return with_pairs_as_one(query, tokenizer);
      }()),
      text_(std::move(forms)) {}

void Highlighter::set(const Article& article) {
  article_ = &article;
  text_.set(article);
  const std::vector<MatchedWord> words = find_matched_words(query_, text_);
  in_headline_ = matches_in(TextPositions::Part::headline, words);
  in_body_ = matches_in(TextPositions::Part::body, words);
}

/// A phrase is one match: its words, one after the other.
std::vector<Highlighter::Match> Highlighter::matches_in(
    TextPositions::Part part, const std::vector<MatchedWord>& words) const {
  struct End {
    std::uint32_t position = 0;
    std::size_t match = 0;
  };
  std::map<const Query*, End> phrases;
  std::vector<Match> matches;
  for (const auto& [span, leaf] : words) {
    const TextPositions::Word* first = text_.at(part, span.begin);
    const TextPositions::Word* last = text_.at(part, span.end);
    if (first == nullptr || last == nullptr) continue;
    const bool in_phrase = leaf->kind == Query::Kind::phrase;
    const auto before = in_phrase ? phrases.find(leaf) : phrases.end();
    if (before != phrases.end() && span.begin == before->second.position + 1) {
      matches[before->second.match].end = last->end;
      before->second.position = span.end;
      continue;
    }
    matches.push_back({first->begin, last->end, leaf});
    if (in_phrase) phrases[leaf] = {span.end, matches.size() - 1};
  }
  return matches;
}

namespace {

/// Overlapping and touching matches joined, ascending.
std::vector<Highlighter::Match> joined(std::vector<Highlighter::Match> matches) {
  std::ranges::sort(matches, {}, &Highlighter::Match::begin);
  std::vector<Highlighter::Match> result;
  for (const Highlighter::Match& match : matches) {
    if (!result.empty() && match.begin <= result.back().end)
      result.back().end = std::max(result.back().end, match.end);
    else
      result.push_back(match);
  }
  return result;
}

}  // namespace

MarkedText Highlighter::headline() const {
  MarkedText result;
  append_clean(article_->title, 0, article_->title.size(), joined(in_headline_), result);
  while (result.text.ends_with(' ')) result.text.pop_back();
  return result;
}

namespace {

using Matches = std::vector<Highlighter::Match>;
using Words = std::vector<TextPositions::Word>;

/// A place of the text: its first match, and the patterns that match in the window behind it.
struct Place {
  std::size_t first = 0;
  std::set<const Query*> patterns;
};

/// The place with the most different patterns that are not in `shown`, of equals with the most
/// matches, of equals the earliest.
Place best_place(const Matches& found, std::size_t window, const std::set<const Query*>& shown) {
  Place best;
  std::pair<std::size_t, std::size_t> best_worth{0, 0};
  std::map<const Query*, std::size_t> in_window;  // matches of each pattern
  Matches wanted = found;
  std::erase_if(wanted, [&](const auto& match) { return shown.contains(match.leaf); });
  for (std::size_t i = 0, j = 0; i < wanted.size(); ++i) {
    for (; j < wanted.size() && (j <= i || wanted[j].end <= wanted[i].begin + window); ++j)
      ++in_window[wanted[j].leaf];
    if (const std::pair worth{in_window.size(), j - i}; worth > best_worth) {
      best_worth = worth;
      best = {wanted[i].begin, {}};
      for (const auto& [leaf, matches] : in_window) best.patterns.insert(leaf);
    }
    if (--in_window[wanted[i].leaf] == 0) in_window.erase(wanted[i].leaf);
  }
  return best;
}

/// Where a stretch that begins with a word is cut: signs before the text's first word are kept.
std::size_t beginning_of(const Words& text, std::size_t first) {
  return first == 0 && text[0].begin <= kMargin ? 0 : text[first].begin;
}

/// The first word of a passage whose first match begins at `start`: the first of the sentence where
/// that is within `reach`, else a word a little before the match.
std::size_t first_word(const Words& text, std::size_t start, std::size_t reach) {
  std::size_t first =
      static_cast<std::size_t>(
          std::ranges::upper_bound(text, start, {}, &TextPositions::Word::begin) - text.begin()) -
      1;
  for (std::size_t t = first; start - text[t].begin <= reach; --t) {
    first = t;
    if (text[t].begins_sentence || t == 0) break;
  }
  return first;
}

/// Words of the text, both inside.
struct Stretch {
  std::size_t first = 0, last = 0;
};

Stretch stretch_from(const Words& text, std::size_t first, std::size_t length) {
  Stretch stretch{first, first};
  while (stretch.last + 1 < text.size() &&
         text[stretch.last + 1].end <= beginning_of(text, first) + length)
    ++stretch.last;
  return stretch;
}

Stretch stretch_around(const Words& text, const Place& place, std::size_t length) {
  return stretch_from(text, first_word(text, place.first, length / 4), length);
}

/// One stretch, or two that together show more different patterns.
std::vector<Stretch> best_stretches(const Words& text, const Matches& found, std::size_t length) {
  constexpr std::size_t kShortest = 60;  // bytes of one of two
  constexpr std::size_t kFewWords = 6;   // are not left out
  if (found.empty()) return {stretch_from(text, 0, length)};
  const auto window = [](std::size_t of) { return of * 3 / 4; };
  const Place whole = best_place(found, window(length), {});
  const std::size_t half = (std::max(length, kBetween.size()) - kBetween.size()) / 2;
  if (half >= kShortest) {
    const Place one = best_place(found, window(half), {});
    const Place other = best_place(found, window(half), one.patterns);
    if (one.patterns.size() + other.patterns.size() > whole.patterns.size()) {
      Stretch before = stretch_around(text, one, half), behind = stretch_around(text, other, half);
      if (before.first > behind.first) std::swap(before, behind);
      const std::size_t between = before.last + kFewWords;
      if (between < behind.first) return {before, behind};
      return {stretch_from(text, before.first, length)};
    }
  }
  return {stretch_around(text, whole, length)};
}

}  // namespace

MarkedText Highlighter::passage(std::size_t length) const {
  MarkedText result;
  const std::string_view body = article_->body;
  const Words& text = text_.words(TextPositions::Part::body);
  if (text.empty()) return result;
  bool to_the_end = false;
  for (const Stretch& stretch : best_stretches(text, in_body_, length)) {
    const std::size_t begin = beginning_of(text, stretch.first);
    to_the_end = stretch.last + 1 == text.size();
    const std::size_t end = to_the_end ? character_start(body, text[stretch.last].end + kMargin)
                                       : text[stretch.last].end;
    if (!result.text.empty())
      result.text += kBetween;
    else if (stretch.first != 0 && !text[stretch.first].begins_sentence)
      result.text = std::string(kEllipsis) + " ";
    Matches inside;
    for (const Match& match : in_body_)
      if (match.end > begin && match.begin < end)
        inside.push_back({std::max(match.begin, begin), std::min(match.end, end), match.leaf});
    append_clean(body, begin, end, joined(inside), result);
    while (result.text.ends_with(' ')) result.text.pop_back();
  }
  if (!to_the_end) result.text.append(" ").append(kEllipsis);
  return result;
}

}  // namespace dateline::searching
