// SPDX-License-Identifier: GPL-2.0-or-later
// CandidateFinder: the documents that may match a phrase or a positional operator, found by posting
// lists alone. Matcher looks at positions in these only. Used by Matcher.
#pragma once

#include <cstddef>
#include <map>

#include "language/query.h"
#include "request/deadline.h"
#include "snapshot/doc_set.h"
#include "snapshot/snapshot.h"
#include "term_documents.h"
#include "term_expansion.h"

namespace dateline::searching {

class CandidateFinder {
 public:
  CandidateFinder(Snapshot& snapshot, Deadline& deadline, TermExpansion& expansion,
                  TermDocuments& terms)
      : snapshot_(snapshot), deadline_(deadline), expansion_(expansion), terms_(terms) {}

  /// All documents that have positions of an operand, or match an operand of a unit, and maybe
  /// others.
  DocSet find(const Query& query, const DocSet* within);
  /// The documents that have a term for each slot of a phrase.
  DocSet find_phrase(const ResolvedWord& phrase, const DocSet* within);

 private:
  DocSet find_pairs(const Query& phrase, const ResolvedWord& resolved, const DocSet* within);
  DocSet find_all(const Query& query, const DocSet* within);
  std::size_t most_documents(const Query& query);
  std::size_t most_documents(const TermSlot& slot) const;

  Snapshot& snapshot_;
  Deadline& deadline_;
  TermExpansion& expansion_;
  TermDocuments& terms_;
  std::map<const Query*, std::size_t> most_documents_;
};

}  // namespace dateline::searching
