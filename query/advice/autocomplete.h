// SPDX-License-Identifier: GPL-2.0-or-later
// Completion: how a word that has been begun may go on, and headlines with the words typed so far.
// For the shell (--complete) and for a search box that asks on every key.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "request/deadline.h"
#include "results/results.h"
#include "snapshot/snapshot.h"

namespace dateline::searching {

/// At most `count` of each. Case and accents aside; words come with the accents they mostly have.
/// Headlines are found among the last 50 articles added that have the words.
Completions autocomplete(std::string_view prefix, std::size_t count, Snapshot& snapshot,
                         Deadline& deadline);

}  // namespace dateline::searching
