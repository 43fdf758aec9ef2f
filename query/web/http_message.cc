// SPDX-License-Identifier: GPL-2.0-or-later
#include "http_message.h"

#include "text/url.h"

namespace dateline::searching {
namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

/// Removes and returns the part before the next `separator`.
std::string_view next_part(std::string_view& text, char separator) {
  const std::size_t at = text.find(separator);
  const std::string_view part = text.substr(0, at);
  text = at == std::string_view::npos ? std::string_view() : text.substr(at + 1);
  return part;
}

}  // namespace

void read_target(HttpRequest& request) {
  std::string_view target = request.target;
  if (const std::size_t scheme = target.find("://");  // an absolute address, as for a proxy
      target.starts_with("http") && scheme != std::string_view::npos) {
    const std::size_t path = target.find('/', scheme + 3);
    target = path == std::string_view::npos ? "/" : target.substr(path);
  }
  request.sound = target.starts_with('/');
  request.raw_path = next_part(target, '?');
  request.path = percent_decoded(request.raw_path, false);
  while (!target.empty()) {
    std::string_view value = next_part(target, '&');
    if (value.empty()) continue;
    const std::string_view name = next_part(value, '=');
    request.parameters.emplace_back(percent_decoded(name, true), percent_decoded(value, true));
  }
}

bool allows_gzip(std::string_view accept_encoding) {
  while (!accept_encoding.empty()) {
    std::string_view parameters = next_part(accept_encoding, ',');
    const std::string_view name = trimmed(next_part(parameters, ';'));
    if (name != "gzip" && name != "x-gzip" && name != "*") continue;
    const std::string_view weight = trimmed(parameters);
    return !weight.starts_with("q=0") || weight.find_first_of("123456789") != weight.npos;
  }
  return false;
}

bool names_etag(std::string_view if_none_match, std::string_view etag) {
  const auto bare = [](std::string_view tag) {
    return tag.starts_with("W/") ? tag.substr(2) : tag;
  };
  if (trimmed(if_none_match) == "*") return true;
  while (!if_none_match.empty())
    if (bare(trimmed(next_part(if_none_match, ','))) == bare(etag)) return true;
  return false;
}

}  // namespace dateline::searching
