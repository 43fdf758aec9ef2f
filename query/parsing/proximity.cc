// SPDX-License-Identifier: GPL-2.0-or-later
//
// near is distributed by its meaning: an article has (a AND b) near c where it has a near c and b
// near c; (a NOT b) near c where a is near c and b is nowhere. The second operand of not_near is
// turned round: x is not near (c AND d) where it is not near c, or not near d.
#include "proximity.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <iterator>
#include <utility>

#include "canonical_text.h"
#include "language/query_escape.h"
#include "language/query_tree.h"

namespace dateline::searching {
namespace {

using Kind = Query::Kind;
using Apply = std::function<Query(Query)>;  // puts the positional operator over one operand

std::vector<Query> two(Query a, Query b) {
  std::vector<Query> both;
  both.push_back(std::move(a));
  both.push_back(std::move(b));
  return both;
}

Query both_of(Query a, Query b) { return join(Kind::conjunction, two(std::move(a), std::move(b))); }

/// Removes boosts and MAYBE, which have no meaning inside a positional operator.
class Stripped {
 public:
  Stripped(SourceSpan place, NoteList& notes) : place_(place), notes_(notes) {}

  Query strip(Query query) {
    if (query.boost != 1 && !std::exchange(boost_noted_, true))
      notes_.add(place_, "boost-left-out",
                 "^ counts for the whole of a positional operator; inside it is left out.");
    query.boost = 1;
    if (query.kind == Kind::optional) {
      if (!std::exchange(maybe_noted_, true))
        notes_.add(place_, "maybe-left-out",
                   "MAYBE has no meaning inside a positional operator and is left out.");
      Query inner = std::move(query.children.front());
      return strip(std::move(inner));
    }
    const bool joins = is_compound(query);
    std::vector<Query> children = std::move(query.children);
    query.children.clear();
    for (Query& child : children) query.children.push_back(strip(std::move(child)));
    if (query.kind == Kind::negation) return negation_of(std::move(query.children.front()));
    return joins ? join(query.kind, std::move(query.children)) : query;
  }

 private:
  SourceSpan place_;
  NoteList& notes_;
  bool boost_noted_ = false, maybe_noted_ = false;
};

/// Applies an operator to each part of an operand that has positions in the text.
class Distribution {
 public:
  /// `otherwise`: the meaning of a part without positions. `turned`: AND and OR change places.
  Distribution(Apply apply, Apply otherwise, bool turned)
      : apply_(std::move(apply)), otherwise_(std::move(otherwise)), turned_(turned) {}

  Query over(Query operand) {
    if (is_positional(operand)) return apply_(std::move(operand));
    if (!is_compound(operand) || is_document_level(operand)) return otherwise_(std::move(operand));
    return operand.kind == Kind::conjunction ? over_all(std::move(operand))
                                             : over_any(std::move(operand));
  }

 private:
  /// A condition beside parts with positions stays a condition.
  Query over_all(Query operand) {
    const bool applies = std::any_of(operand.children.begin(), operand.children.end(), has_part);
    std::vector<Query> parts;
    if (!applies) return otherwise_(std::move(operand));
    for (Query& child : operand.children)
      parts.push_back(turned_ || has_part(child) ? over(std::move(child)) : std::move(child));
    return join(turned_ ? Kind::disjunction : Kind::conjunction, std::move(parts));
  }

  /// Alternatives with positions stay together.
  Query over_any(Query operand) {
    std::vector<Query> together, others, parts;
    for (Query& child : operand.children)
      (is_positional(child) ? together : others).push_back(std::move(child));
    if (!together.empty()) parts.push_back(apply_(join(Kind::disjunction, std::move(together))));
    for (Query& child : others) parts.push_back(over(std::move(child)));
    return join(turned_ ? Kind::conjunction : Kind::disjunction, std::move(parts));
  }

  static bool has_part(const Query& query) {
    if (is_positional(query)) return true;
    return is_compound(query) &&
           std::any_of(query.children.begin(), query.children.end(), has_part);
  }

