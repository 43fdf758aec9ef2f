// SPDX-License-Identifier: GPL-2.0-or-later
#include "lex_field.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "date_clause.h"
#include "language/characters.h"
#include "language/query_escape.h"
#include "lex_phrase.h"
#include "range.h"

namespace dateline::searching {
namespace {

using Kind = QueryToken::Kind;
using Form = Query::Form;
using schema::FieldId;

/// "CAPS(", also with a space where that cannot be a word of a sentence.
bool lex_caps(QueryScanner& in, const ScannedWord& word, std::size_t begin) {
  const auto form = in.google() ? std::nullopt : caps_form(word.shape);
  if (!form) return false;
  std::size_t open = in.position;
  const bool sure = *form != Form::caps || word.shape == "CAPS" || in.dialect == Dialect::nexis;
  if (in.here() == ' ' && sure) ++open;
  if (in.peek_at(open) != '(') return false;
  in.position = open + 1;
  if (QueryToken* group = in.push(Kind::open, begin)) group->form = *form;
  ++in.open;
  return true;
}

/// A value ends at white space, a quotation mark, or a parenthesis that it has not opened. Except
/// in addresses, it also ends at | and before a comma at its end.
void lex_value(QueryScanner& in, bool address) {
  const std::size_t begin = in.position;
  std::string value;
  std::size_t open = 0;
  while (!in.at_end()) {
    std::size_t after = in.position;
    const CodePoint c = next_code_point(in.text, after);
    if (is_blank(c) || is_quote(c) || (c == '|' && !address) || (c == ']' && in.brackets())) break;
    if (c == '(') ++open;
    if (c == ')' && open-- == 0) break;
    append_code_point(value, c);
    in.position = after;
  }
  if (!address)
    while (!value.empty() && (value.back() == ',' || value.back() == ';')) value.pop_back();
  const bool starred = value.ends_with('*');
  if (starred) value.pop_back();
  if ((value.empty() && !starred) || !in.take_leaf()) return;
  QueryToken* token = in.push(Kind::value, begin);
  if (token == nullptr) return;
  token->word = {value, value};
  token->starred = starred;
}

/// An address as copied from a browser.
bool lex_address(QueryScanner& in) {
  std::size_t end = in.position;
  while (end < in.text.size() &&
         (is_ascii_letter(in.text[end]) ||
          (end > in.position &&
           (is_ascii_digit(in.text[end]) || in.text[end] == '+' || in.text[end] == '-'))))
    ++end;
  if (end == in.position || !in.text.substr(end).starts_with("://") ||
      ends_word(in.peek_at(end + 3)))
    return false;
  const std::size_t begin = in.position;
  in.push(Kind::open, begin);
  if (QueryToken* field = in.push(Kind::field, begin)) field->scope.field = FieldId::url;
  lex_value(in, true);
  if (in.cut) return true;
  ScannedWord& value = in.tokens.back().word;
  value.keep(0, value.text.find_last_not_of(".,;:!?'") + 1);
  const std::string address = value.text;
  in.notes.add(in.since(begin), "bare-address",
               "An address by itself is read as url:{}, or as words of a text.",
               shortened(address));
  const std::size_t behind = in.position;
  in.push(Operator::disjunction, behind);
  in.position = begin;
  lex_quoted(in, '"' + address + '"', behind);
  in.push(Kind::close, behind);
  return true;
}

/// "date:[2024-01-01 TO 2024-02-01]"; otherwise a brace begins a phrase, a bracket a value.
void lex_bracket_range(QueryScanner& in, FieldId field) {
  const std::size_t begin = in.position;
  if (const auto clause = read_bracket_range(field, in.text.substr(in.position))) {
    in.position += clause->length;
    const QueryToken token = in.tokens.back();
    in.tokens.pop_back();
    return in.push_ranges(token.scope.field, clause->ranges, begin);
  }
  if (in.here() == '{') return;
  lex_value(in, false);
}

/// "date:2024-01-01 to 2024-02-01".
void lex_range_end(QueryScanner& in) {
  QueryToken& token = in.tokens.back();
  if (token.kind != Kind::value || token.starred || in.google()) return;
  if (token.word.text.find_first_of(".<>") != std::string::npos) return;
  const auto last = read_range_end(in.text.substr(in.position));
  if (!last) return;
  token.word.text += ".." + last->ranges.front();
  token.word.shape = token.word.text;
  in.position += last->length;
  token.place.length = in.position - token.place.offset;
}

/// title:'two words': apostrophes around several words right behind a field are quotation marks.
bool lex_apostrophes(QueryScanner& in) {
  constexpr CodePoint kOpening = 0x2018, kClosing = 0x2019;
  const CodePoint opener = in.peek();
  if (opener != '\'' && opener != kOpening) return false;
  std::size_t begin = in.position;
  next_code_point(in.text, begin);
  bool several = false;
  for (std::size_t end = begin; end < in.text.size();) {
    const std::size_t here = end;
    const CodePoint c = next_code_point(in.text, end);
    if (is_quote(c) || c == '(' || c == ')') return false;
    several = several || is_blank(c);
    if (c != '\'' && c != kClosing) continue;
    const CodePoint after = in.peek_at(end);
    if (!is_blank(after) && after != ')' && after != ',') continue;  // an apostrophe
    if (!several || here == begin) return false;
    const std::string quoted = '"' + std::string(in.text.substr(begin, here - begin)) + '"';
    lex_quoted(in, quoted, end);
    return true;
  }
  return false;
}

/// A word, exact word or value right behind "field:"; a phrase or a group is left to lex_one.
void lex_field_operand(QueryScanner& in, const FieldScope& scope) {
  const bool is_text = schema::field(scope.field).kind == schema::Kind::text;
  if (in.here() == '=' && !is_text) {  // a value is exact anyway
    ++in.position;
    ++in.tokens.back().place.length;
  }
  const CodePoint c = in.peek();
  if (schema::field(scope.field).kind == schema::Kind::number && (c == '[' || c == '{'))
    return lex_bracket_range(in, scope.field);
  if (ends_word(c) || (c == '[' && in.brackets())) return;
  const std::size_t tokens = in.tokens.size();
  const std::size_t begin = in.position;
  if (lex_apostrophes(in)) return;
  if (!is_text) {
    lex_value(in, scope.field == FieldId::url);
    if (holds_dates(scope.field)) lex_range_end(in);
  } else if (c == '=' && !in.google()) {
    lex_exact(in);
  } else {
    ScannedWord word = in.scan_word();
    if (lex_caps(in, word, begin)) return;
    if (word.shape == "*")
      in.push_everything(begin);
    else
      in.push_word(std::move(word), begin, false);
  }
  if (in.tokens.size() > tokens || in.cut) return;
  in.notes.add(in.tokens.back().place, "empty-field",
               "\"{}\" has nothing to look for and is left out.",
               shortened(in.written(in.tokens.back().place)));
  in.tokens.pop_back();
}

/// "foo:bar" where there is no field foo: two words. A sign before them applies to both.
bool lex_unknown_field(QueryScanner& in, std::size_t name_end) {
  const CodePoint after = in.peek_at(name_end + 1);
  const bool operand = is_letter(after) || is_quote(after) || after == '(' || after == '=';
  if (!operand) return false;
  const std::size_t begin = in.position;
  const bool wrapped = after != '(';
  if (wrapped) in.push(Kind::open, begin);
  in.position = name_end;
  const std::string name(in.written(in.since(begin)));
  in.push_word({name, name}, begin, false);
  ++in.position;
  in.notes.add(in.since(begin), "unknown-field",
               "There is no field \"{}\"; it is searched as a word like what follows.",
               shortened(name));
  if (is_quote(after))
    lex_phrase(in);
  else if (after == '=')
    lex_exact(in);
  else if (wrapped) {
    const std::size_t word_begin = in.position;
    in.push_word(in.scan_word(), word_begin, false);
  }
  if (wrapped) in.push(Kind::close, in.position);
  return true;
}

bool lex_named_field(QueryScanner& in) {
  std::size_t end = in.position;
  while (end < in.text.size() &&
         (is_ascii_letter(in.text[end]) ||
          (end > in.position && (is_ascii_digit(in.text[end]) || in.text[end] == '_'))))
    ++end;
  if (end == in.position || end == in.text.size()) return false;
  const char separator = in.text[end];
  if (separator != ':' && separator != '=' && separator != '<' && separator != '>') return false;

  const std::optional<FieldScope> scope =
      find_scope(in.text.substr(in.position, end - in.position), separator);
  const bool comparison = separator == '<' || separator == '>';
  const bool wrong =
      comparison && scope && schema::field(scope->field).kind != schema::Kind::number;
  const bool code = separator == '=' && in.dialect == Dialect::factiva && end - in.position <= 4;
  if (!scope || wrong) return (separator == ':' || code) && lex_unknown_field(in, end);
  const CodePoint after = in.peek_at(end + 1);
  const bool opens = after == '(' || after == '{' || is_quote(after);
  if (separator == '=' && ends_word(after) && !opens) return false;

  const std::size_t begin = in.position;
  in.position = comparison ? end : end + 1;
  QueryToken* field = in.push(Kind::field, begin);
  if (field == nullptr) return true;
  field->scope = *scope;
  lex_field_operand(in, *scope);
  return true;
}

/// "allintitle: a b": a field for all that follows in its group.
bool lex_wide_scope(QueryScanner& in) {
  const std::size_t colon = in.next_colon();
  if (colon == std::string_view::npos) return false;
  const auto scope = find_wide_scope(in.text.substr(in.position, colon - in.position));
  if (!scope) return false;
  const std::size_t begin = in.position;
  in.position = colon + 1;
  if (QueryToken* field = in.push(Kind::field, begin)) field->scope = *scope;
  if (QueryToken* group = in.push(Kind::open, in.position)) group->to_the_end = true;
  return true;
}

/// near5:"a b" and repeat5:nokia.
bool lex_numbered_field(QueryScanner& in) {
  const std::size_t colon = in.next_colon();
  if (colon == std::string_view::npos || in.google()) return false;
  const std::string_view name = in.text.substr(in.position, colon - in.position);
  const std::size_t begin = in.position;
  const CodePoint after = in.peek_at(colon + 1);
  if (const auto number = number_behind("near", name); number && is_quote(after)) {
    in.position = colon + 1;
    const std::size_t tokens = in.tokens.size();
    lex_phrase(in);
    if (in.tokens.size() == tokens) return true;
    QueryToken& phrase = in.tokens.back();
    phrase.number = in.limited(*number, kMaxDistance, {begin, name.size()});
    phrase.place.length += phrase.place.offset - begin;
    phrase.place.offset = begin;
    return true;
  }
  const auto number = number_behind("repeat", name);
  if (!number || is_blank(after) || after == ')') return false;
  in.position = colon + 1;
  OperatorReading repeat;
  repeat.what = Operator::at_least;
  repeat.proximity.number = *number;
  in.push_operator(repeat, begin);
  return true;
}

/// "headline(": the field applies to the parenthesis that follows.
bool lex_field_function(QueryScanner& in, const ScannedWord& word, std::size_t begin) {
  if (in.here() != '(') return false;
  const auto scope = find_function(word.shape);
  if (!scope) return false;
  if (QueryToken* field = in.push(Kind::field, begin)) field->scope = *scope;
  return true;
}

}  // namespace

bool lex_field(QueryScanner& in) {
  return lex_address(in) || lex_wide_scope(in) || lex_numbered_field(in) || lex_named_field(in);
}

bool lex_function(QueryScanner& in, const ScannedWord& word, std::size_t begin) {
  return lex_field_function(in, word, begin) || lex_caps(in, word, begin);
}

}  // namespace dateline::searching
