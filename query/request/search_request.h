// SPDX-License-Identifier: GPL-2.0-or-later
// SearchRequest: what is asked of a search. The options fill it, the searcher reads it.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "article.h"
#include "dates/dates.h"
#include "language/parse_options.h"

namespace dateline::searching {

/// A facet asked for: --facet source:20.
struct FacetRequest {
  std::string field;        // source, section, author, language, year or month
  std::size_t values = 10;  // at most so many; 0 = all
};

/// The factor of an article is floor + (1 - floor) * 2^(-age / half_life).
struct Freshness {
  double half_life = 30;  // days
  double floor = 0.2;     // of an article without a date too; 0 to 1
};

enum class Sort { relevance, newest, oldest, fresh };

struct SearchRequest {
  std::string text;
  Sort sort = Sort::relevance;
  Freshness freshness;       // of Sort::fresh
  std::string similar = {};  // an article's id: what is on its subject, of what else is asked for
  bool match_any = false;
  double floor = 0;     // with match_any: the share of the query's weight an article must match
  bool expand = false;  // words of the best articles rank too; only with Sort::relevance
  Dialect dialect = Dialect::standard;
  std::vector<std::string> sources, sections, authors, languages;  // of one kind: any of them
  std::optional<Timestamp> after, before;                          // after <= published < before
  std::uint64_t offset = 0;
  std::uint64_t limit = 10;  // 0 = all
  std::vector<FacetRequest> facets;
  std::optional<Period> timeline;
  bool group = false;  // of articles with nearly the same text, the best one stands for all
  bool snippets = true;
  bool ids_only = false;  // hits have rank, score, id and copies, nothing of the article
  bool advise = true;     // says what may be misspelled, and why nothing is found
  bool explain = false;
  bool correct = false;      // what finds nothing is searched as it may be meant
  bool strict = false;       // a query with notes is an Error
  bool counts_only = false;  // no hits: total, facets and timeline
  double timeout = 10;       // seconds it may take; 0 = any
  Timestamp now = 0;         // what relative dates count from
  const std::atomic<bool>* cancelled = nullptr;  // once set, the search ends with SearchCancelled
};

}  // namespace dateline::searching
