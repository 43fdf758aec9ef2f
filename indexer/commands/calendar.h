// SPDX-License-Identifier: GPL-2.0-or-later
// The calendar of status: how much each source gave in each week, and its gaps. Reads the catalog.
#pragma once

#include "commands.h"

namespace dateline::indexing {

/// Prints it, as text or JSON. Returns the exit code.
int print_calendar(const CommandLine& line);

}  // namespace dateline::indexing
