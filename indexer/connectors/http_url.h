// SPDX-License-Identifier: GPL-2.0-or-later
// Addresses that are fetched, parsed by libcurl. libcurl makes the connection, so no other parser
// may decide which host an address names. Used by fetch, feed lists and discovery.
#pragma once

#include <string>

namespace dateline::indexing {

/// The address with its scheme ("feed:" means http) in its normal form; empty when it cannot be
/// fetched.
std::string http_url(const std::string& text);
/// `link` resolved against the page's address `base`; empty when it is no http address.
std::string resolved_http_url(const std::string& base, const std::string& link);
/// The host of an address of http_url.
std::string host_of(const std::string& url);

}  // namespace dateline::indexing
