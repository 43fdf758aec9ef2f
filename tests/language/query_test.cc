// SPDX-License-Identifier: GPL-2.0-or-later
// Laws of parse_query and to_text, tried on random bytes, random pieces of queries, random trees.
#include "language/query.h"
#include "parsing/canonical_text.h"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <string>
#include <utility>
#include <vector>

#include "parsing/parser.h"
#include "text/charset.h"

using namespace dateline;
using namespace dateline::searching;

namespace {

constexpr Timestamp kNow = 1724320800;  // 2024-08-22T10:00:00Z

void check_law(const std::string& text, bool match_any) {
  const auto dialect = *rc::gen::element(Dialect::standard, Dialect::standard, Dialect::nexis,
                                         Dialect::factiva, Dialect::google, Dialect::xapian);
  const ParsedQuery parsed = parse_query(text, {kNow, match_any, dialect});
  for (const Note& note : parsed.notes) {
    RC_ASSERT(note.place.offset <= text.size());
    RC_ASSERT(note.place.length <= text.size() - note.place.offset);
    RC_ASSERT(!note.code.empty());
    RC_ASSERT(valid_utf8(note.message));
  }
  const std::string canonical = to_text(parsed.query);
  RC_LOG() << "canonical: " << canonical << '\n';
  RC_ASSERT(valid_utf8(canonical));
  const ParsedQuery again = parse_query(canonical, {kNow, false});
  RC_ASSERT(again.query == parsed.query);
  RC_ASSERT(to_text(again.query) == canonical);
  for (const Note& note : again.notes) RC_ASSERT(note.code == "nothing-left");
}

/// Texts from the pieces that mean something.
rc::Gen<std::string> query_text() {
  const auto piece = rc::gen::elementOf(std::vector<std::string>{" ",
                                                                 " ",
                                                                 " ",
                                                                 "a",
                                                                 "b",
                                                                 "or",
                                                                 "AND",
                                                                 "OR",
                                                                 "NOT",
                                                                 "ANDNOT",
                                                                 "BUT",
                                                                 "&",
                                                                 "|",
                                                                 "(",
                                                                 ")",
                                                                 "(",
                                                                 ")",
                                                                 "\"",
                                                                 "\"",
                                                                 "“",
                                                                 "”",
                                                                 "{",
                                                                 "}",
                                                                 "-",
                                                                 "+",
                                                                 "=",
                                                                 "*",
                                                                 "?",
                                                                 "~",
                                                                 "^",
                                                                 "\\",
                                                                 ":",
                                                                 "<",
                                                                 ">",
                                                                 "/",
                                                                 "..",
                                                                 ",",
                                                                 ".",
                                                                 "title:",
                                                                 "source:",
                                                                 "date:",
                                                                 "words:",
                                                                 "url:",
                                                                 "after:",
                                                                 "foo:",
                                                                 "2024",
                                                                 "7d",
                                                                 "500",
                                                                 "https://x.org",
                                                                 "w/5",
                                                                 "near5",
                                                                 "AROUND(5)",
                                                                 "caps",
                                                                 "first50",
                                                                 "MAYBE",
                                                                 "中国",
                                                                 " w/5 ",
                                                                 " NEAR ",
                                                                 " w/s ",
                                                                 " NOT w/5 ",
                                                                 " AND ",
                                                                 " OR ",
                                                                 "ATLEAST/2 ",
                                                                 " MAYBE ",
                                                                 "CAPS(",
                                                                 ")^2",
                                                                 "~",
                                                                 "~2",
                                                                 "^3",
                                                                 "econom*",
                                                                 "wom?n",
                                                                 "[",
                                                                 "]",
                                                                 "!",
                                                                 "$2",
                                                                 "%",
                                                                 " % ",
                                                                 " /F9/",
                                                                 "allintitle:",
                                                                 "date after 2024 ",
                                                                 "[2023 TO 2024}",
                                                                 " XOR ",
                                                                 " and not ",
                                                                 " same ",
                                                                 "é",
                                                                 "\xFF",
                                                                 "\n",
                                                                 ":-)",
                                                                 "hd=",
                                                                 "\xE2\x80\x8B"});
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(piece),
                      [](const std::vector<std::string>& pieces) {
                        std::string text;
                        for (const std::string& p : pieces) text += p;
                        return text;
                      });
}

// Random trees in the form the parser makes (query.h).

