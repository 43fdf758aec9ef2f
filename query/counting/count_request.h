// SPDX-License-Identifier: GPL-2.0-or-later
// CountRequest: what --counts, --compare, --share, --gaps and --panel ask for. The command line and
// the API fill it, count_table.h answers it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "request/search_request.h"

namespace dateline::searching {

/// A field to count by: "source", or "source:20" for its twenty most frequent values.
struct CountField {
  std::string name;
  std::size_t values = 0;  // 0 = all
};

struct CountRequest {
  std::vector<CountField> fields;
  std::vector<std::string> queries;  // none: the query of `search`
  bool stories = false;
  bool share = false, gaps = false, panel = false;
  SearchRequest search;  // its filters, dialect, timeout
};

/// The request for the articles of one query, without its hits, counts and advice.
SearchRequest request_for_counting(const SearchRequest& base, const std::string& text);

/// "source:20,week". Throws Error for a field that cannot be counted, and for more than three.
std::vector<CountField> count_fields(std::string_view list);

/// Whether a field is a period: year, quarter, month, week or day.
bool is_period(std::string_view field);

}  // namespace dateline::searching