  Apply apply_, otherwise_;
  bool turned_;
};

/// How many copies of the other operand distribution makes.
std::size_t count_parts(const Query& query) {
  if (!is_compound(query) || is_positional(query)) return 1;
  std::size_t parts = 0;
  for (const Query& child : query.children) parts += count_parts(child);
  return parts;
}

void note_distribution(const Query& result, bool conditions_only, SourceSpan place,
                       NoteList& notes) {
  if (notes.full()) return;
  std::string text = shortened(to_text(result), 200);
  if (conditions_only)
    notes.add(place, "no-position",
              "A condition on a whole article has no position in its text; this is read as: {}",
              text);
  else
    notes.add(place, "distributed",
              "AND, OR and NOT cannot stand in an operand of this; it is read as: {}", text);
  notes.read_as(std::move(text));
}

/// Only values beside words, no AND between words and no NOT.
bool has_conditions_only(const Query& query) {
  if (is_positional(query) || is_document_level(query)) return true;
  if (query.kind != Kind::conjunction) return false;
  const auto words = std::count_if(query.children.begin(), query.children.end(), is_positional);
  const auto conditions =
      std::count_if(query.children.begin(), query.children.end(), is_document_level);
  return words == 1 && words + conditions == static_cast<std::ptrdiff_t>(query.children.size());
}

Query near_node(const Proximity& proximity, Query left, Query right) {
  Query near =
      node(proximity.negated ? Kind::not_near : Kind::near, two(std::move(left), std::move(right)));
  near.unit = proximity.unit;
  near.number = proximity.unit == Query::Unit::words ? proximity.number : 0;
  near.ordered = proximity.ordered;
  return near;
}

Query near_in_words(const Proximity& proximity, Query left, Query right, SourceSpan place,
                    std::size_t& room, NoteList& notes) {
  if (is_positional(left) && is_positional(right))
    return near_node(proximity, std::move(left), std::move(right));
  const std::size_t before = count_leaves(left) + count_leaves(right);
  const std::size_t after =
      count_parts(right) * count_leaves(left) + count_parts(left) * count_leaves(right);
  if (after > before && after - before > room) {
    notes.add(place, "too-many-words",
              "Written out, this has more than {} words; it is read as AND.", kMaxLeaves);
    return both_of(std::move(left),
                   proximity.negated ? negation_of(std::move(right)) : std::move(right));
  }
  const bool conditions_only = has_conditions_only(left) && has_conditions_only(right);
  const bool negated = proximity.negated;
  const Apply with_left = [&](Query x) {
    const Apply apply = [&](Query y) { return near_node(proximity, x, std::move(y)); };
    const Apply otherwise = [&](Query condition) {
      return both_of(x, negated ? negation_of(std::move(condition)) : std::move(condition));
    };
    return Distribution(apply, otherwise, negated).over(right);
  };
  const Apply without_left = [&](Query condition) {
    return both_of(std::move(condition), negated ? negation_of(right) : right);
  };
  Query result = Distribution(with_left, without_left, false).over(std::move(left));
  const std::size_t leaves = count_leaves(result);
  room -= std::min(room, leaves > before ? leaves - before : 0);
  note_distribution(result, conditions_only, place, notes);
  return result;
}

/// An operand of w/s and the like after lifting, and the conditions lifted out of it.
struct UnitOperand {
  std::optional<Query> inside;
  std::vector<Query> lifted;
  bool left_out = false;
};

std::optional<Query> without_conditions(Query query, bool& left_out) {
  if (is_document_level(query)) {
    left_out = true;
    return std::nullopt;
  }
  if (is_positional(query)) return query;
  std::vector<Query> kept;
  for (Query& child : query.children)
    if (auto rest = without_conditions(std::move(child), left_out))
      kept.push_back(std::move(*rest));
  if (kept.empty()) return std::nullopt;
  return query.kind == Kind::negation ? negation_of(std::move(kept.front()))
                                      : join(query.kind, std::move(kept));
}

UnitOperand unit_operand(Query query) {
  UnitOperand operand;
  std::vector<Query> clauses;
  if (query.kind == Kind::conjunction)
    clauses = std::move(query.children);
  else
    clauses.push_back(std::move(query));
  std::vector<Query> inside;
  for (Query& clause : clauses) {
    if (is_document_level(clause))
      operand.lifted.push_back(std::move(clause));
    else if (auto rest = without_conditions(std::move(clause), operand.left_out))
      inside.push_back(std::move(*rest));
  }
  if (!inside.empty()) operand.inside = join(Kind::conjunction, std::move(inside));
  return operand;
}

Query near_in_unit(const Proximity& proximity, Query left, Query right, SourceSpan place,
                   std::size_t& room, NoteList& notes) {
  UnitOperand a = unit_operand(std::move(left));
  UnitOperand b = unit_operand(std::move(right));
  if (proximity.negated && a.inside && b.inside && !b.lifted.empty()) {
    const std::size_t copied = count_leaves(*a.inside);
    if (copied > room) b.left_out = !std::exchange(b.lifted, {}).empty();
    room -= std::min(room, copied);
  }
  const bool lifts = !a.lifted.empty() || !b.lifted.empty();
  std::vector<Query> clauses;
  if (proximity.negated && a.inside && !b.lifted.empty()) {
    // Not in one unit, or not in such an article.
    Query elsewhere = both_of(*a.inside, negation_of(join(Kind::conjunction, b.lifted)));
    clauses.push_back(b.inside
                          ? join(Kind::disjunction, two(near_node(proximity, *a.inside, *b.inside),
                                                        std::move(elsewhere)))
                          : std::move(elsewhere));
  } else {
    if (a.inside && b.inside)
      clauses.push_back(near_node(proximity, std::move(*a.inside), std::move(*b.inside)));
    else if (a.inside)
      clauses.push_back(std::move(*a.inside));
    else if (b.inside)
      clauses.push_back(proximity.negated ? negation_of(std::move(*b.inside))
                                          : std::move(*b.inside));
    std::move(b.lifted.begin(), b.lifted.end(), std::back_inserter(clauses));
  }
  std::move(a.lifted.begin(), a.lifted.end(), std::back_inserter(clauses));
  if (clauses.empty()) clauses.emplace_back();
  Query result = join(Kind::conjunction, std::move(clauses));
  if (lifts) note_distribution(result, true, place, notes);
  if (a.left_out || b.left_out)
    notes.add(place, "no-position",
              "A condition on a whole article has no position in a sentence; it is left out.");
  return result;
}

/// A word, or alternative words and phrases, as a slot of a phrase.
bool make_slots(Query part, std::vector<Query>& slots) {
  const auto fold = [](Query& word) {
    if (is_inflected(word.form)) word.form = Query::Form::folded;
  };
  if (part.kind == Kind::phrase) {
    std::move(part.children.begin(), part.children.end(), std::back_inserter(slots));
    return true;
  }
  if (part.kind == Kind::disjunction) {
    for (Query& child : part.children) {
      if (child.kind == Kind::word)
        fold(child);
      else if (child.kind != Kind::phrase)
        return false;
    }
  } else if (part.kind == Kind::word) {
    fold(part);
  } else {
    return false;
  }
  slots.push_back(std::move(part));
  return true;
}

void collect_fields(const Query& query, std::vector<schema::FieldId>& fields) {
  if (query.kind == Kind::word) fields.push_back(query.field);
  for (const Query& child : query.children) collect_fields(child, fields);
}

std::optional<Query> as_phrase(const std::vector<Query>& parts, const std::vector<bool>& gaps) {
  std::vector<schema::FieldId> fields;
  std::vector<Query> slots;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    collect_fields(parts[i], fields);
    if (!make_slots(parts[i], slots)) return std::nullopt;
    if (i < gaps.size() && gaps[i]) slots.emplace_back();
  }
  if (std::any_of(fields.begin(), fields.end(), [&](auto field) { return field != fields[0]; }))
    return std::nullopt;
  Query phrase = node(Kind::phrase, std::move(slots));
  phrase.field = fields.front();
  phrase.place = hull(parts.front().place, parts.back().place);
  return phrase;
}

}  // namespace

