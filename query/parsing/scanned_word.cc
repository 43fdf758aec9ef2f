// SPDX-License-Identifier: GPL-2.0-or-later
#include "scanned_word.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "language/characters.h"
#include "language/query_escape.h"
#include "operators.h"
#include "text/ascii.h"

namespace dateline::searching {
namespace {

using Form = Query::Form;

constexpr std::size_t kMaxStar = 99;  // the largest number behind a star
constexpr std::size_t kNowhere = std::string::npos;

CodePoint peek(std::string_view text, std::size_t position) {
  return position < text.size() ? next_code_point(text, position) : ' ';
}

/// A byte of a letter or a digit.
bool wordlike(char c) {
  return is_letter(static_cast<unsigned char>(c)) || (static_cast<unsigned char>(c) & 0x80) != 0;
}

/// Reads the signs of one word from its end to its middle.
class WordReader {
 public:
  WordReader(ScannedWord word, const WordContext& context)
      : word_(std::move(word)), context_(context) {
    reading_.form = context.form;
  }

  WordReading run();

 private:
  template <class... Args>
  void remark(std::string_view code, std::string repair, fmt::format_string<Args...> message,
              Args&&... args) {
    reading_.remarks.push_back(
        {code, fmt::format(message, std::forward<Args>(args)...), std::move(repair)});
  }
  const std::string& shape() const { return word_.shape; }
  bool plain() const {
    return is_inflected(context_.form) || context_.form == Form::folded ||
           context_.form == Form::forms;
  }
  bool vendor() const {
    return context_.dialect == Dialect::nexis || context_.dialect == Dialect::factiva;
  }

  struct Pattern {
    std::string text;
    std::size_t signs = 0, letters = 0, ideographs = 0;
    bool one_ending = false;  // a * at the end is its only sign
  };

  void drop_behind(std::string_view signs);
  std::size_t suffix(char sign) const;
  void take_exact_sign();
  void take_boost();
  void take_edits();
  void take_nexis_stars();
  void take_truncation();
  void take_dollar();
  bool ends_in_wildcard() const;
  bool has_wildcard() const;
  Pattern pattern() const;
  std::size_t take_stars(std::size_t& i) const;
  void take_wildcard();
  void tell_question_mark();
  void finish_fuzzy();

