// SPDX-License-Identifier: GPL-2.0-or-later
#include "query_relaxation.h"

#include <algorithm>
#include <utility>

#include "query_tree.h"

namespace dateline::searching {
namespace {

using Form = Query::Form;
using Kind = Query::Kind;
using Unit = Query::Unit;
using schema::FieldId;

constexpr std::uint32_t kDistances[] = {10, 25, 100, 500};

Query with_number(Query query, std::uint32_t number) {
  query.number = number;
  return query;
}

Query with_form(Query word, Form form) {
  word.form = form;
  if (form != Form::fuzzy) word.number = 0;
  return word;
}

void set_field(Query& query, FieldId field) {
  query.field = field;
  for (Query& child : query.children) set_field(child, field);
}

/// A slot of a phrase as an operand or a clause of its own: a word in any form.
Query loosened(Query slot) {
  return slot.kind == Kind::word && slot.form == Form::folded ? inflected(std::move(slot)) : slot;
}

void relax_word(const Query& word, std::vector<Query>& out) {
  switch (word.form) {
    case Form::exact:
      out.push_back(with_form(word, Form::folded));
      out.push_back(with_form(word, Form::stem));
      break;
    case Form::folded:
      out.push_back(inflected(word));
      break;
    case Form::caps:
    case Form::all_caps:
    case Form::no_caps:
      out.push_back(with_form(word, Form::stem));
      break;
    case Form::fuzzy:
      if (word.number < 2) out.push_back(with_number(word, 2));
      break;
    default:
      break;
  }
}

void relax_phrase(const Query& phrase, std::vector<Query>& out) {
  std::vector<Query> slots;
  for (const Query& slot : phrase.children)
    if (slot.kind != Kind::all) slots.push_back(loosened(slot));
  if (slots.size() < 2) return;
  Query near = slots.front();
  for (std::size_t i = 1; i < slots.size(); ++i) {
    Query wider;
    wider.kind = Kind::near;
    wider.number = kDistances[0];
    wider.children = {std::move(near), slots[i]};
    near = std::move(wider);
  }
  out.push_back(std::move(near));
  out.push_back(all_of(std::move(slots)));
}

void relax_near(const Query& near, std::vector<Query>& out) {
  Query wider = near;
  if (near.unit == Unit::words) {
    wider.ordered = false;
    if (near.ordered) out.push_back(wider);
    for (const std::uint32_t distance : kDistances)
      if (distance > near.number) out.push_back(with_number(wider, distance));
  }
  wider.number = 0;
  wider.ordered = false;
  for (const Unit unit : {Unit::sentence, Unit::paragraph, Unit::field}) {
    wider.unit = unit;
    if (near.unit != Unit::words && unit > near.unit) out.push_back(wider);
  }
  out.push_back(all_of(near.children));
}

void relax_count(const Query& at_least, std::vector<Query>& out) {
  for (std::uint32_t times = at_least.number / 2; times > 1; times /= 2)
    out.push_back(with_number(at_least, times));
  out.push_back(at_least.children.front());
}

void relax_first(const Query& first, std::vector<Query>& out) {
  constexpr std::uint32_t kFar = 400;
  for (std::uint32_t words = first.number * 2; words <= kFar; words *= 2)
    out.push_back(with_number(first, words));
  out.push_back(first.children.front());
}

}  // namespace

std::vector<Query> relaxed(const Query& clause) {
  std::vector<Query> out;
  switch (clause.kind) {
    case Kind::word:
      relax_word(clause, out);
      break;
    case Kind::phrase:
      relax_phrase(clause, out);
      break;
    case Kind::near:
      relax_near(clause, out);
      break;
    case Kind::not_near:
      out.push_back(clause.children.front());
      break;
    case Kind::at_least:
      relax_count(clause, out);
      break;
    case Kind::first:
      relax_first(clause, out);
      break;
    case Kind::value:
      if (clause.form != Form::prefix && clause.field != FieldId::story &&
          clause.field != FieldId::changed && clause.field != FieldId::saved)
        out.push_back(with_form(clause, Form::prefix));
      break;
    default:
      break;
  }
  const bool in_field = schema::field(clause.field).kind == schema::Kind::text &&
                        clause.field != FieldId::text && clause.field != FieldId::author;
  if (in_field && (clause.kind == Kind::word || clause.kind == Kind::phrase)) {
    out.push_back(clause);
    set_field(out.back(), FieldId::text);
  }
  return out;
}

Query all_of(std::vector<Query> clauses) {
  if (clauses.empty()) return {};
  if (clauses.size() == 1) return std::move(clauses.front());
  Query all;
  all.kind = Kind::conjunction;
  for (Query& clause : clauses) {
    if (clause.kind == Kind::conjunction && clause.boost == 1)
      std::ranges::move(clause.children, std::back_inserter(all.children));
    else
      all.children.push_back(std::move(clause));
  }
  return all;
}

}  // namespace dateline::searching
