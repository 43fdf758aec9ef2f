// SPDX-License-Identifier: GPL-2.0-or-later
#include "matching_articles.h"

#include "request/search_request.h"
#include "search/searcher.h"

namespace dateline::alerts {

using namespace dateline::searching;

MatchingArticles matching_articles(const std::filesystem::path& folder, const std::string& text,
                                   const std::string& source, Timestamp now) {
  SearchRequest request;
  request.query.text = text;
  if (!source.empty()) request.filters.sources = {source};
  request.order.sort = Sort::newest;
  request.page.limit = 0;
  request.advice.suggest = false;
  request.timeout = 0;
  request.now = now;
  const FoundPage found = Searcher(folder).find(request);
  MatchingArticles matching{found.results.canonical, found.results.notes, {}};
  for (const PageEntry& entry : found.entries) matching.rows.push_back(entry.document.number);
  return matching;
}

}  // namespace dateline::alerts
