// SPDX-License-Identifier: GPL-2.0-or-later
#include "spelling.h"

#include <algorithm>
#include <tuple>

namespace dateline {
namespace {

/// The characters of UTF-8 text; what is not UTF-8 counts byte by byte.
std::u32string characters_of(std::string_view text) {
  std::u32string characters;
  for (Xapian::Utf8Iterator at(text.data(), text.size()); at != Xapian::Utf8Iterator(); ++at)
    characters.push_back(*at);
  return characters;
}

std::size_t distance(const std::u32string& a, const std::u32string& b, std::size_t limit) {
  const std::size_t shorter = std::min(a.size(), b.size());
  if (std::max(a.size(), b.size()) - shorter > limit) return limit + 1;
  std::vector<std::size_t> before_last(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::swap(before_last, last);
    std::swap(last, row);
    row[0] = i;
    std::size_t least = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before_last[j - 2] + 1);
      least = std::min(least, row[j]);
    }
    if (least > limit) return limit + 1;
  }
  return std::min(row[b.size()], limit + 1);
}

}  // namespace

std::size_t edit_distance(std::string_view from, std::string_view to, std::size_t limit) {
  return distance(characters_of(from), characters_of(to), limit);
}

std::vector<std::string> nearest_words(const Xapian::Database& database, std::string_view prefix,
                                       std::string_view word, std::size_t count,
                                       Deadline& deadline) {
  const std::u32string wanted = characters_of(word);
  if (wanted.size() < 3) return {};
  const std::size_t limit = wanted.size() < 5 ? 1 : 2;
  std::vector<std::tuple<std::size_t, Xapian::doccount, std::string>> found;
  const std::string begin(prefix);
  for (auto term = database.allterms_begin(begin); term != database.allterms_end(begin);) {
    deadline.check();
    std::string text = (*term).substr(prefix.size());
    if (prefix.empty() && text[0] >= 'A' && text[0] <= 'Z') {
      term.skip_to("[");  // past the terms with prefixes
      continue;
    }
    if (text.size() + 4 * limit >= word.size() && text.size() <= word.size() + 4 * limit)
      if (const std::size_t edits = distance(wanted, characters_of(text), limit);
          edits > 0 && edits <= limit)
        found.emplace_back(edits, term.get_termfreq(), std::move(text));
    ++term;
  }
  std::ranges::sort(found, [](const auto& a, const auto& b) {
    if (std::get<0>(a) != std::get<0>(b)) return std::get<0>(a) < std::get<0>(b);
    if (std::get<1>(a) != std::get<1>(b)) return std::get<1>(a) > std::get<1>(b);
    return std::get<2>(a) < std::get<2>(b);
  });
  std::vector<std::string> words;
  for (auto& [edits, frequency, text] : found)
    if (words.size() < count) words.push_back(std::move(text));
  return words;
}

}  // namespace dateline