std::string any_word(bool in_phrase) {
  const auto sign = rc::gen::elementOf(std::vector<std::string>{
      "a", "B", "7", "é", "中",  "AND", "OR", "NOT", "NEAR", "title", "date", "http",
      "-", "+", "=", ":", "://", "(",   ")",  "{",   "}",    "\\",    "/",    "?",
      "~", "^", ".", ",", "<",   ">",   "&",  "'",   "#",    "[",     "]"});
  const auto quoting = rc::gen::elementOf(std::vector<std::string>{"*", "|", "\"", "“", "»"});
  std::string text = *rc::gen::elementOf(std::vector<std::string>{"", "-", "=", "\\", "(", "AND"});
  text += *rc::gen::elementOf(std::vector<std::string>{"a", "é", "7", "OR", "NOT", "near5"});
  const int more = *rc::gen::inRange(0, 6);
  if (!in_phrase) text += *rc::gen::elementOf(std::vector<std::string>{"", "", "", "!", "$2", "%"});
  for (int i = 0; i < more; ++i)
    text += in_phrase || *rc::gen::inRange(0, 4) > 0 ? *sign : *quoting;
  return text;
}

schema::FieldId any_field(schema::Kind kind) {
  std::vector<schema::FieldId> fields;
  for (const schema::Field& field : schema::fields)
    if (field.kind == kind) fields.push_back(field.id);
  return *rc::gen::elementOf(fields);
}

Query any_word_query(schema::FieldId field, bool in_phrase) {
  using Form = Query::Form;
  Query word;
  word.kind = Query::Kind::word;
  word.field = field;
  word.form = *rc::gen::element(Form::folded, Form::exact, Form::wildcard, Form::fuzzy, Form::caps,
                                Form::all_caps, Form::no_caps, Form::stem);
  if (in_phrase && word.form == Form::stem) word.form = Form::folded;
  if (field == schema::FieldId::author && word.form >= Form::caps) word.form = Form::folded;
  word.text = any_word(in_phrase || word.form == Form::folded);
  if (word.form == Form::fuzzy) {
    word.text += "abc";
    word.number = *rc::gen::inRange(1U, 3U);
  }
  if (word.form == Form::wildcard)
    word.text = *rc::gen::elementOf(std::vector<std::string>{
        "abc*", "*abc", "ab?cd", "a??b*c", "中国*", "abc*2", "abc*2de", "*a-b.c*", "a&b(c*",
        "AND\\x*", "é?abc", "=abc*", "-abc*", "abc*~1", "abc*^2", "%abc*5"});
  if (!in_phrase && *rc::gen::inRange(0, 8) == 0)
    word.boost = *rc::gen::element(0.01, 0.5, 2.0, 3.25, 1000.0);
  return word;
}

/// Slots of a phrase: words, gaps between them, and one of several.
std::vector<Query> any_slots(schema::FieldId field, int depth) {
  std::vector<Query> slots;
  const int size = *rc::gen::inRange(2, 4);
  while (static_cast<int>(slots.size()) < size) {
    if (!slots.empty() && *rc::gen::inRange(0, 6) == 0) slots.emplace_back();
    if (depth > 0 && *rc::gen::inRange(0, 4) == 0) {
      Query choice;
      choice.kind = Query::Kind::disjunction;
      choice.children.push_back(any_word_query(field, true));
      if (*rc::gen::arbitrary<bool>()) {
        Query phrase;
        phrase.kind = Query::Kind::phrase;
        phrase.field = field;
        phrase.children = any_slots(field, depth - 1);
        choice.children.push_back(std::move(phrase));
      } else {
        choice.children.push_back(any_word_query(field, true));
      }
      slots.push_back(std::move(choice));
    } else {
      slots.push_back(any_word_query(field, true));
    }
  }
  return slots;
}

Query any_text_leaf() {
  const schema::FieldId field = any_field(schema::Kind::text);
  if (*rc::gen::inRange(0, 3) > 0) return any_word_query(field, false);
  Query phrase;
  phrase.kind = Query::Kind::phrase;
  phrase.field = field;
  phrase.children = any_slots(field, 2);
  if (*rc::gen::inRange(0, 4) == 0) phrase.boost = 2;
  return phrase;
}

/// What may stand under a positional operator; with a unit AND and NOT too.
Query any_operand(int depth, bool in_unit) {
  using Kind = Query::Kind;
  Query query;
  if (depth > 0)
    query.kind = *rc::gen::element(Kind::word, Kind::disjunction, Kind::near, Kind::not_near,
                                   Kind::at_least, Kind::first, Kind::conjunction, Kind::negation);
  else
    query.kind = Kind::word;
  const bool joins = query.kind == Kind::conjunction || query.kind == Kind::negation;
  if (query.kind == Kind::word || (joins && !in_unit)) {
    Query leaf = any_text_leaf();
    leaf.boost = 1;
    return leaf;
  }
  bool unit = in_unit;
  if (query.kind == Kind::near || query.kind == Kind::not_near) {
    query.unit = *rc::gen::element(Query::Unit::words, Query::Unit::words, Query::Unit::sentence,
                                   Query::Unit::paragraph, Query::Unit::field);
    unit = query.unit != Query::Unit::words;
    if (!unit) {
      query.number = *rc::gen::inRange(1U, 501U);
      query.ordered = *rc::gen::arbitrary<bool>();
    }
  } else if (query.kind == Kind::at_least || query.kind == Kind::first) {
    query.number = *rc::gen::inRange(1U, 1000U);
    unit = false;
  }
  const bool one =
      query.kind == Kind::at_least || query.kind == Kind::first || query.kind == Kind::negation;
  while (query.children.size() < (one ? 1U : 2U)) {
    Query child = any_operand(depth - 1, unit);
    if (child.kind == query.kind && (joins || query.kind == Kind::disjunction)) {
      child = any_text_leaf();
      child.boost = 1;
    }
    query.children.push_back(std::move(child));
  }
  return query;
}

