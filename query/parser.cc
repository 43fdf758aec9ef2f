// SPDX-License-Identifier: GPL-2.0-or-later
//
// The grammar. Capitals are operators; what does not fit is repaired and noted, never refused.
//
// clang-format off
//   query   := [any]
//   any     := side { ("OR" | "|" | "||") side }
//   side    := chain { chain }                     side by side: AND, see below
//   chain   := operand { and operand }
//   and     := "AND" | "&" | "&&" | "BUT" before NOT          ("ANDNOT" is AND NOT)
//   operand := { "NOT" | "-" | "+" } primary       - and + right before it, after a space or "("
//   primary := [field] ("(" any ")" | phrase | word | value | range) | "*" | "*:*" | address
//   field   := name (":" | "=") | name before "<" or ">"      a name of the schema, in any case
//   phrase  := ["="] quote words quote | "{" words "}"        quote: " and “ ” „ « »
//   word    := ["="] characters ["*"]              to a blank, a quote or one of ( ) { } |
//   value   := ["="] characters ["*"]              of an exact field; may hold balanced ( )
//   range   := X | A..B | A.. | ..B | <X | <=X | >X | >=X | *  of a number field
//   address := scheme "://" characters             is url:address
// clang-format on
//
// Side by side means AND; operands without a sign or a field of their own are joined by OR with
// options.match_any, and in a group of a field of which an article has one value: source:(a b).
// A backslash before a character takes its meaning (at the start of a word before any character).
// Reading is one pass over the tokens with a stack of open groups: no recursion.
#include "parser.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "leaf.h"
#include "lexer.h"
#include "query_text.h"

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

/// What is open between two parentheses, or the whole query.
struct Group {
  enum class State { empty, operand, left_out, operation };  // what was read last

  FieldScope scope;
  Place place;
  std::vector<Item> alternatives;  // complete, OR between them
  std::vector<Item> side;          // complete, side by side
  std::vector<Item> chain;         // AND between them
  State state = State::empty;
  Kind joint = Kind::word;  // conjunction or disjunction before the next operand, or neither
  bool negated = false;     // signs before the next operand
  bool required = false;
  Place operation;                    // the last operator, for its note
  const QueryToken* field = nullptr;  // before the next operand
};

bool is_compound(const Query& query) {
  return query.kind == Query::Kind::conjunction || query.kind == Query::Kind::disjunction;
}

class Parser {
 public:
  Parser(std::string_view text, const ParseOptions& options, NoteList& notes)
      : text_(text), options_(options), notes_(notes) {}

  Query run(const LexedQuery& lexed);

 private:
  Group& group() { return groups_.back(); }
  std::string_view written(Place place) const { return text_.substr(place.offset, place.length); }
  const schema::Field& field_of(const FieldScope& scope) const {
    return schema::field(scope.field);
  }

  void note_lower_case(const std::vector<QueryToken>& tokens);
  void read(const QueryToken& token);
  void join(const QueryToken& token);
  void open(const QueryToken& token);
  void close(const QueryToken& token);
  std::optional<Item> finish_group();
  void note_unclosed(std::size_t count);

  FieldScope take_scope(const QueryToken& operand, bool& own_field);
  void drop_field();
  void operand(const QueryToken& token);
  void add(std::optional<Item> item);
  void finish_chain();
  void finish_side();

  std::optional<Item> any_of(std::vector<Item> items);
  std::optional<Item> combine(std::vector<Item> items, Query::Kind kind);
  std::optional<Item> negate(Item item);
  bool fits(const Item& item);

  std::string_view text_;
  const ParseOptions& options_;
  NoteList& notes_;
  std::vector<Group> groups_;
  std::size_t ignored_groups_ = 0;  // open ones beyond kMaxNesting
};

Query Parser::run(const LexedQuery& lexed) {
  groups_.emplace_back();
  if (!options_.match_any) note_lower_case(lexed.tokens);
  for (const QueryToken& token : lexed.tokens) read(token);
  if (groups_.size() > 1 && !lexed.cut) note_unclosed(groups_.size() - 1);
  const Place end{text_.size(), 0};
  while (groups_.size() > 1) {
    QueryToken closing;
    closing.place = end;
    close(closing);
  }
  if (std::optional<Item> item = finish_group()) return std::move(item->query);
  Query nothing;
  nothing.place = {0, text_.size()};
  if (is_blank_text(text_)) return nothing;  // kind all
  nothing.kind = Query::Kind::none;
  notes_.add({0, text_.size()}, "nothing-left",
             "Nothing to look for is left of the query, so it finds nothing.");
  return nothing;
}

