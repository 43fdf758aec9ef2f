// SPDX-License-Identifier: GPL-2.0-or-later
// Addresses that are asked over the network, as libcurl reads them: it makes the connection, so
// that no other parser may decide which host an address names. Used by fetch, feed lists and
// discovery.
#pragma once

#include <string>

namespace dateline::indexing {

/// The address with its scheme ("feed:" stands for http), complete and in its normal form; empty
/// when it is no address that can be asked.
std::string http_url(const std::string& text);
/// `link` as it is meant in a page at `base`; empty when it is no http address.
std::string resolved_http_url(const std::string& base, const std::string& link);
/// The host of an address of http_url.
std::string host_of(const std::string& url);

}  // namespace dateline::indexing
