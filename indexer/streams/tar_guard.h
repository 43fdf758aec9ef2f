// SPDX-License-Identifier: GPL-2.0-or-later
// TarGuard: a tar stream whose members are no longer than they say. A member that claims more bytes
// than there are would swallow those behind it; it is given the size up to the next member instead.
// Used by input_reader before libarchive, which believes every size. Reads nothing but headers.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "byte_source.h"

namespace dateline::indexing {

/// True when an input that begins with `head` is tar.
bool is_tar(std::string_view head);

class TarGuard : public ByteSource {
 public:
  /// `bytes` must outlive it. It has `most` bytes at most; exactly so many where that is known.
  TarGuard(ByteSource& bytes, std::uint64_t most, bool exact)
      : bytes_(bytes), most_(most), exact_(exact) {}

  std::size_t read(char* buffer, std::size_t size) override;

  /// What is wrong with the member whose headers begin at `position` of what was read; nothing
  /// where it told the truth.
  std::optional<std::string> lie_at(std::uint64_t position) const;

 private:
  struct Header {
    std::string blocks;   // with the extended headers before it
    std::size_t own = 0;  // where its own block begins in them
    char type = 0;
    std::uint64_t size = 0;
    bool size_is_extended = false;  // an extended header says it
  };

  std::string_view held() const { return std::string_view(held_).substr(held_from_); }
  std::size_t fill(std::size_t size);
  void drop(std::size_t size);
  void emit(Header&& header, std::uint64_t content);
  bool step();
  std::optional<Header> next_header();
  void correct(Header&& header, std::size_t there);
  std::size_t end_of_content() const;

  ByteSource& bytes_;
  const std::uint64_t most_;
  const bool exact_;
  std::string held_;  // taken from `bytes_`, not yet given from held_from_ on
  std::size_t held_from_ = 0;
  bool ended_ = false;          // `bytes_`
  std::string ready_;           // to be given first
  std::uint64_t passing_ = 0;   // bytes of the content to be given as they are
  std::uint64_t consumed_ = 0;  // of the bytes, in front of held()
  std::uint64_t given_ = 0;
  bool lost_ = false;  // what comes is no header: it is dropped up to the next one
  std::map<std::uint64_t, std::string> lies_;  // by position
};

}  // namespace dateline::indexing
