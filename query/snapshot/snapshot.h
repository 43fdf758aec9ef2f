// SPDX-License-Identifier: GPL-2.0-or-later
// Snapshot: one state of the archive, as a search sees it: the index as of one commit, its columns,
// and the catalog for titles and texts. Rows of the catalog outlive the commit that replaces them,
// so the two stay one state. Match, rank and facets read it; it searches nothing itself.
#pragma once

#include <xapian.h>

#include <cstdint>
#include <filesystem>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "catalog/catalog.h"
#include "doc_set.h"
#include "index_reader.h"
#include "near_duplicates.h"
#include "schema.h"
#include "system/large_pages.h"
#include "text/analyzer.h"

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

/// The day of each document's date: `codes[number]` is 0 where it has none, else an index into
/// `days`, the first seconds of all days there are, ascending.
struct DayColumn {
  std::vector<std::uint32_t> codes;
  std::vector<std::int64_t> days;
};

/// Room for postings, most of it for those to come.
using PostingBuffer = std::vector<Posting, LargePageAllocator<Posting>>;

class Snapshot {
 public:
  /// Opens the archive in `folder` as it is now. Throws Error.
  explicit Snapshot(const std::filesystem::path& folder);

  /// Names the state: the same for as long as every search finds the same, also after a restart.
  std::string revision() const;

  /// Takes over the columns of another snapshot of the same revision.
  void take_columns(Snapshot&& same);

  const Xapian::Database& database() const { return database_; }
  const IndexReader& index() const { return index_; }
  const Catalog& catalog() const { return catalog_; }
  std::uint32_t last_document() const { return last_; }
  DocSet no_documents() const { return DocSet(last_); }
  DocSet all_documents() const;

  /// Codes of the languages that have articles here, most articles first; "" where some articles
  /// have no known language.
  const std::vector<std::string>& languages() const { return languages_; }

  /// The articles in a language; "" = in no known one. Made when first asked for.
  const DocSet& language_filter(const std::string& code);

  /// The articles with a frequent term of an exact field, kept for the filters of later searches;
  /// null for a rare one, which is soon read.
  const DocSet* cached_filter(const std::string& term);

  /// One for all searches, so that each word is stemmed once.
  Stemmer& stemmer() { return stemmer_; }

  /// Columns are read when they are first asked for. field: source, section, author or language.
  const CodeColumn& codes(schema::FieldId field);
  /// field: date, seen or words.
  const NumberColumn& numbers(schema::FieldId field);
  const DayColumn& days();
  /// One value of a number column, without reading the rest.
  std::int64_t number(schema::FieldId field, std::uint32_t document) const;
  /// Made when first asked for.
  const NearDuplicates& near_duplicates();
  /// Zero for each document; who changes that sets it back.
  std::span<double> score_accumulators();
  /// Room that an earlier search has had, empty or not, so that not every search asks the system
  /// for memory; who takes it gives it back.
  PostingBuffer borrow_posting_buffer() { return std::exchange(posting_buffer_, {}); }
  void return_posting_buffer(PostingBuffer&& buffer) { posting_buffer_ = std::move(buffer); }
  /// By document, what BM25 adds to the occurrences of a word for the article's length
  /// (bm25.h); computed when first asked for.
  std::span<const double> norms();

 private:
  Catalog catalog_;
  Xapian::Database database_;
  IndexReader index_;
  std::uint32_t last_ = 0;
  std::vector<std::string> languages_;
  Stemmer stemmer_;
  std::map<schema::FieldId, CodeColumn> codes_;
  std::map<schema::FieldId, NumberColumn> numbers_;
  std::optional<DayColumn> days_;
  std::optional<NearDuplicates> near_duplicates_;
  std::vector<double, LargePageAllocator<double>> norms_, score_accumulators_;
  PostingBuffer posting_buffer_;
  std::map<std::string, DocSet> language_filters_, cached_filters_;
};

}  // namespace dateline::searching
