// SPDX-License-Identifier: GPL-2.0-or-later
// A search from the parsed query to the page of hits, in six steps: understand, match, count,
// order, page, advise. The searcher runs it on one state of the archive. It fetches no article.
#pragma once

#include <cstdint>
#include <vector>

#include "language/query.h"
#include "matching/text_positions.h"
#include "parsing/parser.h"
#include "ranking/rank.h"
#include "request/search_request.h"
#include "results/results.h"
#include "snapshot/snapshot.h"

namespace dateline::searching {

/// The query of a request, as it is written.
ParsedQuery parse_query(const SearchRequest& request);

/// A hit whose article is not fetched yet.
struct PageEntry {
  RankedDocument document;
  std::uint32_t copies = 0;  // with Page::group: articles of its group, itself included
};

/// What a search found, without the articles of its hits.
struct FoundPage {
  Results results;
  Query query;  // as it was matched
  std::vector<PageEntry> entries;
  DocSet documents;    // all that match
  EnglishForms forms;  // of the words of `query`, for marking them
};

/// Runs the six steps. `parsed` is parse_query(request). With Advice::correct, a search that finds
/// nothing is run again with the likeliest spelling. Throws Error.
FoundPage find_page(const SearchRequest& request, const ParsedQuery& parsed, Snapshot& snapshot);

}  // namespace dateline::searching
