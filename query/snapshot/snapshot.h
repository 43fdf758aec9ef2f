// SPDX-License-Identifier: GPL-2.0-or-later
// Snapshot: one state of the archive, as a search sees it: the index of one commit, its columns,
// and the catalog for titles and texts. Rows of the catalog outlive the commit that replaces them,
// so the two stay one state. It may hold several archives, whose documents then are numbered
// together. Match, rank and facets read it; it searches nothing.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "archive_set.h"
#include "catalog/catalog.h"
#include "dates/moment.h"
#include "doc_set.h"
#include "index_reader.h"
#include "near_duplicates.h"
#include "schema.h"
#include "search_threads.h"
#include "system/large_pages.h"
#include "text/analyzer.h"
#include "text/english_words.h"
#include "text/spellings.h"
#include "text/stemmer.h"

namespace dateline::searching {

/// One value a document: `codes[number]` is 0 where it is absent, else an index into `names`.
struct CodeColumn {
  std::vector<std::uint32_t> codes;
  std::vector<std::string> names;
};

/// One number a document, kAbsent where it has none.
struct NumberColumn {
  static constexpr std::int64_t kAbsent = std::numeric_limits<std::int64_t>::min();
  std::vector<std::int64_t> values;
};

/// The day of each document's date, where it was written: `codes[number]` is 0 where it has none,
/// else an index into `days`, the first seconds of all days there are, ascending.
struct DayColumn {
  std::vector<std::uint32_t> codes;
  std::vector<std::int64_t> days;
};

/// The largest share of words that an edit has changed of a document, 0 to 1, and whether one has
/// added a notice of correction.
struct DocumentEdits {
  std::uint32_t document = 0;
  double share = 0;
  bool correction = false;
};

/// A scratch buffer for postings.
using PostingBuffer = std::vector<Posting, LargePageAllocator<Posting>>;

class Snapshot {
 public:
  /// Opens the archive in `folder` as it is now, or as it was at a moment. Throws Error.
  explicit Snapshot(const std::filesystem::path& folder, std::optional<Moment> moment = {});
  /// Opens several as one.
  explicit Snapshot(const std::vector<std::filesystem::path>& folders,
                    std::optional<Moment> moment = {});
  ~Snapshot();

  /// A name of the state. It stays the same, also after a restart, while every search finds the
  /// same.
  std::string revision() const;

  /// The moment of the past that it shows; nothing: it shows the present.
  const std::optional<Moment>& moment() const { return moment_; }
  /// The last row of the state: row:N names it.
  Row last_row() const;

  /// Moves the columns, filters and buffers of another snapshot of the same revision into this one.
  void take_columns(Snapshot&& same);

  /// How many threads a search may use; at first one.
  const SearchThreads& threads() const { return threads_; }
  void use(const SearchThreads& threads) { threads_ = threads; }

  const IndexReader& index() const { return archives_.index(); }
  /// Which article a document is.
  const ArchiveSet& archives() const { return archives_; }
  /// Of the first archive: its saved queries count, and its groups of sources.
  const Catalog& catalog() const { return archives_.all().front().catalog; }
  std::uint32_t last_document() const { return last_; }
  std::uint32_t document_count() const;
  DocSet no_documents() const { return DocSet(last_); }
  DocSet all_documents() const;

  /// The languages of the archive's articles, most articles first; "" among them where some
  /// articles have no known language.
  const std::vector<std::string>& languages() const { return languages_; }

  /// The articles in a language; "" = in no known one. Computed at the first call.
  const DocSet& language_filter(const std::string& code);

  /// The articles with a frequent term of an exact field; later searches use them again. Null for a
  /// rare term, whose posting list is short.
  const DocSet* cached_filter(const std::string& term);

  /// How much the edits of an article have changed, up to each version that edits have made.
  /// Computed at the first call.
  const std::vector<DocumentEdits>& edits(const std::function<void()>& check_time);

  /// One stemmer serves all searches, because it caches stems.
  Stemmer& stemmer() { return stemmer_; }
  /// In how many articles a word stands, in one part or in two. The snapshot must outlive it.
  WordFrequency word_frequency() const {
    return [this](std::string_view word) {
      return index().statistics(std::string(word)).doc_freq +
             index().statistics(joined_term(false, 2, word)).doc_freq;
    };
  }
  /// What searches have counted of words with several forms, by the forms' terms.
  std::map<std::string, TermStatistics>& word_statistics() { return word_statistics_; }

  /// A column is read at the first call. field: source, section, author or language.
  const CodeColumn& codes(schema::FieldId field);
  /// field: date, seen or words.
  const NumberColumn& numbers(schema::FieldId field);
  const DayColumn& days();
  /// One value of a number column. It does not read the rest.
  std::int64_t number(schema::FieldId field, std::uint32_t document) const;
  /// Computed at the first call.
  const NearDuplicates& near_duplicates();
  /// ArchiveSet::shared_ids(). Computed at the first call.
  const std::vector<std::vector<std::uint32_t>>& shared_ids();
  /// Scratch for ranking: a score for each document, all 0. The caller sets each score it has
  /// changed back to 0.
  std::span<double> score_accumulators();
  /// The same of term frequencies.
  std::span<std::uint32_t> tf_accumulators();
  /// Scratch for matching: the buffer of an earlier search, with any content. It saves each search
  /// the allocation. The caller returns it.
  PostingBuffer borrow_posting_buffer() { return std::exchange(posting_buffer_, {}); }
  void return_posting_buffer(PostingBuffer&& buffer) { posting_buffer_ = std::move(buffer); }
  /// The length norm of each document (bm25.h). Computed at the first call.
  std::span<const double> norms();

 private:
  /// Calls `work` for each part of the documents, on as many threads as a search may use.
  void in_parts(const std::function<void(const DocSet::Part&)>& work) const;

  SearchThreads threads_;
  std::optional<Moment> moment_;
  ArchiveSet archives_;
  std::uint32_t last_ = 0;
  std::vector<std::string> languages_;
  Stemmer stemmer_;
  std::map<schema::FieldId, CodeColumn> codes_;
  std::map<schema::FieldId, NumberColumn> numbers_;
  std::optional<DayColumn> days_;
  std::optional<NearDuplicates> near_duplicates_;
  std::optional<std::vector<std::vector<std::uint32_t>>> shared_ids_;
  std::optional<std::vector<DocumentEdits>> edits_;
  std::vector<double, LargePageAllocator<double>> norms_, score_accumulators_;
  std::vector<std::uint32_t, LargePageAllocator<std::uint32_t>> tf_accumulators_;
  PostingBuffer posting_buffer_;
  std::map<std::string, TermStatistics> word_statistics_;
  std::map<std::string, DocSet> language_filters_, cached_filters_;
};

}  // namespace dateline::searching
