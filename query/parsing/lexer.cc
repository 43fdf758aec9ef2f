// SPDX-License-Identifier: GPL-2.0-or-later
#include "lexer.h"

#include <utility>

#include "date_clause.h"
#include "language/characters.h"
#include "language/query_escape.h"
#include "lex_field.h"
#include "lex_operator.h"
#include "lex_phrase.h"
#include "query_scanner.h"

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

bool lex_date_clause(QueryScanner& in, const ScannedWord& word, std::size_t begin) {
  if (in.google() || word.shape.size() != 4 || lower_ascii(word.shape) != "date") return false;
  const auto clause = read_date_clause(in.text.substr(in.position));
  if (!clause) return false;
  in.position += clause->length;
  in.push_ranges(schema::FieldId::date, clause->ranges, begin);
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

void lex_word(QueryScanner& in) {
  if (!in.glued && lex_smiley(in)) return;
  if (lex_field(in)) return;
  const std::size_t begin = in.position;
  ScannedWord word = in.scan_word();
  if (word.text.empty()) return;
  if (lex_function(in, word, begin) || lex_operator(in, word, begin) ||
      lex_date_clause(in, word, begin) || lex_maybe(in, word, begin))
    return;
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
