// SPDX-License-Identifier: GPL-2.0-or-later
#include "http_url.h"

#include <curl/curl.h>

#include <memory>

namespace dateline::indexing {
namespace {

struct UrlDeleter {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Url = std::unique_ptr<CURLU, UrlDeleter>;

std::string part_of(const Url& url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url.get(), part, &text, 0) != CURLUE_OK) return {};
  const std::unique_ptr<char, void (*)(void*)> owner(text, &curl_free);
  return text;
}

bool set(const Url& url, const std::string& text) {
  return curl_url_set(url.get(), CURLUPART_URL, text.c_str(), CURLU_URLENCODE) == CURLUE_OK;
}

/// A parsed address without its fragment; empty when its scheme is not http or https.
std::string whole(const Url& url) {
  const std::string scheme = part_of(url, CURLUPART_SCHEME);
  if ((scheme != "http" && scheme != "https") || part_of(url, CURLUPART_HOST).empty()) return {};
  curl_url_set(url.get(), CURLUPART_FRAGMENT, nullptr, 0);
  return part_of(url, CURLUPART_URL);
}

}  // namespace

std::string http_url(const std::string& text) {
  std::string address = text;
  if (address.starts_with("feed://")) address.replace(0, 4, "http");
  if (address.starts_with("feed:http")) address.erase(0, 5);
  const Url url(curl_url());
  return set(url, address) ? whole(url) : std::string();
}

std::string resolved_http_url(const std::string& base, const std::string& link) {
  const Url url(curl_url());
  return set(url, base) && set(url, link) ? whole(url) : std::string();
}

std::string host_of(const std::string& text) {
  const Url url(curl_url());
  return set(url, text) ? part_of(url, CURLUPART_HOST) : std::string();
}

}  // namespace dateline::indexing
