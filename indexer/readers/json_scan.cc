// SPDX-License-Identifier: GPL-2.0-or-later
#include "json_scan.h"

#include <algorithm>
#include <array>

#include "input_head.h"
#include "text/plain_text.h"

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

bool begins_object(std::string_view text) {
  if (!text.starts_with('{')) return false;
  text = skip_blanks(text.substr(1));
  if (text.starts_with('}')) return true;
  if (!text.starts_with('"')) return false;
  std::size_t end = 1;
  while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
  return end < text.size() && skip_blanks(text.substr(end + 1)).starts_with(':');
}

bool begins_json(std::string_view text) {
  if (!text.starts_with('[')) return begins_object(text);
  while (text.starts_with('[')) text = skip_blanks(text.substr(1));
  return text.starts_with(']') || begins_object(text);
}

std::size_t assignment_size(std::string_view text) {
  const std::string_view begin = text.substr(0, kLongestAssignment);
  const std::size_t equal = begin.find('=');
  const std::string_view name = begin.substr(0, equal);
  const bool tweets =
      name.starts_with("window.YTD.") && name.find("tweet") != std::string_view::npos;
  if (!tweets || equal == std::string_view::npos) return 0;
  return text.size() - skip_blanks(text.substr(equal + 1)).size();
}

bool has_object_a_line(std::string_view text) {
  const std::size_t end = JsonScan().feed(text);
  return end != std::string_view::npos && trim(text.substr(0, text.find('\n'))).size() == end &&
         begins_object(skip_blanks(text.substr(end)));
}

}  // namespace dateline::indexing
