// SPDX-License-Identifier: GPL-2.0-or-later
// What search reads of the index in bulk: posting lists, position lists, document lengths, values.
// Straight from the mapped tables (mapped_table) where they are in the format we know, which is
// several times as fast as Xapian's iterators and gives the same; else through those. One state of
// the index: that of the Xapian database it is made with. Used by Snapshot, match, rank, rerank.
#pragma once

#include <xapian.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "index/mapped_table.h"
#include "index/posting_chunk.h"

namespace dateline::searching {

/// Of a term, in the whole index: the documents that have it, and how often in all (wdf).
struct TermStatistics {
  double doc_freq = 0, coll_freq = 0;
};

class IndexReader {
 public:
  enum class Way { direct, xapian };

  /// `terms`: the folder of `database`. Throws Xapian::DatabaseModifiedError when its files are of
  /// a later commit, Error when they cannot be read.
  IndexReader(const Xapian::Database& database, const std::filesystem::path& terms,
              Way way = Way::direct);

  const Xapian::Database& database() const { return database_; }

  /// Whether it reads the tables itself.
  bool direct() const { return postlist_ != nullptr; }

  /// Throws Xapian::DatabaseModifiedError when there may have been a commit since, or another index
  /// has replaced this: what was read since then may have been of no state at all.
  void check_unchanged() const;

  const TermStatistics& statistics(const std::string& term) const;

  /// Calls visit(document, bytes) for each document that has a value in the slot, ascending.
  void values(Xapian::valueno slot,
              const std::function<void(std::uint32_t, std::string_view)>& visit) const;

 private:
  friend class Postings;
  friend class PositionLists;

  Xapian::Database database_;
  std::filesystem::path terms_;
  /// What tells the version file from the one of the next commit, which takes its place.
  struct FileState {
    std::uint64_t number = 0;
    std::int64_t seconds = 0, nanoseconds = 0;
    bool operator==(const FileState&) const = default;
  };
  std::optional<FileState> version_file() const;

  std::optional<FileState> opened_;
  std::unique_ptr<MappedTable> postlist_, position_;
  mutable std::unordered_map<std::string, TermStatistics> statistics_;  // of terms asked for
};

/// Postings that are read with next() in the time it takes to find() one.
inline constexpr double kReadPerFind = 30;

/// The posting list of a term, or the lengths of all documents. The reader must outlive it.
class Postings {
 public:
  Postings(const IndexReader& index, std::string_view term);
  /// All documents, with their lengths for times.
  static Postings lengths(const IndexReader& index);

  /// The next postings, ascending; none at the end. They last until the next call.
  std::span<const Posting> next();

  /// The first posting whose document is not before `document`; absent at the end. Documents must
  /// ascend; not to be mixed with next().
  const Posting* find(std::uint32_t document);

 private:
  explicit Postings(const IndexReader& index);

  void open();
  void read_chunk(bool first);
  void next_chunk();
  bool seek_chunk(std::uint32_t document);
  std::span<const Posting> next_of_xapian();
  const Posting* find_in_xapian(std::uint32_t document);

  const IndexReader* index_;
  std::string key_;  // of its first chunk, and what those of the others begin with
  std::size_t number_at_ = 0;
  std::optional<TableCursor> cursor_;
  PostingChunk chunk_;
  bool opened_ = false, in_chunk_ = false, last_chunk_ = false;
  // Where it is not read directly:
  Xapian::PostingIterator at_;
  Posting posting_;
  bool of_lengths_ = false;
  std::vector<Posting> buffer_;  // of what next() gives
};

}  // namespace dateline::searching
