// SPDX-License-Identifier: GPL-2.0-or-later
#include "front_matter.h"

#include <algorithm>
#include <charconv>

#include "json_scan.h"
#include "text/charset.h"
#include "text/plain_text.h"
#include "yaml_values.h"

namespace dateline::indexing {
namespace {

void append_escape(std::string_view text, std::size_t& at, std::string& out) {
  const char c = text[at++];
  const std::size_t digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
  if (digits > 0 && at + digits <= text.size()) {
    std::uint32_t code = 0;
    std::from_chars(text.data() + at, text.data() + at + digits, code, 16);
    append_utf8(out, code);
    at += digits;
  } else {
    out += c == 'n' ? '\n' : c == 't' ? '\t' : c;
  }
}

/// Takes the quoted string at the start of `text`.
std::string take_quoted(std::string_view& text) {
  const char quote = text.front();
  std::string value;
  std::size_t at = 1;
  while (at < text.size()) {
    const char c = text[at++];
    if (c == quote) break;
    if (c == '\\' && quote == '"' && at < text.size()) {
      append_escape(text, at, value);
    } else {
      value += c;
    }
  }
  text.remove_prefix(at);
  return value;
}

bool is_quote(char c) { return c == '"' || c == '\''; }

std::string scalar(std::string_view text);

/// "[a, "b, c"]" → "a, b, c".
std::string inline_list(std::string_view text) {
  std::string joined;
  text.remove_prefix(1);
  while (!text.empty() && text.front() != ']') {
    std::string item;
    if (is_quote(text.front())) {
      item = take_quoted(text);
    } else if (text.front() == ',' || text.front() == ' ' || text.front() == '\n') {
      text.remove_prefix(1);
      continue;
    } else {
      const std::size_t end = std::min(text.find_first_of(",]"), text.size());
      item = trim(text.substr(0, end));
      text.remove_prefix(end);
    }
    if (!item.empty()) joined.append(joined.empty() ? "" : ", ").append(item);
  }
  return joined;
}

/// A value in a line: quoted, a list, or plain up to a comment.
std::string scalar(std::string_view text) {
  text = trim(text);
  if (text.empty() || text.front() == '#') return {};
  if (is_quote(text.front())) return take_quoted(text);
  if (text.front() == '[') return inline_list(text);
  return std::string(trim(text.substr(0, text.find(" #"))));
}

/// Splits "key = value"; the key is empty when the line is none.
std::pair<std::string, std::string_view> split_pair(std::string_view line) {
  line = trim(line);
  std::string key;
  if (!line.empty() && is_quote(line.front())) {
    key = take_quoted(line);
    line = trim(line);
    if (!line.starts_with('=')) return {};
    return {key, trim(line.substr(1))};
  }
  const std::size_t at = line.find('=');
  if (at == std::string_view::npos || line.starts_with('#')) return {};
  return {std::string(trim(line.substr(0, at))), trim(line.substr(at + 1))};
}

/// True while a TOML array has not been closed.
bool is_open_list(std::string_view value) {
  return value.starts_with('[') && value.find(']') == std::string_view::npos;
}

void read_toml(const std::vector<std::string_view>& lines, FrontMatter& found) {
  std::string table;  // "extra." below a line "[extra]"
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string_view line = trim(lines[i]);
    if (line.starts_with('[')) {
      table = std::string(trim(line.substr(1, line.find(']') - 1))).append(".");
      continue;
    }
    const auto [key, first] = split_pair(line);
    if (key.empty()) continue;
    std::string value(first);
    while (is_open_list(value) && i + 1 < lines.size()) value.append("\n").append(trim(lines[++i]));
    if (value.starts_with("\"\"\"")) {
      while (value.find("\"\"\"", 3) == std::string::npos && i + 1 < lines.size())
        value.append("\n").append(lines[++i]);
      value = trim(std::string_view(value).substr(3, value.find("\"\"\"", 3) - 3));
      found.values.emplace_back(table + key, value);
    } else {
      found.values.emplace_back(table + key, scalar(value));
    }
  }
}

}  // namespace

namespace {

/// Reads a JSON object at the beginning. Nothing may follow it on its last line.
std::optional<FrontMatter> read_json(std::string_view text) {
  const std::size_t end = JsonScan().feed(text);
  if (end == std::string_view::npos) return std::nullopt;
  const std::size_t line_end = std::min(text.find('\n', end), text.size());
  if (!trim(text.substr(end, line_end - end)).empty()) return std::nullopt;
  return FrontMatter{yaml_values(text.substr(0, end)), std::min(line_end + 1, text.size())};
}

}  // namespace

std::optional<FrontMatter> read_front_matter(std::string_view text) {
  constexpr std::size_t kLongest = 64 * 1024;
  text = text.substr(0, kLongest);
  if (text.starts_with('{')) return read_json(text);
  const bool yaml = text.starts_with("---");
  if (!yaml && !text.starts_with("+++")) return std::nullopt;
  FrontMatter found;
  std::vector<std::string_view> lines;
  std::size_t begin = 0;  // behind the first fence
  for (bool first = true; found.size < text.size(); first = false) {
    const std::size_t line_begin = found.size;
    const std::size_t end = std::min(text.find('\n', found.size), text.size());
    std::string_view line = text.substr(found.size, end - found.size);
    while (!line.empty() && (line.back() == ' ' || line.back() == '\t' || line.back() == '\r'))
      line.remove_suffix(1);
    found.size = std::min(end + 1, text.size());
    const bool fence = line == (yaml ? "---" : "+++") || (yaml && !first && line == "...");
    if (first && !fence) return std::nullopt;
    if (first) begin = found.size;
    if (!first && fence) {
      if (yaml)
        found.values = yaml_values(text.substr(begin, line_begin - begin));
      else
        read_toml(lines, found);
      return found;
    }
    if (!first) lines.push_back(line);
  }
  return std::nullopt;
}

}  // namespace dateline::indexing
