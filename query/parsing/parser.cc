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
//   clause  := { "NOT" | "-" | "!" | "+" | "MAYBE" | "?" } near     signs right before it, after a space
//   near    := counted { proximity counted }       the tighter proximity first, then from the left
//   counted := { "ATLEAST/" n | "FIRST/" n } operand { "/F" n "/" }
//   operand := gapped ["^" factor]
//   gapped  := primary { "%" primary }             % is any one word
//   primary := [field] ("(" any ")" | caps | phrase | word | value | range) | "*" | "*:*" | address
//   field   := name (":" | "=") | name before "<" or ">"      a name of the schema, in any case
//            | function before "("                 headline(...), length(...)
//            | "allintitle:" | "allintext:"        holds to the end of the group
//   caps    := ("CAPS" | "ALLCAPS" | "NOCAPS" | "WIDE" | "FORMS") "(" any ")"
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
// Operands side by side are joined by AND. Operands without a sign or a field of their own are
// joined by OR with options.match_any, and in a group of a field of which an article has one value:
// source:(a b). In nexis and factiva words side by side are a phrase. level_of says which operator
// binds tighter. A backslash makes the next character literal: any character at the start of a
// word, else punctuation. The parser passes once over the tokens, without recursion. It keeps a
// stack of open groups, each with the operands and operators that are not joined yet.
#include "parser.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "language/cjk_segmenter.h"
#include "language/query_escape.h"
#include "language/query_tree.h"
#include "lexer.h"
#include "operator_case.h"
#include "precedence.h"
#include "term_clause.h"
#include "tree_builder.h"

namespace dateline::searching {
namespace {

using Kind = QueryToken::Kind;

/// An open group: parentheses, or the whole query.
struct Group {
  LeafScope scope;
  SourceSpan place;
  bool to_the_end = false;  // closes with the group around it
  bool owns_field = false;  // title:(...)
  std::vector<Operand> operands;
  std::vector<Operation> operations;  // not applied yet, tighter ones on top
  std::optional<Operation> joint;     // between the last operand and the next
  bool wants_operand = true;
  bool plain = false;                 // the last operand is words without a field
  const QueryToken* field = nullptr;  // before the next operand
};

class Parser {
 public:
  Parser(std::string_view text, const LexedQuery& lexed, const ParseOptions& options,
         NoteList& notes)
      : text_(text),
        lexed_(lexed),
        options_(options),
        notes_(notes),
        builder_(options, lexed.room, notes) {}

  Query run();

 private:
  Group& group() { return groups_.back(); }
  std::string_view written(SourceSpan place) const {
    return text_.substr(place.offset, place.length);
  }
  bool vendor() const {
    return options_.dialect == Dialect::nexis || options_.dialect == Dialect::factiva;
  }

  void read(const QueryToken& token);
  void open(const QueryToken& token);
  void close(const QueryToken& token);
  void close_group(SourceSpan end);
  Operand finish_group();
  void note_unclosed(std::size_t count);

  LeafScope take_scope(const QueryToken& operand, bool& own_field);
  void drop_field();
  void operand(const QueryToken& token);
  void boost(const QueryToken& token);
  void first_behind(const QueryToken& token);

  Operation operation(Operator what, const QueryToken& token) const;
  void join_with(Operation joint);
  void put_before(Operation prefix);
  void commit(const Operation& joint);
  void begin_operand(bool plain);
  void add(Operand item, bool plain);
  void reduce();

