// SPDX-License-Identifier: GPL-2.0-or-later
#include "lexer.h"

#include <string>
#include <string_view>
#include <utility>

#include "date_clause.h"
#include "language/characters.h"
#include "language/query_escape.h"
#include "lex_field.h"
#include "lex_operator.h"
#include "lex_phrase.h"
#include "query_scanner.h"
#include "range.h"

namespace dateline::searching {
namespace {

using Kind = QueryToken::Kind;

void lex_one(QueryScanner& in);
void lex_word(QueryScanner& in);

/// "^3" right behind a group.
void lex_boost(QueryScanner& in) {
  if (in.here() != '^' || in.google()) return;
  const std::size_t begin = in.position++;
  while (is_ascii_digit(in.here()) || in.here() == '.') ++in.position;
  const double boost = read_boost(in.text.substr(begin + 1, in.position - begin - 1));
  if (boost == 0)
    in.notes.add(in.since(begin), "not-understood",
                 "^ needs a number from {} to {} behind it and is left out.", kMinBoost, kMaxBoost);
  else if (QueryToken* token = in.push(Kind::boost, begin))
    token->boost = boost;
}

void lex_structure(QueryScanner& in, Kind kind) {
  ++in.position;
  in.push(kind, in.position - 1);
  if (kind == Kind::open) ++in.open;
  if (kind != Kind::close) return;
  if (in.open > 0) --in.open;
  lex_boost(in);
}

void lex_or(QueryScanner& in) {
  const std::size_t begin = in.position++;
  if (in.here() == '|') ++in.position;
  in.push(Operator::disjunction, begin);
}

/// "-x", "!x" and "+x" at the start of a word. Elsewhere the sign is a hyphen or is ignored.
void lex_sign(QueryScanner& in) {
  if (!in.glued && in.here() == '+' && lex_plus_number(in)) return;
  const std::size_t begin = in.position;
  if (in.here() == '!') ++in.position;
  while (in.here() == '-' || in.here() == '+') ++in.position;
  if (in.glued) return;
  if (in.position == begin + 1 && !is_blank(in.peek())) {
    in.push(in.text[begin] == '+' ? Operator::requirement : Operator::negation, begin);
    if (in.cut) return;
    const std::size_t tokens = in.tokens.size();
    lex_one(in);
    if (in.tokens.size() > tokens) return;
    in.tokens.pop_back();
  }
  if (!in.cut)
    in.notes.add(in.since(begin), "stray-operator",
                 "\"{}\" has nothing to work on and is left out.",
                 shortened(in.written(in.since(begin))));
}

/// ":-)" and the like, standing alone, are no parentheses.
bool lex_smiley(QueryScanner& in) {
  if (in.here() != ':' && in.here() != ';') return false;
  std::size_t end = in.position + 1;
  if (end < in.text.size() && in.text[end] == '-') ++end;
  const std::size_t mouth = end;
  while (end < in.text.size() &&
         std::string_view("()DPpOo/\\|*").find(in.text[end]) != std::string_view::npos)
    ++end;
  if (end == mouth || !is_blank(in.peek_at(end))) return false;
  in.position = end;
  return true;
}

/// "date after 2024-01-01"; in Nexis also "length gtr 500".
bool lex_relation_clause(QueryScanner& in, const ScannedWord& word, std::size_t begin) {
  if (in.google() || word.shape.size() > 6) return false;
  const std::string name = lower_ascii(word.shape);
  const bool length = name == "length" && in.dialect == Dialect::nexis;
  if (name != "date" && !length) return false;
  const schema::FieldId field = length ? schema::FieldId::words : schema::FieldId::date;
  const auto clause = read_relation_clause(field, in.text.substr(in.position), in.dialect);
  if (!clause) return false;
  in.position += clause->length;
  in.push_ranges(field, clause->ranges, begin);
  return true;
}

/// "[2024-01-01 TO 2024-02-01]" without a field is a range of the date.
bool lex_bare_span(QueryScanner& in) {
  const auto clause = read_bracket_range(schema::FieldId::date, in.text.substr(in.position));
  if (in.google() || !clause) return false;
  const std::size_t begin = in.position;
  in.position += clause->length;
  in.push_ranges(schema::FieldId::date, clause->ranges, begin);
  return true;
}

/// "MAYBE word", and "?word" behind a space.
bool lex_maybe(QueryScanner& in, const ScannedWord& word, std::size_t begin) {
  if (in.google()) return false;
  if (word.shape == "MAYBE" && in.operand_follows()) {
    in.push(Operator::maybe, begin);
    return true;
  }
  if (in.glued || word.shape[0] != '?' || !is_letter(in.peek_at(begin + 1))) return false;
  in.position = begin + 1;
  in.push(Operator::maybe, begin);
  lex_word(in);  // begins with a letter: never here again
  return true;
}

/// "after 2024-01-01", words that look like a bound of the date.
std::string_view bound_name(std::string_view word) {
  const std::string lower = lower_ascii(word.substr(0, 6));
  if (lower == "after" || lower == "since") return "after";
  return lower == "before" || lower == "until" ? "before" : std::string_view();
}

bool is_full_date(std::string_view text) {
  constexpr std::size_t kShortest = 7;  // 2024-03
  return text.size() >= kShortest && is_ascii_digit(text.front()) &&
         text.find_first_of("-/") != std::string_view::npos &&
         text.find("..") == std::string_view::npos &&
         read_range(schema::FieldId::date, text, 0).has_value();
}

/// Whether the innermost open parenthesis belongs to a field: length(200..800).
bool in_field_group(const QueryScanner& in) {
  std::size_t closed = 0;
  for (std::size_t i = in.tokens.size(); i-- > 0;) {
    if (in.tokens[i].kind == Kind::close) ++closed;
    if (in.tokens[i].kind != Kind::open || closed-- > 0) continue;
    return i > 0 && in.tokens[i - 1].kind == Kind::field;
  }
  return false;
}

/// Notes words that other programs read as more than words. They are words here.
void note_doubtful_word(QueryScanner& in, const ScannedWord& word, std::size_t begin) {
  const std::string_view shape = word.shape;
  const SourceSpan place = in.since(begin);
  const bool slashes = shape.size() > 2 && shape.front() == '/' &&
                       shape.find_first_of(".*+?[\\^$") != std::string_view::npos;
  const bool pattern = slashes || (shape.front() == '/' && in.here() == '(');
  const std::size_t bracket = shape.find('[');
  if (pattern || (bracket != std::string_view::npos && bracket > 0 &&
                  shape.find(']', bracket) != std::string_view::npos)) {
    in.notes.add(place, "regular-expression",
                 "Regular expressions are not read; \"{}\" is searched as words. * stands for any "
                 "letters, ? inside a word for one.",
                 shortened(in.written(place)));
    return;
  }
  const std::size_t range = shape.find(":[");
  if (range != std::string_view::npos && range > 0) {
    in.notes.add(place, "unknown-field",
                 "There is no field \"{}\"; the range behind it is searched as words.",
                 shape.substr(0, range));
    return;
  }
  const std::size_t dots = shape.find("..");
  if (!in_field_group(in) && dots != std::string_view::npos && dots > 0 &&
      dots + 2 < shape.size() && is_ascii_digit(shape[dots - 1]) &&
      (is_ascii_digit(shape[dots + 2]) || shape[dots + 2] == '$')) {
    in.notes.add(place, "range-of-numbers",
                 "\"{}\" is searched as words; a range belongs to a field, as in date:2023..2024.",
                 shortened(in.written(place)));
    return;
  }
  const std::string_view bound = in.dialect == Dialect::xapian ? "" : bound_name(shape);
  if (bound.empty()) return;
  const std::string_view date = in.next_plain_word();
  if (!is_full_date(date)) return;
  in.notes.add(place, "date-as-words", "\"{} {}\" is searched as words; as a date it is {}:{}.",
               shape, date, bound, date);
}

void lex_word(QueryScanner& in) {
  if (!in.glued && lex_smiley(in)) return;
  if (lex_field(in)) return;
  const std::size_t begin = in.position;
  ScannedWord word = in.scan_word();
  if (word.text.empty()) return;
  if (lex_relation_clause(in, word, begin) || lex_function(in, word, begin) ||
      lex_operator(in, word, begin) || lex_maybe(in, word, begin))
    return;
  note_doubtful_word(in, word, begin);
  if (word.shape == "*" || word.shape == "*:*") return in.push_everything(begin);
  // "(oil, gas)": any of them.
  const bool comma = in.open > 0 && word.shape.back() == ',' &&
                     (in.behind_operand() || word.shape.size() > 1) && in.operand_follows();
  if (word.shape.size() > 1 || !comma) in.push_word(std::move(word), begin, false);
  if (comma && in.behind_operand()) in.push(Operator::disjunction, in.position - 1);
}

/// "!word", "!(" and "!\"": an exclamation mark that excludes.
bool excludes(const QueryScanner& in) {
  if (in.google() || in.glued) return false;
  const CodePoint c = in.peek_at(in.position + 1);
  return is_letter(c) || c == '(' || is_quote(c);
}

void lex_one(QueryScanner& in) {
  const CodePoint c = in.peek();
  switch (c) {
    case '(':
      return lex_structure(in, Kind::open);
    case ')':
      return lex_structure(in, Kind::close);
    case '[':
      if (lex_bare_span(in)) return;
      return in.brackets() ? lex_structure(in, Kind::open) : lex_word(in);
    case ']':
      return in.brackets() ? lex_structure(in, Kind::close) : lex_word(in);
    case '|':
      return lex_or(in);
    case '!':
      return excludes(in) ? lex_sign(in) : lex_word(in);
    case '-':
    case '+':
      return lex_sign(in);
    case '=':
      return in.google() ? lex_word(in) : lex_exact(in);
    case '{':
      return lex_phrase(in);
    case '}':
      in.notes.add({in.position++, 1}, "unbalanced-parenthesis",
                   "A closing brace has no opening one; it is left out.");
      return;
    default:
      return is_quote(c) ? lex_phrase(in) : lex_word(in);
  }
}

}  // namespace

LexedQuery lex_query(std::string_view text, Dialect dialect, NoteList& notes) {
  QueryScanner in(text, dialect, notes);
  while (in.skip_blanks(), !in.at_end() && !in.cut) lex_one(in);
  return {std::move(in.tokens), in.room(), in.cut};
}

}  // namespace dateline::searching
