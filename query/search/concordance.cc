// SPDX-License-Identifier: GPL-2.0-or-later
#include "concordance.h"

#include <algorithm>
#include <string_view>

#include "text/printable_text.h"

namespace dateline::searching {
namespace {

using Part = TextPositions::Part;
using Word = TextPositions::Word;

/// The place of the first word that ends after `byte`.
std::size_t word_at(const std::vector<Word>& words, std::size_t byte) {
  return static_cast<std::size_t>(std::ranges::upper_bound(words, byte, {}, &Word::end) -
                                  words.begin());
}

void add_part(const Highlighter& highlighter, Part part, std::string_view text, std::size_t window,
              std::vector<Concordance>& lines) {
  std::vector<Highlighter::Match> matches = highlighter.matches(part);
  std::ranges::sort(matches, {}, &Highlighter::Match::begin);
  const std::vector<Word>& words = highlighter.words(part);
  std::size_t done = 0;  // where the last match ended
  for (const Highlighter::Match& match : matches) {
    if (match.begin < done || words.empty()) continue;  // part of one that is told
    done = match.end;
    const std::size_t first = word_at(words, match.begin);
    const std::size_t behind = word_at(words, match.end - 1) + 1;
    const std::size_t from = words[first - std::min(first, window)].begin;
    const std::size_t to = words[std::min(behind + window, words.size()) - 1].end;
    const auto between = [&](std::size_t begin, std::size_t end) {
      return begin < end ? printable_text(text.substr(begin, end - begin)) : std::string();
    };
    lines.push_back({part == Part::headline, between(std::min(from, match.begin), match.begin),
                     between(match.begin, match.end), between(match.end, std::max(to, match.end))});
  }
}

}  // namespace

std::vector<Concordance> concordance_of(const Highlighter& highlighter, const Article& article,
                                        std::size_t window) {
  std::vector<Concordance> lines;
  add_part(highlighter, Part::headline, article.title, window, lines);
  add_part(highlighter, Part::body, article.body, window, lines);
  return lines;
}

}  // namespace dateline::searching
