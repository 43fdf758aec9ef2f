// SPDX-License-Identifier: GPL-2.0-or-later
// TermDocuments: the posting lists of terms as sets of documents. It keeps postings it has read, so
// that ranking need not read them again. Used by Matcher and its parts; knows terms, not queries.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "request/deadline.h"
#include "snapshot/doc_set.h"
#include "snapshot/snapshot.h"

namespace dateline::searching {

/// A part of the kept postings: those of one term. See TermDocuments::kept().
struct PostingRange {
  std::size_t begin = 0, count = 0;
};

class TermDocuments {
 public:
  TermDocuments(Snapshot& snapshot, Deadline& deadline)
      : snapshot_(snapshot), deadline_(deadline), kept_(snapshot.borrow_posting_buffer()) {}
  ~TermDocuments() { snapshot_.return_posting_buffer(std::move(kept_)); }
  TermDocuments(const TermDocuments&) = delete;
  TermDocuments& operator=(const TermDocuments&) = delete;

  /// Throws Error when the time of the search is over.
  void check_time() const { deadline_.check_now(); }

  /// All documents, or `within`.
  DocSet all(const DocSet* within) const;
  /// The documents of a term, of those in `within` where it is given. Sets `kept` where it keeps
  /// their postings.
  DocSet with(const std::string& term, const DocSet* within = nullptr,
              std::optional<PostingRange>* kept = nullptr);
  DocSet with_any(const std::vector<std::string>& terms, const DocSet* within);
  /// Adds the documents of a term to `documents`.
  void add(const std::string& term, DocSet& documents) const;

  /// Lets go of the postings kept from `begin` on, and keeps those of `documents`, which consist of
  /// `parts`, with `tfs`, which it sets to 0. They are no more than those were.
  PostingRange replace_kept(std::size_t begin, const DocSet& documents,
                            const std::vector<DocSet::Part>& parts, std::span<std::uint32_t> tfs);

  std::span<const Posting> kept(const PostingRange& range) const {
    return std::span(kept_).subspan(range.begin, range.count);
  }

 private:
  std::span<const Posting> keep(std::span<const Posting> some, const DocSet* within);

  Snapshot& snapshot_;
  Deadline& deadline_;
  PostingBuffer kept_;  // of all terms, and space for more
  std::size_t kept_end_ = 0;
};

}  // namespace dateline::searching
