// SPDX-License-Identifier: GPL-2.0-or-later
// TextStream: a ByteSource as clean UTF-8 text with line numbers, for readers that cut records out
// of it. Holds what has been read and not been skipped, so a reader decides how much stays in
// memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "article_reader.h"
#include "charset.h"

namespace dateline {

/// Bytes of text one record may have; a longer one is a Rejection.
inline constexpr std::size_t kMaxRecordBytes = std::size_t{256} << 20;

class TextStream {
 public:
  explicit TextStream(ByteSource& bytes) : bytes_(bytes) {}

  /// What has been read and not skipped. Valid until the next call of another member.
  std::string_view window() const { return std::string_view(text_).substr(begin_); }
  /// Makes the window longer; false when the input has ended.
  bool fill();
  void skip(std::size_t size);
  /// The line the window begins in, from 1.
  std::uint64_t line() const { return line_; }

  /// Fills until `size` bytes are in the window; false when the input ends before.
  bool has(std::size_t size);
  /// Offset of `wanted` in the window at or after `from`, filling as needed up to
  /// kMaxRecordBytes; npos when it is not there.
  std::size_t find(char wanted, std::size_t from = 0);

 private:
  ByteSource& bytes_;
  Utf8Decoder decoder_;
  std::string piece_;  // bytes as read
  std::string text_;
  std::size_t begin_ = 0;  // of the window in text_
  std::uint64_t line_ = 1;
  bool ended_ = false;
};

/// Reads all of an input that is one record; nothing when it is longer than kMaxRecordBytes.
std::optional<std::string> read_whole(ByteSource& bytes);

/// Reads until `size` bytes or the end; returns how many.
std::size_t read_fully(ByteSource& bytes, char* buffer, std::size_t size);

}  // namespace dateline
