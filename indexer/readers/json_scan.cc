// SPDX-License-Identifier: GPL-2.0-or-later
#include "json_scan.h"

#include <algorithm>
#include <array>

namespace dateline::indexing {
namespace {

constexpr std::array<bool, 256> marks(std::string_view wanted) {
  std::array<bool, 256> table{};
  for (const char c : wanted) table[static_cast<unsigned char>(c)] = true;
  return table;
}
constexpr auto kInString = marks("\"\\\n{}[]");
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
    const bool opens = c == '{' || c == '[';
    if (in_string_) {
      if (c == '\\') {
        escaped_ = at == piece.size();
        at = std::min(at + 1, piece.size());
      } else if (c == '"' || c == '\n') {
        in_string_ = false;
        if (c == '\n' && depth_ + opened_ <= closed_) return at;
        if (c == '\n') depth_ = depth_ + opened_ - closed_;
      } else {
        ++(opens ? opened_ : closed_);
      }
    } else if (c == '"') {
      in_string_ = true;
      opened_ = closed_ = 0;
    } else if (opens) {
      ++depth_;
    } else if (depth_ <= 1) {
      return at;
    } else {
      --depth_;
    }
  }
  return std::string_view::npos;
}

}  // namespace dateline::indexing
