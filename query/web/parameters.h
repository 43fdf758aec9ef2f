// SPDX-License-Identifier: GPL-2.0-or-later
// The parameters of a request: those of its route's table, read into a SearchRequest, or the
// problem with them. The same table is what /api/openapi.json says.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "http_message.h"
#include "request/search_options.h"

namespace dateline::searching {

/// A request as it was understood.
struct ParsedRequest {
  const HttpRequest* request = nullptr;
  SearchRequest search;
  Pairs given;     // parameters, checked, in the order of the table
  std::string id;  // of an article, from the path

  /// The value of a parameter that is no option of a search; nothing where it is not given.
  std::optional<std::string> value(std::string_view name) const;
};

/// The parameters of that name: an option of a search, as the API takes it, or q.
std::vector<SearchOption> parameters(std::span<const std::string_view> names);
std::vector<SearchOption> parameters(std::initializer_list<std::string_view> names);

/// Reads what is given; the answer is what is wrong with it, nothing where all is well.
std::optional<HttpAnswer> read_parameters(const Pairs& given,
                                          const std::vector<SearchOption>& table,
                                          ParsedRequest& asked);

}  // namespace dateline::searching
