// SPDX-License-Identifier: GPL-2.0-or-later
// Fuzz entry of a whole search: any bytes after the first are a query on a small archive, from
// parsing to marked passages. The first byte chooses the dialect, the order, and what is asked
// beside the hits.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "error.h"
#include "search/searcher.h"
#include "support/support.h"

namespace {

using namespace dateline;
using namespace dateline::indexing;
using namespace dateline::searching;

Searcher& small_archive() {
  static const TemporaryFolder folder;
  static Searcher searcher = [] {
    std::vector<std::string> paths;
    for (const char* name : {"harbour-post.json", "jiangwan-evening.jsonl"})
      paths.push_back((repository_root() / "corpus/articles" / name).string());
    add_files(folder / "archive", paths);
    return Searcher(folder / "archive");
  }();
  return searcher;
}

void require(bool holds, const char* law) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", law);
  std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  static constexpr std::array kDialects{Dialect::standard, Dialect::nexis, Dialect::factiva,
                                        Dialect::google, Dialect::xapian};
  SearchRequest request;
  request.query.text.assign(reinterpret_cast<const char*>(data) + 1, size - 1);
  request.query.dialect = kDialects[data[0] % kDialects.size()];
  request.advice.explain = (data[0] & 8) != 0;
  request.query.match_any = (data[0] & 16) != 0;
  request.order.sort = (data[0] & 32) != 0 ? Sort::newest : Sort::relevance;
  request.page.group = (data[0] & 64) != 0;
  request.now = 1735646400;  // 2024-12-31T12:00:00Z
  request.page.limit = 3;
  if ((data[0] & 128) != 0) request.counts.facets = {{"source", 3}};
  const Results results = small_archive().search(request);
  require(results.hits.size() <= request.page.limit, "a page holds what was asked for");
  require(request.page.group || results.hits.size() == std::min(results.total, request.page.limit),
          "the page is as full as the total allows");
  return 0;
}
