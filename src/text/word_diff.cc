// SPDX-License-Identifier: GPL-2.0-or-later
#include "word_diff.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <unordered_map>

#include "ascii.h"

namespace dateline {
namespace {

using Number = std::uint32_t;
using Numbers = std::vector<Number>;

enum class TokenKind { word, blank, sign };

struct Token {
  TokenKind kind = TokenKind::sign;
  std::string_view text;
};

std::size_t code_point_bytes(unsigned char lead) {
  return lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

/// Letters of scripts that write words without spaces stand by themselves, as signs do.
TokenKind kind_of(std::string_view c) {
  const auto byte = [&](std::size_t i) {
    return i < c.size() ? static_cast<unsigned char>(c[i]) : 0U;
  };
  if (c.size() == 1) {
    if (is_ascii_digit(c[0]) || is_ascii_letter(c[0])) return TokenKind::word;
    return c[0] == ' ' || c[0] == '\n' || c[0] == '\t' || c[0] == '\r' ? TokenKind::blank
                                                                       : TokenKind::sign;
  }
  const unsigned code = c.size() == 2 ? (byte(0) & 0x1FU) << 6 | (byte(1) & 0x3FU)
                        : c.size() == 3
                            ? (byte(0) & 0xFU) << 12 | (byte(1) & 0x3FU) << 6 | (byte(2) & 0x3FU)
                            : 0x10000U;
  if (code == 0xA0 || code == 0x3000) return TokenKind::blank;
  const bool hangul = code >= 0xAC00 && code <= 0xD7A3;
  if (code < 0xC0 || (code >= 0x2000 && !hangul && code < 0xFB00)) return TokenKind::sign;
  return TokenKind::word;
}

/// Whether a sign of its own is a word: an ideograph or a kana.
bool is_letter_alone(std::string_view sign) {
  return sign.size() >= 3 && static_cast<unsigned char>(sign[0]) >= 0xE3 && sign >= "\u3040";
}

std::vector<Token> tokens_of(std::string_view text) {
  std::vector<Token> tokens;
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view c =
        text.substr(at, code_point_bytes(static_cast<unsigned char>(text[at])));
    const TokenKind kind = kind_of(c);
    at += c.size();
    if (kind == TokenKind::word && !tokens.empty() && tokens.back().kind == kind) {
      std::string_view& word = tokens.back().text;
      word = {word.data(), word.size() + c.size()};
    } else {
      tokens.push_back({kind, c});
    }
  }
  return tokens;
}

/// What is left of two sequences when what is common to them is taken out.
class Differences {
 public:
  Differences(const Numbers& before, const Numbers& after)
      : before_(before), after_(after), removed_(before.size()), added_(after.size()) {
    compare(0, before.size(), 0, after.size());
  }

  const std::vector<bool>& removed() const { return removed_; }
  const std::vector<bool>& added() const { return added_; }

 private:
  struct Snake {
    std::size_t x = 0, y = 0;
    bool found = false;
  };

  void compare(std::size_t a, std::size_t a_end, std::size_t b, std::size_t b_end);
  Snake middle(std::size_t a, std::size_t a_end, std::size_t b, std::size_t b_end) const;

  static constexpr std::ptrdiff_t kMostEdits = 3000;  // from each end: where more differ, all does

  const Numbers& before_;
  const Numbers& after_;
  std::vector<bool> removed_, added_;
};

void Differences::compare(std::size_t a, std::size_t a_end, std::size_t b, std::size_t b_end) {
  while (a < a_end && b < b_end && before_[a] == after_[b]) ++a, ++b;
  while (a < a_end && b < b_end && before_[a_end - 1] == after_[b_end - 1]) --a_end, --b_end;
  if (a < a_end && b < b_end)
    if (const Snake snake = middle(a, a_end, b, b_end); snake.found) {
      compare(a, snake.x, b, snake.y);
      compare(snake.x, a_end, snake.y, b_end);
      return;
    }
  std::fill(removed_.begin() + static_cast<std::ptrdiff_t>(a),
            removed_.begin() + static_cast<std::ptrdiff_t>(a_end), true);
  std::fill(added_.begin() + static_cast<std::ptrdiff_t>(b),
            added_.begin() + static_cast<std::ptrdiff_t>(b_end), true);
}

/// How far paths with so many edits reach on each diagonal (x - y), from one end of two sequences.
class Reach {
 public:
  Reach(std::ptrdiff_t n, std::ptrdiff_t m, std::ptrdiff_t most)
      : n_(n), m_(m), most_(most), x_(static_cast<std::size_t>(2 * most + 3), kNowhere) {}

