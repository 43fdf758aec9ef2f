// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <unordered_map>

#include "ascii.h"
#include "ascii_word.h"
#include "fold.h"
#include "schema.h"
#include "scripts.h"
#include "site.h"

namespace dateline {
namespace {

enum class Class : std::uint8_t { separator, letter, digit, ideograph, ignorable };

constexpr std::array<Class, 128> kAsciiClass = [] {
  std::array<Class, 128> table{};
  for (int c = '0'; c <= '9'; ++c) table[static_cast<std::size_t>(c)] = Class::digit;
  for (int c = 'a'; c <= 'z'; ++c) table[static_cast<std::size_t>(c)] = Class::letter;
  for (int c = 'A'; c <= 'Z'; ++c) table[static_cast<std::size_t>(c)] = Class::letter;
  return table;
}();

bool in_ascii_word(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 128 && kAsciiClass[byte] != Class::separator;
}

constexpr UChar32 kZeroWidthSpace = 0x200B;

/// What people type for an apostrophe.
constexpr bool is_apostrophe(UChar32 c) {
  return c == '\'' || c == 0x2019 || c == 0x2018 || c == 0x02BC || c == 0x02BB || c == 0x00B4 ||
         c == '`' || c == 0xFF07;
}

Class class_of(UChar32 c) {
  if (c < 0) return Class::separator;
  if (c < 128) return kAsciiClass[static_cast<std::size_t>(c)];
  if (c == kZeroWidthSpace || is_apostrophe(c)) return Class::separator;
  if (u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT)) return Class::ignorable;
  switch (u_charType(c)) {
    case U_NON_SPACING_MARK:
    case U_COMBINING_SPACING_MARK:
      // Signs above and below such letters belong to the character before them.
      return is_indexed_by_character(c) ? Class::ignorable : Class::letter;
    case U_DECIMAL_DIGIT_NUMBER:
      return Class::digit;
    default:
      break;
  }
  if (!u_isUAlphabetic(c) && u_charType(c) != U_OTHER_NUMBER) return Class::separator;
  return is_indexed_by_character(c) || lengthens_kana(c) ? Class::ideograph : Class::letter;
}

bool is_upper(UChar32 c) { return c < 128 ? is_ascii_upper(c) : u_isUUppercase(c) || u_istitle(c); }

/// Words after which a full stop ends no sentence. Sorted.
constexpr std::array<std::string_view, 102> kAbbreviations{
    "adm",  "apr", "art", "aug",  "avda",   "ave",  "avv",  "bros", "bzgl", "bzw",  "ca",   "capt",
    "cf",   "co",  "col", "corp", "cpl",    "dec",  "dept", "dhr",  "dipl", "dlrs", "dott", "dr",
    "dra",  "drs", "eds", "ee",   "esq",    "etc",  "evtl", "exa",  "feb",  "ff",   "fig",  "gen",
    "ggf",  "gov", "hon", "inc",  "inkl",   "jan",  "jhd",  "jr",   "jul",  "jun",  "kl",   "llc",
    "lt",   "ltd", "maj", "mar",  "messrs", "mevr", "mgr",  "mio",  "mlle", "mln",  "mme",  "mr",
    "mrd",  "mrs", "ms",  "mt",   "no",     "nos",  "nov",  "nr",   "oct",  "pag",  "pct",  "plc",
    "prof", "rep", "rev", "sen",  "sep",    "sept", "sgt",  "sig",  "sog",  "sr",   "sra",  "srta",
    "st",   "tlf", "tsd", "uu",   "vgl",    "vs",   "zb",   "zzgl", "г",    "др",   "им",   "млн",
    "млрд", "руб", "см",  "стр",  "тыс",    "ул"};
static_assert(std::ranges::is_sorted(kAbbreviations));

bool is_abbreviation(std::string_view folded) {
  return std::ranges::binary_search(kAbbreviations, folded);
}

/// What names of companies end in: "Yahoo! Inc" is one sentence. Sorted.
constexpr std::array<std::string_view, 9> kCompanyEndings{"ag",  "co",  "corp", "gmbh", "inc",
                                                          "llc", "ltd", "plc",  "sa"};
static_assert(std::ranges::is_sorted(kCompanyEndings));

/// Languages that write ordinals with a full stop. Sorted.
constexpr std::array<std::string_view, 14> kDottedOrdinals{
    "bs", "cs", "da", "de", "et", "fi", "hr", "hu", "is", "no", "pl", "sk", "sl", "sr"};
static_assert(std::ranges::is_sorted(kDottedOrdinals));

/// Italian words but articles that lose their vowel before another: "quest'anno". Sorted.
constexpr std::array<std::string_view, 17> kElided{
    "anch",  "bell",    "cinquant", "com",  "cos",  "dov",   "gl",   "grand", "mezz",
    "quant", "quarant", "quest",    "sant", "senz", "trent", "tutt", "vent"};
static_assert(std::ranges::is_sorted(kElided));

/// "l'", "d'", "qu'", "dell'": an article or preposition elided before a vowel.
bool is_elision(std::string_view folded) {
  return folded.size() == 1 || folded == "un" || folded.ends_with("qu") ||
         (folded.size() > 2 && folded.ends_with("ll")) ||
         std::ranges::binary_search(kElided, folded);
}

/// Endings that Turkish writes behind the apostrophe of a name, folded: "Ankara'da". Sorted.
constexpr std::array<std::string_view, 40> kTurkishEndings{
    "a",   "ca",   "ce",  "ci",  "da",  "daki", "dan", "de", "deki", "den",
    "dir", "dur",  "e",   "i",   "in",  "la",   "lar", "le", "ler",  "li",
    "lik", "lu",   "luk", "nda", "nde", "nin",  "nun", "ta", "taki", "tan",
    "te",  "teki", "ten", "u",   "un",  "ya",   "ye",  "yi", "yla",  "yle"};
static_assert(std::ranges::is_sorted(kTurkishEndings));

/// Where a Turkish ending begins, apostrophe included; npos where there is none. A single vowel
/// follows a consonant in Turkish ("Sana'a" is no case), and is an ending only of longer names.
std::size_t turkish_ending(std::string_view folded) {
  constexpr std::size_t kShortest = 3, kShortestBeforeVowel = 6;
  const std::size_t at = folded.rfind('\'');
  if (at == std::string_view::npos || at < kShortest) return std::string_view::npos;
  if (!std::ranges::binary_search(kTurkishEndings, folded.substr(at + 1)))
    return std::string_view::npos;
  const bool vowel_before =
      std::string_view("aeiou").find(folded[at - 1]) != std::string_view::npos;
  if (at + 2 == folded.size() && (vowel_before || at < kShortestBeforeVowel))
    return std::string_view::npos;
  return at;
}

std::string_view without_possessive(std::string_view word) {
  if (word.size() > 2 && word.ends_with("'s")) word.remove_suffix(2);
  return word;
}

}  // namespace

