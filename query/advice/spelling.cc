// SPDX-License-Identifier: GPL-2.0-or-later
#include "spelling.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "snapshot/index_terms.h"
#include "snapshot/word_pattern.h"
#include "text/ascii.h"
#include "text/charset.h"

namespace dateline::searching {
namespace {

std::size_t distance(std::u32string_view a, std::u32string_view b, std::size_t limit) {
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

bool is_vowel(char32_t c) {
  return std::u32string_view(U"aeiouyаеёиоуыэюя").find(c) != std::u32string_view::npos;
}

/// Keys that touch each other where letters stand as on most Latin keyboards.
bool are_neighbours(char32_t a, char32_t b) {
  constexpr std::array<std::u32string_view, 3> kRows{U"qwertyuiop", U"asdfghjkl", U"zxcvbnm"};
  const auto key = [&](char32_t c) -> std::optional<std::pair<int, int>> {
    for (std::size_t row = 0; row < kRows.size(); ++row)
      if (const std::size_t at = kRows[row].find(c); at != std::u32string_view::npos)
        return std::pair(static_cast<int>(row), static_cast<int>(2 * at + row));  // half a key
    return std::nullopt;
  };
  const auto x = key(a), y = key(b);
  return x && y && std::abs(x->first - y->first) <= 1 && std::abs(x->second - y->second) <= 2;
}

/// Letters of similar sound.
bool sound_alike(char32_t a, char32_t b) {
  constexpr std::array<std::u32string_view, 10> kSounds{U"ckqx", U"cs", U"sz", U"fv", U"gj",
                                                        U"dt",   U"bp", U"mn", U"vw", U"uw"};
  return std::ranges::any_of(kSounds, [&](std::u32string_view letters) {
    return letters.find(a) != std::u32string_view::npos &&
           letters.find(b) != std::u32string_view::npos;
  });
}

constexpr double kSwapped = 0.65, kDoubled = 0.6, kFirstLetter = 0.35;

double changed_cost(char32_t meant, char32_t written) {
  if (is_vowel(meant) && is_vowel(written)) return 0.6;
  return are_neighbours(meant, written) || sound_alike(meant, written) ? 0.75 : 1.0;
}

/// The cost of an additional or missing letter at `i`. A doubled letter costs less.
double single_cost(std::u32string_view text, std::size_t i) {
  const bool doubled =
      (i > 0 && text[i - 1] == text[i]) || (i + 1 < text.size() && text[i + 1] == text[i]);
  return doubled ? kDoubled : i == 0 ? 1.0 + kFirstLetter : 1.0;
}

/// Finds the words at most `limit` edits from a word in a sorted list of terms. When no word with
/// the current prefix can be near enough, it jumps to the next prefix that is possible.
class NearWalk {
 public:
  NearWalk(std::u32string wanted, std::size_t limit)
      : wanted_(std::move(wanted)), limit_(limit), rows_(1) {
    for (std::size_t j = 0; j <= wanted_.size(); ++j) rows_[0].push_back(j);
  }

  enum class Step { near, far, dead };

  Step look_at(std::u32string_view text) {
    std::size_t same = 0;
    while (same < path_.size() && same < text.size() && path_[same] == text[same]) ++same;
    path_.resize(same);
    for (std::size_t i = same; i < text.size(); ++i) {
      path_ += text[i];
      if (least_after(i) > limit_) return Step::dead;
    }
    return rows_[path_.size()].back() <= limit_ ? Step::near : Step::far;
  }

  /// After Step::dead: the next beginning that a near word can have.
  std::optional<std::string> next_beginning() {
    while (!path_.empty()) {
      const std::size_t depth = path_.size() - 1;
      const char32_t c = path_.back();
      path_.pop_back();
      const std::optional<char32_t> next = next_letter(depth, c);
      if (!next) continue;
      std::string beginning;
      for (const char32_t letter : path_) append_utf8(beginning, letter);
      append_utf8(beginning, *next);
      return beginning;
    }
    return std::nullopt;
  }

 private:
  /// Computes the row of distances after letter `i` of the path; returns its minimum.
  std::size_t least_after(std::size_t i) {
    if (rows_.size() < i + 2) rows_.resize(i + 2);
    const std::vector<std::size_t>& last = rows_[i];
    std::vector<std::size_t>& row = rows_[i + 1];
    row.resize(wanted_.size() + 1);
    std::size_t least = row[0] = i + 1;
    for (std::size_t j = 1; j < row.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (path_[i] != wanted_[j - 1])});
      if (i > 0 && j > 1 && path_[i] == wanted_[j - 2] && path_[i - 1] == wanted_[j - 1])
        row[j] = std::min(row[j], rows_[i - 1][j - 2] + 1);
      least = std::min(least, row[j]);
    }
    return least;
  }

