// SPDX-License-Identifier: GPL-2.0-or-later
// ExpectedDocument: what document_terms sends of an article, kept to be compared with the document
// the index holds. Used by verify. Reads the index, never writes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "index/mapped_table.h"
#include "term_sink.h"

namespace Xapian {
class Database;
}

namespace dateline::indexing {

/// The tables of a segment that hold its postings and their positions.
struct PostingTables {
  explicit PostingTables(const std::filesystem::path& segment);

  MappedTable postlist, positions;
};

class ExpectedDocument : public TermSink {
 public:
  void clear();
  void add_posting(std::string_view term, std::uint32_t position, std::uint32_t wdf) override;
  void add_term(std::string_view term, std::uint32_t wdf) override;
  void add_value(std::uint32_t slot, std::string_view bytes) override;

  /// Prepares what came for the questions below.
  void finish();

  /// The first thing that differs in the document's length and values, as the end of a sentence; ""
  /// where nothing does.
  std::string difference(const Xapian::Database& db, std::uint32_t number) const;
  /// The same of what posting lists and positions say of it.
  std::string posting_difference(const PostingTables& tables, std::uint32_t number) const;
  /// Sum over its postings, positions and values; that of verify's walk over the posting lists must
  /// be equal.
  std::uint64_t sum(std::uint32_t number) const;
  std::uint64_t length() const { return length_; }

 private:
  struct Entry {
    std::uint32_t wdf = 0;
    std::vector<std::uint32_t> positions;  // after finish: ascending, each once
  };
  std::map<std::string, Entry, std::less<>> terms_;
  std::map<std::uint32_t, std::string> values_;
  std::uint64_t length_ = 0;
};

/// One posting's, and one value's, share of a document's sum.
std::uint64_t posting_sum(std::string_view term, std::uint32_t number, std::uint32_t wdf,
                          std::span<const std::uint32_t> positions);
std::uint64_t value_sum(std::uint32_t slot, std::uint32_t number, std::string_view bytes);

}  // namespace dateline::indexing
