// SPDX-License-Identifier: GPL-2.0-or-later
// Puts what users saved in the catalog into a query: query:NAME becomes the saved text,
// source:@GROUP the sources of the group, as alternatives. The search pipeline does this between
// parsing and matching.
#pragma once

#include <vector>

#include "catalog/catalog.h"
#include "language/query.h"
#include "parsing/parser.h"

namespace dateline::searching {

/// How deep saved queries may contain each other.
inline constexpr std::size_t kMaxSavedDepth = 20;

/// Saved text is read in the default dialect, with its words joined by AND; its relative dates
/// count from `now`. Adds a note for a name that does not exist (it matches nothing), for a query
/// that contains itself, and for one that is too large. The notes of a saved text name it, and have
/// the place of the value in the query.
void expand_saved(Query& query, const Catalog& catalog, Timestamp now, std::vector<Note>& notes);

}  // namespace dateline::searching
