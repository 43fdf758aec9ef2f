// SPDX-License-Identifier: GPL-2.0-or-later
#include "url.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "ascii.h"

namespace dateline {

bool is_http_url(std::string_view text) {
  const std::string begin = lower_ascii(text.substr(0, 8));
  return begin.starts_with("http://") || begin.starts_with("https://");
}

std::string canonical_url(std::string_view url) {
  std::string result(url.substr(0, url.find('#')));
  const std::size_t scheme = result.find("://");
  if (scheme == std::string::npos) return result;
  const std::size_t host_end = std::min(result.find_first_of("/?", scheme + 3), result.size());
  for (std::size_t i = 0; i < host_end; ++i) result[i] = to_ascii_lower(result[i]);
  for (const auto& [prefix, port] :
       {std::pair<std::string_view, std::string_view>{"http://", ":80"}, {"https://", ":443"}})
    if (result.starts_with(prefix) && std::string_view(result).substr(0, host_end).ends_with(port))
      result.erase(host_end - port.size(), port.size());
  return result;
}

std::string percent_decoded(std::string_view text, bool plus) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = high < 0 ? -1 : hex_value(text[i + 2]);
    if (low >= 0) {
      decoded += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      decoded += plus && text[i] == '+' ? ' ' : text[i];
    }
  }
  return decoded;
}

std::string percent_encoded(std::string_view text) {
  std::string encoded;
  for (const char c : text) {
    if (is_ascii_letter_or_digit(c) || std::string_view("-._~").find(c) != std::string_view::npos)
      encoded += c;
    else
      encoded += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return encoded;
}

}  // namespace dateline
