// SPDX-License-Identifier: GPL-2.0-or-later
//
// The grammar of the default dialect. Capitals are operators; what does not fit is repaired and
// noted, never refused.
//
// clang-format off
//   query   := [any]
//   any     := side { ("OR" | "|" | "||") side }              in parentheses also a comma
//   side    := all { all }                         side by side: AND, see below
//   all     := clause { ("AND" | "&" | "&&") clause }         "BUT NOT" and "ANDNOT" are AND NOT
//   clause  := { "NOT" | "-" | "+" | "MAYBE" | "?" } near     signs right before it, after a space
//   near    := counted { proximity counted }       the tighter proximity first, then from the left
//   counted := { "ATLEAST/" n | "FIRST/" n } operand { "/F" n "/" }
//   operand := gapped ["^" factor]
//   gapped  := primary { "%" primary }             % is any one word
//   primary := [field] ("(" any ")" | caps | phrase | word | value | range) | "*" | "*:*" | address
//   field   := name (":" | "=") | name before "<" or ">"      a name of the schema, in any case
//            | function before "("                 headline(...), length(...)
//            | "allintitle:" | "allintext:"        holds to the end of the group
//   caps    := ("CAPS" | "ALLCAPS" | "NOCAPS") "(" any ")"
//   phrase  := ["="] quote slots quote ["~" n] | "{" slots "}"     quote: " and “ ” „ « »
//            | "near" n ":" phrase
//   slots   := { word | "*" | "(" slots { "|" slots } ")" }   * is any one word
//   word    := ["="] characters ["~" [n]]          to a blank, a quote or one of ( ) { } |
//                                                  with * *n ? ! $n a wildcard
//   value   := ["="] characters ["*"]              of an exact field; may hold balanced ( )
//   range   := X | A..B | A.. | ..B | <X | <=X | >X | >=X | * | "[A TO B]"   of a number field
//            | "date" ("after" | "before" | "is" | "from" | ...) X ["to" Y]
//   address := scheme "://" characters             is url:address
//   proximity := ["NOT"] ("NEAR/" n | "PRE/" n | "w/" unit), with
//                n   near/ w/ n/ /n near5 AROUND(n), in order pre/ adj/ onear/ p/ +n adj5
//                unit   s p seg, also /s, SENTENCE, SAME, PARAGRAPH
// clang-format on
//
// Side by side means AND; operands without a sign or a field of their own are joined by OR with
// options.match_any, and in a group of a field of which an article has one value: source:(a b).
// In nexis and factiva words side by side are a phrase. What binds tighter than what is level_of.
// A backslash before a character takes its meaning (at the start of a word before any character).
// Reading is one pass over the tokens, with a stack of open groups and in each the operands and
// operators that wait for what follows: no recursion.
#include "parser.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "leaf.h"
#include "lexer.h"
#include "proximity.h"
#include "query_text.h"
#include "query_tree.h"

namespace dateline {
namespace {

using Kind = QueryToken::Kind;

/// A part of the tree under construction.
struct Item {
  Query query;
  std::size_t nesting = 0;  // parentheses inside its canonical text
  bool optional = false;    // no sign and no field of its own
  bool grouped = false;     // stood in parentheses
};
using Operand = std::optional<Item>;  // absent where it was left out

struct Operation {
  enum class What {
    side,  // nothing but a space
    adjacent,
    gap,
    conjunction,
    disjunction,
    and_not,
    exclusive,
    proximity,
    // before an operand:
    negation,
    requirement,
    maybe,
    at_least,
    first,
  };
  What what = What::side;
  int level = 0;  // the higher, the tighter
  Place place;
  Proximity proximity;  // its number also that of at_least and first

