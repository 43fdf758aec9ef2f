// SPDX-License-Identifier: GPL-2.0-or-later
#include "mail_text.h"

#include <algorithm>

#include "text/plain_text.h"

namespace dateline::indexing {
namespace {

constexpr std::string_view kSignature = "-- ";

/// The lines of a text with their trailing blanks.
std::vector<std::string_view> raw_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

bool is_row_of(std::string_view line, char c, std::size_t least) {
  return line.size() >= least && line.find_first_not_of(c) == std::string_view::npos;
}

/// The number of characters without those of web addresses, which newsletters are full of.
std::size_t said(std::string_view text) {
  std::size_t count = 0;
  while (!text.empty()) {
    const std::size_t begin = std::min(text.find_first_not_of(" \t\n"), text.size());
    text.remove_prefix(begin);
    const std::size_t end = std::min(text.find_first_of(" \t\n"), text.size());
    if (text.substr(0, end).find("://") == std::string_view::npos) count += end;
    text.remove_prefix(end);
  }
  return count;
}

bool is_header_line(std::string_view line) {
  const std::size_t colon = line.find(':');
  return colon != std::string_view::npos && colon > 0 && line.find_first_of(" \t") > colon;
}

}  // namespace

std::string unflowed(std::string_view text, bool delete_space) {
  std::string joined;
  std::size_t open_depth = 0;  // quote marks before the line that continues
  bool open = false;
  for (std::string_view line : raw_lines(text)) {
    const std::size_t depth = std::min(line.find_first_not_of('>'), line.size());
    std::string_view content = line.substr(depth);
    if (content.starts_with(' ')) content.remove_prefix(1);  // stuffed
    if (open && depth != open_depth) {
      joined += '\n';
      open = false;
    }
    if (!open) joined.append(depth, '>').append(depth > 0 ? " " : "");
    const bool flows = content.ends_with(' ') && content != kSignature;
    if (flows && delete_space) content.remove_suffix(1);
    joined += content;
    if (!flows) joined += '\n';
    open = flows;
    open_depth = depth;
  }
  return joined;
}

std::string_view without_signature(std::string_view text) {
  constexpr std::size_t kMostLines = 12;
  constexpr std::size_t kUnderscores = 30;
  const std::vector<std::string_view> lines = raw_lines(text);
  const std::size_t from = lines.size() > kMostLines ? lines.size() - kMostLines : 0;
  for (std::size_t i = from; i < lines.size(); ++i) {
    const bool footer = is_row_of(trim(lines[i]), '_', kUnderscores) && i + 1 < lines.size() &&
                        lower_ascii(lines[i + 1]).find("mailing list") != std::string::npos;
    const bool signature = lines[i] == kSignature || lines[i] == "--";
    if (!footer && !signature) continue;
    return text.substr(0, static_cast<std::size_t>(lines[i].data() - text.data()));
  }
  return text;
}

bool is_list_footer(std::string_view text) { return trim(without_signature(text)).empty(); }

std::vector<std::string> digest_messages(std::string_view text) {
  constexpr std::size_t kPreamble = 70, kBetween = 30;
  std::vector<std::string> messages;
  const std::vector<std::string_view> lines = raw_lines(text);
  bool inside = false;
  std::size_t begin = 0;
  const auto take = [&](std::size_t end) {
    while (begin < end && trim(lines[begin]).empty()) ++begin;
    bool sent = false;  // a message has a sender, other text of the digest has none
    for (std::size_t i = begin; i < end && is_header_line(lines[i]); ++i)
      sent = sent || lower_ascii(lines[i].substr(0, 5)) == "from:";
    if (!sent) return;
    std::string message;
    for (std::size_t i = begin; i < end; ++i) message.append(lines[i]).append("\n");
    messages.push_back(std::move(message));
  };
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string_view line = trim(lines[i]);
    const bool rule = is_row_of(line, '-', inside ? kBetween : kPreamble) &&
                      line.size() <= (inside ? kBetween : kPreamble + 2);
    if (!rule) continue;
    if (inside) take(i);
    inside = true;
    begin = i + 1;
  }
  if (inside) take(lines.size());
  return messages;
}

bool falls_short_of(std::string_view plain, std::string_view html_text) {
  constexpr std::size_t kShort = 200, kTimes = 3;
  if (trim(html_text).empty()) return false;
  const std::size_t in_plain = said(plain), in_html = said(html_text);
  return in_plain * kTimes < in_html || (in_plain < kShort && in_plain * 2 < in_html);
}

}  // namespace dateline::indexing
