// SPDX-License-Identifier: GPL-2.0-or-later
// Charsets: any bytes to clean text, which is valid UTF-8 without control characters other than
// tab and line ends. Used by every reader, so that nothing behind them meets anything else.
// Charsets are guessed (ICU) only where bytes are not UTF-8 and nobody said what they are.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace dateline {

/// How a text came to be UTF-8.
enum class TextOrigin : std::uint8_t {
  utf8,      // it was
  declared,  // in another charset, which somebody named or a byte order mark told
  guessed,   // in another charset, which nobody named
  repaired,  // UTF-8 that had been read as something else and saved again
};

bool valid_utf8(std::string_view bytes);

/// True when the first bytes of a file are no text in any charset: too many control bytes.
bool looks_binary(std::string_view head);

/// Clean text from bytes in `declared` (a charset's name), or, where that is empty, unknown or
/// contradicted by a byte order mark, in the charset they look like.
std::string to_utf8(std::string_view bytes, std::string_view declared = {});

/// Makes clean text of what an escape or an entity may have spoilt; cheap when there is nothing
/// to do. Ill-formed bytes become U+FFFD, control characters a space.
void clean_text(std::string& text);

/// Appends one character; U+FFFD for a surrogate or what is no code point.
void append_utf8(std::string& text, char32_t character);

/// Decodes a stream piece by piece. Pieces should be large (64 KiB or more): a charset is guessed
/// from the first one that is not UTF-8. Stray bad bytes in UTF-8 spoil their line only.
class Utf8Decoder {
 public:
  explicit Utf8Decoder(std::string_view declared = {}) : charset_(declared) {}

  /// Appends clean text to `text`; up to a line may be held back until the next call. `last`
  /// says nothing follows.
  void decode(std::string_view bytes, bool last, std::string& text);

  /// Of what has been decoded. A stray bad byte in UTF-8 is no charset.
  TextOrigin origin() const {
    if (charset_.empty() || !started_) return TextOrigin::utf8;
    return declared_ ? TextOrigin::declared : TextOrigin::guessed;
  }

 private:
  void start(std::string_view bytes);
  std::size_t convertible(std::string_view bytes, bool last) const;
  void convert(std::string_view bytes, std::string& text);

  std::string charset_;  // of what is not UTF-8; empty until known
  std::string pending_;  // bytes of an unfinished character or line
  bool started_ = false;
  bool declared_ = false;  // charset_ was declared, or a byte order mark told it: no guessing
};

}  // namespace dateline
