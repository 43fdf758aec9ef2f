// SPDX-License-Identifier: GPL-2.0-or-later
#include "zone_offset.h"

#include <date/tz.h>

#include <stdexcept>

#include "date_text.h"

namespace dateline {

int zone_offset_at(std::string_view zone, Timestamp t) {
  if (zone.empty()) return 0;
  if (zone.front() != '+' && zone.front() != '-') try {
      const date::time_zone* const found = date::locate_zone(zone);
      return static_cast<int>(
          found->get_info(date::sys_seconds(std::chrono::seconds(t))).offset.count());
    } catch (const std::runtime_error&) {
      // It may be an offset without a sign, as "Z".
    }
  return read_offset(zone).value_or(0);
}

}  // namespace dateline
