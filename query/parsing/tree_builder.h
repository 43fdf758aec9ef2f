// SPDX-License-Identifier: GPL-2.0-or-later
// TreeBuilder: applies AND, OR, NOT, proximity and the other operators to their operands. The tree
// it builds nests no deeper than kMaxNesting. Used by the parser, which decides the order.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "language/note_list.h"
#include "language/query.h"
#include "operators.h"

namespace dateline::searching {

/// A part of the tree under construction.
struct Item {
  Query query;
  std::size_t nesting = 0;  // parentheses inside its canonical text
  bool optional = false;    // has no sign and no field of its own
  bool grouped = false;     // was in parentheses
};
using Operand = std::optional<Item>;  // absent if it was left out

/// One occurrence of an operator.
struct Operation {
  Operator what = Operator::side;
  int level = 0;  // the higher, the tighter
  SourceSpan place;
  Proximity proximity;  // its number is also that of at_least and first
};

class TreeBuilder {
 public:
  /// `room`: how many leaves the operators may add.
  TreeBuilder(const ParseOptions& options, std::size_t room, NoteList& notes)
      : options_(options), room_(room), notes_(notes) {}

  /// An operator before its operand.
  Operand apply(const Operation& prefix, Operand item);
  /// Items with an operator between each two, all of one level. `field`: of the group around them.
  Operand combined(const std::vector<Operation>& all, std::vector<Item> items,
                   schema::FieldId field);
  Operand negate(Item item);
  /// "(a b)^3"
  Operand boosted(Item item, double factor);

 private:
  Operand beside(std::vector<Item> items, schema::FieldId field_id);
  Operand either(std::vector<Item> items);
  Operand near(const std::vector<Operation>& all, std::vector<Item> items);
  Operand adjacent(const std::vector<Operation>& all, std::vector<Item> items);
  Operand exclusive(std::vector<Item> items, SourceSpan place);

  Operand mixed(std::vector<Item> items, Query::Kind kind);
  Operand combine(std::vector<Item> items, Query::Kind kind);
  Item without_maybe(Item item);
  bool fits(const Item& item, bool parentheses);
  Operand measured(Query query, bool optional);

  const ParseOptions& options_;
  std::size_t room_;
  NoteList& notes_;
};

}  // namespace dateline::searching
