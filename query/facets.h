// SPDX-License-Identifier: GPL-2.0-or-later
// Facets and timelines: counts over the documents of a search, from the columns. Exact: every
// count is the number of articles a search with that filter finds.
#pragma once

#include <cstddef>
#include <string>

#include "doc_set.h"
#include "results.h"
#include "snapshot.h"

namespace dateline {

/// A facet asked for: --facet source:20.
struct FacetRequest {
  std::string field;        // source, section, author, language, year or month
  std::size_t values = 10;  // at most so many; 0 = all
};

/// Whether `field` can be counted.
bool is_facet(const std::string& field);

Facet count_facet(const FacetRequest& request, const DocSet& documents, Snapshot& snapshot);
Timeline count_timeline(Period period, const DocSet& documents, Snapshot& snapshot);

}  // namespace dateline
