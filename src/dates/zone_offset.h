// SPDX-License-Identifier: GPL-2.0-or-later
// How far a zone is from UTC at an instant: for days and hours of people who live there. dates.h
// reads zones of written dates.
#pragma once

#include <string_view>

#include "article.h"

namespace dateline {

/// Seconds east of UTC of an IANA name or an offset; 0 where it is empty or nobody can use it.
int zone_offset_at(std::string_view zone, Timestamp t);

}  // namespace dateline
