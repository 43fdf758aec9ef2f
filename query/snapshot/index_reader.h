// SPDX-License-Identifier: GPL-2.0-or-later
// IndexReader: posting lists, document lengths and values of the index. It reads the mapped tables
// (mapped_table.h) where it knows their format, which is several times as fast as Xapian's
// iterators and gives the same; else it uses those iterators. It reads one state of the index, that
// of its Xapian database. Used by Snapshot, match, rank and rerank; position_lists.h reads
// positions.
#pragma once

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

namespace Xapian {
class Database;
class PostingIterator;
}  // namespace Xapian

namespace dateline::searching {

/// Of a term in the whole index: its document frequency and its collection frequency (sum of tf).
struct TermStatistics {
  double doc_freq = 0, coll_freq = 0;
};

class IndexReader {
 public:
  enum class Way { direct, xapian };

  /// `terms`: the folder of `database`. Throws Xapian::DatabaseModifiedError where its files are of
  /// a later commit, Error where they cannot be read.
  IndexReader(const Xapian::Database& database, const std::filesystem::path& terms,
              Way way = Way::direct);
  ~IndexReader();

  const Xapian::Database& database() const { return *database_; }

  /// Whether it reads the tables itself.
  bool direct() const { return postlist_ != nullptr; }

  /// Throws Xapian::DatabaseModifiedError where a commit may have happened since the constructor,
  /// or another index has replaced this one. The caller discards what it has read.
  void check_unchanged() const;

  const TermStatistics& statistics(const std::string& term) const;

  /// Calls visit(document, bytes) for each document that has a value in the slot, ascending.
  void values(unsigned slot,
              const std::function<void(std::uint32_t, std::string_view)>& visit) const;

 private:
  friend class Postings;
  friend class PositionLists;

  std::unique_ptr<Xapian::Database> database_;
  std::filesystem::path terms_;
  /// Identifies the version file: each commit replaces it by another file.
  struct FileState {
    std::uint64_t number = 0;
    std::int64_t seconds = 0, nanoseconds = 0;
    bool operator==(const FileState&) const = default;
  };
  std::optional<FileState> version_file() const;

  std::optional<FileState> opened_;
  std::unique_ptr<MappedTable> postlist_, position_;
  mutable std::unordered_map<std::string, TermStatistics> statistics_;  // a cache
};

/// The number of postings that next() reads in the time of one find().
inline constexpr double kReadPerFind = 30;

/// The posting list of a term, or the lengths of all documents. The reader must outlive it.
class Postings {
 public:
  Postings(const IndexReader& index, std::string_view term);
  Postings(Postings&&) noexcept;
  Postings& operator=(Postings&&) noexcept;
  ~Postings();
  /// All documents, with their lengths as tf.
  static Postings lengths(const IndexReader& index);

  /// The next postings, ascending; none at the end. They are valid until the next call.
  std::span<const Posting> next();

  /// The first posting whose document is not before `document`; null at the end. Documents must
  /// ascend. A caller uses either find() or next().
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
  std::string key_;  // of the first chunk; a prefix of the keys of the others
  std::size_t number_at_ = 0;
  std::optional<TableCursor> cursor_;
  PostingChunk chunk_;
  bool opened_ = false, in_chunk_ = false, last_chunk_ = false;
  // Where Xapian reads it:
  std::unique_ptr<Xapian::PostingIterator> at_;
  Posting posting_;
  bool of_lengths_ = false;
  std::vector<Posting> buffer_;  // holds the result of next()
};

}  // namespace dateline::searching
