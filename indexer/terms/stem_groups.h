// SPDX-License-Identifier: GPL-2.0-or-later
// StemGroups: the words of the articles in each language by their stems, as a segment keeps them
// (index/stem_dictionary.h). Used by inverter. English has none: its words are joined by a lexicon
// when a query is read.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "text/analyzer.h"
#include "text/stemmer.h"

namespace dateline::indexing {

class StemGroups {
 public:
  /// Whether words of this language have stems.
  bool takes(std::string_view language);
  /// A term of an article in a language that takes() accepts, once for each language. Terms that
  /// are no folded words are left out. The view must outlive the groups.
  void add(std::string_view term, std::string_view language);
  /// The entries of the postlist table: tags by key.
  std::map<std::string, std::string> entries() const;

 private:
  Stemmer stemmer_;
  std::map<std::string, std::vector<std::string_view>> words_;  // by key
};

}  // namespace dateline::indexing
