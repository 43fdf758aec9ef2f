// SPDX-License-Identifier: GPL-2.0-or-later
#include "term_clause.h"

#include <string>
#include <utility>
#include <vector>

#include "language/query_escape.h"
#include "language/query_tree.h"
#include "range.h"
#include "text/analyzer.h"

namespace dateline::searching {
namespace {

using Kind = QueryToken::Kind;
using Form = Query::Form;
using schema::FieldId;

void adopt_field(Query& leaf, FieldId field) {
  if (leaf.kind != Query::Kind::all) leaf.field = field;
  if (leaf.kind == Query::Kind::disjunction || leaf.kind == Query::Kind::near)
    leaf.field = FieldId::text;
  for (Query& child : leaf.children) adopt_field(child, field);
}

std::optional<Query> word_leaf(const QueryToken& token, Form form, Dialect dialect,
                               NoteList& notes) {
  const bool exact = token.form == Form::exact;
  if (exact && form != Form::stem)
    notes.add(token.place, "not-understood", "{} has no effect on a word with =.",
              form == Form::wide    ? "WIDE"
              : form == Form::forms ? "FORMS"
                                    : "CAPS");
  WordReading reading = read_word(token.word, {exact ? Form::exact : form, dialect, false});
  for (Remark& remark : reading.remarks) {
    notes.add(token.place, remark.code, "{}", remark.message);
    notes.read_as(std::move(remark.repair));
  }
  if (reading.text.empty()) {
    if (reading.remarks.empty())
      notes.add(token.place, "stray-operator", "\"{}\" is no word and is left out.",
                shortened(token.word.text));
    return std::nullopt;
  }
  Query word;
  word.kind = Query::Kind::word;
  word.place = token.place;
  word.form = reading.form;
  word.number = reading.number;
  word.boost = reading.boost;
  word.text = std::move(reading.text);
  return word;
}

/// The words of a phrase at most `number` apart: near, nested from the left.
std::optional<Query> near_words(Query phrase, std::uint32_t number, NoteList& notes) {
  std::optional<Query> result;
  std::size_t nesting = 0;
  for (Query& word : phrase.children) {
    if (word.kind == Query::Kind::all) continue;
    if (word.form == Form::folded) word = inflected(std::move(word));
    if (!result) {
      result = std::move(word);
      continue;
    }
    if (++nesting > kMaxNesting) {
      notes.add(phrase.place, "too-deep",
                "Only the first {} words can be near each other; the rest is left out.",
                kMaxNesting);
      break;
    }
    std::vector<Query> operands;
    operands.push_back(std::move(*result));
    operands.push_back(std::move(word));
    result = node(Query::Kind::near, std::move(operands));
    result->number = number;
    result->place = phrase.place;
  }
  return result;
}

std::optional<Query> phrase_leaf(const QueryToken& token, Form scope_form, Dialect dialect,
                                 NoteList& notes) {
  Form form = token.form;
  if (!is_inflected(scope_form) && form == Form::folded) form = scope_form;
  std::optional<Query> query = read_phrase(token.pieces, form, dialect, token.place, notes);
  if (!query) {
    notes.add(token.place, "empty-phrase", "A phrase without words is left out.");
    return std::nullopt;
  }
  if (token.starred)
    notes.add(token.place, "not-understood",
              "* behind a phrase is understood for values only and is left out.");
  if (token.number > 0) {
    if (query->kind == Query::Kind::phrase)
      query = near_words(std::move(*query), token.number, notes);
    else
      notes.add(token.place, "not-understood",
                "A distance has no effect on a single word and is left out.");
  }
  query->place = token.place;
  query->boost = token.boost;
  return query;
}

std::optional<Query> text_leaf(const QueryToken& token, const LeafScope& scope, Dialect dialect,
                               NoteList& notes) {
  if (token.kind == Kind::everything) {
    Query any;
    if (scope.field.field == FieldId::text) return any;
    any.kind = Query::Kind::value;
    any.form = Form::prefix;  // author:*: articles with a byline
    return any;
  }
  Form form = scope.form;
  if (form >= Form::caps && form <= Form::no_caps && scope.field.field == FieldId::author) {
    notes.add(token.place, "no-case",
              "Bylines are stored without capitals; CAPS has no effect on them.");
    form = Form::folded;
  }
  if (token.kind == Kind::word) return word_leaf(token, form, dialect, notes);
  return phrase_leaf(token, form, dialect, notes);
}

/// The text of a value. In a list, source:(bbc; reuters), the separator is not part of it.
std::string value_text(const QueryToken& token, bool& starred) {
  std::string text = token.word.text;
  starred = token.starred || token.kind == Kind::everything;
  if (token.kind == Kind::everything) return "";
  if (token.kind != Kind::word) return text;
  text.erase(token.word.shape.find_last_not_of(",;") + 1);
  if (!text.empty() && text.back() == '*' && token.word.shape[text.size() - 1] == '*') {
    starred = true;
    text.pop_back();
  }
  return text;
}

std::optional<Query> value_leaf(const QueryToken& token, NoteList& notes) {
  Query value;
  value.kind = Query::Kind::value;
  bool starred = false;
  value.text = value_text(token, starred);
  if (starred) value.form = Form::prefix;
  if (!value.text.empty() || starred) return value;
  notes.add(token.place, "empty-phrase", "An empty value is left out.");
  return std::nullopt;
}

/// "English", "Englisch" and "eng" are "en".
std::string language_value(const std::string& text) {
  std::string code = normal_language(text);
  return code.empty() ? text : code;
}

std::optional<Query> range_leaf(const QueryToken& token, const FieldScope& scope, Timestamp now,
                                NoteList& notes) {
  bool starred = false;
  std::string text = value_text(token, starred);
  const std::string written = text;
  if (starred) text += '*';
  if (scope.bound == FieldScope::Bound::from) text = std::string(">=").append(text);
  if (scope.bound == FieldScope::Bound::before) text = std::string("<").append(text);
  std::optional<RangeReading> reading = read_range(scope.field, text, now);
  if (!reading) {
    const bool is_date = holds_dates(scope.field);
    notes.add(token.place, is_date ? "bad-date" : "bad-number",
              "\"{}\" is no {} that can be read; it is left out.", shortened(written),
              is_date ? "date or span of time" : "number or range of numbers");
    return std::nullopt;
  }
  if (reading->reversed) {
    notes.add(token.place, "reversed-range", "The range runs backwards; it is read as {}.",
              shortened(reading->text));
    notes.read_as(reading->text);
  }
  if (reading->ambiguous) {
    notes.add(token.place, "ambiguous-date",
              "\"{}\" can be read two ways; it is read with the day before the month: {}.",
              shortened(written), shortened(reading->text));
    notes.read_as(reading->text);
  }
  Query range;
  range.kind = Query::Kind::range;
  range.text = std::move(reading->text);
  range.from = reading->from;
  range.to = reading->to;
  return range;
}

}  // namespace

std::optional<Query> read_leaf(const QueryToken& token, const LeafScope& scope,
                               const ParseOptions& options, NoteList& notes) {
  std::optional<Query> query;
  switch (schema::field(scope.field.field).kind) {
    case schema::Kind::text:
      query = text_leaf(token, scope, options.dialect, notes);
      break;
    case schema::Kind::exact:
      query = value_leaf(token, notes);
      if (query && scope.field.field == FieldId::language && query->form != Form::prefix)
        query->text = language_value(query->text);
      break;
    case schema::Kind::number:
      query = range_leaf(token, scope.field, options.now, notes);
      break;
  }
  if (query) {
    adopt_field(*query, scope.field.field);
    query->place = token.place;
  }
  return query;
}

}  // namespace dateline::searching