struct Tokenizer::State {
  std::string_view text;
  std::size_t at = 0;
  Token::Break paragraph_at_line_end = Token::Break::none;
  bool dotted_ordinals = false;
  bool last_is_initial = false;  // one capital letter
  Token::Joint joint = Token::Joint::none;
  bool any = false;              // a token has been returned
  bool last_is_quiet = false;    // that token ends no sentence
  std::string_view last_folded;  // that token, until the next one is read
  std::string word;              // the word being read, ASCII letters already lower case
  std::string ideograph, bigram;
  std::unordered_map<std::string, FoldedWord> folded;  // cache

  UChar32 peek(std::size_t i, std::size_t* next) const {
    if (i >= text.size()) {
      *next = i;
      return -1;
    }
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 128) {
      *next = i + 1;
      return byte;
    }
    std::size_t j = i;
    UChar32 c = 0;
    U8_NEXT(reinterpret_cast<const std::uint8_t*>(text.data()), j, text.size(), c);
    *next = j;
    return c;
  }
  Class class_at(std::size_t i) const {
    std::size_t next = 0;
    return class_of(peek(i, &next));
  }

  bool last_ends_quietly() const {
    constexpr std::size_t kLongestOrdinal = 3;  // digits
    const bool ordinal = dotted_ordinals && last_folded.size() <= kLongestOrdinal &&
                         std::ranges::all_of(last_folded, is_ascii_digit);
    return last_is_quiet || last_folded.size() == 1 || ordinal || is_abbreviation(last_folded);
  }
  bool company_ending_follows() const;
  Token::Joint joint_of(std::string_view gap) const;
  void read_signs(Token& token) const;

  Token::Break skip_separators();
  bool read_plain_word(Token& token);
  bool read_acronym(Token& token);
  void read_word(Token& token);
  std::size_t end_of_character(std::size_t next, std::string& letters) const;
  void read_ideograph(Token& token, std::size_t next);
  bool ends_possessive(std::size_t i) const;
  bool separates_digits(std::size_t comma) const;
  bool joins(UChar32 c, std::size_t after, bool all_ascii, Class last) const;
  const FoldedWord& fold(const std::string& raw);
};

