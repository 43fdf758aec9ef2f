// SPDX-License-Identifier: GPL-2.0-or-later
// Words typed without spaces between them, as Chinese, Japanese and Thai are: a plain word of a
// query that holds several becomes several. Used by the parser on the finished tree.
#pragma once

#include "parse_options.h"
#include "query.h"

namespace dateline::searching {

/// Splits plain words outside of phrases, positions and NOT where a dictionary finds words in them;
/// grammatical particles between these are left out. The parts are joined as words with spaces
/// would be. What it makes it would not split again.
void split_unspaced(Query& query, const ParseOptions& options);

}  // namespace dateline::searching
