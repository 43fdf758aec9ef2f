// SPDX-License-Identifier: GPL-2.0-or-later
// Inverter: turns the tokens of a segment, in document order, into the tables of a database, in
// term order. Used by segment.
//
// A stable counting sort of the tokens by term gives postings, wdfs and positions. Another one, of
// the postings by document, gives the sorted term lists.
#pragma once

#include <filesystem>

#include "term_ids.h"
#include "token_buffer.h"

namespace dateline::indexing::bulk {

/// Writes a database to the folder `path`, which must not exist. Throws Error; `path` is then
/// removed. Needs up to 16 bytes of memory for each token, of which `tokens` takes 8. `vocabulary`
/// may have terms that do not occur in `tokens`.
void write_inverted(TermIds& vocabulary, TokenBuffer tokens, const std::filesystem::path& path);

}  // namespace dateline::indexing::bulk
