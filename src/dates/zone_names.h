// SPDX-License-Identifier: GPL-2.0-or-later
// Names of time zones in dates ("CEST", "ET"). Ambiguous names (IST) are not known. Used by the
// readers of dates, which pass them in lower case.
#pragma once

#include <optional>
#include <string_view>

namespace dateline {

/// Seconds east of UTC. The American names are RFC 822's; bst is British Summer Time.
std::optional<int> zone_offset(std::string_view name);

/// The IANA zone that "et", "ct", "mt" and "pt" mean on the sites that print them; else empty.
std::string_view general_zone(std::string_view name);

}  // namespace dateline