  bool is_prefix() const { return what >= What::negation; }
};
using What = Operation::What;

/// What is open between two parentheses, or the whole query.
struct Group {
  LeafScope scope;
  Place place;
  bool to_the_end = false;  // closes with the group it stands in
  bool owns_field = false;  // title:(...)
  std::vector<Operand> operands;
  std::vector<Operation> operations;  // waiting, tighter ones on top
  std::optional<Operation> joint;     // read, before the next operand
  bool wants_operand = true;
  bool plain = false;                 // the last operand is words without a field
  const QueryToken* field = nullptr;  // before the next operand
};

constexpr int kPhraseLevel = 1600;

int level_of(What what, const Proximity& proximity, Dialect dialect) {
  const bool nexis = dialect == Dialect::nexis;
  switch (what) {
    case What::at_least:
    case What::first:
      return dialect == Dialect::nexis || dialect == Dialect::factiva ? kPhraseLevel - 1 : 2000;
    case What::adjacent:
    case What::gap:
      return kPhraseLevel;
    case What::proximity: {
      constexpr int kLoosest = 500;  // a unit; tighter by one for each word less
      if (proximity.unit == Query::Unit::words)
        return kLoosest + 1 + static_cast<int>(kMaxDistance - proximity.number);
      return kLoosest + 1 - static_cast<int>(proximity.unit);
    }
    case What::requirement:
    case What::maybe:
      return 400;
    case What::negation:
      return nexis ? 51 : 400;
    case What::conjunction:
      return 300;
    case What::side:
      return 200;
    case What::exclusive:
      return 150;
    case What::disjunction:
      return nexis ? 1500 : 100;
    case What::and_not:
      return 50;
  }
  return 0;
}

/// An article may be changed in several ways, and have several queries that find it.
bool has_one_value(const schema::Field& field) {
  return field.kind != schema::Kind::text && field.id != schema::FieldId::changed &&
         field.id != schema::FieldId::saved;
}

class Parser {
 public:
  Parser(std::string_view text, const ParseOptions& options, NoteList& notes)
      : text_(text), options_(options), notes_(notes) {}

  Query run(const LexedQuery& lexed);

 private:
  Group& group() { return groups_.back(); }
  std::string_view written(Place place) const { return text_.substr(place.offset, place.length); }
  bool vendor() const {
    return options_.dialect == Dialect::nexis || options_.dialect == Dialect::factiva;
  }

  void note_lower_case(const std::vector<QueryToken>& tokens);
  void read(const QueryToken& token);
  void open(const QueryToken& token);
  void close(const QueryToken& token);
  void close_group(Place end);
  Operand finish_group();
  void note_unclosed(std::size_t count);

  LeafScope take_scope(const QueryToken& operand, bool& own_field);
  void drop_field();
  void operand(const QueryToken& token);
  void boost(const QueryToken& token);
  void first_behind(const QueryToken& token);

  Operation operation(What what, const QueryToken& token) const;
  void join_with(Operation joint);
  void put_before(Operation prefix);
  void commit(const Operation& joint);
  void begin_operand(bool plain);
  void add(Operand item, bool plain);
  void reduce();
  Operand apply(const Operation& prefix, Operand item);
  Operand combined(const Operation& joint, const std::vector<Operation>& all,
                   std::vector<Item> items);
  Operand beside(std::vector<Item> items);
  Operand either(std::vector<Item> items);
  Operand near(const std::vector<Operation>& all, std::vector<Item> items);
  Operand adjacent(const std::vector<Operation>& all, std::vector<Item> items, Place place);
  Operand exclusive(std::vector<Item> items, Place place);

  Operand mixed(std::vector<Item> items, Query::Kind kind);
  Operand combine(std::vector<Item> items, Query::Kind kind);
  Operand negate(Item item);
  Item without_maybe(Item item);
  bool fits(const Item& item, bool parentheses);
  Operand measured(Query query, bool optional);

