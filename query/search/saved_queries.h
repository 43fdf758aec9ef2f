// SPDX-License-Identifier: GPL-2.0-or-later
// What users saved in the catalog, put in its place in a query: query:NAME becomes the saved text,
// source:@GROUP any of the group's sources. Used by Searcher between parsing and matching.
#pragma once

#include <vector>

#include "catalog/catalog.h"
#include "language/query.h"
#include "parsing/parser.h"

namespace dateline::searching {

/// Saved queries that stand in saved queries are followed so deep.
inline constexpr std::size_t kMaxSavedDepth = 20;

/// Saved text is read in the default dialect, all its words joined by AND, with `options.now`. Adds
/// a note for what there is not (it matches nothing), what contains itself, and what is too much;
/// those of a saved text name it and stand at the place of the value.
void expand_saved(Query& query, const Catalog& catalog, const ParseOptions& options,
                  std::vector<Note>& notes);

}  // namespace dateline::searching
