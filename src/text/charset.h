// SPDX-License-Identifier: GPL-2.0-or-later
// Charsets: any bytes → clean text, which is valid UTF-8 without control characters other than tab
// and line ends. Used by every reader, so that all code behind them gets clean text only. A charset
// is guessed (ICU) only if the bytes are not UTF-8 and no charset is declared.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace dateline {

/// How a text came to be UTF-8.
enum class TextOrigin : std::uint8_t {
  utf8,      // it was
  declared,  // in another charset, which was named or had a byte order mark
  guessed,   // in another charset, which was not named
  repaired,  // UTF-8 that had been read as something else and saved again
};

bool valid_utf8(std::string_view bytes);

/// True if the first bytes of a file have too many control bytes for text in any charset.
bool looks_binary(std::string_view head);

/// Clean text from bytes in the charset `declared`. If that is empty, unknown or contradicted by a
/// byte order mark, the charset is guessed.
std::string to_utf8(std::string_view bytes, std::string_view declared = {});

/// Makes text clean again after escapes and entities were resolved; cheap when it is clean already.
/// Ill-formed bytes become U+FFFD, control characters a space, and those from U+0080 to U+009F what
/// Windows-1252 has there: a quote, a dash, an ellipsis, never a line end.
void clean_text(std::string& text);

/// Appends one character; U+FFFD for a surrogate or an invalid code point.
void append_utf8(std::string& text, char32_t character);

/// Decodes a stream piece by piece. Pieces should be large (64 KiB or more): a charset is guessed
/// from the first one that is not UTF-8. Stray bad bytes in UTF-8 spoil their line only.
class Utf8Decoder {
 public:
  explicit Utf8Decoder(std::string_view declared = {}) : charset_(declared) {}

  /// Appends clean text to `text`; up to a line may be kept back until the next call. `last`: no
  /// bytes follow.
  void decode(std::string_view bytes, bool last, std::string& text);

  /// The origin of the decoded text. A stray bad byte in UTF-8 does not change it.
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
  bool declared_ = false;  // charset_ was declared or had a byte order mark: no guessing
};

}  // namespace dateline
