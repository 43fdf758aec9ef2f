// SPDX-License-Identifier: GPL-2.0-or-later
// TextStream: a ByteSource as clean UTF-8 text with line numbers, for readers that cut records out
// of it. It holds the text that was read and not skipped, so a reader decides how much is in
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
  /// Finds the charset that the first bytes of an input name; empty if they name none.
  using NamedCharset = std::string (*)(std::string_view head);

  TextStream(ByteSource& bytes, const ReadOptions& options, NamedCharset named_charset = nullptr)
      : bytes_(bytes), limit_(options.max_record_bytes), named_charset_(named_charset) {}

  /// The text that was read and not skipped. Valid until the next call of another member.
  std::string_view window() const { return std::string_view(text_).substr(begin_); }
  /// Makes the window longer; false when the input has ended.
  bool fill();
  void skip(std::size_t size);
  /// Skips to the start of the next line, at any distance.
  void skip_line();
  /// The first line of the window, from 1.
  std::uint64_t line() const { return line_; }

  /// The origin of the text so far.
  TextOrigin origin() const { return decoder_.origin(); }

  /// The most bytes of a record.
  std::size_t limit() const { return limit_; }
  /// Whether the window is longer than a record may be.
  bool too_long() const { return window().size() > limit_; }

  /// Fills the window to `size` bytes; false when the input ends before.
  bool has(std::size_t size);
  /// The offset of `wanted` in the window at or after `from`, or npos. Fills the window as needed,
  /// up to the limit of a record.
  std::size_t find(char wanted, std::size_t from = 0);

 private:
  ByteSource& bytes_;
  std::size_t limit_;
  NamedCharset named_charset_;  // until the first bytes are read
  Utf8Decoder decoder_;
  std::string piece_;  // raw bytes
  std::string text_;
  std::size_t begin_ = 0;  // of the window in text_
  std::uint64_t line_ = 1;
  bool started_ = false, ended_ = false;
  bool old_line_ends_ = false;  // CR alone
};

/// Gives text of an old Macintosh, whose lines end with CR alone, line feeds. `text` is the
/// beginning of a file or all of it. Returns whether it was so.
bool mend_line_ends(std::string& text, std::size_t from = 0);

/// The base of readers of consecutive records. A record begins at the start of the window.
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
  std::size_t used_ = 0;    // bytes of the last record in the window
  std::uint64_t line_ = 0;  // its first line
};

/// Reads all bytes of an input; absent when it has more than `limit`.
std::optional<std::string> read_whole_bytes(ByteSource& bytes, std::size_t limit);
/// Reads a whole input as text; absent when it has more than `limit` bytes.
std::optional<std::string> read_whole(ByteSource& bytes, std::size_t limit, TextOrigin& origin);

/// The Rejection of a record beyond the limit.
Rejection too_long(std::uint64_t line, std::size_t limit);

/// The Rejection at the end of an input that is damaged, after what could be read of it. `damage`:
/// "the file ends early".
Rejection cut_text(std::uint64_t line, std::string_view damage);

/// Reads up to `size` bytes, or to the end. Returns their number.
std::size_t read_fully(ByteSource& bytes, char* buffer, std::size_t size);

}  // namespace dateline::indexing
