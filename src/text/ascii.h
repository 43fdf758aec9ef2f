// SPDX-License-Identifier: GPL-2.0-or-later
// ASCII letters, for names of fields, formats and operators. Text of articles goes through fold.h.
#pragma once

#include <string>
#include <string_view>

namespace dateline {

/// A to Z as a to z, every other byte as it is.
inline std::string lower_ascii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower;
}

}  // namespace dateline