/// Whether the word at `at` is "Inc" and the like.
bool Tokenizer::State::company_ending_follows() const {
  const std::size_t size = ascii_word_at(text.substr(at), 8).size;
  std::string next(text.substr(at, size));
  for (char& c : next) c = static_cast<char>(c | 0x20);
  return std::ranges::binary_search(kCompanyEndings, std::string_view(next));
}

/// What a gap between two tokens is if it alone stands between them.
Token::Joint Tokenizer::State::joint_of(std::string_view gap) const {
  constexpr std::string_view kHyphen = "\u2010", kFixedHyphen = "\u2011";
  if (gap == "-" || gap == kHyphen || gap == kFixedHyphen) return Token::Joint::hyphen;
  std::size_t end = 0;
  if (!gap.empty() && gap.size() <= kHyphen.size() &&
      is_apostrophe(peek(static_cast<std::size_t>(gap.data() - text.data()), &end)) &&
      end == static_cast<std::size_t>(gap.data() - text.data()) + gap.size())
    return Token::Joint::apostrophe;
  if (std::ranges::count(gap, '&') == 1 && gap.find_first_not_of(" &\t\r\n") == gap.npos)
    return Token::Joint::ampersand;
  const bool initial = last_is_initial && gap == ". " && at + 1 < text.size() &&
                       is_ascii_upper(text[at]) && text[at + 1] == '.';
  return initial ? Token::Joint::initial : Token::Joint::none;
}

/// Skips the text between two tokens, and returns the break it makes.
Token::Break Tokenizer::State::skip_separators() {
  joint = Token::Joint::none;
  const std::size_t gap_begin = at;
  if (at + 1 < text.size() && text[at] == ' ' && in_ascii_word(text[at + 1])) {
    ++at;
    return Token::Break::none;
  }
  bool stop = false, firm_stop = false, space_after_stop = false;
  int line_ends = 0;
  Token::Break result = Token::Break::none;
  while (at < text.size()) {
    std::size_t next = 0;
    const UChar32 c = peek(at, &next);
    const Class cls = class_of(c);
    if (cls != Class::separator && cls != Class::ignorable) break;
    switch (c) {
      case '.':
        stop = true;
        break;
      case '!':
      case '?':
      case 0x2026:
      case 0x061F:
      case 0x0964:
        firm_stop = true;
        break;
      case 0x3002:
      case 0xFF01:
      case 0xFF1F:  // ideographic stops need no space behind them
        firm_stop = space_after_stop = true;
        break;
      case '\n':
        ++line_ends;
        [[fallthrough]];
      case ' ':
      case '\t':
      case '\r':
      case 0x00A0:
        if (stop || firm_stop) space_after_stop = true;
        break;
      default:
        break;
    }
    at = next;
  }
  constexpr std::size_t kLongestJoint = 4;
  if (any && line_ends < 2 && at > gap_begin && at - gap_begin <= kLongestJoint && at < text.size())
    joint = joint_of(text.substr(gap_begin, at - gap_begin));
  if (line_ends >= 2 || (line_ends == 1 && paragraph_at_line_end == Token::Break::paragraph)) {
    result = Token::Break::paragraph;
  } else if (space_after_stop && (firm_stop || (stop && !last_ends_quietly()))) {
    std::size_t next = 0;
    const UChar32 c = peek(at, &next);
    if (!u_isULowercase(c) && !(firm_stop && company_ending_follows()))
      result = Token::Break::sentence;
  }
  return any ? result : Token::Break::none;
}

