// SPDX-License-Identifier: GPL-2.0-or-later
// The sites of an article's address, which the field `site` compares. Used by both flows.
// text/url.h has addresses as ids.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dateline {

/// A host as it is compared: lower case, without "www." and dots around it, in the letters of its
/// language: "xn--mnchen-3ya" is "münchen" (Punycode, RFC 3492), and "munchen" is another host.
std::string fold_site(std::string_view host);

/// The host of an address and every domain above it that has a dot, the host first:
/// "https://www.news.bbc.co.uk:80/x" → news.bbc.co.uk, bbc.co.uk, co.uk. None without a host.
std::vector<std::string> sites_of(std::string_view url);
/// The first of them: "https://www.news.example/a" → "news.example"; empty without a host.
std::string site_of(std::string_view url);

}  // namespace dateline
