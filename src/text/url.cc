// SPDX-License-Identifier: GPL-2.0-or-later
#include "url.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "ascii.h"

namespace dateline {
namespace {

/// Where user and password stand in an address: from the end of "://" to "@". Empty where there are
/// none. A password that was not encoded may hold a slash; then what it begins with is no port.
std::string_view userinfo_of(std::string_view url) {
  const std::size_t scheme = url.find("://");
  const std::string_view rest = scheme == std::string_view::npos ? url : url.substr(scheme + 3);
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  std::size_t end = authority.rfind('@');
  const std::size_t colon = authority.find(':');
  if (end == std::string_view::npos && colon != std::string_view::npos && authority[0] != '[' &&
      authority.find_first_not_of("0123456789", colon + 1) != std::string_view::npos)
    end = rest.find('@');
  if (end == std::string_view::npos || (scheme == std::string_view::npos && colon > end)) return {};
  return rest.substr(0, end);
}

/// Whether a parameter of this name is a key to what is not for everyone.
bool is_secret_name(std::string_view name) {
  static constexpr std::string_view kWhole[] = {"key", "auth", "pw", "pwd", "sid", "sig", "hmac"};
  static constexpr std::string_view kParts[] = {
      "token",      "secret",    "passw",     "apikey",     "api_key", "api-key",
      "access_key", "accesskey", "signature", "credential", "session"};
  const std::string lower = lower_ascii(name);
  return std::ranges::find(kWhole, lower) != std::end(kWhole) || lower.ends_with("_key") ||
         lower.ends_with("-key") || std::ranges::any_of(kParts, [&](std::string_view part) {
           return lower.find(part) != std::string::npos;
         });
}

}  // namespace

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

std::string masked_url(std::string_view url) {
  constexpr std::string_view kMask = "***";
  std::string shown(url);
  if (const std::string_view secret = userinfo_of(url); !secret.empty()) {
    const std::size_t colon = secret.find(':');
    const std::string_view kept = secret.substr(0, colon == std::string_view::npos ? 0 : colon + 1);
    shown.replace(static_cast<std::size_t>(secret.data() - url.data()) + kept.size(),
                  secret.size() - kept.size(), kMask);
  }
  for (std::size_t at = shown.find_first_of("?#"); at != std::string::npos;
       at = shown.find_first_of("&;#", at + 1)) {
    const std::size_t end = std::min(shown.find_first_of("&;# ", at + 1), shown.size());
    const std::size_t equals = shown.find('=', at);
    if (equals >= end || !is_secret_name(std::string_view(shown).substr(at + 1, equals - at - 1)))
      continue;
    shown.replace(equals + 1, end - equals - 1, kMask);
  }
  return shown;
}

std::string base_address(std::string_view url) {
  std::string base(url.substr(0, url.find_first_of("?#")));
  if (const std::string_view secret = userinfo_of(base); !secret.empty())
    base.erase(static_cast<std::size_t>(secret.data() - base.data()), secret.size() + 1);
  return base;
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
