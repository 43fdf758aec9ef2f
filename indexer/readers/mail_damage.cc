// SPDX-License-Identifier: GPL-2.0-or-later
#include "mail_damage.h"

#include <memory>
#include <string_view>

#include "text/ascii.h"
#include "text/plain_text.h"

namespace dateline::indexing {
namespace {

struct Unreference {
  void operator()(void* object) const { g_object_unref(object); }
};

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// The bytes of a part as they stand in the message.
std::string encoded(GMimeDataWrapper* content) {
  GMimeStream* const stream = g_mime_data_wrapper_get_stream(content);
  const std::unique_ptr<GMimeStream, Unreference> memory(g_mime_stream_mem_new());
  g_mime_stream_reset(stream);
  g_mime_stream_write_to_stream(stream, memory.get());
  g_mime_stream_reset(stream);
  const GByteArray* const bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(memory.get()));
  return {reinterpret_cast<const char*>(bytes->data), bytes->len};
}

std::string damage_of_base64(std::string_view text) {
  constexpr std::size_t kGroup = 4;  // characters for three bytes
  std::size_t characters = 0;
  for (const char c : text) {
    if (is_blank(c)) continue;
    if (!is_ascii_letter(c) && !is_ascii_digit(c) && c != '+' && c != '/' && c != '=')
      return "the base64 of the message holds other characters";
    ++characters;
  }
  return characters % kGroup == 0 ? "" : "the base64 of the message ends early";
}

std::string damage_of_quoted(std::string_view text) {
  text = trim(text);
  for (std::size_t at = 0; (at = text.find('=', at)) != std::string_view::npos; ++at) {
    const std::string_view next = text.substr(at + 1, 2);
    const bool is_code = next.size() == 2 && hex_value(next[0]) >= 0 && hex_value(next[1]) >= 0;
    const bool at_tag = at > 0 && text[at - 1] == '>';  // programs end pages so
    if (is_code || (next.empty() && at_tag) || (!next.empty() && is_blank(next[0]))) continue;
    if (next.empty() || (next.size() == 1 && hex_value(next[0]) >= 0))
      return "the quoted-printable text of the message ends early";
    return "the quoted-printable text of the message holds a = that codes nothing";
  }
  return {};
}

}  // namespace

bool ends_early(GMimeMessage* message) {
  GMimeObject* const root = g_mime_message_get_mime_part(message);
  return root != nullptr && GMIME_IS_MULTIPART(root) &&
         GMIME_MULTIPART(root)->write_end_boundary == 0;
}

std::string damage_of(GMimePart* part) {
  GMimeDataWrapper* const content = g_mime_part_get_content(part);
  if (content == nullptr) return {};
  switch (g_mime_data_wrapper_get_encoding(content)) {
    case GMIME_CONTENT_ENCODING_BASE64:
      return damage_of_base64(encoded(content));
    case GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE:
      return damage_of_quoted(encoded(content));
    default:
      return {};
  }
}

}  // namespace dateline::indexing
