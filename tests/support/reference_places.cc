// SPDX-License-Identifier: GPL-2.0-or-later
#include "reference_places.h"

#include <algorithm>
#include <tuple>

namespace dateline {

using namespace searching;
namespace {

using Places = ReferencePlaces::Places;
using Marked = ReferencePlaces::Marked;

void add(Places& places, const Stretch& stretch, const std::set<Marked>& marked) {
  places[stretch].insert(marked.begin(), marked.end());
}

void add(Places& places, const Places& more) {
  for (const auto& [stretch, marked] : more) add(places, stretch, marked);
}

bool inside(const Stretch& inner, const Stretch& outer) {
  return inner.field == outer.field && inner.first >= outer.first && inner.last <= outer.last;
}

bool before(const Stretch& one, const Stretch& other) {
  return one.field == other.field && one.last < other.first;
}

bool overlap(const Stretch& one, const Stretch& other) {
  return one.field == other.field && one.first <= other.last && other.first <= one.last;
}

bool before_within(const Stretch& one, const Stretch& other, std::size_t distance) {
  return before(one, other) && other.first - one.last <= distance;
}

/// The pairs of a place of `first` and one of `second` behind it, where the one is the next behind
/// the other or the other is the last before the one.
void add_pairs(const Places& first, const Places& second, std::size_t distance, Places& result) {
  const auto pair = [&](const auto& x, const auto& y) {
    if (!before_within(x.first, y.first, distance)) return;
    const Stretch hull{x.first.field, x.first.first, y.first.last};
    add(result, hull, x.second);
    add(result, hull, y.second);
  };
  for (const auto& x : first) {
    const Places::value_type* next = nullptr;  // the first to begin, then the first to end
    for (const auto& y : second)
      if (before(x.first, y.first) &&
          (next == nullptr ||
           std::tie(y.first.first, y.first.last) < std::tie(next->first.first, next->first.last)))
        next = &y;
    if (next != nullptr) pair(x, *next);
  }
  for (const auto& y : second) {
    const Places::value_type* last = nullptr;  // the last to end, then the last to begin
    for (const auto& x : first)
      if (before(x.first, y.first) &&
          (last == nullptr ||
           std::tie(x.first.last, x.first.first) > std::tie(last->first.last, last->first.first)))
        last = &x;
    if (last != nullptr) pair(*last, y);
  }
}

}  // namespace

const Places& ReferencePlaces::of(const Query& query) {
  const auto [known, is_new] = found_.try_emplace(&query);
  if (is_new) {
    Places places = find(query);
    known->second = std::move(places);
  }
  return known->second;
}

Places ReferencePlaces::find(const Query& query) {
  Places result;
  switch (query.kind) {
    case Query::Kind::word:
      for (const Stretch& stretch : words_.places(query, text_, true))
        add(result, stretch, {{&query, stretch}});
      return result;
    case Query::Kind::phrase:
      return phrase(query);
    case Query::Kind::disjunction:
      for (const Query& child : query.children) add(result, of(child));
      return result;
    case Query::Kind::near:
      return query.unit == Query::Unit::words ? near(query) : in_units(query);
    case Query::Kind::not_near:
      return query.unit == Query::Unit::words ? not_near(query) : in_units(query);
    case Query::Kind::at_least:
      if (of(query.children[0]).size() >= query.number) result = of(query.children[0]);
      return result;
    case Query::Kind::first:
      for (const auto& [stretch, marked] : of(query.children[0]))
        if (stretch.last < query.number) add(result, stretch, marked);
      return result;
    default:
      return result;  // has no place in the text
  }
}

Places ReferencePlaces::phrase(const Query& query) {
  Places result;
  const Query& first = query.children[0];
  if (first.kind == Query::Kind::word && !words_.may_stand(first, text_, true)) return result;
  for (const auto& [field, size] : ReferenceWords::fields_of(query.field, text_))
    for (std::size_t at = 0; at < size; ++at)
      for (const auto& [end, words] : ends(query, field, at)) {
        if (end > size) continue;
        std::set<Marked> marked;
        for (const Stretch& word : words) marked.emplace(&query, word);
        add(result, {field, at, end - 1}, marked);
      }
  return result;
}

/// Of what begins with the word `at`.
ReferencePlaces::Ends ReferencePlaces::ends(const Query& slot, Stretch::Field field,
                                            std::size_t at) {
  Ends result;
  if (slot.kind == Query::Kind::all) {
    if (at < text_.fields[field].size()) result[at + 1];
  } else if (slot.kind == Query::Kind::word) {
    if (at < text_.fields[field].size())
      for (const std::size_t length : words_.lengths_at(slot, text_, field, at, true, true))
        result[at + length] = {{field, at, at + length - 1}};
  } else if (slot.kind == Query::Kind::disjunction) {
    for (const Query& child : slot.children)
      for (const auto& [end, words] : ends(child, field, at))
        result[end].insert(words.begin(), words.end());
  } else if (slot.kind == Query::Kind::phrase) {
    result[at];
    for (const Query& child : slot.children) {
      Ends longer;
      for (const auto& [middle, words] : result)
        for (const auto& [end, more] : ends(child, field, middle)) {
          longer[end].insert(words.begin(), words.end());
          longer[end].insert(more.begin(), more.end());
        }
      result = std::move(longer);
    }
  }
  return result;
}

Places ReferencePlaces::near(const Query& query) {
  Places result;
  const Places& one = of(query.children[0]);
  if (one.empty()) return result;
  const Places& other = of(query.children[1]);
  add_pairs(one, other, query.number, result);
  if (!query.ordered) add_pairs(other, one, query.number, result);
  return result;
}

Places ReferencePlaces::not_near(const Query& query) {
  Places result;
  for (const auto& [stretch, marked] : of(query.children[0])) {
    const bool excluded =
        std::ranges::any_of(of(query.children[1]), [&, &here = stretch](const auto& other) {
          return overlap(here, other.first) || before_within(here, other.first, query.number) ||
                 (!query.ordered && before_within(other.first, here, query.number));
        });
    if (!excluded) add(result, stretch, marked);
  }
  return result;
}

/// near and not_near in the same sentence, paragraph or field.
Places ReferencePlaces::in_units(const Query& query) {
  Places result;
  for (const Stretch& unit : units(query.unit)) {
    if (!holds(query.children[0], unit)) continue;
    const bool both = holds(query.children[1], unit);
    if (both != (query.kind == Query::Kind::near)) continue;
    add_inside(query.children[0], unit, result);
    if (both) add_inside(query.children[1], unit, result);
  }
  return result;
}

std::vector<Stretch> ReferencePlaces::units(Query::Unit unit) const {
  std::vector<Stretch> result;
  for (const Stretch::Field field : {Stretch::title, Stretch::body, Stretch::byline}) {
    const std::vector<ReferenceWord>& words = text_.fields[field];
    for (std::size_t i = 0; i < words.size(); ++i) {
      const Token::Break border = words[i].break_before;
      const bool begins =
          i == 0 || (field != Stretch::byline &&
                     ((unit == Query::Unit::sentence && border != Token::Break::none) ||
                      (unit == Query::Unit::paragraph && border == Token::Break::paragraph)));
      if (begins)
        result.push_back({field, i, i});
      else
        result.back().last = i;
    }
  }
  return result;
}

/// Whether the operand is true of the unit as if that were the whole text.
bool ReferencePlaces::holds(const Query& operand, const Stretch& unit) {
  const auto child_holds = [&](const Query& child) { return holds(child, unit); };
  switch (operand.kind) {
    case Query::Kind::conjunction:
      return std::ranges::all_of(operand.children, child_holds);
    case Query::Kind::disjunction:
      return std::ranges::any_of(operand.children, child_holds);
    case Query::Kind::negation:
      return !holds(operand.children[0], unit);
    default:
      return std::ranges::any_of(of(operand),
                                 [&](const auto& place) { return inside(place.first, unit); });
  }
}

void ReferencePlaces::add_inside(const Query& operand, const Stretch& unit, Places& result) {
  switch (operand.kind) {
    case Query::Kind::negation:
      return;
    case Query::Kind::conjunction:
    case Query::Kind::disjunction:
      for (const Query& child : operand.children)
        if (holds(child, unit)) add_inside(child, unit, result);
      return;
    default:
      for (const auto& [stretch, marked] : of(operand))
        if (inside(stretch, unit)) add(result, stretch, marked);
  }
}

std::set<Marked> ReferencePlaces::marked(const Query& query) {
  std::set<Marked> result;
  switch (query.kind) {
    case Query::Kind::word:
      for (const Stretch& stretch : words_.places(query, text_, false))
        result.emplace(&query, stretch);
      return result;
    case Query::Kind::conjunction:
    case Query::Kind::disjunction:
    case Query::Kind::optional:
      for (const Query& child : query.children) result.merge(marked(child));
      return result;
    case Query::Kind::negation:
      return result;
    default:
      for (const auto& [stretch, words] : of(query)) result.insert(words.begin(), words.end());
      return result;
  }
}

}  // namespace dateline
