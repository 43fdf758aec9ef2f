// SPDX-License-Identifier: GPL-2.0-or-later
// Unpacker: what is in a compressed file or an archive, member by member, as streams (libarchive).
// Used by input.cc. Never writes a file; a member's name is only a name.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "byte_source.h"

namespace dateline::indexing {

/// How much one file on disk has grown, over all archives within it. Tells a bomb.
struct UnpackBudget {
  std::uint64_t packed = 0;    // bytes taken from disk
  std::uint64_t unpacked = 0;  // bytes they became
  bool refused = false;        // it grew too much: nothing more is read

  /// Throws Error when the file grows more than a thousandfold beyond 64 MiB, or beyond 64 GiB.
  void add_unpacked(std::uint64_t bytes);
};

/// True when an input that begins with `head` is something Unpacker opens.
bool is_packed(std::string_view head);

/// True for a zip that is one document of a program, not an archive of files: docx, xlsx, odt,
/// epub and such, by the file it begins with or by its name.
bool is_office_document(std::string_view head, std::string_view name);

class Unpacker {
 public:
  /// Both must outlive it. Throws Error.
  Unpacker(ByteSource& bytes, UnpackBudget& expansion);
  ~Unpacker();
  Unpacker(const Unpacker&) = delete;
  Unpacker& operator=(const Unpacker&) = delete;

  /// The name of the next file; empty for the content of a compressed file, which has none.
  /// Nothing at the end. Throws Error.
  std::optional<std::string> next();
  /// The bytes of that file, until the next call of next().
  ByteSource& content();

 private:
  class Member;
  std::unique_ptr<Member> member_;
};

}  // namespace dateline::indexing
