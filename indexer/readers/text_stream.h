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
#include "text/charset.h"

namespace dateline::indexing {

class TextStream {
 public:
  /// Finds the charset that the first bytes of an input name; empty where they name none.
  using NamedCharset = std::string (*)(std::string_view head);

  TextStream(ByteSource& bytes, const ReadOptions& options, NamedCharset named_charset = nullptr)
      : bytes_(bytes), limit_(options.max_record_bytes), named_charset_(named_charset) {}

  /// What has been read and not skipped. Valid until the next call of another member.
  std::string_view window() const { return std::string_view(text_).substr(begin_); }
  /// Makes the window longer; false when the input has ended.
  bool fill();
  void skip(std::size_t size);
  /// Skips to the start of the next line, however far that is.
  void skip_line();
  /// The line the window begins in, from 1.
  std::uint64_t line() const { return line_; }

  /// How the text so far came to be UTF-8.
  TextOrigin origin() const { return decoder_.origin(); }

  /// Bytes one record may have.
  std::size_t limit() const { return limit_; }
  /// The window is longer than a record may be.
  bool too_long() const { return window().size() > limit_; }

  /// Fills until `size` bytes are in the window; false when the input ends before.
  bool has(std::size_t size);
  /// Offset of `wanted` in the window at or after `from`, filling as needed while the window is
  /// no longer than a record may be; npos when it is not there.
  std::size_t find(char wanted, std::size_t from = 0);

 private:
  ByteSource& bytes_;
  std::size_t limit_;
  NamedCharset named_charset_;  // until the first bytes are read
  Utf8Decoder decoder_;
  std::string piece_;  // bytes as read
  std::string text_;
  std::size_t begin_ = 0;  // of the window in text_
  std::uint64_t line_ = 1;
  bool ended_ = false;
};

/// The base of readers whose records stand one after another in a text. A record begins where the
/// window does.
class StreamReader : public ArticleReader {
 public:
  std::uint64_t line() const override { return line_; }
  TextOrigin origin() const override { return stream_.origin(); }

 protected:
  StreamReader(ByteSource& bytes, const ReadOptions& options)
      : stream_(bytes, options), options_(options) {}
  /// Skips the last record.
  void skip_used() {
    stream_.skip(used_);
    used_ = 0;
  }

  TextStream stream_;
  const ReadOptions& options_;
  std::size_t used_ = 0;    // bytes of the window the last record took
  std::uint64_t line_ = 0;  // it begins in
};

/// Reads all of an input as it is; nothing when it has more than `limit` bytes.
std::optional<std::string> read_whole_bytes(ByteSource& bytes, std::size_t limit);
/// Reads all of an input that is one record, as text; nothing when it has more than `limit` bytes.
std::optional<std::string> read_whole(ByteSource& bytes, std::size_t limit, TextOrigin& origin);

/// What to say of a record beyond the limit.
Rejection too_long(std::uint64_t line, std::size_t limit);

/// Reads until `size` bytes or the end; returns how many.
std::size_t read_fully(ByteSource& bytes, char* buffer, std::size_t size);

}  // namespace dateline::indexing