Query any_positional() {
  while (true) {
    Query query = any_operand(3, false);
    if (query.kind != Query::Kind::word && query.kind != Query::Kind::phrase &&
        query.kind != Query::Kind::disjunction) {
      if (*rc::gen::inRange(0, 6) == 0) query.boost = 2;
      return query;
    }
  }
}

Query any_leaf() {
  Query leaf;
  switch (*rc::gen::inRange(0, 12)) {
    case 0:
      return leaf;
    case 8:
    case 9:
    case 10:
    case 11:
      return any_positional();
    case 1:
    case 2:
      leaf.kind = Query::Kind::value;
      leaf.field = any_field(schema::Kind::exact);
      leaf.text = any_word(false);
      if (*rc::gen::inRange(0, 3) == 0) leaf.text += " " + any_word(false);
      if (*rc::gen::inRange(0, 3) == 0) leaf.form = Query::Form::prefix;
      return leaf;
    case 3: {
      leaf.kind = Query::Kind::range;
      leaf.field = schema::FieldId::words;
      const int from = *rc::gen::inRange(0, 1000);
      const int to = from + *rc::gen::inRange(0, 1000);
      leaf.text = std::to_string(from) + ".." + std::to_string(to);
      leaf.from = from;
      leaf.to = to + 1;
      return leaf;
    }
    default:
      return any_text_leaf();
  }
}

bool may_stand_in(Query::Kind parent, const Query& child) {
  if (parent != Query::Kind::negation) return child.kind != parent;
  return child.kind != parent && child.kind != Query::Kind::all && child.kind != Query::Kind::none;
}

Query any_tree(int depth) {
  if (depth == 0) return any_leaf();
  Query tree;
  tree.kind = *rc::gen::element(Query::Kind::word, Query::Kind::negation, Query::Kind::conjunction,
                                Query::Kind::disjunction);
  if (tree.kind == Query::Kind::word) return any_leaf();
  const std::size_t size =
      tree.kind == Query::Kind::negation ? 1U : *rc::gen::inRange<std::size_t>(2, 4);
  while (tree.children.size() < size) {
    Query child = any_tree(depth - 1);
    if (!may_stand_in(tree.kind, child)) child = any_text_leaf();
    tree.children.push_back(std::move(child));
  }
  if (tree.kind == Query::Kind::conjunction && *rc::gen::inRange(0, 3) == 0) {
    Query optional;
    optional.kind = Query::Kind::optional;
    optional.children.push_back(std::move(tree.children.back()));
    tree.children.back() = std::move(optional);
  }
  if (*rc::gen::inRange(0, 8) == 0) tree.boost = 1.5;
  return tree;
}

}  // namespace

TEST_CASE("any bytes parse, and what they mean prints and reads back") {
  CHECK(rc::check([](const std::vector<char>& bytes, bool match_any) {
    check_law(std::string(bytes.begin(), bytes.end()), match_any);
  }));
}

TEST_CASE("any text parses, and what it means prints and reads back") {
  CHECK(rc::check(
      [] { check_law(*rc::gen::resize(60, query_text()), *rc::gen::arbitrary<bool>()); }));
}

TEST_CASE("any tree prints and reads back") {
  CHECK(rc::check([] {
    const Query tree = any_tree(*rc::gen::inRange(0, 4));
    const std::string canonical = to_text(tree);
    RC_LOG() << "canonical: " << canonical << '\n';
    const ParsedQuery parsed = parse_query(canonical, {kNow, false});
    RC_ASSERT(parsed.query == tree);
    RC_ASSERT(parsed.notes.empty());
  }));
}

TEST_CASE("the canonical text of trees no query is needed for") {
  Query none;
  none.kind = Query::Kind::none;
  CHECK(to_text(Query{}) == "*");
  CHECK(to_text(none) == "NOT *");
  CHECK(parse_query("NOT *").query == none);
}