/// Reads a word of ASCII letters and digits, as nearly all are. Returns false and reads nothing if
/// a character behind it could belong to the word.
bool Tokenizer::State::read_plain_word(Token& token) {
  constexpr std::size_t kMost = 64;
  const std::string_view rest = text.substr(at);
  const AsciiWord plain = ascii_word_at(rest, kMost);
  const std::size_t size = plain.size;
  if (size == 0 || size >= kMost) return false;
  const std::size_t end = at + size;
  if (end < text.size()) {
    const char next = text[end];
    if (static_cast<unsigned char>(next) >= 128 || next == '\'' || next == '`' || next == '&')
      return false;
    if (next == '.' && (size == 1 || is_ascii_digit(text[end - 1]))) return false;
    if (next == ',' && is_ascii_digit(text[end - 1])) return false;
  }
  token.folded = rest.substr(0, size);
  if (plain.capitals != 0) {
    word.assign(token.folded);
    for (char& c : word) c = static_cast<char>(c | ('a' - 'A'));  // digits have that bit
    token.folded = word;
  }
  token.accented = token.folded;
  token.begin = at;
  token.end = end;
  token.acronym = false;
  const bool all_caps = plain.capitals >= 2 && plain.capitals + plain.digits == size;
  token.letter_case = all_caps            ? Token::Case::all_caps
                      : is_upper(rest[0]) ? Token::Case::capital
                                          : Token::Case::lower;
  at = end;
  return true;
}

/// The end of the character at `next` behind `at`: with the vowel and tone signs of scripts that
/// are indexed by character. Soft hyphens and joiners behind it are passed over.
std::size_t Tokenizer::State::end_of_character(std::size_t next, std::string& letters) const {
  for (std::size_t after = next; next < text.size() && class_at(next) == Class::ignorable;) {
    const UChar32 c = peek(next, &after);
    if (u_charType(c) == U_NON_SPACING_MARK || u_charType(c) == U_COMBINING_SPACING_MARK)
      letters.append(text, next, after - next);
    next = after;
  }
  return next;
}

/// "U.S.", "U.N", "e.g.": two or more single letters, each but the last followed by a dot.
bool Tokenizer::State::read_acronym(Token& token) {
  std::size_t i = at, end = at;
  word.clear();
  bool all_upper = true;
  for (;;) {
    if (i >= text.size()) break;
    const char c = text[i];
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 128 || kAsciiClass[byte] != Class::letter) break;
    if (const Class after = class_at(i + 1); after == Class::letter || after == Class::digit)
      return false;
    all_upper = all_upper && is_upper(c);
    word += static_cast<char>(c | 0x20);
    end = ++i;
    if (i >= text.size() || text[i] != '.') break;
    end = ++i;
  }
  if (word.size() < 2) return false;
  token.begin = at;
  token.end = at = end;
  // "U.S.'s" and "U.S.’s"
  std::size_t behind = at;
  if (const UChar32 c = peek(at, &behind); is_apostrophe(c) && ends_possessive(behind))
    token.end = at = behind + 1;
  token.folded = token.accented = word;
  token.letter_case = all_upper ? Token::Case::all_caps : Token::Case::lower;
  token.acronym = true;
  return true;
}

/// Whether an apostrophe before `i` begins a possessive: "Powell's", "G7's", "un's".
bool Tokenizer::State::ends_possessive(std::size_t i) const {
  if (i >= text.size() || (text[i] | 0x20) != 's') return false;
  const Class after = class_at(i + 1);
  return after != Class::letter && after != Class::digit;
}

/// Whether the separator `c`, followed by the text at `after`, is a part of the word.
bool Tokenizer::State::joins(UChar32 c, std::size_t after, bool all_ascii, Class last) const {
  const Class next = class_at(after);
  if (is_apostrophe(c)) {
    if (ends_possessive(after)) return last != Class::separator;
    return last == Class::letter && next == Class::letter && !(all_ascii && is_elision(word));
  }
  switch (c) {
    case '&':
      return last == Class::letter && next == Class::letter;
    case '.':
      return last == Class::digit && next == Class::digit;
    default:
      return false;
  }
}

