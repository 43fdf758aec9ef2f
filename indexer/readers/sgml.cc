// SPDX-License-Identifier: GPL-2.0-or-later
#include "sgml.h"

#include <fmt/format.h>
#include <libxml/HTMLparser.h>

#include <algorithm>
#include <charconv>

#include "text/charset.h"
#include "text/plain_text.h"

namespace dateline::indexing {
namespace {

bool is_name_start(char c) { return is_ascii_letter(c); }
bool is_name_part(char c) {
  return is_name_start(c) || is_ascii_digit(c) || c == '_' || c == '-' || c == '.';
}

/// Length of the tag or declaration at the start of `text`; 0 when there is none.
std::size_t tag_length(std::string_view text) {
  const std::size_t name = text.starts_with("</") ? 2 : 1;
  if (text.size() <= name || !(is_name_start(text[name]) || text[name] == '!')) return 0;
  const std::size_t end = text.find_first_of("<>", name);
  return end == std::string_view::npos || text[end] == '<' ? 0 : end + 1;
}

std::string_view name_of(std::string_view tag) {
  const std::size_t begin = tag.starts_with("</") ? 2 : 1;
  std::size_t end = begin;
  while (end < tag.size() && is_name_part(tag[end])) ++end;
  return tag.substr(begin, end - begin);
}

/// The code point of "#233" or "#xE9"; absent when it is malformed.
std::optional<char32_t> numbered(std::string_view name) {
  const bool hex = name.size() > 1 && (name[1] == 'x' || name[1] == 'X');
  const std::string_view digits = name.substr(hex ? 2 : 1);
  std::uint32_t code = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), code, hex ? 16 : 10);
  if (end != digits.data() + digits.size() || digits.empty()) return std::nullopt;
  return error == std::errc() ? code : 0xFFFFFFFF;
}

/// Appends the character "&name;" means; false when the name is unknown.
bool append_entity(std::string_view name, std::string& text) {
  if (name.starts_with('#')) {
    const std::optional<char32_t> code = numbered(name);
    if (!code) return false;
    if (*code >= 0x80 && *code < 0xA0) {  // Windows-1252 is meant, as browsers assume
      const char byte = static_cast<char>(*code);
      text += to_utf8(std::string_view(&byte, 1), "windows-1252");
    } else if (*code >= 0x20 ? *code != 0x7F : *code == '\t' || *code == '\n') {
      append_utf8(text, *code);
    }
    return true;
  }
  if (name == "lt" || name == "LT") return text += '<', true;
  if (name == "gt" || name == "GT") return text += '>', true;
  if (name == "amp" || name == "AMP") return text += '&', true;
  if (name == "apos") return text += '\'', true;
  if (name == "hyph") return text += '-', true;
  if (name == "blank") return text += ' ', true;
  const std::string zero_ended(name);
  const htmlEntityDesc* entity = htmlEntityLookup(BAD_CAST zero_ended.c_str());
  if (entity == nullptr) return false;
  append_utf8(text, entity->value);
  return true;
}

}  // namespace

std::optional<SgmlPiece> SgmlScanner::next() {
  while (!rest_.empty()) {
    if (rest_.starts_with("<!--") && skip_comment()) continue;
    if (const std::size_t length = rest_.front() == '<' ? tag_length(rest_) : 0; length > 0) {
      const std::string_view tag = rest_.substr(0, length);
      rest_.remove_prefix(length);
      if (tag[1] == '!') continue;
      return SgmlPiece{tag[1] == '/' ? SgmlPiece::Kind::close : SgmlPiece::Kind::open,
                       name_of(tag)};
    }
    const std::size_t end = std::min(rest_.find('<', 1), rest_.size());
    const std::string_view text = rest_.substr(0, end);
    rest_.remove_prefix(end);
    return SgmlPiece{SgmlPiece::Kind::text, text};
  }
  return std::nullopt;
}

bool SgmlScanner::skip_comment() {
  if (!comments_end_) return false;
  const std::size_t end = rest_.find("-->");
  comments_end_ = end != std::string_view::npos;
  if (comments_end_) rest_.remove_prefix(end + 3);
  return comments_end_;
}

bool has_tag(std::string_view text, std::string_view tag) {
  for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1))
    if (equal_ignoring_case(text.substr(at, tag.size()), tag)) return true;
  return false;
}

std::string decode_entities(std::string_view text) {
  constexpr std::size_t kLongestName = 10;
  std::string decoded;
  decoded.reserve(text.size());
  for (;;) {
    const std::size_t at = text.find('&');
    decoded += text.substr(0, at);
    if (at == std::string_view::npos) return decoded;
    text.remove_prefix(at);
    const std::size_t end = text.substr(0, kLongestName + 2).find(';');
    if (end != std::string_view::npos && end > 1 &&
        append_entity(text.substr(1, end - 1), decoded)) {
      text.remove_prefix(end + 1);
    } else {
      decoded += '&';
      text.remove_prefix(1);
    }
  }
}

namespace {

/// `text` begins with the tag `open`, which has attributes where it is given without its ">".
bool opens(std::string_view text, std::string_view open) {
  if (!equal_ignoring_case(text.substr(0, open.size()), open)) return false;
  if (open.ends_with('>')) return true;
  const std::string_view next = text.substr(open.size(), 1);
  return next == ">" || next == " " || next == "\n" || next == "\t" || next == "\r";
}

/// The first `open` or `close` in the window at or after `from`, filled as needed.
std::size_t find_either(TextStream& stream, std::string_view open, std::string_view close,
                        std::size_t from) {
  const std::size_t longest = std::max(open.size(), close.size());
  for (;; ++from) {
    from = stream.find('<', from);
    if (from == std::string_view::npos) return from;
    stream.has(from + longest + 1);
    const std::string_view rest = stream.window().substr(from);
    if (opens(rest, open)) return from;
    if (equal_ignoring_case(rest.substr(0, close.size()), close)) return from;
  }
}

/// Skips to the next `open`; false when there is none.
bool skip_to(TextStream& stream, std::string_view open) {
  for (std::size_t from = 0;;) {
    const std::size_t at = stream.find('<', from);
    if (at != std::string_view::npos) {
      stream.skip(at);
      stream.has(open.size() + 1);
      if (opens(stream.window(), open)) return true;
      from = 1;
    } else if (stream.too_long()) {
      stream.skip(stream.window().size());
      from = 0;
    } else {
      return false;
    }
  }
}

}  // namespace

std::optional<SgmlRecord> next_record(TextStream& stream, std::string_view open,
                                      std::string_view close) {
  if (!skip_to(stream, open)) return std::nullopt;
  const std::size_t end = find_either(stream, open, close, 1);
  const std::string_view window = stream.window();
  if (end == std::string_view::npos && stream.too_long())
    return SgmlRecord{window, window.size(), too_long(0, stream.limit()).reason};
  if (end == std::string_view::npos)
    return SgmlRecord{window, window.size(), fmt::format("the input ends before {}", close)};
  if (window[end + 1] != '/')
    return SgmlRecord{window, end, fmt::format("the record has no {} before the next one", close)};
  return SgmlRecord{window.substr(0, end + close.size()), end + close.size(), {}};
}

}  // namespace dateline::indexing
