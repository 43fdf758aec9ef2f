// SPDX-License-Identifier: GPL-2.0-or-later
// The articles that a text of the query language matches, as rows of the catalog. Used by the
// commands of the indexer that act on what a query finds, as remove --query. Ranks nothing, fetches
// no article, changes nothing.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "article.h"
#include "catalog/catalog.h"
#include "language/note.h"

namespace dateline::alerts {

struct MatchingArticles {
  std::string canonical;                 // the query as it was read
  std::vector<searching::Note> guesses;  // where that is not as it was written
  std::vector<Row> rows;                 // newest article first
};

/// What the archive in `folder` finds now for `text` (empty: everything) among the articles of
/// `source` (empty: of all). Relative dates count from `now`. Throws Error.
MatchingArticles matching_articles(const std::filesystem::path& folder, const std::string& text,
                                   const std::string& source, Timestamp now);

}  // namespace dateline::alerts
