// SPDX-License-Identifier: GPL-2.0-or-later
// Names of time zones as dates have them ("CEST", "ET"). Names that stand for several zones (IST)
// are none. Used by the readers of dates, which pass them in lower case.
#pragma once

#include <optional>
#include <string_view>

namespace dateline {

/// Seconds east of UTC. The American names are RFC 822's; bst is British Summer Time.
std::optional<int> zone_offset(std::string_view name);

/// The IANA zone that "et", "ct", "mt" and "pt" stand for on the sites that print them; else empty.
std::string_view general_zone(std::string_view name);

}  // namespace dateline
