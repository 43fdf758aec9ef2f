// SPDX-License-Identifier: GPL-2.0-or-later
#include "index_reader.h"

#include <xapian.h>

#include <algorithm>

#include "error.h"
#include "index/glass_format.h"
#include "index_segment_tables.h"
#include "system/archive_files.h"

namespace dateline::searching {

IndexReader::Segment::Segment(const SegmentFolder& folder, const glass::VersionFile& version)
    : first(folder.segment.first),
      last(version.statistics.last_document),
      postlist(folder.path / kPostlistFile, version.root(glass::Table::postlist)),
      positions(folder.path / kPositionsFile),
      database(folder.path.string()) {}

IndexReader::IndexReader(const SegmentFolders& segments)
    : terms_(std::make_unique<Xapian::Database>()) {
  for (const SegmentFolder& folder : segments) {
    const glass::VersionFile version = glass::read_version_file(folder.path);
    const std::uint32_t before = last_document();
    const auto& segment = segments_.emplace_back(std::make_unique<const Segment>(folder, version));
    if (segment->first <= before && before != 0)
      throw Error("the index is damaged: its segments overlap", "run: dateline-indexer repair");
    terms_->add_database(segment->database);
    documents_ += version.statistics.documents;
    length_ += version.statistics.total_length;
  }
}

IndexReader::~IndexReader() = default;

std::uint32_t IndexReader::last_document() const {
  return segments_.empty() ? 0 : segments_.back()->last;
}

double IndexReader::mean_length() const {
  return documents_ == 0 ? 0 : static_cast<double>(length_) / documents_;
}

std::size_t IndexReader::segment_from(std::uint32_t document, std::size_t begin) const {
  while (begin < segments_.size() && segments_[begin]->last < document) ++begin;
  return begin;
}

const Xapian::Database* IndexReader::segment_of(std::uint32_t document) const {
  const std::size_t place = segment_from(document);
  return place == segments_.size() ? nullptr : &segments_[place]->database;
}

const TermStatistics& IndexReader::statistics(const std::string& term) const {
  constexpr std::size_t kMostKept = 100'000;
  if (statistics_.size() > kMostKept) statistics_.clear();
  const auto [entry, is_new] = statistics_.try_emplace(term);
  TermStatistics& found = entry->second;
  if (!is_new) return found;
  for (const auto& segment : segments_) {
    PostingList list(segment->postlist, term);
    if (!list.open()) continue;
    found.doc_freq += list.documents();
    found.coll_freq += static_cast<double>(list.occurrences());
  }
  return found;
}

std::uint32_t IndexReader::first_document(std::string_view term) const {
  Postings postings(*this, term);
  const Posting* const first = postings.find(1);
  return first == nullptr ? 0 : first->document;
}

void IndexReader::values(unsigned slot,
                         const std::function<void(std::uint32_t, std::string_view)>& visit) const {
  std::string prefix(glass::kValueChunk);
  glass::append_uint(prefix, slot);
  for (const auto& segment : segments_) {
    TableCursor cursor(segment->postlist);
    for (bool more = cursor.find_first_from(prefix); more && cursor.key().starts_with(prefix);
         more = cursor.next()) {
      std::uint32_t document = glass::Decoder(cursor.key().substr(prefix.size())).sortable();
      glass::Decoder chunk(cursor.tag());
      visit(document, chunk.string());
      while (!chunk.empty()) {
        document += chunk.uint32() + 1;
        visit(document, chunk.string());
      }
    }
  }
}

Postings::Postings(const IndexReader& index, std::string_view term) : index_(&index), term_(term) {}

Postings Postings::lengths(const IndexReader& index) {
  Postings all(index, {});
  all.of_lengths_ = true;
  return all;
}

/// Stands before the list of the next segment that may have documents not before `document`. False
/// where there is none.
bool Postings::next_list(std::uint32_t document) {
  const std::size_t place = index_->segment_from(document, next_segment_);
  next_segment_ = place + 1;
  list_.reset();
  if (place >= index_->segments_.size()) {
    next_segment_ = place;
    return false;
  }
  const MappedTable& table = index_->segments_[place]->postlist;
  list_.emplace(of_lengths_ ? PostingList::lengths(table) : PostingList(table, term_));
  return true;
}

std::span<const Posting> Postings::next() {
  if (list_ && list_->next()) return list_->chunk().read_all(buffer_);
  while (next_list(0))
    if (list_->open()) return list_->chunk().read_all(buffer_);
  return {};
}

const Posting* Postings::find(std::uint32_t document) {
  do
    if (list_ && list_->seek(document)) return &list_->chunk().find(document);
  while (next_list(document));
  return nullptr;
}

}  // namespace dateline::searching
