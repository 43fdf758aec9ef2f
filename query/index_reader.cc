// SPDX-License-Identifier: GPL-2.0-or-later
#include "index_reader.h"

#include <sys/stat.h>

#include <algorithm>
#include <bit>
#include <cstring>

#include "error.h"
#include "glass_format.h"

namespace dateline {
namespace {

[[noreturn]] void fail_positions() {
  throw Error("the index is damaged: a position list is not one", "run: dateline-indexer repair");
}

/// Bits of a position list, least significant first (glass_format.h).
class BitReader {
 public:
  explicit BitReader(std::string_view bytes) : bytes_(bytes) {}

  /// A number below `n`, as BitWriter::encode wrote it.
  std::uint32_t decode(std::uint64_t n) {
    if (n < 2) return 0;
    const auto bits = static_cast<unsigned>(std::bit_width(n - 1));
    const std::uint64_t spare = (std::uint64_t{1} << bits) - n;
    const std::uint64_t ahead = peek();
    const std::uint64_t low = ahead & ((std::uint64_t{1} << (bits - 1)) - 1);
    const std::uint64_t high = ahead >> (bits - 1) & 1;
    const std::uint64_t middle = (n - spare) / 2;
    if (spare == 0 || low < middle) {
      at_ += bits;
      return static_cast<std::uint32_t>(low + high * (spare == 0 ? n / 2 : middle + spare));
    }
    at_ += bits - 1;
    return static_cast<std::uint32_t>(low);
  }

  /// Throws when more was read than there is.
  void check() const {
    if (at_ > bytes_.size() * 8) fail_positions();
  }

 private:
  /// At least the next 33 bits; behind the end, zeros.
  std::uint64_t peek() const {
    static_assert(std::endian::native == std::endian::little);
    const std::size_t byte = at_ / 8;
    std::uint64_t eight = 0;
    if (byte + 8 <= bytes_.size())
      std::memcpy(&eight, bytes_.data() + byte, 8);
    else if (byte < bytes_.size())
      std::memcpy(&eight, bytes_.data() + byte, bytes_.size() - byte);
    return eight >> at_ % 8;
  }

  std::string_view bytes_;
  std::size_t at_ = 0;  // in bits
};

/// What lies between the places j and k, both known (interpolative coding).
void decode_between(BitReader& bits, std::uint32_t* p, std::size_t j, std::size_t k) {
  while (j + 1 < k) {
    const std::size_t mid = j + (k - j) / 2;
    const auto before = static_cast<std::uint32_t>(mid - j);
    const auto between = static_cast<std::uint32_t>(k - j);
    p[mid] = p[j] + before + bits.decode(std::uint64_t{p[k]} - p[j] - between + 1);
    if (mid - j > 1) decode_between(bits, p, j, mid);
    j = mid;
  }
}

void decode_positions(std::string_view tag, std::vector<std::uint32_t>& positions) {
  constexpr std::uint64_t kMost = std::uint64_t{1} << 27;
  glass::Decoder in(tag);
  const std::uint32_t last = in.uint32();
  if (in.empty()) {
    positions.push_back(last);
    return;
  }
  BitReader bits(in.rest());
  const std::uint32_t first = bits.decode(last);
  if (first >= last) fail_positions();
  const std::uint64_t count = std::uint64_t{bits.decode(last - first)} + 2;
  if (count > kMost || count > std::uint64_t{last} - first + 1) fail_positions();
  const std::size_t begin = positions.size();
  positions.resize(begin + count);
  positions[begin] = first;
  positions.back() = last;
  decode_between(bits, positions.data(), begin, positions.size() - 1);
  bits.check();
}

}  // namespace

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

PositionLists::PositionLists(const IndexReader& index, std::string_view term) : index_(&index) {
  if (!index.direct()) {
    posting_ = index.database_.postlist_begin(std::string(term));
    return;
  }
  glass::append_escaped(key_, term);
  key_.push_back('\0');
  number_at_ = key_.size();
  cursor_.emplace(*index.position_);
}

std::uint32_t PositionLists::find(std::uint32_t document) {
  if (document <= at_ && at_ != 0) return at_;
  if (!cursor_) {
    const Xapian::PostingIterator end;
    if (posting_ != end && *posting_ < document) posting_.skip_to(document);
    while (posting_ != end && posting_.positionlist_begin() == posting_.positionlist_end())
      ++posting_;
    return at_ = posting_ == end ? kNone : *posting_;
  }
  key_.resize(number_at_);
  glass::append_sortable(key_, document);
  const std::string_view ours(key_.data(), number_at_);
  const bool found = cursor_->find_ahead(key_) && cursor_->key().starts_with(ours) &&
                     cursor_->key().size() > number_at_ && cursor_->key()[number_at_] != '\xff';
  return at_ = found ? glass::Decoder(cursor_->key().substr(number_at_)).sortable() : kNone;
}

void PositionLists::read(std::vector<std::uint32_t>& positions) {
  if (cursor_) return decode_positions(cursor_->tag(), positions);
  const auto end = posting_.positionlist_end();
  for (auto p = posting_.positionlist_begin(); p != end; ++p) positions.push_back(*p);
}

}  // namespace dateline
