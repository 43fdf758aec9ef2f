// SPDX-License-Identifier: GPL-2.0-or-later
// Segmentation of words written without spaces, as in Chinese, Japanese and Thai: a plain word of a
// query that holds several words becomes several. Used by the parser on the finished tree.
#pragma once

#include "parse_options.h"
#include "query.h"

namespace dateline::searching {

/// Splits plain words outside of phrases, positional operators and NOT where a dictionary finds
/// words in them. Grammatical particles are left out. The parts are joined as words with spaces
/// are. A second call splits nothing more.
void split_unspaced(Query& query, const ParseOptions& options);

}  // namespace dateline::searching
