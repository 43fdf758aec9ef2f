// SPDX-License-Identifier: GPL-2.0-or-later
// Laws of parse_query and to_text, tried on random bytes, random pieces of queries, random trees.
#include "query.h"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <string>
#include <utility>
#include <vector>

#include "charset.h"
#include "parser.h"

using namespace dateline;

namespace {

constexpr Timestamp kNow = 1724320800;  // 2024-08-22T10:00:00Z

void check_law(const std::string& text, bool match_any) {
  const ParsedQuery parsed = parse_query(text, {kNow, match_any});
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
  const auto piece = rc::gen::elementOf(std::vector<std::string>{
      " ",    " ",      " ",         "a",      "b",       "or",          "AND",
      "OR",   "NOT",    "ANDNOT",    "BUT",    "&",       "|",           "(",
      ")",    "(",      ")",         "\"",     "\"",      "“",           "”",
      "{",    "}",      "-",         "+",      "=",       "*",           "?",
      "~",    "^",      "\\",        ":",      "<",       ">",           "/",
      "..",   ",",      ".",         "title:", "source:", "date:",       "words:",
      "url:", "after:", "foo:",      "2024",   "7d",      "500",         "https://x.org",
      "w/5",  "near5",  "AROUND(5)", "caps",   "first50", "MAYBE",       "中国",
      "é",    "\xFF",   "\n",        ":-)",    "hd=",     "\xE2\x80\x8B"});
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

Query any_text_leaf() {
  Query leaf;
  leaf.field = any_field(schema::Kind::text);
  const int words = *rc::gen::inRange(-6, 4);
  if (words < 2) {
    leaf.kind = Query::Kind::word;
    leaf.form = *rc::gen::element(Query::Form::stem, Query::Form::folded, Query::Form::exact,
                                  Query::Form::prefix);
    leaf.text = any_word(leaf.form == Query::Form::folded);
    if (leaf.form == Query::Form::prefix) leaf.text += "abc";
    return leaf;
  }
  leaf.kind = Query::Kind::phrase;
  for (int i = 0; i < words; ++i) {
    Query word;
    word.kind = Query::Kind::word;
    word.form = Query::Form::folded;
    word.field = leaf.field;
    word.text = any_word(true);
    leaf.children.push_back(std::move(word));
  }
  return leaf;
}

Query any_leaf() {
  Query leaf;
  switch (*rc::gen::inRange(0, 8)) {
    case 0:
      return leaf;
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