Query make_near(const Proximity& proximity, Query left, Query right, SourceSpan place,
                std::size_t& room, NoteList& notes) {
  Stripped stripped(place, notes);
  left = stripped.strip(std::move(left));
  right = stripped.strip(std::move(right));
  return proximity.unit == Query::Unit::words
             ? near_in_words(proximity, std::move(left), std::move(right), place, room, notes)
             : near_in_unit(proximity, std::move(left), std::move(right), place, room, notes);
}

Query make_counted(Kind kind, std::uint32_t number, Query operand, SourceSpan place,
                   NoteList& notes) {
  operand = Stripped(place, notes).strip(std::move(operand));
  const Apply apply = [&](Query part) {
    std::vector<Query> children;
    children.push_back(std::move(part));
    Query counted = node(kind, std::move(children));
    counted.number = number;
    return counted;
  };
  if (is_positional(operand)) return apply(std::move(operand));
  const bool conditions_only = has_conditions_only(operand);
  Query result = Distribution(
                     apply, [](Query condition) { return condition; }, false)
                     .over(std::move(operand));
  note_distribution(result, conditions_only, place, notes);
  return result;
}

Query make_adjacent(std::vector<Query> parts, const std::vector<bool>& gaps, SourceSpan place,
                    std::size_t& room, NoteList& notes) {
  Stripped stripped(place, notes);
  for (Query& part : parts) part = stripped.strip(std::move(part));
  if (auto phrase = as_phrase(parts, gaps)) return std::move(*phrase);
  Query result = std::move(parts.front());
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const Proximity next{Query::Unit::words, gaps[i - 1] ? 2U : 1U, true, false};
    result = near_in_words(next, std::move(result), std::move(parts[i]), place, room, notes);
  }
  return result;
}

}  // namespace dateline::searching
