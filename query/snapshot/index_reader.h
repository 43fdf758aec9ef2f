// SPDX-License-Identifier: GPL-2.0-or-later
// IndexReader: posting lists, document lengths and values of the index, read from the mapped tables
// (mapped_table.h) of its segments, one segment after the other. A segment never changes; documents
// that have died since it was written are left out of all that is read. The segments may be those
// of several archives: then the rows of each but the first are moved behind those before. Used by
// ArchiveSet, match, rank and rerank; position_lists.h reads positions.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "archive/open_segments.h"
#include "doc_set.h"
#include "index/posting_list.h"

namespace dateline::searching {

/// Of a term in the whole index: its document frequency and its collection frequency (sum of tf).
struct TermStatistics {
  double doc_freq = 0, coll_freq = 0;
};

class IndexReader {
 public:
  IndexReader();
  /// Of one archive: see append().
  explicit IndexReader(const SegmentFolders& segments, const std::vector<Row>& dead = {});
  ~IndexReader();

  /// Adds the segments of an archive, in the order of their rows, with the rows that are dead,
  /// ascending. Throws Error where they cannot be read, and adds none then.
  void append(const SegmentFolders& segments, const std::vector<Row>& dead);

  std::uint32_t documents() const { return documents_; }
  std::uint32_t last_document() const;
  double mean_length() const;

  const TermStatistics& statistics(const std::string& term) const;
  /// How many living documents have a term that `in_all` have, dead ones among them.
  std::uint32_t living(const std::string& term, std::uint32_t in_all) const;

  /// The words with this stem of the articles in a language, ascending; dead articles counted.
  std::vector<std::string> words_of_stem(std::string_view language, std::string_view stem) const;

  /// The first document with a term; 0 where there is none.
  std::uint32_t first_document(std::string_view term) const;

  /// Calls visit(document, bytes) for each document that has a value in the slot, ascending; of
  /// all, or of those from `first` to `last`.
  void values(unsigned slot, const std::function<void(std::uint32_t, std::string_view)>& visit,
              std::uint32_t first = 0, std::uint32_t last = UINT32_MAX) const;
  /// The value of one document, dead or not; empty where it has none.
  std::string value(unsigned slot, std::uint32_t document) const;

 private:
  friend class IndexTerms;
  friend class Postings;
  friend class PositionLists;

  struct Segment;

  /// The place of the first segment from `begin` on that may hold a document not before `document`.
  std::size_t segment_from(std::uint32_t document, std::size_t begin = 0) const;
  bool is_dead(std::uint32_t document) const { return has_dead_ && dead_.contains(document); }
  void subtract_dead(const Segment& segment, PostingList& list, std::uint32_t documents,
                     TermStatistics& found) const;

  std::vector<std::unique_ptr<const Segment>> segments_;
  DocSet dead_;
  bool has_dead_ = false;
  std::uint32_t documents_ = 0;
  mutable std::optional<double> mean_length_;
  mutable std::unordered_map<std::string, TermStatistics> statistics_;  // a cache
};

/// Those of some ascending postings whose documents are in a part.
std::span<const Posting> postings_in(std::span<const Posting> some, const DocSet::Part& part);

/// The number of postings that next() reads in the time of one find().
inline constexpr double kReadPerFind = 30;

/// The posting list of a term, or the lengths of all documents; next() reads those of one part of
/// the documents. The reader must outlive it.
class Postings {
 public:
  Postings(const IndexReader& index, std::string_view term, const DocSet::Part& part = kAll);
  /// All documents, with their lengths as tf.
  static Postings lengths(const IndexReader& index, const DocSet::Part& part = kAll);

  /// The next postings, ascending; none at the end. They are valid until the next call.
  std::span<const Posting> next();

  /// The first posting whose document is not before `document`; null at the end. Documents must
  /// ascend. A caller uses either find() or next().
  const Posting* find(std::uint32_t document);

 private:
  static constexpr DocSet::Part kAll{0, std::size_t{1} << 26};

  bool next_list(std::uint32_t document);
  bool first_chunk();
  std::span<const Posting> next_chunk();
  std::span<const Posting> read_chunk();
  const Posting* find_in_all(std::uint32_t document);

  const IndexReader* index_;
  std::string term_;
  DocSet::Part part_;
  bool of_lengths_ = false;
  std::size_t next_segment_ = 0;     // the one behind that of the list
  std::optional<PostingList> list_;  // in the present segment
  std::uint32_t base_ = 0;           // of that
  Posting found_;                    // the result of find(), where that is moved
  std::vector<Posting> buffer_;      // holds the result of next()
};

}  // namespace dateline::searching