  ScannedWord word_;
  const WordContext& context_;
  WordReading reading_;
  std::optional<std::uint32_t> edits_;  // the number of ~; 0: it depends on the word's length
};

void WordReader::drop_behind(std::string_view signs) {
  word_.keep(0, shape().find_last_not_of(signs) + 1);
}

/// Where a trailing "~2" or "^3" begins.
std::size_t WordReader::suffix(char sign) const {
  const std::size_t last = shape().find_last_not_of("0123456789.");
  return last != kNowhere && last > 0 && shape()[last] == sign ? last : kNowhere;
}

void WordReader::take_exact_sign() {  // in a phrase; elsewhere the lexer has taken it
  if (!context_.in_phrase || shape().size() < 2 || shape()[0] != '=') return;
  word_.keep(1, shape().size());
  reading_.form = Form::exact;
}

void WordReader::take_boost() {
  const std::size_t begin = suffix('^');
  if (begin == kNowhere) return;
  const std::string written = shape().substr(begin + 1);
  word_.keep(0, begin);
  if (context_.in_phrase) {
    remark("boost-left-out", "", "^ counts for a whole phrase only and is left out.");
    return;
  }
  reading_.boost = read_boost(written);
  if (reading_.boost != 0) return;
  reading_.boost = 1;
  remark("not-understood", "", "^ needs a number from {} to {} behind it and is left out.",
         kMinBoost, kMaxBoost);
}

void WordReader::take_edits() {
  const std::size_t begin = suffix('~');
  if (begin == kNowhere) return;
  const std::string written = shape().substr(begin + 1);
  word_.keep(0, begin);
  if (reading_.form == Form::exact || !plain()) {
    remark("not-understood", "", "~ is not understood beside = or CAPS and is left out.");
    return;
  }
  edits_ = read_digits(written).value_or(0);
  if (!written.empty() && *edits_ == 0)
    remark("fuzzy-limit", "", "~ needs 1 or 2 behind it; it is read as ~ alone.");
  if (*edits_ > 2) remark("fuzzy-limit", "", "~{} is read as ~2, the maximum.", written);
  edits_ = std::min(*edits_, 2U);
}

/// "econom!"
void WordReader::take_truncation() {
  if (context_.dialect == Dialect::google || context_.dialect == Dialect::xapian) return;
  if (reading_.form == Form::exact || (context_.in_phrase && !vendor())) return;
  const std::size_t last = shape().size();
  if (last < 4 || shape().back() != '!' || !wordlike(shape()[last - 2])) return;
  if (count_letters(word_.text) < 3) return;
  word_.text.back() = word_.shape.back() = '*';
  if (!vendor()) remark("truncation", word_.text, "! after a word is read as *: any ending.");
}

/// "earn$2"
void WordReader::take_dollar() {
  if (context_.dialect == Dialect::google || context_.dialect == Dialect::xapian) return;
  const std::size_t dollar = shape().find('$');
  if (dollar == kNowhere || reading_.form == Form::exact) return;
  const std::size_t digits = shape().size() - dollar - 1;
  const std::string_view before = std::string_view(word_.text).substr(0, dollar);
  if (digits > 2 || (digits > 0 && !read_digits(shape().substr(dollar + 1)))) return;
  const bool capitals = std::none_of(before.begin(), before.end(), is_ascii_lower) &&
                        std::any_of(before.begin(), before.end(), is_ascii_letter);
  if (count_letters(before) < 3 || capitals) return;
  word_.text[dollar] = word_.shape[dollar] = '*';
}

/// In Nexis * is one letter. Stars at the end are optional letters and become *2.
void WordReader::take_nexis_stars() {
  if (context_.dialect != Dialect::nexis || reading_.form == Form::exact) return;
  const std::size_t begin = shape().find_first_not_of('*');
  const std::size_t end = shape().find_last_not_of('*') + 1;
  if (begin == kNowhere) return;
  const auto up_to = [](std::size_t stars) {
    return stars > 0 ? fmt::format("*{}", std::min<std::size_t>(stars, kMaxStar)) : "";
  };
  ScannedWord inner = word_;
  inner.keep(begin, end);
  for (std::size_t i = 0; i < inner.shape.size(); ++i)
    if (inner.shape[i] == '*') inner.text[i] = inner.shape[i] = '?';
  const std::string before = up_to(begin), after = up_to(shape().size() - end);
  word_.text = before + inner.text + after;
  word_.shape = before + inner.shape + after;
}

/// "198?" is each year of the eighties; "1987?" ends a question. In Factiva `?` is one letter there
/// too.
bool WordReader::ends_in_wildcard() const {
  constexpr std::size_t kYear = 4;  // digits
  const std::size_t end = shape().find('?');
  if (end == 0 || end == kNowhere || shape().find_first_not_of('?', end) != kNowhere) return false;
  if (context_.dialect == Dialect::factiva) return wordlike(shape()[end - 1]);
  return shape().size() == kYear &&
         std::ranges::all_of(std::string_view(shape()).substr(0, end), is_ascii_digit);
}

/// "wom?n": a question mark with a letter on both sides, or a star anywhere.
bool WordReader::has_wildcard() const {
  if (context_.dialect == Dialect::google) return false;
  if (shape().find('*') != kNowhere || ends_in_wildcard()) return true;
  for (std::size_t i = 1; i < shape().size(); ++i) {
    if (shape()[i] != '?' || !wordlike(shape()[i - 1])) continue;
    i = std::min(shape().find_first_not_of('?', i), shape().size());
    if (i < shape().size() && wordlike(shape()[i])) return true;
  }
  return false;
}

/// The word as a wildcard's text, its signs in one spelling each.
WordReader::Pattern WordReader::pattern() const {
  Pattern pattern;
  for (std::size_t i = 0; i < word_.text.size();) {
    if (shape()[i] == '*') {
      const std::size_t most = take_stars(i);
      if (most > kMaxStar)
        pattern.text += '*';
      else if (most > 0)
        pattern.text += fmt::format("*{}", most);
      pattern.one_ending = i == shape().size() && most > kMaxStar && pattern.signs == 0;
      pattern.signs += most > 0;
      continue;
    }
    const bool sign = shape()[i] == '?';
    const CodePoint c = next_code_point(word_.text, i);
    append_code_point(pattern.text, !sign && (c == '*' || c == '?') ? '-' : c);
    pattern.signs += sign;
    pattern.letters += is_letter(c);
    pattern.ideographs += is_ideograph(c);
  }
  return pattern;
}

/// Moves `i` behind stars and their numbers. Returns how many letters they match; kMaxStar + 1: any
/// number.
std::size_t WordReader::take_stars(std::size_t& i) const {
  std::size_t most = 0;
  while (i < shape().size() && shape()[i] == '*') {
    std::size_t end = ++i;
    while (end < shape().size() && is_ascii_digit(shape()[end])) ++end;
    const auto number = read_digits(std::string_view(shape()).substr(i, end - i));
    most = std::min<std::size_t>(most + number.value_or(kMaxStar + 1), kMaxStar + 1);
    i = end;
  }
  return most;
}

/// "comput?" may be meant as a wildcard.
void WordReader::tell_question_mark() {
  constexpr std::size_t kFewestLetters = 3;  // of a wildcard
  const std::size_t end = shape().find('?');
  if (end == 0 || end == kNowhere || !wordlike(shape()[end - 1]) ||
      shape().find_first_not_of("?!.,;:'", end) != kNowhere)
    return;
  const std::string before = word_.text.substr(0, end);
  if (count_letters(before) < kFewestLetters) return;
  remark("question-mark", before,
         "The ? behind \"{0}\" is read as that of a question; {0}*1 finds it with one letter more, "
         "too.",
         shortened(before));
  word_.keep(0, end);
}

void WordReader::take_wildcard() {
  drop_behind(ends_in_wildcard() ? ",.;:!'" : ",.;:!?'");
  word_.keep(std::min(shape().find_first_not_of('?'), shape().size()), shape().size());
  if (reading_.form == Form::exact) {
    remark("not-understood", "", "* is not understood beside = and is left out.");
    std::string text;
    for (std::size_t i = 0; i < shape().size(); ++i)
      if (shape()[i] != '*') text += word_.text[i];
    word_ = {text, std::string(text.size(), 'x')};
    return;
  }
  const Pattern found = pattern();
  const std::string written = std::exchange(word_.text, found.text);
  if (found.signs == 0) return;
  if (found.letters >= 3 || found.ideographs >= 2) {
    reading_.form = Form::wildcard;
    if (!plain()) remark("not-understood", found.text, "CAPS has no effect on words with * or ?.");
    return;
  }
  if (found.letters == 0) {
    word_.text.clear();
    return;
  }
  if (found.one_ending) {
    word_.text.pop_back();
    remark("short-prefix", word_.text,
           "* needs at least 3 letters before it; \"{}\" is read as a whole word.",
           shortened(word_.text));
    return;
  }
  word_.text.clear();
  remark("wildcard-too-short", "", "\"{}\" has fewer than 3 letters of its own and is left out.",
         shortened(written));
}

void WordReader::finish_fuzzy() {
  if (!edits_) return;
  if (reading_.form == Form::wildcard) {
    remark("not-understood", "", "~ is not understood beside * or ? and is left out.");
    return;
  }
  const std::size_t letters = count_letters(word_.text);
  if (letters < 3) {
    reading_.form = Form::folded;
    remark("short-fuzzy", "", "~ needs a word of at least 3 letters; \"{}\" is read as written.",
           shortened(word_.text));
    return;
  }
  reading_.form = Form::fuzzy;
  reading_.number = *edits_ > 0 ? *edits_ : letters > 5 ? 2 : 1;
}

WordReading WordReader::run() {
  drop_behind(",;");
  if (context_.dialect != Dialect::google) {
    take_exact_sign();
    take_boost();
    take_edits();
    take_nexis_stars();
    take_truncation();
    take_dollar();
    if (has_wildcard())
      take_wildcard();
    else
      tell_question_mark();
    finish_fuzzy();
  }
  reading_.text = count_letters(word_.text) > 0 ? std::move(word_.text) : std::string();
  return std::move(reading_);
}

}  // namespace

ScannedWord scan_word(std::string_view text, std::size_t& position, bool brackets) {
  ScannedWord word;
  while (position < text.size()) {
    const CodePoint c = peek(text, position);
    if (ends_word(c) || (brackets && (c == '[' || c == ']'))) break;
    ++position;
    const CodePoint escaped = c == '\\' ? peek(text, position) : ' ';
    const bool takes = !is_blank(escaped) &&
                       (word.text.empty() || is_ascii_punctuation(escaped) || is_quote(escaped));
    if (!takes) --position;
    append_code_point(word.text, next_code_point(text, position));
    if (takes)
      word.shape.resize(word.text.size(), 'x');
    else
      word.shape.append(word.text, word.shape.size());
  }
  return word;
}

WordReading read_word(ScannedWord word, const WordContext& context) {
  return WordReader(std::move(word), context).run();
}

double read_boost(std::string_view digits) {
  double boost = 0;
  const char* end = digits.data() + digits.size();
  if (std::from_chars(digits.data(), end, boost, std::chars_format::fixed).ptr != end) return 0;
  return boost >= kMinBoost && boost <= kMaxBoost ? boost : 0;
}

}  // namespace dateline::searching
