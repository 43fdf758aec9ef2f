// SPDX-License-Identifier: GPL-2.0-or-later
// How numbers are stored in the value slots of a document. document_terms packs them; snapshot and
// repair unpack them. In both codecs the order of bytes is the order of numbers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace dateline {

/// The code of a name (catalog: NameCode): four bytes, most significant first.
inline std::string pack_code(std::uint32_t code) {
  return {static_cast<char>(code >> 24), static_cast<char>(code >> 16),
          static_cast<char>(code >> 8), static_cast<char>(code)};
}
inline std::uint32_t unpack_code(std::string_view bytes) {
  std::uint32_t code = 0;
  for (const char byte : bytes) code = code << 8 | static_cast<unsigned char>(byte);
  return code;
}

/// A date in seconds, or a number of words, as one of Xapian's sortable doubles, which are exact up
/// to 2^53.
std::string pack_number(std::int64_t number);
std::int64_t unpack_number(std::string_view bytes);

}  // namespace dateline
