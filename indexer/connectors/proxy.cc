// SPDX-License-Identifier: GPL-2.0-or-later
#include "proxy.h"

#include <netdb.h>
#include <netinet/in.h>
#include <resolv.h>

#include <cstdlib>
#include <memory>
#include <string_view>

#include "private_address.h"
#include "text/ascii.h"
#include "text/plain_text.h"

namespace dateline::indexing {
namespace {

std::string variable(const char* lower, const char* upper) {
  for (const char* name : {lower, upper})
    if (const char* value = name == nullptr ? nullptr : std::getenv(name)) return value;
  return {};
}

/// Whether no_proxy excepts the host: "*", or a list of hosts and domains.
bool is_excepted(std::string_view host) {
  const std::string list = lower_ascii(variable("no_proxy", "NO_PROXY"));
  for (std::size_t at = 0; at < list.size();) {
    const std::size_t end = std::min(list.find_first_of(", ", at), list.size());
    std::string_view entry = std::string_view(list).substr(at, end - at);
    at = end + 1;
    if (entry == "*") return true;
    if (entry.starts_with('.')) entry.remove_prefix(1);
    if (entry.empty() || !host.ends_with(entry)) continue;
    if (host.size() == entry.size() || host[host.size() - entry.size() - 1] == '.') return true;
  }
  return false;
}

}  // namespace

std::string environment_proxy(const std::string& url, const std::string& host) {
  if (is_excepted(lower_ascii(host))) return {};
  const std::string own = url.starts_with("https:") ? variable("https_proxy", "HTTPS_PROXY")
                                                    : variable("http_proxy", nullptr);
  return own.empty() ? variable("all_proxy", "ALL_PROXY") : own;
}

std::string refused_address(const std::string& host,
                            const std::function<bool(const sockaddr&)>& refuses) {
  // Behind a proxy the names of the world often have no address here: that must show soon.
  if ((_res.options & RES_INIT) == 0) ::res_init();
  _res.retrans = 1;
  _res.retry = 1;
  std::string name = host;
  if (name.starts_with('[') && name.ends_with(']')) name = name.substr(1, name.size() - 2);
  addrinfo wanted{}, *found = nullptr;
  wanted.ai_socktype = SOCK_STREAM;
  if (::getaddrinfo(name.c_str(), nullptr, &wanted, &found) != 0) return {};
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, &::freeaddrinfo);
  for (const addrinfo* each = found; each != nullptr; each = each->ai_next)
    if (refuses(*each->ai_addr)) return address_text(*each->ai_addr);
  return {};
}

}  // namespace dateline::indexing
