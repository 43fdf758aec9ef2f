// SPDX-License-Identifier: GPL-2.0-or-later
// The bytes of Xapian's glass format, version 2016-03-14, as every Xapian 1.4 writes them: numbers,
// keys, and the version file `iamglass`. Used by what writes, merges (indexer) or reads (query)
// databases without Xapian.
// Derived from xapian-core 1.4.22: backends/glass, common/pack.h, common/bitstream.cc.
//
//   uint          base 128, least significant group first, top bit = more follows
//   uint-last     little-endian bytes without length, nothing at all for 0; ends a key
//   sortable      a document number in a key: below 0x8000 two bytes, big-endian; else 3 to 5
//                 bytes beginning with the bits 10, 110 or 1110. Prefix-free, keeps the order, and
//                 its first byte is never 0xff
//   string        uint length, bytes
//   escaped       a term in a key: every NUL becomes NUL 0xff. A NUL ends it if something follows
//
//   postlist      00 d0 uint-last(slot)                 value statistics
//                 00 d8 uint(slot) sortable(first)      value chunk
//                 00 e0 [sortable(first)]               document lengths, as a posting list
//                 escaped term [NUL sortable(first)]    posting list
//   position      never written here: positions.glass (position_list.h) is a table beside these
//   termlist, docdata                                   never written here
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace dateline::glass {

inline constexpr std::size_t kBlockSize = 8192;
inline constexpr std::uint32_t kRevision = 1;  // of every database we write, which one commit makes

/// Terms in keys, NULs doubled.
inline constexpr std::size_t kMaxEscapedTerm = 245;

/// Tags of at most this many bytes are never compressed.
inline constexpr std::size_t kCompressMin = 18;

/// A chunk of the postlist table is closed when its body has this many bytes.
inline constexpr std::size_t kChunkBytes = 2000;

// The beginnings of keys in the postlist table.
inline constexpr std::string_view kUserMetadata{"\0\xc0", 2};
inline constexpr std::string_view kValueStatistics{"\0\xd0", 2};
inline constexpr std::string_view kValueChunk{"\0\xd8", 2};
inline constexpr std::string_view kDocumentLengths{"\0\xe0", 2};

/// Throws Error unless the term fits a key.
void check_term(std::string_view term);

inline void append_uint(std::string& out, std::uint64_t v) {
  for (; v >= 0x80; v >>= 7) out.push_back(static_cast<char>(v | 0x80));
  out.push_back(static_cast<char>(v));
}

inline void append_string(std::string& out, std::string_view bytes) {
  append_uint(out, bytes.size());
  out.append(bytes);
}

void append_uint_last(std::string& out, std::uint64_t v);
void append_sortable(std::string& out, std::uint32_t v);
void append_escaped(std::string& out, std::string_view term);

/// Takes encoded values off the front of some bytes. Throws Error when they end too soon.
class Decoder {
 public:
  explicit Decoder(std::string_view bytes) : at_(bytes.data()), end_(bytes.data() + bytes.size()) {}

  bool empty() const { return at_ == end_; }
  std::string_view rest() const { return {at_, static_cast<std::size_t>(end_ - at_)}; }

  std::uint8_t byte() {
    if (at_ == end_) fail();
    return static_cast<std::uint8_t>(*at_++);
  }
  std::uint64_t uint();
  std::uint32_t uint32();
  std::uint32_t sortable();
  std::string_view bytes(std::size_t n);
  std::string_view string() { return bytes(uint()); }

 private:
  [[noreturn]] static void fail();

  const char* at_;
  const char* end_;
};

inline std::uint64_t Decoder::uint() {
  std::uint64_t v = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    const std::uint64_t b = byte();
    v |= (b & 0x7f) << shift;
    if (b < 0x80) return v;
  }
  fail();
}

inline std::uint32_t Decoder::uint32() {
  const std::uint64_t v = uint();
  if (v > UINT32_MAX) fail();
  return static_cast<std::uint32_t>(v);
}

/// The root of a table, as the version file gives it.
struct RootInfo {
  std::uint32_t root = 0;
  std::uint32_t level = 0;
  bool sequential = true;  // leaves ascend in key order through the file
  bool absent = true;      // there is no table, or it has no block
  std::uint64_t entries = 0;
  std::uint32_t block_size = kBlockSize;
  std::uint32_t compress_min = 0;
  std::string free_list;
};

enum class Table { postlist, docdata, termlist, position, spelling, synonym };
inline constexpr std::size_t kTables = 6;

struct Statistics {
  std::uint32_t documents = 0;
  std::uint32_t last_document = 0;
  std::uint32_t length_lower_bound = 0;  // least length that is not 0
  std::uint32_t length_upper_bound = 0;
  std::uint32_t wdf_upper_bound = 0;
  std::uint64_t total_length = 0;

  /// Counts a document of this length. The caller sets the rest.
  void add_length(std::uint32_t length);
  /// Adds the statistics of another database.
  void add(const Statistics& other);
};

/// The file `iamglass`, which makes a folder of tables a database.
struct VersionFile {
  std::uint64_t revision = kRevision;
  std::array<RootInfo, kTables> roots;
  Statistics statistics;

  RootInfo& root(Table table) { return roots[static_cast<std::size_t>(table)]; }
  const RootInfo& root(Table table) const { return roots[static_cast<std::size_t>(table)]; }

  /// The bytes of the file for a new database with these tables and a new random UUID.
  std::string encode() const;
  /// Throws Error when the bytes are not of this version of the format.
  static VersionFile decode(std::string_view bytes);
};

/// Throws Error when the folder is not a database in the known format.
VersionFile read_version_file(const std::filesystem::path& folder);

/// The free list of a table of this many blocks, all in use.
std::string fresh_free_list(std::uint32_t blocks);

}  // namespace dateline::glass
