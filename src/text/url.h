// SPDX-License-Identifier: GPL-2.0-or-later
// Addresses as text: their form as ids, percent encoding, the test for web addresses. Used by both
// programs. html/resolve_url.h resolves relative addresses, connectors/http_url.h has those that
// are fetched. No library's parser is used here: ids are on disk and may not depend on the version
// of one, and of the 266 addresses of tests/urls libcurl 7.88 refuses 92 and writes 45 in another
// way.
#pragma once

#include <string>
#include <string_view>

namespace dateline {

/// Whether it begins with "http://" or "https://", in capitals too.
bool is_http_url(std::string_view text);

/// An address as an id: scheme and host in lower case, no fragment, no default port.
std::string canonical_url(std::string_view url);

/// An address, or a sentence that is one, as it may be shown: "***" stands for the password in it
/// and for the values of parameters that are keys. A user without a password is a key too.
std::string masked_url(std::string_view url);
/// An address up to its path, without user and password: for links that start there.
std::string base_address(std::string_view url);

/// "%41" → "A"; what is no such sequence stays. `plus`: "+" is a blank.
std::string percent_decoded(std::string_view text, bool plus);
/// Everything but letters, digits and "-._~" as "%41".
std::string percent_encoded(std::string_view text);

}  // namespace dateline
