// SPDX-License-Identifier: GPL-2.0-or-later
// Which proxy an address is asked through, as the environment says, and whether a host that a proxy
// would look up is one of the local network. Used by http_poll, since curl's own choice cannot be
// seen before a connection is made.
#pragma once

#include <sys/socket.h>

#include <functional>
#include <string>

namespace dateline::indexing {

/// The proxy that http_proxy, https_proxy, all_proxy and no_proxy name for `url` at `host`; empty
/// where there is none. HTTP_PROXY in capitals counts for nothing, for web servers set it.
std::string environment_proxy(const std::string& url, const std::string& host);

/// The first address of `host` that `refuses` holds for, as text; empty where there is none, also
/// where this machine cannot resolve the name. Takes some seconds at most.
std::string refused_address(const std::string& host,
                            const std::function<bool(const sockaddr&)>& refuses);

}  // namespace dateline::indexing
