// SPDX-License-Identifier: GPL-2.0-or-later
#include "query_tree.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace dateline::searching {
namespace {

using Kind = Query::Kind;

bool is_proximity(const Query& query) {
  return query.kind == Kind::near || query.kind == Kind::not_near;
}

}  // namespace

bool is_compound(const Query& query) {
  return query.kind == Kind::conjunction || query.kind == Kind::disjunction;
}

bool is_leaf(const Query& query) {
  switch (query.kind) {
    case Kind::all:
    case Kind::none:
    case Kind::word:
    case Kind::phrase:
    case Kind::value:
    case Kind::range:
      return true;
    default:
      return false;
  }
}

bool is_positional(const Query& query) {
  switch (query.kind) {
    case Kind::word:
    case Kind::phrase:
    case Kind::near:
    case Kind::not_near:
    case Kind::at_least:
    case Kind::first:
      return true;
    case Kind::disjunction:
      return std::all_of(query.children.begin(), query.children.end(), is_positional);
    default:
      return false;
  }
}

bool is_document_level(const Query& query) {
  if (is_leaf(query)) return query.kind != Kind::word && query.kind != Kind::phrase;
  return std::all_of(query.children.begin(), query.children.end(), is_document_level);
}

Query node(Kind kind, std::vector<Query> children) {
  Query query;
  query.kind = kind;
  query.place = children.front().place;
  for (const Query& child : children) query.place = hull(query.place, child.place);
  query.children = std::move(children);
  return query;
}

Query join(Kind kind, std::vector<Query> parts) {
  if (parts.size() == 1) return std::move(parts.front());
  Query whole = node(kind, std::move(parts));
  std::vector<Query> children;
  for (Query& child : whole.children) {
    if (child.kind == kind && child.boost == 1)
      std::move(child.children.begin(), child.children.end(), std::back_inserter(children));
    else
      children.push_back(std::move(child));
  }
  whole.children = std::move(children);
  return whole;
}

Query negation_of(Query query) {
  switch (query.kind) {
    case Kind::all:
    case Kind::none: {
      Query other;
      other.kind = query.kind == Kind::all ? Kind::none : Kind::all;
      other.place = query.place;
      return other;
    }
    case Kind::negation: {
      Query inner = std::move(query.children.front());
      return inner;
    }
    default:
      break;
  }
  std::vector<Query> children;
  children.push_back(std::move(query));
  return node(Kind::negation, std::move(children));
}

Query inflected(Query word) {
  constexpr std::string_view kAmpersand = " & ";
  if (const std::size_t at = word.text.find(kAmpersand); at != std::string::npos)
    word.text.replace(at, kAmpersand.size(), "&");
  word.form = Query::Form::stem;
  return word;
}

Query widened(Query query) {
  const bool positional = query.kind == Query::Kind::phrase || is_positional(query);
  if (query.kind == Query::Kind::word && query.form == Query::Form::stem)
    query.form = Query::Form::wide;
  else if (!positional || query.kind == Query::Kind::disjunction)
    for (Query& child : query.children) child = widened(std::move(child));
  return query;
}

std::size_t count_leaves(const Query& query) {
  if (query.children.empty()) return 1;
  std::size_t leaves = 0;
  for (const Query& child : query.children) leaves += count_leaves(child);
  return leaves;
}

bool stands_in_parentheses(const Query& parent, const Query& child) {
  if (child.boost != 1) return false;  // has its own
  if (is_compound(child)) return true;
  switch (parent.kind) {
    case Kind::conjunction:
    case Kind::disjunction:
      return false;
    case Kind::negation:
    case Kind::optional:
      return is_proximity(child) || child.kind == Kind::negation || child.kind == Kind::optional;
    default:
      return !is_leaf(child);
  }
}

std::size_t printed_nesting(const Query& query) {
  std::size_t deepest = 0;
  for (const Query& child : query.children) {
    const bool nested = query.kind == Kind::phrase ? child.kind == Kind::disjunction
                                                   : stands_in_parentheses(query, child);
    deepest = std::max(deepest, printed_nesting(child) + nested);
  }
  const bool caps = query.kind == Kind::word && query.form >= Query::Form::caps;
  const bool boosted = query.boost != 1 && query.kind != Kind::word && query.kind != Kind::phrase;
  return deepest + caps + boosted;
}

SourceSpan hull(SourceSpan a, SourceSpan b) {
  const std::size_t begin = std::min(a.offset, b.offset);
  return {begin, std::max(a.offset + a.length, b.offset + b.length) - begin};
}

}  // namespace dateline::searching
