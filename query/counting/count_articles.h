// SPDX-License-Identifier: GPL-2.0-or-later
// Counts the articles of queries by fields. Every count is the number of articles that a search
// with those values finds. Used by the command line and the API.
#pragma once

#include "count_request.h"
#include "results/count_table.h"
#include "search/searcher.h"

namespace dateline::searching {

/// Throws Error where a query cannot be searched, or the table would be too long.
CountTable count_articles(const CountRequest& request, Searcher& searcher);

}  // namespace dateline::searching
