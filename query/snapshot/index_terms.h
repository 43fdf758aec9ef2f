// SPDX-License-Identifier: GPL-2.0-or-later
// IndexTerms: the terms of an index that begin in one way, over all segments, in the order of
// bytes. What it reads is compared with checksums, as posting lists are. Used by whatever looks for
// terms: wildcards, misspellings, values. Knows no words.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "index/mapped_table.h"

namespace dateline::searching {

class IndexReader;

class IndexTerms {
 public:
  /// Stands at the first term that begins with `beginning`. The reader must outlive it.
  IndexTerms(const IndexReader& index, std::string_view beginning);

  bool at_end() const { return sources_.empty(); }
  /// To the next term.
  void next();
  /// To the first term that is not before `term`. It does not go back.
  void skip_to(std::string_view term);

  const std::string& term() const { return term_; }
  /// How many documents have the term, dead ones among them.
  std::uint32_t in_all() const { return in_all_; }
  /// How many living documents have it.
  std::uint32_t documents() const;

 private:
  struct Source {  // a segment that has more terms
    TableCursor cursor;
    std::string term;
  };
  bool read(Source& source, bool found) const;
  void gather();

  const IndexReader* index_;
  std::string beginning_;
  std::vector<Source> sources_;
  std::string term_;
  std::uint32_t in_all_ = 0;
};

}  // namespace dateline::searching
