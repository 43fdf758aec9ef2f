// SPDX-License-Identifier: GPL-2.0-or-later
#include "site.h"

#include <algorithm>

#include "analyzer.h"

namespace dateline {

std::string fold_site(std::string_view host) {
  std::string folded = fold_value(host);
  folded.erase(0, std::min(folded.find_first_not_of('.'), folded.size()));
  folded.erase(folded.find_last_not_of('.') + 1);
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