  /// Goes on with one more edit on a diagonal, then along what is equal.
  template <class Equal>
  void step(std::ptrdiff_t edits, std::ptrdiff_t diagonal, const Equal& equal) {
    std::ptrdiff_t x = edits == 0 ? 0 : kNowhere;
    const std::ptrdiff_t above = at(diagonal + 1), left = at(diagonal - 1);
    if (edits > 0 && above != kNowhere && above - diagonal <= m_) x = above;
    if (edits > 0 && left != kNowhere && left < n_) x = std::max(x, left + 1);
    if (x != kNowhere)
      while (x < n_ && x - diagonal < m_ && equal(x, x - diagonal)) ++x;
    x_[place(diagonal)] = x;
  }
  /// kNowhere where no path is.
  std::ptrdiff_t at(std::ptrdiff_t diagonal) const { return x_[place(diagonal)]; }

  static constexpr std::ptrdiff_t kNowhere = -1;

 private:
  std::size_t place(std::ptrdiff_t diagonal) const {
    return static_cast<std::size_t>(most_ + 1 + diagonal);
  }

  std::ptrdiff_t n_, m_, most_;
  std::vector<std::ptrdiff_t> x_;
};

/// A point on a shortest path of edits, where the paths from both ends meet. Both sequences begin
/// and end differently, so each path has an edit, and the point is neither end.
Differences::Snake Differences::middle(std::size_t a, std::size_t a_end, std::size_t b,
                                       std::size_t b_end) const {
  const auto n = static_cast<std::ptrdiff_t>(a_end - a), m = static_cast<std::ptrdiff_t>(b_end - b);
  const std::ptrdiff_t delta = n - m, most = std::min((n + m + 1) / 2, kMostEdits);
  Reach forward(n, m, most), backward(n, m, most);
  const auto same = [&](std::ptrdiff_t x, std::ptrdiff_t y) {
    return before_[a + static_cast<std::size_t>(x)] == after_[b + static_cast<std::size_t>(y)];
  };
  const auto same_from_end = [&](std::ptrdiff_t x, std::ptrdiff_t y) {
    return same(n - 1 - x, m - 1 - y);
  };
  const auto meet = [&](std::ptrdiff_t k) {  // a diagonal of `forward`
    const std::ptrdiff_t other = delta - k;
    return other >= -most - 1 && other <= most + 1 && forward.at(k) != Reach::kNowhere &&
           backward.at(other) != Reach::kNowhere && forward.at(k) + backward.at(other) >= n;
  };
  const auto point = [&](std::ptrdiff_t x, std::ptrdiff_t y) {
    return Snake{a + static_cast<std::size_t>(x), b + static_cast<std::size_t>(y), true};
  };
  for (std::ptrdiff_t d = 0; d <= most; ++d) {
    for (std::ptrdiff_t k = -d; k <= d; k += 2) {
      forward.step(d, k, same);
      if (delta % 2 != 0 && meet(k)) return point(forward.at(k), forward.at(k) - k);
    }
    for (std::ptrdiff_t k = -d; k <= d; k += 2) {
      backward.step(d, k, same_from_end);
      if (delta % 2 != 0 || delta - k < -most - 1 || delta - k > most + 1 || !meet(delta - k))
        continue;
      return point(n - backward.at(k), m - (backward.at(k) - k));
    }
  }
  return {};
}

/// The tokens of two texts as numbers, equal ones alike.
struct Numbered {
  std::vector<Token> before, after;
  Numbers old_numbers, new_numbers;