// ------------------------------------------------------------------------------- tokens

bool ends_operand(Kind kind) {
  return kind == Kind::word || kind == Kind::phrase || kind == Kind::value || kind == Kind::close ||
         kind == Kind::everything;
}
bool begins_operand(Kind kind) {
  return kind != Kind::close && kind != Kind::conjunction && kind != Kind::disjunction;
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
    case Kind::disjunction:
      return join(token);
    case Kind::negation:
    case Kind::requirement:
      drop_field();
      if (token.kind == Kind::negation) group().negated = !group().negated;
      if (token.kind == Kind::requirement) group().required = true;
      group().state = Group::State::operation;
      group().operation = token.place;
      return;
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

void Parser::join(const QueryToken& token) {
  drop_field();
  if (group().state == Group::State::operation)
    notes_.add(token.place, "double-operator",
               "Two operators stand side by side; \"{}\" is left out.", written(token.place));
  else if (group().state == Group::State::empty)
    notes_.add(token.place, "dangling-operator", "\"{}\" has nothing before it and is left out.",
               written(token.place));
  else {
    group().joint = token.kind;
    group().state = Group::State::operation;
    group().operation = token.place;
  }
}

void Parser::open(const QueryToken& token) {
  if (groups_.size() > kMaxNesting) {
    if (ignored_groups_++ == 0)
      notes_.add(token.place, "too-deep",
                 "Parentheses stand more than {} deep; those deeper are left out.", kMaxNesting);
    return;
  }
  bool own_field = false;
  Group inner;
  inner.scope = take_scope(token, own_field);
  inner.place = token.place;
  group().required = group().required || own_field;
  groups_.push_back(std::move(inner));
}

void Parser::close(const QueryToken& token) {
  if (ignored_groups_ > 0) {
    --ignored_groups_;
    return;
  }
  drop_field();
  if (groups_.size() == 1) {
    notes_.add(token.place, "unbalanced-parenthesis",
               "A closing parenthesis has no opening one; it is left out.");
    return;
  }
  Place place = group().place;
  place.length = token.place.offset + token.place.length - place.offset;
  if (group().state == Group::State::empty)
    notes_.add(place, "empty-group", "Empty parentheses are left out.");
  std::optional<Item> item = finish_group();
  groups_.pop_back();
  if (item) {
    item->grouped = is_compound(item->query);
    if (item->grouped) item->query.place = place;
  }
  add(std::move(item));
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

FieldScope Parser::take_scope(const QueryToken& operand, bool& own_field) {
  const QueryToken* field = std::exchange(group().field, nullptr);
  own_field = field != nullptr;
  if (!own_field) return group().scope;
  const std::size_t field_end = field->place.offset + field->place.length;
  if (field_end != operand.place.offset && field->place.length > 0)
    notes_.add(field->place, "space-after-field",
               "\"{}\" is read as belonging to what follows the space.", written(field->place));
  return field->scope;
}

/// A field that no operand follows.
void Parser::drop_field() {
  const QueryToken* field = std::exchange(group().field, nullptr);
  if (field == nullptr) return;
  notes_.add(field->place, "empty-field", "\"{}\" has nothing to look for and is left out.",
             written(field->place));
  add(std::nullopt);
}

void Parser::operand(const QueryToken& token) {
  bool own_field = false;
  const FieldScope scope = take_scope(token, own_field);
  std::optional<Query> query = read_leaf(token, scope, options_.now, notes_);
  if (!query) return add(std::nullopt);
  query->place = token.place;
  group().required = group().required || own_field;
  add(Item{std::move(*query), 0, true, false});
}

/// Puts the operand where the operators before it want it; nothing, where it was left out.
void Parser::add(std::optional<Item> item) {
  Group& g = group();
  const bool negated = std::exchange(g.negated, false);
  const bool required = std::exchange(g.required, false);
  g.state = Group::State::left_out;
  if (item && negated) item = negate(std::move(*item));
  if (!item) {
    if (g.joint == Kind::conjunction) g.joint = Kind::word;
    return;
  }
  if (negated || required) item->optional = false;
  g.state = Group::State::operand;
  const Kind joint = std::exchange(g.joint, Kind::word);
  if (joint != Kind::conjunction) finish_chain();
  if (joint == Kind::disjunction) finish_side();
  g.chain.push_back(std::move(*item));
}

void Parser::finish_chain() {
  if (auto item = combine(std::exchange(group().chain, {}), Query::Kind::conjunction))
    group().side.push_back(std::move(*item));
}

void Parser::finish_side() {
  Group& g = group();
  const bool one_value = field_of(g.scope).kind != schema::Kind::text;
  std::vector<Item> items = std::exchange(g.side, {});
  if (options_.match_any || one_value) {
    std::vector<Item> optional, required;
    for (Item& item : items) (item.optional ? optional : required).push_back(std::move(item));
    if (one_value && !options_.match_any && optional.size() > 1)
      notes_.add(optional[1].query.place, "several-values",
                 "An article has one {}; the values side by side are read as joined by OR.",
                 field_of(g.scope).name);
    items = std::move(required);
    if (auto any = any_of(std::move(optional))) items.insert(items.begin(), std::move(*any));
  }
  if (auto item = combine(std::move(items), Query::Kind::conjunction))
    g.alternatives.push_back(std::move(*item));
}

std::optional<Item> Parser::finish_group() {
  drop_field();
  Group& g = group();
  if (g.state == Group::State::operation)
    notes_.add(g.operation, "dangling-operator", "\"{}\" has nothing after it and is left out.",
               written(g.operation));
  finish_chain();
  finish_side();
  return any_of(std::exchange(g.alternatives, {}));
}

/// Joins by OR, and says how where AND stands beside it.
std::optional<Item> Parser::any_of(std::vector<Item> items) {
  const bool mixed = items.size() > 1 && std::any_of(items.begin(), items.end(), [](const Item& i) {
                       return i.query.kind == Query::Kind::conjunction && !i.grouped;
                     });
  auto item = combine(std::move(items), Query::Kind::disjunction);
  if (mixed && item && !notes_.full())
    notes_.add(item->query.place, "mixed-operators",
               "AND and OR stand side by side; this is read as: {}",
               shortened(to_text(item->query), 200));
  return item;
}

// ------------------------------------------------------------------------------- the tree

bool Parser::fits(const Item& item) {
  if (item.nesting + is_compound(item.query) <= kMaxNesting) return true;
  notes_.add(item.query.place, "too-deep",
             "Parentheses would stand more than {} deep; what they hold is left out.", kMaxNesting);
  return false;
}

/// Joins the items; those that are joined so already become one with the others.
std::optional<Item> Parser::combine(std::vector<Item> items, Query::Kind kind) {
  if (items.size() == 1) return std::move(items.front());
  Item whole;
  whole.query.kind = kind;
  whole.optional = true;
  for (Item& item : items) {
    if (item.query.kind != kind && !fits(item)) continue;
    whole.optional = whole.optional && item.optional;
    const Place place = item.query.place;
    if (item.query.kind == kind) {
      whole.nesting = std::max(whole.nesting, item.nesting);
      std::move(item.query.children.begin(), item.query.children.end(),
                std::back_inserter(whole.query.children));
    } else {
      whole.nesting = std::max(whole.nesting, item.nesting + is_compound(item.query));
      whole.query.children.push_back(std::move(item.query));
    }
    const std::size_t begin = whole.query.place.length == 0
                                  ? place.offset
                                  : std::min(whole.query.place.offset, place.offset);
    const std::size_t end =
        std::max(whole.query.place.offset + whole.query.place.length, place.offset + place.length);
    whole.query.place = {begin, end - begin};
  }
  if (whole.query.children.empty()) return std::nullopt;
  if (whole.query.children.size() == 1) {
    Query only = std::move(whole.query.children.front());
    whole.query = std::move(only);
    whole.nesting -= is_compound(whole.query);
  }
  return whole;
}

std::optional<Item> Parser::negate(Item item) {
  Query& query = item.query;
  switch (query.kind) {
    case Query::Kind::all:
      query.kind = Query::Kind::none;
      return item;
    case Query::Kind::none:
      query.kind = Query::Kind::all;
      return item;
    case Query::Kind::negation: {
      Query inner = std::move(query.children.front());
      item.query = std::move(inner);
      item.nesting -= is_compound(item.query);
      return item;
    }
    default:
      break;
  }
  if (!fits(item)) return std::nullopt;
  Item negated;
  negated.nesting = item.nesting + is_compound(query);
  negated.query.kind = Query::Kind::negation;
  negated.query.place = query.place;
  negated.query.children.push_back(std::move(query));
  return negated;
}

}  // namespace

ParsedQuery parse_query(std::string_view text, const ParseOptions& options) {
  NoteList notes;
  ParsedQuery parsed;
  const LexedQuery lexed = lex_query(text, notes);
  parsed.query = Parser(text, options, notes).run(lexed);
  parsed.notes = notes.take(text.size());
  return parsed;
}

}  // namespace dateline