  std::string_view text_;
  const ParseOptions& options_;
  NoteList& notes_;
  std::vector<Group> groups_;
  std::size_t ignored_groups_ = 0;  // open ones beyond kMaxNesting
  std::size_t room_ = 0;            // leaves that operators may still add
};

Query Parser::run(const LexedQuery& lexed) {
  groups_.emplace_back();
  if (!options_.match_any && options_.dialect == Dialect::standard) note_lower_case(lexed.tokens);
  room_ = kMaxLeaves;
  for (const QueryToken& token : lexed.tokens) {
    const bool is_leaf = token.kind == Kind::word || token.kind == Kind::value ||
                         token.kind == Kind::everything || token.kind == Kind::phrase;
    const std::size_t leaves = std::max<std::size_t>(token.pieces.size(), 1);
    if (is_leaf) room_ -= std::min(room_, leaves);
  }
  for (const QueryToken& token : lexed.tokens) read(token);
  const auto unclosed = std::count_if(groups_.begin() + 1, groups_.end(),
                                      [](const Group& g) { return !g.to_the_end; });
  if (unclosed > 0 && !lexed.cut) note_unclosed(static_cast<std::size_t>(unclosed));
  while (groups_.size() > 1) close_group({text_.size(), 0});
  if (Operand item = finish_group()) return std::move(item->query);
  Query nothing;
  nothing.place = {0, text_.size()};
  if (is_blank_text(text_)) return nothing;  // kind all
  nothing.kind = Query::Kind::none;
  notes_.add({0, text_.size()}, "nothing-left",
             "Nothing to look for is left of the query, so it finds nothing.");
  return nothing;
}

// ------------------------------------------------------------------------------- tokens

bool begins_operand(Kind kind) {
  switch (kind) {
    case Kind::close:
    case Kind::conjunction:
    case Kind::disjunction:
    case Kind::exclusive:
    case Kind::proximity:
    case Kind::gap:
    case Kind::first_behind:
    case Kind::boost:
      return false;
    default:
      return true;
  }
}

/// "or" between two words is a slip; "and" and "not" only where capitals show that the writer
/// knows operators.
void Parser::note_lower_case(const std::vector<QueryToken>& tokens) {
  bool capitals = false;
  for (const QueryToken& token : tokens) {
    const std::string_view as_written = written(token.place);
    capitals = capitals || as_written == "AND" || as_written == "OR" || as_written == "NOT";
  }
  for (std::size_t i = 1; i + 1 < tokens.size(); ++i) {
    if (tokens[i].kind != Kind::word || tokens[i - 1].kind == Kind::field) continue;
    const std::string_view word = written(tokens[i].place);
    if (word != "or" && !(capitals && (word == "and" || word == "not"))) continue;
    if (!ends_operand(tokens[i - 1].kind) || !begins_operand(tokens[i + 1].kind)) continue;
    notes_.add(tokens[i].place, "lowercase-operator",
               "\"{}\" is searched as a word; as an operator it is written in capitals.", word);
  }
}

void Parser::read(const QueryToken& token) {
  switch (token.kind) {
    case Kind::open:
      return open(token);
    case Kind::close:
      return close(token);
    case Kind::conjunction:
      return join_with(operation(What::conjunction, token));
    case Kind::disjunction:
      return join_with(operation(What::disjunction, token));
    case Kind::exclusive:
      return join_with(operation(What::exclusive, token));
    case Kind::proximity:
      return join_with(operation(What::proximity, token));
    case Kind::gap:
      return join_with(operation(What::gap, token));
    case Kind::negation:
      return put_before(operation(What::negation, token));
    case Kind::requirement:
      return put_before(operation(What::requirement, token));
    case Kind::maybe:
      return put_before(operation(What::maybe, token));
    case Kind::at_least:
      return put_before(operation(What::at_least, token));
    case Kind::first:
      return put_before(operation(What::first, token));
    case Kind::first_behind:
      return first_behind(token);
    case Kind::boost:
      return boost(token);
    case Kind::field:
      drop_field();
      group().field = &token;
      return;
    case Kind::word:
    case Kind::phrase:
    case Kind::value:
    case Kind::everything:
      return operand(token);
  }
}

void Parser::open(const QueryToken& token) {
  if (groups_.size() > kMaxNesting) {
    if (!token.to_the_end && ignored_groups_++ == 0)
      notes_.add(token.place, "too-deep",
                 "Parentheses stand more than {} deep; those deeper are left out.", kMaxNesting);
    return;
  }
  bool own_field = false;
  const LeafScope scope = take_scope(token, own_field);
  begin_operand(!own_field);
  Group inner;
  inner.scope = scope;
  if (token.form != Query::Form::stem) inner.scope.form = token.form;
  inner.place = token.place;
  inner.to_the_end = token.to_the_end;
  inner.owns_field = own_field;
  groups_.push_back(std::move(inner));
}

void Parser::close(const QueryToken& token) {
  if (ignored_groups_ > 0) {
    --ignored_groups_;
    return;
  }
  while (group().to_the_end) close_group({token.place.offset, 0});
  if (groups_.size() > 1) return close_group({token.place.offset + token.place.length, 0});
  drop_field();
  notes_.add(token.place, "unbalanced-parenthesis",
             "A closing parenthesis has no opening one; it is left out.");
}

void Parser::close_group(Place end) {
  drop_field();
  const Place place = hull(group().place, end);
  if (group().operands.empty() && group().operations.empty() && !group().joint)
    notes_.add(place, "empty-group", "{} left out.",
               group().to_the_end ? "A field with nothing after it is" : "Empty parentheses are");
  const bool own_field = group().owns_field;
  Operand item = finish_group();
  groups_.pop_back();
  if (item) {
    item->grouped = true;
    item->optional = item->optional && !own_field;
    if (!is_leaf(item->query)) item->query.place = place;
  }
  add(std::move(item), !own_field);
}

void Parser::note_unclosed(std::size_t count) {
  const Place place = groups_[1].place;
  if (count == 1)
    notes_.add(place, "unbalanced-parenthesis",
               "A parenthesis is never closed; it is read as closed at the end.");
  else
    notes_.add(place, "unbalanced-parenthesis",
               "{} parentheses are never closed; they are read as closed at the end.", count);
}

// ------------------------------------------------------------------------------- operands

LeafScope Parser::take_scope(const QueryToken& operand, bool& own_field) {
  const QueryToken* field = std::exchange(group().field, nullptr);
  own_field = field != nullptr;
  if (!own_field) return group().scope;
  const std::size_t field_end = field->place.offset + field->place.length;
  if (field_end < operand.place.offset && field->place.length > 0)
    notes_.add(field->place, "space-after-field",
               "\"{}\" is read as belonging to what follows the space.", written(field->place));
  return {field->scope, group().scope.form};
}

/// A field that no operand follows.
void Parser::drop_field() {
  const QueryToken* field = std::exchange(group().field, nullptr);
  if (field == nullptr) return;
  notes_.add(field->place, "empty-field", "\"{}\" has nothing to look for and is left out.",
             written(field->place));
  add(std::nullopt, false);
}

void Parser::operand(const QueryToken& token) {
  bool own_field = false;
  const LeafScope scope = take_scope(token, own_field);
  std::optional<Query> query = read_leaf(token, scope, options_, notes_);
  const bool plain = !own_field && token.kind != Kind::everything && token.kind != Kind::value;
  if (!query) return add(std::nullopt, plain);
  query->place = token.place;
  const std::size_t nesting = printed_nesting(*query);
  add(Item{std::move(*query), nesting, !own_field, false}, plain);
}

/// "(a b)^3"
void Parser::boost(const QueryToken& token) {
  drop_field();
  if (group().wants_operand || !group().operands.back()) return;  // of what was left out
  Item& item = *group().operands.back();
  if (item.query.boost == 1 && !fits(item, true)) {
    group().operands.back().reset();
    return;
  }
  const double factor = item.query.boost * token.boost;
  item.query.boost = std::clamp(factor, kMinBoost, kMaxBoost);
  item.nesting = printed_nesting(item.query);
}

/// "toyota /F50/"
void Parser::first_behind(const QueryToken& token) {
  drop_field();
  if (group().wants_operand) return join_with(operation(What::first, token));  // notes it
  while (!group().operations.empty() && group().operations.back().level >= kPhraseLevel) reduce();
  Operand& item = group().operands.back();
  Operation first = operation(What::first, token);
  item = apply(first, std::move(item));
}

Operation Parser::operation(What what, const QueryToken& token) const {
  Operation operation;
  operation.what = what;
  operation.place = token.place;
  operation.proximity = token.proximity;
  if (token.number > 0) operation.proximity.number = token.number;
  operation.level = level_of(what, operation.proximity, options_.dialect);
  return operation;
}

/// An operator between two operands.
void Parser::join_with(Operation joint) {
  drop_field();
  Group& g = group();
  if (!g.wants_operand && !g.joint) {
    g.joint = std::move(joint);
    return;
  }
  if (g.operands.empty() && g.operations.empty()) {
    notes_.add(joint.place, "dangling-operator", "\"{}\" has nothing before it and is left out.",
               shortened(written(joint.place)));
    return;
  }
  // Of AND NEAR/5 the second says more.
  Place left_out = joint.place;
  if (g.joint && joint.what == What::proximity && g.joint->what != What::proximity) {
    left_out = g.joint->place;
    g.joint = std::move(joint);
  }
  notes_.add(left_out, "double-operator", "Two operators stand side by side; \"{}\" is left out.",
             shortened(written(left_out)));
}

/// An operator before its operand.
void Parser::put_before(Operation prefix) {
  drop_field();
  Group& g = group();
  if (options_.dialect == Dialect::nexis && prefix.what == What::negation && !g.wants_operand) {
    // "a and not b", "a not b"
    if (!g.joint || g.joint->what == What::conjunction) {
      prefix.what = What::and_not;
      prefix.level = level_of(What::and_not, {}, options_.dialect);
      g.joint = std::move(prefix);
      return;
    }
  }
  begin_operand(false);
  const bool repeated =
      !g.operations.empty() && g.operations.back().what == prefix.what && g.wants_operand;
  if (repeated && prefix.what == What::negation) {  // twice is not at all
    g.operations.back().what = What::requirement;
    return;
  }
  if (repeated && (prefix.what == What::requirement || prefix.what == What::maybe)) return;
  if (prefix.what == What::negation && g.wants_operand && g.operations.size() > 1 &&
      g.operations.back().what == What::requirement &&
      std::prev(g.operations.end(), 2)->what == What::requirement)
    g.operations.pop_back();
  std::size_t waiting = 0;
  for (auto op = g.operations.rbegin(); op != g.operations.rend() && op->is_prefix(); ++op)
    if (++waiting > kMaxNesting) break;
  if (waiting > kMaxNesting) {
    notes_.add(prefix.place, "too-deep", "More than {} operators stand before one operand.",
               kMaxNesting);
    return;
  }
  g.operations.push_back(std::move(prefix));
}

/// Settles what joins the operand to come with the last. `plain`: it is words without a field.
void Parser::begin_operand(bool plain) {
  Group& g = group();
  if (g.wants_operand) return;
  if (!g.joint) {
    const bool phrase = vendor() && plain && g.plain;
    const What what = phrase ? What::adjacent : vendor() ? What::conjunction : What::side;
    g.joint = Operation{what, level_of(what, {}, options_.dialect), {}, {}};
  }
  commit(*std::exchange(g.joint, std::nullopt));
  g.wants_operand = true;
}

/// Operators that bind tighter have all their operands now.
void Parser::commit(const Operation& joint) {
  while (!group().operations.empty() && group().operations.back().level > joint.level) reduce();
  group().operations.push_back(joint);
}

void Parser::add(Operand item, bool plain) {
  begin_operand(plain);
  Group& g = group();
  g.plain = plain;
  g.operands.push_back(std::move(item));
  g.wants_operand = false;
}

Operand Parser::finish_group() {
  drop_field();
  Group& g = group();
  const bool trailing = g.joint || (g.wants_operand && !g.operations.empty());
  if (trailing) {
    const Place place = g.joint ? g.joint->place : g.operations.back().place;
    notes_.add(place, "dangling-operator", "\"{}\" has nothing after it and is left out.",
               shortened(written(place)));
  }
  if (g.wants_operand) {
    while (!g.operations.empty() && g.operations.back().is_prefix()) g.operations.pop_back();
    if (!g.operations.empty()) g.operations.pop_back();
  }
  while (!g.operations.empty()) reduce();
  if (g.operands.empty()) return std::nullopt;
  return std::move(g.operands.back());
}

/// The operator on top with its operands becomes one operand.
void Parser::reduce() {
  Group& g = group();
  const Operation top = g.operations.back();
  if (top.is_prefix()) {
    g.operations.pop_back();
    g.operands.back() = apply(top, std::move(g.operands.back()));
    return;
  }
  auto first = g.operations.end();
  while (first != g.operations.begin() && !std::prev(first)->is_prefix() &&
         std::prev(first)->level == top.level)
    --first;
  const std::vector<Operation> all(first, g.operations.end());
  g.operations.erase(first, g.operations.end());
  const auto begin = g.operands.end() - static_cast<std::ptrdiff_t>(all.size()) - 1;
  std::vector<Item> items;
  std::vector<Operation> between;  // items[i] and items[i + 1]
  for (auto operand = begin; operand != g.operands.end(); ++operand) {
    const bool taken_away = top.what == What::and_not && operand != begin;
    if (*operand && taken_away) *operand = negate(std::move(**operand));
    if (!*operand) continue;
    if (!items.empty()) between.push_back(all[static_cast<std::size_t>(operand - begin) - 1]);
    items.push_back(std::move(**operand));
  }
  g.operands.erase(begin, g.operands.end());
  Operand whole;
  if (items.size() == 1)
    whole = std::move(items.front());
  else if (!items.empty())
    whole = combined(top, between, std::move(items));
  g.operands.push_back(std::move(whole));
}

Operand Parser::apply(const Operation& prefix, Operand item) {
  if (!item) return item;
  switch (prefix.what) {
    case What::negation:
      return negate(std::move(*item));
    case What::maybe: {
      item->optional = false;
      if (item->query.kind == Query::Kind::optional) return item;
      if (!fits(*item, true)) return std::nullopt;
      std::vector<Query> children;
      children.push_back(std::move(item->query));
      return measured(node(Query::Kind::optional, std::move(children)), false);
    }
    case What::at_least:
    case What::first: {
      if (!fits(*item, true)) return std::nullopt;
      const auto kind = prefix.what == What::at_least ? Query::Kind::at_least : Query::Kind::first;
      const bool optional = item->optional;
      return measured(
          make_counted(kind, prefix.proximity.number, std::move(item->query), prefix.place, notes_),
          optional);
    }
    default:
      item->optional = false;
      return item;
  }
}

Operand Parser::combined(const Operation& joint, const std::vector<Operation>& all,
                         std::vector<Item> items) {
  switch (joint.what) {
    case What::side:
      return beside(std::move(items));
    case What::conjunction:
      return mixed(std::move(items), Query::Kind::conjunction);
    case What::disjunction:
      return either(std::move(items));
    case What::and_not:  // already negated
      return combine(std::move(items), Query::Kind::conjunction);
    case What::exclusive:
      return exclusive(std::move(items), joint.place);
    case What::adjacent:
    case What::gap:
      return adjacent(all, std::move(items), joint.place);
    default:
      return near(all, std::move(items));
  }
}

Operand Parser::beside(std::vector<Item> items) {
  const bool any = options_.match_any || options_.dialect == Dialect::xapian;
  const schema::Field& field = schema::field(group().scope.field.field);
  const bool one_value = has_one_value(field);
  if (any || one_value) {
    std::vector<Item> optional, required;
    for (Item& item : items) (item.optional ? optional : required).push_back(std::move(item));
    if (one_value && !any && optional.size() > 1)
      notes_.add(optional[1].query.place, "several-values",
                 "An article has one {}; the values side by side are read as joined by OR.",
                 field.name);
    items = std::move(required);
    if (!optional.empty())
      if (auto whole = either(std::move(optional))) items.insert(items.begin(), std::move(*whole));
  }
  return combine(std::move(items), Query::Kind::conjunction);
}

Operand Parser::either(std::vector<Item> items) {
  for (Item& item : items) item = without_maybe(std::move(item));
  return mixed(std::move(items), Query::Kind::disjunction);
}

Operand Parser::near(const std::vector<Operation>& all, std::vector<Item> items) {
  Operand left = std::move(items.front());
  for (std::size_t i = 1; i < items.size(); ++i) {
    if (!left) {
      left = std::move(items[i]);
      continue;
    }
    if (!fits(items[i], true)) continue;
    if (!fits(*left, true)) return left;
    const bool optional = left->optional && items[i].optional;
    left = measured(make_near(all[i - 1].proximity, std::move(left->query),
                              std::move(items[i].query), all[i - 1].place, room_, notes_),
                    optional);
  }
  return left;
}

Operand Parser::adjacent(const std::vector<Operation>& all, std::vector<Item> items, Place place) {
  std::vector<Query> parts;
  std::vector<bool> gaps;
  bool optional = true;
  for (std::size_t i = 0; i < items.size(); ++i) {
    optional = optional && items[i].optional;
    if (!fits(items[i], true)) continue;
    if (!parts.empty()) gaps.push_back(all[i - 1].what == What::gap);
    parts.push_back(std::move(items[i].query));
  }
  if (parts.empty()) return std::nullopt;
  if (parts.size() == 1) return measured(std::move(parts.front()), optional);
  if (place.length == 0) place = hull(parts.front().place, parts.back().place);
  return measured(make_adjacent(std::move(parts), gaps, place, room_, notes_), optional);
}

/// One of the two, and not the other.
Operand Parser::exclusive(std::vector<Item> items, Place place) {
  Operand left = std::move(items.front());
  for (std::size_t i = 1; i < items.size(); ++i) {
    std::vector<Item> sides;
    const std::size_t leaves = count_leaves(left->query) + count_leaves(items[i].query);
    if (leaves > room_) {
      notes_.add(place, "too-many-words",
                 "Written out, XOR has more than {} words; it is read as OR.", kMaxLeaves);
      sides.push_back(std::move(*left));
      sides.push_back(std::move(items[i]));
    } else {
      room_ -= leaves;
      const Item a = *left, b = items[i];
      for (const auto& [with, without] : {std::pair{a, b}, std::pair{b, a}}) {
        std::vector<Item> clauses{with};
        if (Operand part = negate(without)) clauses.push_back(std::move(*part));
        if (Operand side = combine(std::move(clauses), Query::Kind::conjunction))
          sides.push_back(std::move(*side));
      }
    }
    left = combine(std::move(sides), Query::Kind::disjunction);
    if (!left) return left;
  }
  return left;
}

// ------------------------------------------------------------------------------- the tree

bool Parser::fits(const Item& item, bool parentheses) {
  if (item.nesting + parentheses <= kMaxNesting) return true;
  notes_.add(item.query.place, "too-deep",
             "Parentheses would stand more than {} deep; what they hold is left out.", kMaxNesting);
  return false;
}

/// A tree that an operator made, if it is not too deep.
Operand Parser::measured(Query query, bool optional) {
  Item item{std::move(query), 0, optional, true};
  item.nesting = printed_nesting(item.query);
  if (!fits(item, false)) return std::nullopt;
  return item;
}

/// MAYBE is for clauses of AND only.
Item Parser::without_maybe(Item item) {
  if (item.query.kind != Query::Kind::optional) return item;
  notes_.add(item.query.place, "maybe-left-out",
             "MAYBE has a meaning beside AND only and is left out here.");
  Query inner = std::move(item.query.children.front());
  item.query = std::move(inner);
  item.nesting = printed_nesting(item.query);
  return item;
}

/// Joins, and says how where AND and OR stand side by side.
Operand Parser::mixed(std::vector<Item> items, Query::Kind kind) {
  const bool note = std::any_of(items.begin(), items.end(), [&](const Item& i) {
    return is_compound(i.query) && i.query.kind != kind && !i.grouped && i.query.boost == 1;
  });
  Operand item = combine(std::move(items), kind);
  if (note && item && !notes_.full()) {
    std::string text = shortened(to_text(item->query), 200);
    notes_.add(item->query.place, "mixed-operators",
               "AND and OR stand side by side; this is read as: {}", text);
    notes_.read_as(std::move(text));
  }
  return item;
}

/// Joins the items; those that are joined so already become one with the others.
Operand Parser::combine(std::vector<Item> items, Query::Kind kind) {
  if (items.size() == 1) return std::move(items.front());
  Item whole;
  whole.query.kind = kind;
  whole.optional = true;
  for (Item& item : items) {
    const bool same = item.query.kind == kind && item.query.boost == 1;
    const bool nested = !same && stands_in_parentheses(whole.query, item.query);
    if (!fits(item, nested)) continue;
    whole.optional = whole.optional && item.optional;
    whole.nesting = std::max(whole.nesting, item.nesting + nested);
    whole.query.place =
        whole.query.children.empty() ? item.query.place : hull(whole.query.place, item.query.place);
    if (same)
      std::move(item.query.children.begin(), item.query.children.end(),
                std::back_inserter(whole.query.children));
    else
      whole.query.children.push_back(std::move(item.query));
  }
  if (whole.query.children.empty()) return std::nullopt;
  if (whole.query.children.size() == 1) {
    Query only = std::move(whole.query.children.front());
    whole.query = std::move(only);
    whole.nesting = printed_nesting(whole.query);
  }
  return whole;
}

Operand Parser::negate(Item item) {
  item = without_maybe(std::move(item));
  item.optional = false;
  if (item.query.kind == Query::Kind::negation) {
    Query inner = negation_of(std::move(item.query));
    return measured(std::move(inner), false);
  }
  Query outer;
  outer.kind = Query::Kind::negation;
  const bool nested = stands_in_parentheses(outer, item.query);
  if (!fits(item, nested)) return std::nullopt;
  item.nesting += nested;
  item.query = negation_of(std::move(item.query));
  item.grouped = true;
  return item;
}

}  // namespace

ParsedQuery parse_query(std::string_view text, const ParseOptions& options) {
  NoteList notes;
  ParsedQuery parsed;
  const LexedQuery lexed = lex_query(text, options.dialect, notes);
  parsed.query = Parser(text, options, notes).run(lexed);
  parsed.notes = notes.take(text.size());
  return parsed;
}

}  // namespace dateline
