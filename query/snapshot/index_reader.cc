// SPDX-License-Identifier: GPL-2.0-or-later
#include "index_reader.h"

#include <algorithm>

#include "error.h"
#include "index/glass_format.h"
#include "index/stem_dictionary.h"
#include "index_segment_tables.h"
#include "system/archive_files.h"

namespace dateline::searching {

IndexReader::Segment::Segment(const SegmentFolder& folder, const glass::VersionFile& version,
                              std::uint32_t behind, const std::vector<Row>& dead_rows)
    : base(behind),
      first(behind + folder.segment.first),
      last(behind + version.statistics.last_document),
      documents(version.statistics.documents),
      length(version.statistics.total_length),
      dead(std::ranges::lower_bound(dead_rows, first - base),
           std::max(std::ranges::lower_bound(dead_rows, first - base),
                    std::ranges::upper_bound(dead_rows, last - base))),
      sums(folder.path),
      postlist(folder.path / kPostlistFile, version.root(glass::Table::postlist), &sums),
      positions(folder.path / kPositionsFile, &sums) {}

IndexReader::IndexReader() = default;

IndexReader::IndexReader(const SegmentFolders& segments, const std::vector<Row>& dead) {
  append(segments, dead);
}

void IndexReader::append(const SegmentFolders& segments, const std::vector<Row>& dead) {
  const std::uint32_t base = last_document();
  std::vector<std::unique_ptr<const Segment>> added;
  for (const SegmentFolder& folder : segments) {
    const glass::VersionFile version = glass::read_version_file(folder.path);
    if (version.statistics.last_document >= UINT32_MAX - base)
      throw Error("these archives hold too many versions to be searched as one",
                  "search fewer of them at once");
    const std::uint32_t before = added.empty() ? 0 : added.back()->last;
    added.push_back(std::make_unique<const Segment>(folder, version, base, dead));
    if (added.back()->first <= before && before != 0)
      throw Error("the index is damaged: its segments overlap", "run: dateline-indexer repair");
  }
  for (auto& segment : added) {
    documents_ += segment->documents;
    documents_ -= std::min(documents_, static_cast<std::uint32_t>(segment->dead.size()));
    has_dead_ = has_dead_ || !segment->dead.empty();
    segments_.push_back(std::move(segment));
  }
  if (!has_dead_) return;
  dead_ = DocSet(last_document());
  for (const auto& segment : segments_)
    for (const std::uint32_t row : segment->dead) dead_.insert(segment->base + row);
}

IndexReader::~IndexReader() = default;

std::uint32_t IndexReader::last_document() const {
  return segments_.empty() ? 0 : segments_.back()->last;
}

double IndexReader::mean_length() const {
  if (mean_length_) return *mean_length_;
  TermStatistics all;
  for (const auto& segment : segments_) {
    all.coll_freq += static_cast<double>(segment->length);
    PostingList lengths = PostingList::lengths(segment->postlist);
    if (!segment->dead.empty() && lengths.open())
      subtract_dead(*segment, lengths, segment->last - segment->first, all);
  }
  mean_length_ = documents_ == 0 ? 0 : all.coll_freq / documents_;
  return *mean_length_;
}

std::size_t IndexReader::segment_from(std::uint32_t document, std::size_t begin) const {
  while (begin < segments_.size() && segments_[begin]->last < document) ++begin;
  return begin;
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
    if (!segment->dead.empty()) subtract_dead(*segment, list, list.documents(), found);
  }
  return found;
}

/// `list` is open and has about so many documents. Either it is read, or the dead are looked for in
/// it: whatever is less to do.
void IndexReader::subtract_dead(const Segment& segment, PostingList& list, std::uint32_t documents,
                                TermStatistics& found) const {
  const auto subtract = [&](const Posting& posting) {
    found.doc_freq -= 1;
    found.coll_freq -= posting.tf;
  };
  if (static_cast<double>(segment.dead.size()) * kReadPerFind < documents) {
    for (const std::uint32_t row : segment.dead) {
      if (!list.seek(row)) return;
      const Posting& posting = list.chunk().find(row);
      if (posting.document == row) subtract(posting);
    }
    return;
  }
  std::vector<Posting> buffer;
  do
    for (const Posting& posting : list.chunk().read_all(buffer))
      if (dead_.contains(segment.base + posting.document)) subtract(posting);
  while (list.next());
}

std::uint32_t IndexReader::living(const std::string& term, std::uint32_t in_all) const {
  return has_dead_ ? static_cast<std::uint32_t>(statistics(term).doc_freq) : in_all;
}

std::vector<std::string> IndexReader::words_of_stem(std::string_view language,
                                                    std::string_view stem) const {
  const std::string key = stem_key(language, stem);
  std::vector<std::string> words;
  for (const auto& segment : segments_) {
    TableCursor cursor(segment->postlist);
    if (!cursor.find_first_from(key) || cursor.key() != key) continue;
    for (const std::string_view word : dateline::words_of_stem(cursor.tag()))
      words.emplace_back(word);
  }
  std::ranges::sort(words);
  const auto repeated = std::ranges::unique(words);
  words.erase(repeated.begin(), repeated.end());
  return words;
}

