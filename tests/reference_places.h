// SPDX-License-Identifier: GPL-2.0-or-later
// ReferencePlaces: where phrases and positional operators stand in one article, and which of its
// words a query marks, as query.h and positional.h define them. Compares every place with every
// other. Used by the reference only.
#pragma once

#include <map>
#include <set>
#include <vector>

#include "reference_words.h"

namespace dateline {

class ReferencePlaces {
 public:
  ReferencePlaces(ReferenceWords& words, const ReferenceText& text) : words_(words), text_(text) {}

  /// Where something stands, and the words and phrases that make it stand there.
  using Places = std::map<Stretch, std::set<Stretch>>;

  /// Of a word (read as written), a phrase, a positional operator or a disjunction of them.
  const Places& of(const Query& query);
  /// The words and phrases to mark in an article the query matches.
  std::set<Stretch> marked(const Query& query);

 private:
  Places find(const Query& query);
  Places phrase(const Query& query);
  Places near(const Query& query);
  Places not_near(const Query& query);
  Places in_units(const Query& query);
  std::set<std::size_t> ends(const Query& slot, Stretch::Field field, std::size_t at);
  std::vector<Stretch> units(Query::Unit unit) const;
  bool holds(const Query& operand, const Stretch& unit);
  void add_inside(const Query& operand, const Stretch& unit, Places& result);

  ReferenceWords& words_;
  const ReferenceText& text_;
  std::map<const Query*, Places> found_;
};

}  // namespace dateline