const FoldedWord& Tokenizer::State::fold(const std::string& raw) {
  constexpr std::size_t kCacheWords = 50'000;
  if (folded.size() >= kCacheWords) folded.clear();
  const auto [entry, is_new] = folded.try_emplace(raw);
  if (is_new) entry->second = fold_word(raw);
  return entry->second;
}

/// Whether a comma is a thousands separator: three digits and no fourth behind it, or the two of
/// India's "1,00,000" before such a comma.
bool Tokenizer::State::separates_digits(std::size_t comma) const {
  const auto digits_at = [&](std::size_t i) {
    std::size_t end = i;
    while (end < text.size() && is_ascii_digit(text[end])) ++end;
    return end - i;
  };
  for (;;) {
    const std::size_t digits = digits_at(comma + 1);
    if (digits == 3) return true;
    const std::size_t next = comma + 1 + digits;
    if (digits != 2 || next >= text.size() || text[next] != ',') return false;
    comma = next;
  }
}

/// The signs that belong to a word: a currency before a number, the dot of ".NET", and "++" and "#"
/// behind the letter of "C++" and "C#".
void Tokenizer::State::read_signs(Token& token) const {
  token.sign_before = token.sign_behind = {};
  const auto wordlike = [&](std::size_t i) {
    return i < text.size() &&
           (in_ascii_word(text[i]) || static_cast<unsigned char>(text[i]) >= 128);
  };
  const std::size_t begin = token.begin, end = token.end;
  if (begin > 0 && text[begin - 1] != ' ') {
    const std::string_view before = text.substr(0, begin);
    const char sign = before.back();
    const bool number = is_ascii_digit(text[begin]);
    constexpr std::array<std::string_view, 5> kCurrencies{"$", "£", "€", "¥", "₹"};
    if (number)
      for (const std::string_view currency : kCurrencies)
        if (before.ends_with(currency)) token.sign_before = before.substr(begin - currency.size());
    const bool dot = sign == '.' && (begin == 1 || text[begin - 2] == ' ');
    if (!number && dot) token.sign_before = before.substr(begin - 1);
  }
  if (end >= text.size() || (text[end] != '+' && text[end] != '#') || token.folded.size() > 2)
    return;
  const std::size_t size = text.substr(end).starts_with("++") ? 2 : text[end] == '#' ? 1 : 0;
  if (size > 0 && !wordlike(end + size)) token.sign_behind = text.substr(end, size);
}

void Tokenizer::State::read_word(Token& token) {
  token.begin = at;
  word.clear();
  bool all_ascii = true, first = true, first_upper = false;
  std::size_t letters = 0, uppers = 0;
  Class last = Class::separator;
  while (at < text.size()) {
    std::size_t next = 0;
    const UChar32 c = peek(at, &next);
    const Class cls = class_of(c);
    if (cls == Class::letter || cls == Class::digit) {
      const bool upper = is_upper(c);
      if (first) first_upper = upper;
      letters += cls == Class::letter;
      uppers += upper;
      if (c < 128) {
        word += static_cast<char>(upper ? c | 0x20 : c);
      } else {
        word.append(text, at, next - at);
        all_ascii = false;
      }
      first = false;
      last = cls;
      at = next;
    } else if (cls == Class::ignorable) {
      at = next;  // soft hyphens and joiners: no part of the word
    } else if (c == ',' && last == Class::digit) {
      if (!separates_digits(at)) break;
      at = next;
    } else if (joins(c, next, all_ascii, last)) {
      word += is_apostrophe(c) ? '\'' : static_cast<char>(c);
      last = Class::separator;
      at = next;
    } else {
      break;
    }
  }
  token.end = at;
  token.acronym = false;
  const FoldedWord* const forms = all_ascii ? nullptr : &fold(word);
  const std::string_view whole = forms == nullptr ? word : forms->folded;
  token.folded = without_possessive(whole);
  token.accented = forms == nullptr ? token.folded : without_possessive(forms->accented);
  if (turkish_ending(token.folded) != std::string_view::npos) {
    token.folded = token.folded.substr(0, token.folded.rfind('\''));
    token.accented = token.accented.substr(0, token.accented.rfind('\''));
  }
  if (token.folded.size() < whole.size() && uppers + 1 == letters) --letters;  // "NATO's"
  token.letter_case = uppers >= 2 && uppers == letters ? Token::Case::all_caps
                      : first_upper                    ? Token::Case::capital
                                                       : Token::Case::lower;
}