  Numbered(std::vector<Token> b, std::vector<Token> a) : before(std::move(b)), after(std::move(a)) {
    std::unordered_map<std::string_view, Number> known;
    const auto number = [&](const std::vector<Token>& tokens, Numbers& numbers) {
      for (const Token& token : tokens)
        numbers.push_back(known.try_emplace(token.text, known.size()).first->second);
    };
    number(before, old_numbers);
    number(after, new_numbers);
  }
};

/// Blanks alone between two changes belong to the change. So it is read as one.
void join_over_blanks(const Numbered& texts, std::vector<bool>& removed, std::vector<bool>& added) {
  std::size_t a = 0, b = 0;
  bool changed = false;
  while (a < removed.size() || b < added.size()) {
    while (a < removed.size() && removed[a]) ++a, changed = true;
    while (b < added.size() && added[b]) ++b, changed = true;
    if (a >= removed.size() || b >= added.size()) return;
    std::size_t run = 0;
    bool blank = true;
    while (a + run < removed.size() && b + run < added.size() && !removed[a + run] &&
           !added[b + run]) {
      const Token& token = texts.before[a + run];
      blank = blank && token.kind == TokenKind::blank && token.text != "\n";
      ++run;
    }
    if (changed && blank && a + run < removed.size() && b + run < added.size())
      for (std::size_t i = 0; i < run; ++i) removed[a + i] = added[b + i] = true;
    changed = false;
    a += run;
    b += run;
  }
}

std::string_view text_of(const std::vector<Token>& tokens, std::size_t begin, std::size_t end) {
  const char* const first = tokens[begin].text.data();
  const std::string_view last = tokens[end - 1].text;
  return {first, static_cast<std::size_t>(last.data() + last.size() - first)};
}

constexpr std::string_view kStamps[] = {"updated",         "last updated",
                                        "last modified",   "published",
                                        "first published", "posted",
                                        "modified",        "this article was last updated",
                                        "aktualisiert",    "zuletzt aktualisiert",
                                        "veröffentlicht",  "stand",
                                        "mis à jour",      "mise à jour",
                                        "publié",          "actualizado",
                                        "publicado",       "aggiornato",
                                        "pubblicato",      "bijgewerkt",
                                        "atualizado",      "zaktualizowano"};

constexpr std::string_view kCorrections[] = {
    "correction:",         "correction -",      "corrections:",
    "clarification:",      "was corrected",     "has been corrected",
    "been amended",        "was amended",       "an earlier version",
    "a previous version",  "editor's note",     "editor’s note",
    "this story corrects", "correcting the",    "berichtigung",
    "korrektur",           "in einer früheren", "in einer vorherigen",
    "rectificatif",        "erratum",           "une version précédente",
    "fe de errores",       "corrección",        "una versión anterior",
    "rettifica",           "errata corrige",    "rectificatie",
    "sprostowanie"};

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

/// Whether a line only says when the article was published or updated.
bool is_stamp(std::string_view line) {
  constexpr std::size_t kLongest = 90;  // bytes
  const std::string_view text = trimmed(line);
  if (text.empty() || text.size() > kLongest || text.find_first_of("0123456789") == text.npos)
    return false;
  const std::string lower = lower_ascii(text);
  return std::ranges::any_of(kStamps, [&](std::string_view stamp) {
    return lower.starts_with(stamp) &&
           (lower.size() == stamp.size() || !is_ascii_letter(lower[stamp.size()]));
  });
}

/// The words that count of an edit.
std::vector<Token> words_of(const EditedText& text) {
  std::vector<Token> words;
  const auto add = [&](std::string_view line) {
    for (const Token& token : tokens_of(line))
      if (token.kind == TokenKind::word || is_letter_alone(token.text)) words.push_back(token);
  };
  add(text.title);
  for (std::size_t at = 0; at < text.body.size();) {
    const std::size_t end = std::min(text.body.find('\n', at), text.body.size());
    const std::string_view line = text.body.substr(at, end - at);
    if (!is_stamp(line)) add(line);
    at = end + 1;
  }
  return words;
}

std::size_t notices(const EditedText& text) {
  std::size_t found = 0;
  for (const std::string_view part : {text.title, text.body}) {
    const std::string lower = lower_ascii(part);
    for (const std::string_view notice : kCorrections)
      for (std::size_t at = lower.find(notice); at != std::string::npos;
           at = lower.find(notice, at + notice.size()))
        ++found;
  }
  return found;
}

}  // namespace

std::vector<DiffPart> word_diff(std::string_view before, std::string_view after) {
  const Numbered texts(tokens_of(before), tokens_of(after));
  const Differences differences(texts.old_numbers, texts.new_numbers);
  std::vector<bool> removed = differences.removed(), added = differences.added();
  join_over_blanks(texts, removed, added);
  std::vector<DiffPart> parts;
  for (std::size_t a = 0, b = 0; a < removed.size() || b < added.size();) {
    const std::size_t old_begin = a, new_begin = b;
    while (a < removed.size() && removed[a]) ++a;
    while (b < added.size() && added[b]) ++b;
    if (a > old_begin)
      parts.push_back({DiffPart::Kind::removed, text_of(texts.before, old_begin, a)});
    if (b > new_begin) parts.push_back({DiffPart::Kind::added, text_of(texts.after, new_begin, b)});
    const std::size_t same = b;
    while (a < removed.size() && b < added.size() && !removed[a] && !added[b]) ++a, ++b;
    if (b > same) parts.push_back({DiffPart::Kind::same, text_of(texts.after, same, b)});
  }
  return parts;
}

EditSize size_of_edit(const EditedText& before, const EditedText& after) {
  const Numbered words(words_of(before), words_of(after));
  const Differences differences(words.old_numbers, words.new_numbers);
  EditSize size;
  size.removed = static_cast<std::uint64_t>(std::ranges::count(differences.removed(), true));
  size.added = static_cast<std::uint64_t>(std::ranges::count(differences.added(), true));
  const std::size_t all = words.before.size() + words.after.size();
  if (all != 0)
    size.share = static_cast<double>(size.removed + size.added) / static_cast<double>(all);
  size.correction = notices(after) > notices(before);
  return size;
}

}  // namespace dateline