std::uint32_t IndexReader::first_document(std::string_view term) const {
  Postings postings(*this, term);
  const Posting* const first = postings.find(1);
  return first == nullptr ? 0 : first->document;
}

/// To the chunk of values that may have `row`, or the first one.
static bool find_values(TableCursor& cursor, const std::string& prefix, std::uint32_t row) {
  std::string key = prefix;
  glass::append_sortable(key, row);
  if (cursor.find_last_until(key) && cursor.key().starts_with(prefix)) return true;
  return cursor.find_first_from(prefix);
}

void IndexReader::values(unsigned slot,
                         const std::function<void(std::uint32_t, std::string_view)>& visit,
                         std::uint32_t first, std::uint32_t last) const {
  std::string prefix(glass::kValueChunk);
  glass::append_uint(prefix, slot);
  for (std::size_t place = segment_from(first);
       place < segments_.size() && segments_[place]->first <= last; ++place) {
    const Segment* const segment = segments_[place].get();
    TableCursor cursor(segment->postlist);
    const std::uint32_t row = first > segment->base ? first - segment->base : 0;
    for (bool more = find_values(cursor, prefix, row); more && cursor.key().starts_with(prefix);
         more = cursor.next()) {
      std::uint32_t document =
          segment->base + glass::Decoder(cursor.key().substr(prefix.size())).sortable();
      if (document > last) return;
      glass::Decoder chunk(cursor.tag());
      const auto visit_living = [&](std::string_view value) {
        if (document >= first && document <= last && !is_dead(document)) visit(document, value);
      };
      visit_living(chunk.string());
      while (!chunk.empty()) {
        document += chunk.uint32() + 1;
        visit_living(chunk.string());
      }
    }
  }
}

std::string IndexReader::value(unsigned slot, std::uint32_t document) const {
  const std::size_t place = segment_from(document);
  if (place == segments_.size()) return {};
  const std::uint32_t row = document - segments_[place]->base;
  std::string key(glass::kValueChunk);
  glass::append_uint(key, slot);
  const std::size_t prefix = key.size();
  glass::append_sortable(key, row);
  TableCursor cursor(segments_[place]->postlist);
  if (!cursor.find_last_until(key) || !cursor.key().starts_with(key.substr(0, prefix))) return {};
  std::uint32_t at = glass::Decoder(cursor.key().substr(prefix)).sortable();
  glass::Decoder chunk(cursor.tag());
  std::string_view value = chunk.string();
  while (at < row && !chunk.empty()) {
    at += chunk.uint32() + 1;
    value = chunk.string();
  }
  return at == row ? std::string(value) : std::string();
}

Postings::Postings(const IndexReader& index, std::string_view term, const DocSet::Part& part)
    : index_(&index), term_(term), part_(part) {}

Postings Postings::lengths(const IndexReader& index, const DocSet::Part& part) {
  Postings all(index, {}, part);
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
  base_ = index_->segments_[place]->base;
  list_.emplace(of_lengths_ ? PostingList::lengths(table) : PostingList(table, term_));
  return true;
}

std::span<const Posting> Postings::read_chunk() {
  const std::span<const Posting> all = list_->chunk().read_all(buffer_);
  if (base_ != 0)
    for (std::size_t i = 0; i < all.size(); ++i) buffer_[i].document += base_;
  return all;
}

/// To the first chunk of the part in the present list.
bool Postings::first_chunk() {
  return part_.first() > base_ ? list_->seek(part_.first() - base_) : list_->open();
}

/// The postings of the next chunk, dead ones among them.
std::span<const Posting> Postings::next_chunk() {
  if (list_ && list_->next()) return read_chunk();
  while (next_list(part_.first()))
    if (first_chunk()) return read_chunk();
  return {};
}

std::span<const Posting> postings_in(std::span<const Posting> some, const DocSet::Part& part) {
  const auto begin = std::ranges::lower_bound(some, part.first(), {}, &Posting::document),
             end = std::ranges::upper_bound(some, part.last(), {}, &Posting::document);
  return {begin, end};
}

std::span<const Posting> Postings::next() {
  for (;;) {
    std::span<const Posting> all = next_chunk();
    if (!all.empty() &&
        (all.front().document < part_.first() || all.back().document > part_.last()))
      all = postings_in(all, part_);
    if (all.empty() || !index_->has_dead_) return all;
    std::size_t living = 0;
    for (const Posting& posting : all) {  // no branch: death cannot be predicted
      buffer_[living] = posting;
      living += index_->dead_.contains(posting.document) ? 0 : 1;
    }
    if (living != 0) return {buffer_.data(), living};
  }
}

const Posting* Postings::find_in_all(std::uint32_t document) {
  do {
    const std::uint32_t row = document > base_ ? document - base_ : 0;
    if (!list_ || !list_->seek(row)) continue;
    const Posting& found = list_->chunk().find(row);
    if (base_ == 0) return &found;
    found_ = {base_ + found.document, found.tf};
    return &found_;
  } while (next_list(document));
  return nullptr;
}

const Posting* Postings::find(std::uint32_t document) {
  for (;;) {
    const Posting* const found = find_in_all(document);
    if (found == nullptr || !index_->is_dead(found->document)) return found;
    document = found->document + 1;
  }
}

}  // namespace dateline::searching
