// SPDX-License-Identifier: GPL-2.0-or-later
#include "index_reader.h"

#include <sys/stat.h>

#include <algorithm>

#include "error.h"
#include "glass_format.h"

namespace dateline {

IndexReader::IndexReader(const Xapian::Database& database, const std::filesystem::path& terms,
                         Way way)
    : database_(database), terms_(terms) {
  if (way == Way::xapian || terms.empty()) return;
  std::optional<glass::VersionFile> version;
  opened_ = version_file();
  try {
    version = glass::read_version_file(terms);
  } catch (const Error&) {
    return;  // not the format we know, or about to be replaced: Xapian has it open
  }
  const auto readable = [&](glass::Table table) {
    const glass::RootInfo& root = version->root(table);
    return root.absent || root.block_size == glass::kBlockSize;
  };
  if (!readable(glass::Table::postlist) || !readable(glass::Table::position)) return;
  if (version->revision != database.get_revision())
    throw Xapian::DatabaseModifiedError("the index was committed to while it was opened");
  postlist_ = std::make_unique<MappedTable>(terms / glass::kPostlistFile,
                                            version->root(glass::Table::postlist));
  position_ = std::make_unique<MappedTable>(terms / glass::kPositionFile,
                                            version->root(glass::Table::position));
}

std::optional<IndexReader::FileState> IndexReader::version_file() const {
  struct stat status {};
  if (::stat((terms_ / "iamglass").c_str(), &status) != 0) return {};
  return FileState{status.st_ino, status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
}

void IndexReader::check_unchanged() const {
  if (!direct()) return;
  const std::optional<FileState> now = version_file();
  // Without one, another index has replaced this: nobody writes to its files any more.
  if (now && now != opened_)
    throw Xapian::DatabaseModifiedError("the index was committed to while it was read");
}

const TermStatistics& IndexReader::statistics(const std::string& term) const {
  constexpr std::size_t kMostKept = 100'000;
  if (statistics_.size() > kMostKept) statistics_.clear();
  const auto [entry, is_new] = statistics_.try_emplace(term);
  TermStatistics& found = entry->second;
  if (!is_new) return found;
  if (!direct()) {
    found.documents = database_.get_termfreq(term);
    found.times = static_cast<double>(database_.get_collection_freq(term));
    return found;
  }
  std::string key;
  glass::append_escaped(key, term);
  TableCursor cursor(*postlist_);
  if (cursor.find_first_from(key) && cursor.key() == key) {
    glass::Decoder head(cursor.tag());
    found.documents = head.uint32();
    found.times = static_cast<double>(head.uint());
  }
  return found;
}

void IndexReader::values(Xapian::valueno slot,
                         const std::function<void(std::uint32_t, std::string_view)>& visit) const {
  if (!direct()) {
    const auto end = database_.valuestream_end(slot);
    for (auto v = database_.valuestream_begin(slot); v != end; ++v) visit(v.get_docid(), *v);
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

Postings::Postings(const IndexReader& index, std::string_view term) : index_(&index) {
  if (!index.direct()) {
    at_ = index.database_.postlist_begin(std::string(term));
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
    all.at_ = index.database_.postlist_begin("");
    return all;
  }
  all.key_ = glass::kDocumentLengths;
  all.number_at_ = all.key_.size();
  all.cursor_.emplace(*index.postlist_);
  return all;
}

/// Reads the first chunk.
void Postings::open() {
  opened_ = true;
  if (cursor_->find_first_from(key_) && cursor_->key() == key_)
    read_chunk(cursor_->tag(), true);
  else
    last_chunk_ = true;
}

void Postings::read_chunk(std::string_view tag, bool first) {
  glass::Decoder in(tag);
  std::uint32_t document = 0;
  if (first) {
    in.uint();  // how many documents
    in.uint();  // how often in all
    document = in.uint32() + 1;
  } else {
    document = glass::Decoder(cursor_->key().substr(number_at_)).sortable();
  }
  last_chunk_ = in.byte() == '1';
  chunk_end_ = document + in.uint32();
  read_pairs(in.rest(), document, chunk_end_);
}

/// wdf (difference - 1, wdf)*, all as uints.
void Postings::read_pairs(std::string_view body, std::uint32_t document, std::uint32_t last) {
  chunk_.clear();
  in_chunk_ = 0;
  // Two bytes a posting at least, and one for the first.
  chunk_.resize(body.size() / 2 + 1);
  Posting* out = chunk_.data();
  const auto* at = reinterpret_cast<const unsigned char*>(body.data());
  const unsigned char* const end = at + body.size();
  const auto read = [&]() -> std::uint32_t {
    std::uint64_t v = 0;
    for (unsigned shift = 0; shift < 35; shift += 7) {
      if (at == end) break;
      const std::uint32_t byte = *at++;
      v |= std::uint64_t{byte & 0x7f} << shift;
      if (byte < 0x80) return static_cast<std::uint32_t>(v);
    }
    throw Error("the index is damaged: a posting list ends too soon",
                "run: dateline-indexer repair");
  };
  *out++ = {document, read()};
  while (at != end) {
    if (end - at >= 2 && (at[0] | at[1]) < 0x80) {
      document += std::uint32_t{at[0]} + 1;
      *out++ = {document, at[1]};
      at += 2;
      continue;
    }
    document += read() + 1;
    *out++ = {document, read()};
  }
  chunk_.resize(static_cast<std::size_t>(out - chunk_.data()));
  if (document != last || chunk_.front().document > document)
    throw Error("the index is damaged: a posting list is not one", "run: dateline-indexer repair");
}

std::span<const Posting> Postings::next() {
  if (!cursor_) return next_of_xapian();
  if (!opened_) {
    open();
    return chunk_;
  }
  chunk_.clear();
  if (last_chunk_) return {};
  if (!cursor_->next() || !cursor_->key().starts_with(key_) || cursor_->key().size() <= number_at_)
    throw Error("the index is damaged: a posting list has no end", "run: dateline-indexer repair");
  read_chunk(cursor_->tag(), false);
  return chunk_;
}

std::span<const Posting> Postings::next_of_xapian() {
  constexpr std::size_t kAtOnce = 256;
  chunk_.clear();
  in_chunk_ = 0;
  for (; chunk_.size() < kAtOnce && at_ != Xapian::PostingIterator(); ++at_)
    chunk_.push_back({*at_, of_lengths_ ? at_.get_doclength() : at_.get_wdf()});
  return chunk_;
}

/// To the chunk that would hold `document`, which is beyond the present one.
bool Postings::seek_chunk(std::uint32_t document) {
  if (!cursor_) {
    if (at_ == Xapian::PostingIterator()) return false;
    if (*at_ < document) at_.skip_to(document);
    return !next_of_xapian().empty();
  }
  if (!opened_) {
    open();
    if (!chunk_.empty() && chunk_end_ >= document) return true;
  }
  if (last_chunk_) return false;
  std::string key = key_;
  if (number_at_ > key_.size()) key.push_back('\0');
  glass::append_sortable(key, document);
  if (!cursor_->find_last_until(key) || !cursor_->key().starts_with(key_))
    throw Error("the index is damaged: a posting list has no beginning",
                "run: dateline-indexer repair");
  read_chunk(cursor_->tag(), cursor_->key().size() <= number_at_);
  if (chunk_end_ >= document) return true;
  return !next().empty();  // it begins with the next chunk, if there is one
}

const Posting* Postings::find(std::uint32_t document) {
  if (chunk_.empty() || chunk_.back().document < document) {
    if (opened_ && chunk_.empty()) return nullptr;
    if (!seek_chunk(document)) {
      opened_ = true;
      chunk_.clear();
      return nullptr;
    }
  }
  const auto begin = chunk_.begin() + static_cast<std::ptrdiff_t>(in_chunk_);
  const auto found =
      std::ranges::lower_bound(begin, chunk_.end(), document, {}, &Posting::document);
  in_chunk_ = static_cast<std::size_t>(found - chunk_.begin());
  return &*found;
}

}  // namespace dateline
