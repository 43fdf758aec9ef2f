// SPDX-License-Identifier: GPL-2.0-or-later
#include "json_scan.h"

#include <array>

namespace dateline {
namespace {

constexpr std::array<bool, 256> marks(std::string_view wanted) {
  std::array<bool, 256> table{};
  for (const char c : wanted) table[static_cast<unsigned char>(c)] = true;
  return table;
}
constexpr auto kInString = marks("\"\\\n");
constexpr auto kOutside = marks("\"{}[]");

}  // namespace

std::size_t JsonScan::feed(std::string_view piece) {
  std::size_t at = 0;
  const auto skip_to = [&](const std::array<bool, 256>& wanted) {
    while (at < piece.size() && !wanted[static_cast<unsigned char>(piece[at])]) ++at;
    return at < piece.size();
  };
  if (escaped_ && !piece.empty()) {
    ++at;
    escaped_ = false;
  }
  while (skip_to(in_string_ ? kInString : kOutside)) {
    const char c = piece[at++];
    if (in_string_) {
      if (c != '\\')
        in_string_ = false;
      else if (at < piece.size())
        ++at;
      else
        escaped_ = true;
    } else if (c == '"') {
      in_string_ = true;
    } else if (c == '{' || c == '[') {
      ++depth_;
    } else if (depth_ <= 1) {
      return at;
    } else {
      --depth_;
    }
  }
  return std::string_view::npos;
}

}  // namespace dateline
