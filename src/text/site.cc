// SPDX-License-Identifier: GPL-2.0-or-later
#include "site.h"

#include <unicode/bytestream.h>
#include <unicode/idna.h>

#include <algorithm>
#include <memory>

#include "ascii.h"
#include "plain_text.h"

namespace dateline {
namespace {

/// The name in the letters of its language, composed and in lower case; a name that is none by the
/// rules of the Internet (UTS 46) only in lower case.
std::string in_letters(std::string_view host) {
  std::string name;
  for (const char c : host) name += is_ascii_upper(c) ? static_cast<char>(c | 0x20) : c;
  const bool plain =
      std::ranges::all_of(name, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (plain && name.find("xn--") == std::string::npos) return name;
  static const std::unique_ptr<const icu::IDNA> idna = [] {
    UErrorCode status = U_ZERO_ERROR;
    return std::unique_ptr<const icu::IDNA>(
        icu::IDNA::createUTS46Instance(UIDNA_NONTRANSITIONAL_TO_UNICODE, status));
  }();
  std::string letters;
  icu::StringByteSink<std::string> sink(&letters);
  icu::IDNAInfo info;
  UErrorCode status = U_ZERO_ERROR;
  if (idna) idna->nameToUnicodeUTF8(name, sink, info, status);
  return idna && U_SUCCESS(status) && !info.hasErrors() ? letters : name;
}

}  // namespace

std::string fold_site(std::string_view host) {
  host = trim(host);
  host.remove_prefix(std::min(host.find_first_not_of('.'), host.size()));
  std::string folded = in_letters(host.substr(0, host.find_last_not_of('.') + 1));
  if (folded.starts_with("www.")) folded.erase(0, 4);
  return folded;
}

std::vector<std::string> sites_of(std::string_view url) {
  const std::size_t slashes = url.find("//");  // "//host" without a scheme too
  if (slashes == std::string_view::npos || (slashes > 0 && url[slashes - 1] != ':')) return {};
  url.remove_prefix(slashes + 2);
  url = url.substr(0, url.find_first_of("/?#\\"));
  url.remove_prefix(url.rfind('@') + 1);  // npos + 1 is 0
  std::vector<std::string> sites;
  if (url.starts_with('[')) {  // an IPv6 address has nothing above it
    sites.push_back(fold_site(url.substr(0, url.find(']') + 1)));
    return sites;
  }
  std::string host = fold_site(url.substr(0, url.find(':')));
  if (host.empty()) return {};
  const bool numeric = host.find_first_not_of("0123456789.") == std::string::npos;
  sites.push_back(host);
  while (!numeric) {
    const std::size_t dot = host.find('.');
    if (dot == std::string::npos || host.find('.', dot + 1) == std::string::npos) break;
    host.erase(0, dot + 1);
    sites.push_back(host);
  }
  return sites;
}

std::string site_of(std::string_view url) {
  const std::vector<std::string> sites = sites_of(url);
  return sites.empty() ? std::string() : sites.front();
}

}  // namespace dateline
