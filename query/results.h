// SPDX-License-Identifier: GPL-2.0-or-later
// Results: what a search found, complete enough to print. Searcher fills it, present prints it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "article.h"
#include "dates.h"
#include "parser.h"

namespace dateline {

/// Text with marked parts: the snippet's words and the byte ranges of what matched in them,
/// ascending, not touching each other.
struct MarkedText {
  struct Mark {
    std::size_t begin = 0, end = 0;
    bool operator==(const Mark&) const = default;
  };
  std::string text;  // UTF-8, no control characters, white space single
  std::vector<Mark> marks;
};

struct Hit {
  std::uint64_t rank = 0;  // from 1, over all pages
  double score = 0;        // 0 where nothing in the query ranks
  std::string id, title, source, section, author, language, url;  // empty = absent
  std::optional<Timestamp> published;
  std::uint32_t words = 0;
  MarkedText title_marked;  // the title with its matches
  MarkedText snippet;       // empty text when snippets are off
};

struct FacetValue {
  std::string value;
  std::uint64_t count = 0;
};
struct Facet {
  std::string field;  // "source", "year", ...
  std::vector<FacetValue>
      values;                  // most frequent first, then by value; cut to the number asked for
  std::uint64_t distinct = 0;  // how many values there are in all
  std::uint64_t missing = 0;   // matching articles without a value
};

struct TimelineEntry {
  std::string date;  // period_name()
  std::uint64_t count = 0;
};
struct Timeline {
  Period period = Period::month;
  std::vector<TimelineEntry> entries;  // ascending; periods without articles between them count 0
  std::uint64_t missing = 0;           // matching articles without a date
};

/// One clause of the query as understood: for --explain.
struct ExplainedClause {
  std::size_t depth = 0;           // 0 = the whole query
  std::string text;                // canonical
  std::uint64_t count = 0;         // articles it matches by itself
  std::vector<std::string> terms;  // index terms a leaf reads, with their counts: "Zoil (1412)"
};

struct Results {
  std::string query_text;  // as given
  std::string canonical;
  std::vector<Note> notes;
  std::vector<ExplainedClause> explanation;  // only with --explain
  std::uint64_t total = 0;
  bool total_exact = true;
  std::uint64_t offset = 0;
  std::uint64_t limit = 0;  // 0 = all
  std::vector<Hit> hits;    // empty when hits are streamed (limit 0)
  std::vector<Facet> facets;
  std::optional<Timeline> timeline;
  double took_ms = 0;
};

}  // namespace dateline
