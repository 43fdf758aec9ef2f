// SPDX-License-Identifier: GPL-2.0-or-later
// SearchRequest: all parameters of a search, in one group for each step. The options fill it, the
// searcher reads it. It checks nothing.
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

/// The parameters of --sort fresh. The factor of an article is floor + (1 - floor) * 2^(-age /
/// half_life).
struct Freshness {
  double half_life = 30;  // days
  double floor = 0.2;     // of an article without a date too; 0 to 1
};

enum class Sort { relevance, newest, oldest, fresh };

struct SearchRequest {
  /// What is searched for.
  struct QueryText {
    std::string text;
    Dialect dialect = Dialect::standard;
    bool match_any = false;  // bare words are joined by OR
    double floor = 0;   // with match_any: the share of the query's weight an article must match
    bool wide = false;  // plain words stand for all words of their stems
    std::string similar = {};  // the id of an article: finds articles on its subject
  };
  /// Filters on articles. Values of one kind are alternatives.
  struct Filters {
    std::vector<std::string> sources, sections, authors, languages;
    std::optional<Timestamp> after, before;  // after <= published < before
  };
  /// Counts over all articles that match.
  struct Counts {
    std::vector<FacetRequest> facets;
    std::optional<Period> timeline;
  };
  struct Order {
    Sort sort = Sort::relevance;
    Freshness freshness;  // of Sort::fresh
    bool expand = false;  // ranks by words of the best articles too; not with an order by date
  };
  /// The page of hits and its content.
  struct Page {
    std::uint64_t offset = 0;
    std::uint64_t limit = 10;  // 0 = all
    bool group = false;        // shows only the best of articles with nearly the same text
    bool snippets = true;
    bool marks = true;         // a hit has its headline with the matches; always with snippets
    bool ids_only = false;     // a hit has only rank, score, id and copies
    bool counts_only = false;  // no hits: total, facets and timeline
    bool story = false;        // a hit has its story and how many copies that has
    bool withheld = false;     // with as_of: shows what sources have withheld since
    std::size_t window = 0;    // a hit has its matches, each between so many words
  };
  /// Advice about the query.
  struct Advice {
    bool suggest = true;   // looks for misspelled words, and for the reason why nothing is found
    bool correct = false;  // a search that finds nothing is run again with the likeliest spelling
    bool explain = false;
    bool strict = false;  // a query with notes is an Error
  };

  std::string as_of;  // a moment of the past (dates/moment.h) whose archive is searched; "": now
  QueryText query;
  Filters filters;
  Counts counts;
  Order order;
  Page page;
  Advice advice;
  double timeout = 10;                           // seconds the search may take; 0 = any
  Timestamp now = 0;                             // relative dates count from it
  const std::atomic<bool>* cancelled = nullptr;  // once set, the search ends with SearchCancelled
};

}  // namespace dateline::searching
