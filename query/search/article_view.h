// SPDX-License-Identifier: GPL-2.0-or-later
// One article to be read: all that the archive knows of it, and where a query matches in it. For
// the reading pane of the page. Searches nothing.
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

/// The article the index has under that id; nothing where it has none. Throws Error where the
/// catalog does not have it.
std::optional<ArticleView> view_article(const std::string& id, const Query& query,
                                        Snapshot& snapshot);

}  // namespace dateline::searching
