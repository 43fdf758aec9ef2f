// SPDX-License-Identifier: GPL-2.0-or-later
// Unpacker: reads the members of a compressed file or an archive as streams (libarchive). Used by
// input_reader.cc. It never writes a file, and never uses a member's name as a path.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "byte_source.h"

namespace dateline::indexing {

class TarGuard;

/// Limits the expansion of one file on disk, over all archives within it, against decompression
/// bombs.
struct UnpackBudget {
  std::uint64_t ratio = 100;   // unpacked bytes for each packed one, beyond the first 32 MiB
  std::uint64_t packed = 0;    // bytes taken from disk
  std::uint64_t unpacked = 0;  // bytes after unpacking
  bool refused = false;        // the limit was exceeded; nothing more is read

  /// Throws Error when the file grows to more than most() or 64 GiB.
  void add_unpacked(std::uint64_t bytes);
  /// What so many packed bytes may become.
  std::uint64_t most(std::uint64_t packed_bytes) const;
};

/// True when Unpacker can open an input that begins with `head`.
bool is_packed(std::string_view head);

/// True when what begins with `head` is one compressed stream (bz2, xz, zst), no archive of files.
bool is_compressed(std::string_view head);

/// True for a zip that is a document, not an archive of files: docx, xlsx, odt, epub and the like.
/// Its first file or its name decides.
bool is_office_document(std::string_view head, std::string_view name);

/// A zip of a web crawl (WACZ), by its members or by its name. Of its files only is_crawl_record
/// holds pages; the others repeat or describe them.
bool is_crawl_package(std::string_view head, std::string_view name);
bool is_crawl_record(std::string_view member);

/// The members of the zip file open at `descriptor` that are links. Only the table at its end tells
/// them from files, so they are not known of a zip that is read as a stream.
std::set<std::string> links_of_zip(int descriptor);

/// Whether the zip file open at `descriptor` has the table at its end. One that is cut has not.
bool has_table_of_zip(int descriptor);

class Unpacker {
 public:
  enum class Packing { archive, compressed };

  /// All must outlive it. `guard`: what `bytes` are read through where they are tar. Throws Error.
  Unpacker(ByteSource& bytes, UnpackBudget& expansion, Packing packing = Packing::archive,
           const TarGuard* guard = nullptr);
  ~Unpacker();
  Unpacker(const Unpacker&) = delete;
  Unpacker& operator=(const Unpacker&) = delete;

  /// The name of the next file; empty for the content of a compressed file, which has none.
  /// Nothing at the end. Throws Error.
  std::optional<std::string> next();
  /// The content of that file, valid until the next call of next(). Reading its end throws Error
  /// where the archive said that it was longer.
  ByteSource& content();
  /// Links, pipes and devices that next() has passed since the last call, each with its kind.
  std::vector<std::pair<std::string, std::string>> take_passed();

 private:
  class Member;
  std::unique_ptr<Member> member_;
};

}  // namespace dateline::indexing