void Tokenizer::State::read_ideograph(Token& token, std::size_t next) {
  token.begin = at;
  std::string letters(text.substr(at, next - at));
  at = end_of_character(next, letters);
  ideograph = fold(letters).folded;
  token.end = at;
  token.folded = token.accented = ideograph;
  token.ideograph = true;
  token.acronym = false;
  token.letter_case = Token::Case::lower;
  std::size_t after = at;
  if (class_of(peek(at, &after)) == Class::ideograph) {
    letters = text.substr(at, after - at);
    end_of_character(after, letters);
    bigram = ideograph + fold(letters).folded;
    token.bigram = bigram;
  }
}

Tokenizer::Tokenizer() : state_(std::make_unique<State>()) {}
Tokenizer::~Tokenizer() = default;
Tokenizer::Tokenizer(Tokenizer&&) noexcept = default;
Tokenizer& Tokenizer::operator=(Tokenizer&&) noexcept = default;

void Tokenizer::start(std::string_view text, std::string_view language) {
  State& s = *state_;
  s.dotted_ordinals = std::ranges::binary_search(kDottedOrdinals, language);
  s.last_is_initial = false;
  s.text = text;
  s.at = 0;
  s.any = s.last_is_quiet = false;
  s.last_folded = {};
  s.paragraph_at_line_end =
      text.find("\n\n") == std::string_view::npos ? Token::Break::paragraph : Token::Break::none;
}

bool Tokenizer::next(Token& token) {
  State& s = *state_;
  for (;;) {
    const Token::Break before = s.skip_separators();
    if (s.at >= s.text.size()) return false;
    token.break_before = before;
    token.joint = s.joint;
    token.bigram = {};
    token.ideograph = false;
    if (!s.read_plain_word(token)) {
      s.last_is_quiet = s.last_ends_quietly();
      s.last_folded = {};
      std::size_t next = 0;
      const UChar32 c = s.peek(s.at, &next);
      if (class_of(c) == Class::ideograph) {
        s.read_ideograph(token, next);
      } else if (!s.read_acronym(token)) {
        s.read_word(token);
      }
      if (token.folded.empty()) continue;  // nothing but marks
    }
    s.read_signs(token);
    s.any = true;
    s.last_is_initial = token.end - token.begin == 1 && token.letter_case == Token::Case::capital;
    s.last_is_quiet = token.acronym;
    s.last_folded = token.folded;
    return true;
  }
}

std::string fold_value(std::string_view value) {
  std::string single;
  for (const char c : fold_word(value).folded) {
    const bool space = static_cast<unsigned char>(c) <= ' ';
    if (space && (single.empty() || single.back() == ' ')) continue;
    single += space ? ' ' : c;
  }
  if (!single.empty() && single.back() == ' ') single.pop_back();
  return single;
}

std::string exact_term(schema::FieldId field, std::string_view value) {
  switch (field) {
    case schema::FieldId::id:
    case schema::FieldId::url:
      return make_term(schema::field(field).prefix, value);
    case schema::FieldId::author:
      return make_term(schema::kAuthorPrefix, fold_value(value));
    case schema::FieldId::site:
      return make_term(schema::field(field).prefix, fold_site(value));
    default:
      return make_term(schema::field(field).prefix, fold_value(value));
  }
}

std::string make_term(std::string_view prefix, std::string_view text) {
  constexpr std::size_t kFingerprint = 17;  // '#' and 16 hexadecimal digits
  std::string term(prefix);
  if (text.size() <= schema::kMaxTextBytes) return term.append(text);
  std::size_t keep = schema::kMaxTextBytes - kFingerprint;
  while (keep > 0 && (static_cast<unsigned char>(text[keep]) & 0xC0) == 0x80) --keep;
  term.append(text.substr(0, keep)).append("#");
  const XXH64_hash_t hash = XXH3_64bits(text.data(), text.size());
  for (int shift = 60; shift >= 0; shift -= 4) term += "0123456789abcdef"[(hash >> shift) & 15];
  return term;
}

}  // namespace dateline
