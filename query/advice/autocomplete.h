// SPDX-License-Identifier: GPL-2.0-or-later
// Autocomplete: words that begin with the last word typed so far, and headlines with all of it. For
// the shell (--complete) and for a search box that asks on every key. Searches nothing else.
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

/// At most `count` words and `count` headlines. Case and accents do not count; a word is returned
/// with the accents that most articles use. Headlines are those of the 50 articles added last that
/// have the words.
Completions autocomplete(std::string_view prefix, std::size_t count, Snapshot& snapshot,
                         Deadline& deadline);

}  // namespace dateline::searching
