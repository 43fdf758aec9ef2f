// SPDX-License-Identifier: GPL-2.0-or-later
// Concordance (key word in context): each match of a query in an article, between some words of
// the text around it. For --format kwic. The highlighter says what matches.
#pragma once

#include <cstddef>
#include <vector>

#include "article.h"
#include "results/results.h"
#include "snippet.h"

namespace dateline::searching {

/// The matches in the headline, then those in the text, each between at most `window` words on
/// each side. `highlighter` is set to `article`.
std::vector<Concordance> concordance_of(const Highlighter& highlighter, const Article& article,
                                        std::size_t window);

}  // namespace dateline::searching
