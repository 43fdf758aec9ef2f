// SPDX-License-Identifier: GPL-2.0-or-later
// One article to read: everything the archive has of it, and the places in it where a query
// matches. For the reading pane of the page. It searches nothing.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "language/query.h"
#include "results/results.h"
#include "snapshot/snapshot.h"

namespace dateline::searching {

struct ArticleView {
  StoredArticle stored;
  std::vector<MarkedText::Mark> in_title, in_body;  // ascending, not touching each other
};

/// The article as a hit, with all fields of exports, without what a search adds.
Hit hit_of(StoredArticle&& stored);

/// The document with that id; nothing where there is none. Throws Error where several archives have
/// it.
std::optional<std::uint32_t> document_of(const std::string& id, const Snapshot& snapshot);

/// The article with that id; nothing where the index has none. Throws Error where the catalog lacks
/// an article of the index.
std::optional<ArticleView> view_article(const std::string& id, const Query& query,
                                        Snapshot& snapshot);

}  // namespace dateline::searching
