// SPDX-License-Identifier: GPL-2.0-or-later
// ReferencePlaces: the places of phrases and positional operators in one article, and the words
// that a query marks, as query.h and positional.h define them. It compares every place with every
// other. Used by the reference only.
#pragma once

#include <map>
#include <set>
#include <utility>
#include <vector>

#include "reference_words.h"

namespace dateline {

using namespace searching;

class ReferencePlaces {
 public:
  ReferencePlaces(ReferenceWords& words, const ReferenceText& text) : words_(words), text_(text) {}

  /// A word of the text that makes something stand where it does, and the word or phrase it belongs
  /// to. Words of a phrase are one by one, so that its gaps are not marked.
  using Marked = std::pair<const Query*, Stretch>;
  using Places = std::map<Stretch, std::set<Marked>>;

  /// Of a word (read as written), a phrase, a positional operator or a disjunction of them.
  const Places& of(const Query& query);
  /// What to mark in an article the query matches.
  std::set<Marked> marked(const Query& query);

 private:
  Places find(const Query& query);
  Places phrase(const Query& query);
  Places near(const Query& query);
  Places not_near(const Query& query);
  Places in_units(const Query& query);
  /// Where it may end, the place behind that, and its words on the way.
  using Ends = std::map<std::size_t, std::set<Stretch>>;
  Ends ends(const Query& slot, Stretch::Field field, std::size_t at);
  std::vector<Stretch> units(Query::Unit unit) const;
  bool holds(const Query& operand, const Stretch& unit);
  void add_inside(const Query& operand, const Stretch& unit, Places& result);

  ReferenceWords& words_;
  const ReferenceText& text_;
  std::map<const Query*, Places> found_;
};

}  // namespace dateline
