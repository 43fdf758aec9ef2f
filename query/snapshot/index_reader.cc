// SPDX-License-Identifier: GPL-2.0-or-later
#include "index_reader.h"

#include <sys/stat.h>
#include <xapian.h>

#include "error.h"
#include "index/glass_format.h"
#include "system/archive_files.h"

namespace dateline::searching {

IndexReader::IndexReader(const Xapian::Database& database, const std::filesystem::path& terms,
                         Way way)
    : database_(std::make_unique<Xapian::Database>(database)), terms_(terms) {
  if (way == Way::xapian || terms.empty()) return;
  std::optional<glass::VersionFile> version;
  opened_ = version_file();
  try {
    version = glass::read_version_file(terms);
  } catch (const Error&) {
    return;  // another format, or about to be replaced: Xapian has it open
  }
  const auto readable = [&](glass::Table table) {
    const glass::RootInfo& root = version->root(table);
    return root.absent || root.block_size == glass::kBlockSize;
  };
  if (!readable(glass::Table::postlist) || !readable(glass::Table::position)) return;
  if (version->revision != database.get_revision())
    throw Xapian::DatabaseModifiedError("the index was committed to while it was opened");
  try {
    postlist_ =
        std::make_unique<MappedTable>(terms / kPostlistFile, version->root(glass::Table::postlist));
    position_ =
        std::make_unique<MappedTable>(terms / kPositionFile, version->root(glass::Table::position));
  } catch (const Error&) {
    if (version_file() == opened_) throw;
    throw Xapian::DatabaseModifiedError("the index was replaced while it was opened");
  }
}

IndexReader::~IndexReader() = default;

std::optional<IndexReader::FileState> IndexReader::version_file() const {
  struct stat status {};
  if (::stat((terms_ / kVersionFile).c_str(), &status) != 0) return {};
  return FileState{status.st_ino, status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
}

void IndexReader::check_unchanged() const {
  if (!direct()) return;
  // Where there is no version file, another index has replaced this one.
  if (version_file() != opened_)
    throw Xapian::DatabaseModifiedError("the index was committed to while it was read");
}

const TermStatistics& IndexReader::statistics(const std::string& term) const {
  constexpr std::size_t kMostKept = 100'000;
  if (statistics_.size() > kMostKept) statistics_.clear();
  const auto [entry, is_new] = statistics_.try_emplace(term);
  TermStatistics& found = entry->second;
  if (!is_new) return found;
  if (!direct()) {
    found.doc_freq = database_->get_termfreq(term);
    found.coll_freq = static_cast<double>(database_->get_collection_freq(term));
    return found;
  }
  std::string key;
  glass::append_escaped(key, term);
  TableCursor cursor(*postlist_);
  if (cursor.find_first_from(key) && cursor.key() == key) {
    glass::Decoder head(cursor.tag());
    found.doc_freq = head.uint32();
    found.coll_freq = static_cast<double>(head.uint());
  }
  return found;
}

void IndexReader::values(unsigned slot,
                         const std::function<void(std::uint32_t, std::string_view)>& visit) const {
  if (!direct()) {
    const auto end = database_->valuestream_end(slot);
    for (auto v = database_->valuestream_begin(slot); v != end; ++v) visit(v.get_docid(), *v);
    return;
  }
  std::string prefix(glass::kValueChunk);
  glass::append_uint(prefix, slot);
  TableCursor cursor(*postlist_);
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

Postings::Postings(const IndexReader& index) : index_(&index) {}

Postings::Postings(Postings&&) noexcept = default;
Postings& Postings::operator=(Postings&&) noexcept = default;
Postings::~Postings() = default;

Postings::Postings(const IndexReader& index, std::string_view term) : index_(&index) {
  if (!index.direct()) {
    at_ = std::make_unique<Xapian::PostingIterator>(
        index.database_->postlist_begin(std::string(term)));
    return;
  }
  glass::append_escaped(key_, term);
  number_at_ = key_.size() + 1;
  cursor_.emplace(*index.postlist_);
}

Postings Postings::lengths(const IndexReader& index) {
  Postings all(index);
  all.of_lengths_ = true;
  if (!index.direct()) {
    all.at_ = std::make_unique<Xapian::PostingIterator>(index.database_->postlist_begin(""));
    return all;
  }
  all.key_ = glass::kDocumentLengths;
  all.number_at_ = all.key_.size();
  all.cursor_.emplace(*index.postlist_);
  return all;
}

/// Moves to the first chunk.
void Postings::open() {
  opened_ = true;
  in_chunk_ = cursor_->find_first_from(key_) && cursor_->key() == key_;
  if (in_chunk_) read_chunk(true);
}

/// Reads the head of the chunk at the cursor.
void Postings::read_chunk(bool first) {
  glass::Decoder in(cursor_->tag());
  std::uint32_t document = 0;
  if (first) {
    in.uint();  // document frequency
    in.uint();  // collection frequency
    document = in.uint32() + 1;
  } else {
    document = glass::Decoder(cursor_->key().substr(number_at_)).sortable();
  }
  last_chunk_ = in.byte() == '1';
  const std::uint32_t last = document + in.uint32();
  chunk_ = PostingChunk(in.rest(), document, last);
}

void Postings::next_chunk() {
  if (!cursor_->next() || !cursor_->key().starts_with(key_) || cursor_->key().size() <= number_at_)
    throw Error("the index is damaged: a posting list has no end", "run: dateline-indexer repair");
  read_chunk(false);
}

std::span<const Posting> Postings::next() {
  if (!cursor_) return next_of_xapian();
  if (!opened_)
    open();
  else if (in_chunk_ && last_chunk_)
    in_chunk_ = false;
  else if (in_chunk_)
    next_chunk();
  return in_chunk_ ? chunk_.read_all(buffer_) : std::span<const Posting>();
}

std::span<const Posting> Postings::next_of_xapian() {
  constexpr std::size_t kAtOnce = 256;
  buffer_.clear();
  Xapian::PostingIterator& at = *at_;
  for (; buffer_.size() < kAtOnce && at != Xapian::PostingIterator(); ++at)
    buffer_.push_back({*at, of_lengths_ ? at.get_doclength() : at.get_wdf()});
  return buffer_;
}

/// Moves to the chunk that would hold `document`, which is beyond the present one.
bool Postings::seek_chunk(std::uint32_t document) {
  constexpr int kNear = 3;  // chunks that next_chunk() reads in the time of one search by key
  for (int i = 0; i < kNear; ++i) {
    if (last_chunk_) return false;
    next_chunk();
    if (chunk_.last() >= document) return true;
  }
  if (last_chunk_) return false;
  std::string key = key_;
  if (number_at_ > key_.size()) key.push_back('\0');
  glass::append_sortable(key, document);
  if (!cursor_->find_last_until(key) || !cursor_->key().starts_with(key_))
    throw Error("the index is damaged: a posting list has no beginning",
                "run: dateline-indexer repair");
  read_chunk(cursor_->key().size() <= number_at_);
  if (chunk_.last() >= document) return true;
  if (last_chunk_) return false;
  next_chunk();  // it begins with this one
  return true;
}

const Posting* Postings::find(std::uint32_t document) {
  if (!cursor_) return find_in_xapian(document);
  if (!opened_) open();
  if (in_chunk_ && chunk_.last() < document) in_chunk_ = seek_chunk(document);
  return in_chunk_ ? &chunk_.find(document) : nullptr;
}

const Posting* Postings::find_in_xapian(std::uint32_t document) {
  const Xapian::PostingIterator end;
  Xapian::PostingIterator& at = *at_;
  if (at == end) return nullptr;
  if (*at < document) at.skip_to(document);
  if (at == end) return nullptr;
  posting_ = {*at, of_lengths_ ? at.get_doclength() : at.get_wdf()};
  return &posting_;
}

}  // namespace dateline::searching
