// SPDX-License-Identifier: GPL-2.0-or-later
// Inverter: turns the tokens of a segment, which come document by document, into the tables of a
// database, which are sorted by term. Used by segment.
//
// A stable counting sort of the tokens by term yields postings, wdfs and positions; another one, of
// the postings by document, yields the term lists, sorted as they must be.
#pragma once

#include <filesystem>

#include "term_ids.h"
#include "token_buffer.h"

namespace dateline::indexing::bulk {

/// Writes a database to the folder `path`, which must not exist. Throws Error; `path` is then gone.
/// Needs up to 16 bytes of memory a token, 8 of which `tokens` already takes. `vocabulary` may
/// have terms that `tokens` has not.
void write_inverted(TermIds& vocabulary, TokenBuffer tokens, const std::filesystem::path& path);

}  // namespace dateline::indexing::bulk
