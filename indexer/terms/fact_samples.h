// SPDX-License-Identifier: GPL-2.0-or-later
// FactSamples: the figures and the names of a text, a sample of each. Of two texts with one
// fingerprint they tell copies from reports that come each week, and from the same news of other
// companies. Taken of an article's body while its terms are sent; query/snapshot compares them.
//
// A figure is a number of two digits or more, two numbers with one sign between ("6-5/16"), and a
// digit or its word before a unit ("two billion").
//
// A sample is the kMostFacts lowest hashes, so that what the lower part of one sample lacks of the
// other is not in its text.
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "schema.h"
#include "text/analyzer.h"

namespace dateline::indexing {

class FactSamples {
 public:
  void clear();
  /// `word_hash`: Fingerprint::word_hash of the token.
  void add(const Token& token, std::uint64_t word_hash);
  /// The number of figures, the figures, the names: two bytes each, ascending. Empty if there are
  /// none.
  std::string value() const;

 private:
  using Sample = std::set<std::uint16_t>;
  static void add(Sample& sample, std::uint64_t word_hash);

  /// A number that the next token may belong to: of "6-5/16", or of "two billion".
  struct Number {
    std::uint64_t hash = 0;
    std::size_t end = 0;  // in the text
    bool digits = false, alone = false;
  };

  Sample figures_, names_;
  Number last_;
};

}  // namespace dateline::indexing