  /// The next letter above `c` that is possible at `depth`: any letter if an edit is left, else one
  /// of the word's letters near that place.
  std::optional<char32_t> next_letter(std::size_t depth, char32_t c) const {
    if (std::ranges::min(rows_[depth]) < limit_) {
      if (c == 0x10FFFF) return std::nullopt;
      return c == 0xD7FF ? char32_t{0xE000} : c + 1;
    }
    const std::size_t reach = limit_ + 2;
    std::optional<char32_t> next;
    for (std::size_t j = depth < reach ? 0 : depth - reach;
         j < std::min(wanted_.size(), depth + reach); ++j)
      if (wanted_[j] > c && (!next || wanted_[j] < *next)) next = wanted_[j];
    return next;
  }

  const std::u32string wanted_;
  const std::size_t limit_;
  std::u32string path_;
  std::vector<std::vector<std::size_t>> rows_;  // [i]: behind i letters of the path
};

/// The first character of the scripts that are indexed by character and pair, not by word.
constexpr char32_t kIdeographs = 0x2E80;

}  // namespace

std::size_t edit_distance(std::string_view from, std::string_view to, std::size_t limit) {
  return distance(characters_of(from), characters_of(to), limit);
}

double misspelling_cost(std::string_view meant, std::string_view written) {
  const std::u32string a = characters_of(meant), b = characters_of(written);
  std::vector<std::vector<double>> cost(a.size() + 1, std::vector<double>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i)
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 && j == 0) continue;
      double least = static_cast<double>(a.size() + b.size());
      if (i > 0) least = std::min(least, cost[i - 1][j] + single_cost(a, i - 1));
      if (j > 0) least = std::min(least, cost[i][j - 1] + single_cost(b, j - 1));
      if (i > 0 && j > 0) {
        const double first = i == 1 && j == 1 ? kFirstLetter : 0;
        const double change = a[i - 1] == b[j - 1] ? 0 : changed_cost(a[i - 1], b[j - 1]) + first;
        least = std::min(least, cost[i - 1][j - 1] + change);
      }
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        least = std::min(least, cost[i - 2][j - 2] + kSwapped + (i == 2 ? kFirstLetter : 0));
      // "ph" for f
      if (i > 1 && j > 0 && a[i - 2] == 'p' && a[i - 1] == 'h' && b[j - 1] == 'f')
        least = std::min(least, cost[i - 2][j - 1] + 0.75);
      if (i > 0 && j > 1 && b[j - 2] == 'p' && b[j - 1] == 'h' && a[i - 1] == 'f')
        least = std::min(least, cost[i - 1][j - 2] + 0.75);
      cost[i][j] = least;
    }
  return cost[a.size()][b.size()];
}

std::vector<NearWord> near_words(const IndexReader& index, std::string_view prefix,
                                 std::string_view word, Deadline& deadline) {
  constexpr std::size_t kShortest = 3, kTwoEdits = 5;
  const std::u32string wanted = characters_of(word);
  std::vector<NearWord> found;
  if (wanted.size() < kShortest) return found;
  const bool ideographs = std::ranges::any_of(wanted, [](char32_t c) { return c >= kIdeographs; });
  const auto walk_through = [&](const std::string& beginning, std::size_t limit) {
    NearWalk walk(wanted, limit);
    for (IndexTerms terms(index, beginning); !terms.at_end();) {
      deadline.check();
      const std::string& whole = terms.term();
      if (prefix.empty() && is_ascii_upper(whole[0])) {
        terms.skip_to("[");  // past the terms with prefixes
        continue;
      }
      const std::u32string text = characters_of(std::string_view(whole).substr(prefix.size()));
      if (!ideographs && !text.empty() && text[0] >= kIdeographs) break;
      const NearWalk::Step step = walk.look_at(text);
      if (step != NearWalk::Step::dead) {
        const std::uint32_t articles =
            step == NearWalk::Step::near && text != wanted ? terms.documents() : 0;
        if (articles != 0) found.push_back({whole.substr(prefix.size()), articles});
        terms.next();
        continue;
      }
      const std::optional<std::string> next = walk.next_beginning();
      if (!next) break;
      terms.skip_to(std::string(prefix).append(*next));
    }
  };
  walk_through(std::string(prefix), 1);
  if (wanted.size() >= kTwoEdits) {
    std::string beginning(prefix);
    append_utf8(beginning, wanted[0]);
    walk_through(beginning, 2);
  }
  std::ranges::sort(found, {}, &NearWord::word);
  const auto repeated = std::ranges::unique(found, {}, &NearWord::word);
  found.erase(repeated.begin(), repeated.end());
  return found;
}

}  // namespace dateline::searching
