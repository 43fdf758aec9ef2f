// SPDX-License-Identifier: GPL-2.0-or-later
#include "tree_builder.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "canonical_text.h"
#include "language/query_escape.h"
#include "language/query_tree.h"
#include "proximity.h"

namespace dateline::searching {
namespace {

/// In Nexis a word without quotes stands for its plural and its other forms, also in phrases and
/// distances.
Query nexis_words(Query query, Dialect dialect) {
  if (dialect != Dialect::nexis) return query;
  if (query.kind == Query::Kind::word && query.form == Query::Form::stem)
    query.form = Query::Form::forms;
  for (Query& child : query.children) child = nexis_words(std::move(child), dialect);
  return query;
}

/// False for fields of which an article has several values: its changes, and the queries that find
/// it.
bool has_one_value(const schema::Field& field) {
  return field.kind != schema::Kind::text && field.id != schema::FieldId::changed &&
         field.id != schema::FieldId::saved;
}

}  // namespace

Operand TreeBuilder::apply(const Operation& prefix, Operand item) {
  if (!item) return item;
  switch (prefix.what) {
    case Operator::negation:
      return negate(std::move(*item));
    case Operator::maybe: {
      item->optional = false;
      if (item->query.kind == Query::Kind::optional) return item;
      if (!fits(*item, true)) return std::nullopt;
      std::vector<Query> children;
      children.push_back(std::move(item->query));
      return measured(node(Query::Kind::optional, std::move(children)), false);
    }
    case Operator::at_least:
    case Operator::first: {
      if (!fits(*item, true)) return std::nullopt;
      const auto kind =
          prefix.what == Operator::at_least ? Query::Kind::at_least : Query::Kind::first;
      const bool optional = item->optional;
      return measured(
          make_counted(kind, prefix.proximity.number,
                       nexis_words(std::move(item->query), options_.dialect), prefix.place, notes_),
          optional);
    }
    default:
      item->optional = false;
      return item;
  }
}

Operand TreeBuilder::combined(const std::vector<Operation>& all, std::vector<Item> items,
                              schema::FieldId field) {
  const Operation& joint = all.back();
  switch (joint.what) {
    case Operator::side:
      return beside(std::move(items), field);
    case Operator::conjunction:
      return mixed(std::move(items), Query::Kind::conjunction);
    case Operator::disjunction:
      return either(std::move(items));
    case Operator::and_not:  // already negated
      return combine(std::move(items), Query::Kind::conjunction);
    case Operator::exclusive:
      return exclusive(std::move(items), joint.place);
    case Operator::adjacent:
    case Operator::gap:
      return adjacent(all, std::move(items));
    default:
      return near(all, std::move(items));
  }
}

Operand TreeBuilder::beside(std::vector<Item> items, schema::FieldId field_id) {
  const bool any = options_.match_any || options_.dialect == Dialect::xapian;
  const schema::Field& field = schema::field(field_id);
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

Operand TreeBuilder::either(std::vector<Item> items) {
  for (Item& item : items) item = without_maybe(std::move(item));
  return mixed(std::move(items), Query::Kind::disjunction);
}

Operand TreeBuilder::near(const std::vector<Operation>& all, std::vector<Item> items) {
  Operand left = std::move(items.front());
  for (std::size_t i = 1; i < items.size(); ++i) {
    if (!left) {
      left = std::move(items[i]);
      continue;
    }
    if (!fits(items[i], true)) continue;
    if (!fits(*left, true)) return left;
    const bool optional = left->optional && items[i].optional;
    left = measured(
        make_near(all[i - 1].proximity, nexis_words(std::move(left->query), options_.dialect),
                  nexis_words(std::move(items[i].query), options_.dialect), all[i - 1].place, room_,
                  notes_),
        optional);
  }
  return left;
}

Operand TreeBuilder::adjacent(const std::vector<Operation>& all, std::vector<Item> items) {
  std::vector<Query> parts;
  std::vector<bool> gaps;
  bool optional = true;
  for (std::size_t i = 0; i < items.size(); ++i) {
    optional = optional && items[i].optional;
    if (!fits(items[i], true)) continue;
    if (!parts.empty()) gaps.push_back(all[i - 1].what == Operator::gap);
    parts.push_back(std::move(items[i].query));
  }
  if (parts.empty()) return std::nullopt;
  for (Query& part : parts)
    if (parts.size() > 1) part = nexis_words(std::move(part), options_.dialect);
  if (parts.size() == 1) return measured(std::move(parts.front()), optional);
  SourceSpan place = all.back().place;
  if (place.length == 0) place = hull(parts.front().place, parts.back().place);
  return measured(make_adjacent(std::move(parts), gaps, place, room_, notes_), optional);
}

/// One of the two, and not the other.
Operand TreeBuilder::exclusive(std::vector<Item> items, SourceSpan place) {
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

bool TreeBuilder::fits(const Item& item, bool parentheses) {
  if (item.nesting + parentheses <= kMaxNesting) return true;
  notes_.add(item.query.place, "too-deep",
             "Parentheses would stand more than {} deep; what they hold is left out.", kMaxNesting);
  return false;
}

/// The tree of an operator, if it is not too deep.
Operand TreeBuilder::measured(Query query, bool optional) {
  Item item{std::move(query), 0, optional, true};
  item.nesting = printed_nesting(item.query);
  if (!fits(item, false)) return std::nullopt;
  return item;
}

/// Only a clause of AND may have MAYBE.
Item TreeBuilder::without_maybe(Item item) {
  if (item.query.kind != Query::Kind::optional) return item;
  notes_.add(item.query.place, "maybe-left-out",
             "MAYBE has a meaning beside AND only and is left out here.");
  Query inner = std::move(item.query.children.front());
  item.query = std::move(inner);
  item.nesting = printed_nesting(item.query);
  return item;
}

/// Joins the items. Adds a note with the grouping where AND and OR are mixed.
Operand TreeBuilder::mixed(std::vector<Item> items, Query::Kind kind) {
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

/// Joins the items. An item of the same kind is merged with the others.
Operand TreeBuilder::combine(std::vector<Item> items, Query::Kind kind) {
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

Operand TreeBuilder::negate(Item item) {
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

Operand TreeBuilder::boosted(Item item, double factor) {
  if (item.query.boost == 1 && !fits(item, true)) return std::nullopt;
  item.query.boost = std::clamp(item.query.boost * factor, kMinBoost, kMaxBoost);
  item.nesting = printed_nesting(item.query);
  return item;
}

}  // namespace dateline::searching
