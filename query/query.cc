// SPDX-License-Identifier: GPL-2.0-or-later
#include "query.h"

#include <array>
#include <string>
#include <vector>

#include "lexer.h"
#include "query_text.h"

namespace dateline {
namespace {

using Kind = QueryToken::Kind;

bool is_compound(const Query& query) {
  return query.kind == Query::Kind::conjunction || query.kind == Query::Kind::disjunction;
}

/// True when `spelling` is read as `leaf`, without a note, before a space and before a parenthesis.
bool is_read_as(const std::string& spelling, Kind kind, const Query& leaf, bool has_field) {
  NoteList notes;
  const std::vector<QueryToken> tokens =
      lex_query('(' + spelling + ' ' + spelling + ')', notes).tokens;
  const std::size_t size = has_field ? 2 : 1;
  if (!notes.empty() || tokens.size() != 2 * size + 2) return false;
  const auto is_leaf = [&](const QueryToken& token) {
    if (token.kind != kind) return false;
    const bool starred = token.form == Query::Form::prefix;
    if (leaf.kind == Query::Kind::range) return token.text + (starred ? "*" : "") == leaf.text;
    return token.text == leaf.text && token.form == leaf.form;
  };
  return is_leaf(tokens[size]) && is_leaf(tokens[2 * size]);
}

std::string spell_word(const std::string& field, const Query& word) {
  if (word.form == Query::Form::folded) return field + '"' + escape_quoted(word.text) + '"';
  const std::string before = field + (word.form == Query::Form::exact ? "=" : "");
  const std::string after = word.form == Query::Form::prefix ? "*" : "";
  const std::string plain = escape_word(word.text, false);
  const std::array spellings = {before + plain + after, before + '\\' + plain + after};
  for (const std::string& spelling : spellings)
    if (is_read_as(spelling, Kind::word, word, !field.empty())) return spelling;
  std::string thorough = escape_word(word.text, true);
  if (thorough.front() != '\\') thorough.insert(0, 1, '\\');
  return before + thorough + after;
}

std::string spell_value(const std::string& field, const Query& leaf) {
  const bool starred = leaf.kind == Query::Kind::value && leaf.form == Query::Form::prefix;
  const std::string after = starred ? "*" : "";
  std::string plain = field + leaf.text + after;
  if (is_read_as(plain, Kind::value, leaf, true)) return plain;
  return field + '"' + escape_quoted(leaf.text) + '"' + after;
}

std::string spell_phrase(const std::string& field, const Query& phrase) {
  std::string text = field + '"';
  for (const Query& word : phrase.children) {
    if (text.back() != '"' || text.size() != field.size() + 1) text += ' ';
    text += escape_quoted(word.text);
  }
  return text + '"';
}

void print(const Query& query, std::string& out);

void print_child(const Query& child, std::string& out) {
  if (is_compound(child)) out += '(';
  print(child, out);
  if (is_compound(child)) out += ')';
}

void print(const Query& query, std::string& out) {
  std::string field;
  if (query.field != schema::FieldId::text) field.append(schema::field(query.field).name) += ':';
  switch (query.kind) {
    case Query::Kind::all:
      out += '*';
      return;
    case Query::Kind::none:
      out += "NOT *";
      return;
    case Query::Kind::word:
      out += spell_word(field, query);
      return;
    case Query::Kind::phrase:
      out += spell_phrase(field, query);
      return;
    case Query::Kind::value:
    case Query::Kind::range:
      out += spell_value(field, query);
      return;
    case Query::Kind::negation:
      out += "NOT ";
      print_child(query.children.front(), out);
      return;
    case Query::Kind::conjunction:
    case Query::Kind::disjunction:
      for (std::size_t i = 0; i < query.children.size(); ++i) {
        if (i > 0) out += query.kind == Query::Kind::conjunction ? " AND " : " OR ";
        print_child(query.children[i], out);
      }
      return;
  }
}

}  // namespace

bool Query::operator==(const Query& other) const {
  return kind == other.kind && form == other.form && field == other.field && text == other.text &&
         from == other.from && to == other.to && number == other.number && unit == other.unit &&
         ordered == other.ordered && boost == other.boost && children == other.children;
}

std::string to_text(const Query& query) {
  std::string text;
  print(query, text);
  return text;
}

}  // namespace dateline
