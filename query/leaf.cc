// SPDX-License-Identifier: GPL-2.0-or-later
#include "leaf.h"

#include <string>
#include <utility>

#include "query_text.h"
#include "range.h"

namespace dateline {
namespace {

using Kind = QueryToken::Kind;
using schema::FieldId;

void adopt_field(Query& leaf, FieldId field) {
  leaf.field = field;
  for (Query& word : leaf.children) word.field = field;
}

Query word_query(std::string text, Query::Form form, Place place) {
  Query word;
  word.kind = Query::Kind::word;
  word.form = form;
  word.text = std::move(text);
  word.place = place;
  return word;
}

std::optional<Query> text_leaf(const QueryToken& token, NoteList& notes) {
  constexpr std::size_t kMinPrefix = 3;  // letters before the *
  if (token.kind == Kind::everything) return Query{};
  if (token.kind == Kind::word) {
    Query::Form form = token.form;
    if (form == Query::Form::prefix && count_letters(token.text) < kMinPrefix) {
      notes.add(token.place, "short-prefix",
                "* needs at least {} letters before it; \"{}\" is read as a whole word.",
                kMinPrefix, shortened(token.text));
      form = Query::Form::stem;
    }
    return word_query(token.text, form, token.place);
  }
  if (token.words.empty()) {
    notes.add(token.place, "empty-phrase", "A phrase without words is left out.");
    return std::nullopt;
  }
  const bool exact = token.form == Query::Form::exact;
  if (token.form == Query::Form::prefix || token.text.find_first_of("*|") != std::string::npos)
    notes.add(token.place, "not-understood",
              "* and | are not understood in a phrase; its words are read one after the other.");
  if (exact && token.words.size() > 1)
    notes.add(token.place, "not-understood",
              "= is not understood before a phrase and is left out.");
  if (token.words.size() == 1)
    return word_query(token.words[0], exact ? Query::Form::exact : Query::Form::folded,
                      token.place);
  Query phrase;
  phrase.kind = Query::Kind::phrase;
  for (const std::string& word : token.words)
    phrase.children.push_back(word_query(word, Query::Form::folded, token.place));
  return phrase;
}

std::optional<Query> value_leaf(const QueryToken& token, NoteList& notes) {
  Query value;
  value.kind = Query::Kind::value;
  value.text = token.text;
  if (token.kind == Kind::word)  // of a list: source:(bbc, reuters)
    value.text.erase(value.text.find_last_not_of(",;") + 1);
  if (token.form == Query::Form::prefix || token.kind == Kind::everything)
    value.form = Query::Form::prefix;
  if (!value.text.empty() || value.form == Query::Form::prefix) return value;
  notes.add(token.place, "empty-phrase", "An empty value is left out.");
  return std::nullopt;
}

std::optional<Query> range_leaf(const QueryToken& token, const FieldScope& scope, Timestamp now,
                                NoteList& notes) {
  std::string text = token.text;
  if (token.form == Query::Form::prefix || token.kind == Kind::everything) text += '*';
  if (token.kind == Kind::word) text.erase(text.find_last_not_of(",;") + 1);
  if (scope.bound == FieldScope::Bound::from) text.insert(0, ">=");
  if (scope.bound == FieldScope::Bound::before) text.insert(0, "<");
  std::optional<RangeReading> reading = read_range(scope.field, text, now);
  const bool is_date = scope.field != FieldId::words;
  if (!reading) {
    notes.add(token.place, is_date ? "bad-date" : "bad-number",
              "\"{}\" is no {} that can be read; it is left out.", shortened(token.text),
              is_date ? "date or span of time" : "number or range of numbers");
    return std::nullopt;
  }
  if (reading->reversed)
    notes.add(token.place, "reversed-range", "The range runs backwards; it is read as {}.",
              shortened(reading->text));
  Query range;
  range.kind = Query::Kind::range;
  range.text = std::move(reading->text);
  range.from = reading->from;
  range.to = reading->to;
  return range;
}

}  // namespace

std::optional<Query> read_leaf(const QueryToken& token, const FieldScope& scope, Timestamp now,
                               NoteList& notes) {
  std::optional<Query> query;
  switch (schema::field(scope.field).kind) {
    case schema::Kind::text:
      query = text_leaf(token, notes);
      if (query && token.kind == Kind::everything && scope.field != FieldId::text)
        notes.add(token.place, "not-understood",
                  "* alone is not understood after {}: and is read as every article.",
                  schema::field(scope.field).name);
      if (query && token.kind == Kind::everything) return query;
      break;
    case schema::Kind::exact:
      query = value_leaf(token, notes);
      break;
    case schema::Kind::number:
      query = range_leaf(token, scope, now, notes);
      break;
  }
  if (query) adopt_field(*query, scope.field);
  return query;
}

}  // namespace dateline
