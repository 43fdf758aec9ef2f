// SPDX-License-Identifier: GPL-2.0-or-later
#include "text_stream.h"

#include <fmt/format.h>

#include <algorithm>

namespace dateline::indexing {
namespace {
constexpr std::size_t kPieceBytes = 256 * 1024;
}

std::size_t read_fully(ByteSource& bytes, char* buffer, std::size_t size) {
  std::size_t got = 0;
  while (got < size) {
    const std::size_t n = bytes.read(buffer + got, size - got);
    if (n == 0) break;
    got += n;
  }
  return got;
}

std::optional<std::string> read_whole_bytes(ByteSource& bytes, std::size_t limit) {
  std::string raw;
  for (std::size_t got = 0; got == raw.size();) {
    raw.resize(std::min(raw.size() * 2 + kPieceBytes, limit + 1));
    got += read_fully(bytes, raw.data() + got, raw.size() - got);
    if (got > limit) return std::nullopt;
    if (got < raw.size()) {
      raw.resize(got);
      break;
    }
  }
  return raw;
}

std::optional<std::string> read_whole(ByteSource& bytes, std::size_t limit, TextOrigin& origin) {
  const std::optional<std::string> raw = read_whole_bytes(bytes, limit);
  if (!raw) return std::nullopt;
  Utf8Decoder decoder;
  std::string text;
  decoder.decode(*raw, /*last=*/true, text);
  origin = decoder.origin();
  mend_line_ends(text);
  return text;
}

bool mend_line_ends(std::string& text, std::size_t from) {
  if (text.find('\r', from) == std::string::npos || text.find('\n', from) != std::string::npos)
    return false;
  std::replace(text.begin() + static_cast<std::ptrdiff_t>(from), text.end(), '\r', '\n');
  return true;
}

Rejection cut_text(std::uint64_t line, std::string_view damage) {
  return {line, fmt::format("{}: its text may be cut", damage), "what could be read of it is kept",
          /*at_end=*/true};
}

Rejection too_long(std::uint64_t line, std::size_t limit) {
  return {line, fmt::format("the record is longer than {} MB", limit >> 20),
          "divide it, or give more with --memory: a record may take a sixteenth of it, and 256 MB"};
}

bool TextStream::fill() {
  if (ended_) return false;
  if (begin_ > 0 && begin_ >= text_.size() / 2) {
    text_.erase(0, begin_);
    begin_ = 0;
  }
  // Frees the buffer of a huge record.
  if (text_.empty() && text_.capacity() > 64 * kPieceBytes) text_.shrink_to_fit();
  const std::size_t before = text_.size();
  while (!ended_ && text_.size() == before) {
    piece_.resize(kPieceBytes);
    const std::size_t got = read_fully(bytes_, piece_.data(), piece_.size());
    ended_ = got < piece_.size();
    if (named_charset_ != nullptr) {
      decoder_ = Utf8Decoder(named_charset_(std::string_view(piece_).substr(0, got)));
      named_charset_ = nullptr;
    }
    decoder_.decode(std::string_view(piece_).substr(0, got), ended_, text_);
  }
  if (!started_)
    old_line_ends_ = mend_line_ends(text_);
  else if (old_line_ends_)
    mend_line_ends(text_, before);
  started_ = true;
  return text_.size() > before;
}

void TextStream::skip(std::size_t size) {
  const std::string_view skipped = window().substr(0, size);
  line_ += static_cast<std::uint64_t>(std::count(skipped.begin(), skipped.end(), '\n'));
  begin_ += skipped.size();
}

void TextStream::skip_line() {
  for (;;) {
    const std::size_t end = window().find('\n');
    skip(end == std::string_view::npos ? window().size() : end + 1);
    if (end != std::string_view::npos || !fill()) return;
  }
}

bool TextStream::has(std::size_t size) {
  while (window().size() < size)
    if (!fill()) return false;
  return true;
}

std::size_t TextStream::find(char wanted, std::size_t from) {
  for (;;) {
    const std::size_t at = window().find(wanted, from);
    if (at != std::string_view::npos) return at;
    from = window().size();
    if (too_long() || !fill()) return std::string_view::npos;
  }
}

}  // namespace dateline::indexing
