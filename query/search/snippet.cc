// SPDX-License-Identifier: GPL-2.0-or-later
#include "snippet.h"

#include <algorithm>
#include <map>

namespace dateline::searching {
namespace {

constexpr std::size_t kMargin = 16;  // bytes kept before the first word and behind the last
constexpr std::string_view kEllipsis = "…";

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

/// The first match of the passage: in the window behind it are the most different patterns, of
/// equals the most matches, of equals the earliest. 0 where there is no match.
std::size_t best_match(const std::vector<Highlighter::Match>& found, std::size_t window) {
  std::size_t best = 0;
  std::pair<std::size_t, std::size_t> best_worth{0, 0};
  std::map<const Query*, std::size_t> in_window;  // matches of each pattern
  for (std::size_t i = 0, j = 0; i < found.size(); ++i) {
    for (; j < found.size() && (j <= i || found[j].end <= found[i].begin + window); ++j)
      ++in_window[found[j].leaf];
    if (const std::pair worth{in_window.size(), j - i}; worth > best_worth) {
      best_worth = worth;
      best = i;
    }
    if (--in_window[found[i].leaf] == 0) in_window.erase(found[i].leaf);
  }
  return best;
}

/// The first word of a passage whose first match begins at `start`: the first of the sentence where
/// that is within `reach`, else a word a little before the match.
std::size_t first_word(const std::vector<TextPositions::Word>& text, std::size_t start,
                       std::size_t reach) {
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

}  // namespace

MarkedText Highlighter::passage(std::size_t length) const {
  MarkedText result;
  const std::string_view body = article_->body;
  const std::vector<TextPositions::Word>& text = text_.words(TextPositions::Part::body);
  if (text.empty()) return result;
  const std::vector<Match>& found = in_body_;

  const std::size_t first =
      found.empty() ? 0
                    : first_word(text, found[best_match(found, length * 3 / 4)].begin, length / 4);
  const bool from_the_start = first == 0 && text[0].begin <= kMargin;
  const std::size_t begin = from_the_start ? 0 : text[first].begin;
  std::size_t last = first;
  while (last + 1 < text.size() && text[last + 1].end <= begin + length) ++last;
  const bool to_the_end = last + 1 == text.size();
  const std::size_t end =
      to_the_end ? character_start(body, text[last].end + kMargin) : text[last].end;

  std::vector<Match> inside;
  for (const Match& match : found)
    if (match.end > begin && match.begin < end)
      inside.push_back({std::max(match.begin, begin), std::min(match.end, end), match.leaf});
  if (first != 0 && !text[first].begins_sentence) result.text = std::string(kEllipsis) + " ";
  append_clean(body, begin, end, joined(inside), result);
  while (result.text.ends_with(' ')) result.text.pop_back();
  if (!to_the_end) result.text.append(" ").append(kEllipsis);
  return result;
}

}  // namespace dateline::searching