  std::string_view text_;
  const LexedQuery& lexed_;
  const ParseOptions& options_;
  NoteList& notes_;
  TreeBuilder builder_;
  std::vector<Group> groups_;
  std::size_t ignored_groups_ = 0;  // open ones beyond kMaxNesting
};

Query Parser::run() {
  groups_.emplace_back();
  if (!options_.match_any && options_.dialect == Dialect::standard)
    note_lower_case(text_, lexed_.tokens, notes_);
  for (const QueryToken& token : lexed_.tokens) read(token);
  const auto unclosed = std::count_if(groups_.begin() + 1, groups_.end(),
                                      [](const Group& g) { return !g.to_the_end; });
  if (unclosed > 0 && !lexed_.cut) note_unclosed(static_cast<std::size_t>(unclosed));
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

void Parser::read(const QueryToken& token) {
  switch (token.kind) {
    case Kind::open:
      return open(token);
    case Kind::close:
      return close(token);
    case Kind::operation:
      if (token.what == Operator::first_behind) return first_behind(token);
      return is_prefix(token.what) ? put_before(operation(token.what, token))
                                   : join_with(operation(token.what, token));
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

void Parser::close_group(SourceSpan end) {
  drop_field();
  const SourceSpan place = hull(group().place, end);
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
  const SourceSpan place = groups_[1].place;
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
  if (group().wants_operand || !group().operands.back()) return;  // its operand was left out
  Operand& item = group().operands.back();
  item = builder_.boosted(std::move(*item), token.boost);
}

/// "toyota /F50/"
void Parser::first_behind(const QueryToken& token) {
  drop_field();
  if (group().wants_operand) return join_with(operation(Operator::first, token));  // notes it
  while (!group().operations.empty() && group().operations.back().level >= kPhraseLevel) reduce();
  Operand& item = group().operands.back();
  Operation first = operation(Operator::first, token);
  item = builder_.apply(first, std::move(item));
}

Operation Parser::operation(Operator what, const QueryToken& token) const {
  Operation operation;
  operation.what = what;
  operation.place = token.place;
  operation.proximity = token.proximity;
  operation.level = level_of(what, operation.proximity, options_.dialect);
  return operation;
}

/// An operator between two operands.
void Parser::join_with(Operation joint) {
  drop_field();
  Group& g = group();
  if (!g.wants_operand && !g.joint) {
    g.joint = joint;
    return;
  }
  if (g.operands.empty() && g.operations.empty()) {
    notes_.add(joint.place, "dangling-operator", "\"{}\" has nothing before it and is left out.",
               shortened(written(joint.place)));
    return;
  }
  // In AND NEAR/5 the second operator is the narrower one.
  SourceSpan left_out = joint.place;
  if (g.joint && joint.what == Operator::proximity && g.joint->what != Operator::proximity) {
    left_out = g.joint->place;
    g.joint = joint;
  }
  notes_.add(left_out, "double-operator", "Two operators stand side by side; \"{}\" is left out.",
             shortened(written(left_out)));
}

/// An operator before its operand.
void Parser::put_before(Operation prefix) {
  drop_field();
  Group& g = group();
  if (options_.dialect == Dialect::nexis && prefix.what == Operator::negation && !g.wants_operand) {
    // "a and not b", "a not b"
    if (!g.joint || g.joint->what == Operator::conjunction) {
      prefix.what = Operator::and_not;
      prefix.level = level_of(Operator::and_not, {}, options_.dialect);
      g.joint = prefix;
      return;
    }
  }
  begin_operand(false);
  const bool repeated =
      !g.operations.empty() && g.operations.back().what == prefix.what && g.wants_operand;
  if (repeated && prefix.what == Operator::negation) {  // two negations cancel
    g.operations.back().what = Operator::requirement;
    return;
  }
  if (repeated && (prefix.what == Operator::requirement || prefix.what == Operator::maybe)) return;
  if (prefix.what == Operator::negation && g.wants_operand && g.operations.size() > 1 &&
      g.operations.back().what == Operator::requirement &&
      std::prev(g.operations.end(), 2)->what == Operator::requirement)
    g.operations.pop_back();
  std::size_t waiting = 0;
  for (auto op = g.operations.rbegin(); op != g.operations.rend() && is_prefix(op->what); ++op)
    if (++waiting > kMaxNesting) break;
  if (waiting > kMaxNesting) {
    notes_.add(prefix.place, "too-deep", "More than {} operators stand before one operand.",
               kMaxNesting);
    return;
  }
  g.operations.push_back(prefix);
}

/// Decides which operator joins the next operand with the last. `plain`: the next operand is words
/// without a field.
void Parser::begin_operand(bool plain) {
  Group& g = group();
  if (g.wants_operand) return;
  if (!g.joint) {
    const bool phrase = vendor() && plain && g.plain;
    const Operator what = phrase     ? Operator::adjacent
                          : vendor() ? Operator::conjunction
                                     : Operator::side;
    g.joint = Operation{what, level_of(what, {}, options_.dialect), {}, {}};
  }
  commit(*std::exchange(g.joint, std::nullopt));
  g.wants_operand = true;
}

/// Applies the operators that bind tighter: they have all their operands now.
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
    const SourceSpan place = g.joint ? g.joint->place : g.operations.back().place;
    notes_.add(place, "dangling-operator", "\"{}\" has nothing after it and is left out.",
               shortened(written(place)));
  }
  if (g.wants_operand) {
    while (!g.operations.empty() && is_prefix(g.operations.back().what)) g.operations.pop_back();
    if (!g.operations.empty()) g.operations.pop_back();
  }
  while (!g.operations.empty()) reduce();
  if (g.operands.empty()) return std::nullopt;
  return std::move(g.operands.back());
}

/// Applies the operator on top to its operands; the result is one operand.
void Parser::reduce() {
  Group& g = group();
  const Operation top = g.operations.back();
  if (is_prefix(top.what)) {
    g.operations.pop_back();
    g.operands.back() = builder_.apply(top, std::move(g.operands.back()));
    return;
  }
  auto first = g.operations.end();
  while (first != g.operations.begin() && !is_prefix(std::prev(first)->what) &&
         std::prev(first)->level == top.level)
    --first;
  const std::vector<Operation> all(first, g.operations.end());
  g.operations.erase(first, g.operations.end());
  const auto begin = g.operands.end() - static_cast<std::ptrdiff_t>(all.size()) - 1;
  std::vector<Item> items;
  std::vector<Operation> between;  // items[i] and items[i + 1]
  for (auto operand = begin; operand != g.operands.end(); ++operand) {
    const bool taken_away = top.what == Operator::and_not && operand != begin;
    if (*operand && taken_away) *operand = builder_.negate(std::move(**operand));
    if (!*operand) continue;
    if (!items.empty()) between.push_back(all[static_cast<std::size_t>(operand - begin) - 1]);
    items.push_back(std::move(**operand));
  }
  g.operands.erase(begin, g.operands.end());
  Operand whole;
  if (items.size() == 1)
    whole = std::move(items.front());
  else if (!items.empty())
    whole = builder_.combined(between, std::move(items), g.scope.field.field);
  g.operands.push_back(std::move(whole));
}

}  // namespace

ParsedQuery parse_query(std::string_view text, const ParseOptions& options) {
  NoteList notes;
  ParsedQuery parsed;
  const LexedQuery lexed = lex_query(text, options.dialect, notes);
  parsed.query = Parser(text, lexed, options, notes).run();
  split_unspaced(parsed.query, options);
  parsed.notes = notes.take(text.size());
  // "What is oil?" is a question, "comput?" need not be one.
  const std::size_t last = text.find_last_not_of(" \t\n?!.\"'");
  std::erase_if(parsed.notes, [&](const Note& note) {
    return note.code == "question-mark" && note.place.offset + note.place.length > last &&
           text.substr(0, note.place.offset).find(' ') != std::string_view::npos;
  });
  return parsed;
}

}  // namespace dateline::searching
