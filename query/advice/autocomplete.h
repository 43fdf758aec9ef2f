// SPDX-License-Identifier: GPL-2.0-or-later
// Autocomplete: completes the last word of a text, and finds headlines with all of its words. Used
// by the shell (--complete) and by a search box, which asks at every key. It runs no query.
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
