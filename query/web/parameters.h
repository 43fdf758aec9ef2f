// SPDX-License-Identifier: GPL-2.0-or-later
// The parameters of a request: read by its route's table into a SearchRequest, or the problem with
// them. /api/openapi.json is made of the same table. Parses no query.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "http_message.h"
#include "parsing/parser.h"
#include "request/search_options.h"

namespace dateline::searching {

struct Route;

/// A request of the API: its route, its parameters as a search, and its query, parsed once.
struct ParsedRequest {
  const HttpRequest* request = nullptr;
  const Route* route = nullptr;
  SearchRequest search;
  ParsedQuery query;  // of `search`
  Pairs given;        // the parameters, checked, in the order of the table
  std::string id;     // of an article, from the path

  /// The value of a parameter; nothing where it is not given.
  std::optional<std::string> value(std::string_view name) const;
};

/// The parameters of these names: q, and options of a search with the limits of the API.
std::vector<SearchOption> parameters(std::span<const std::string_view> names);
std::vector<SearchOption> parameters(std::initializer_list<std::string_view> names);

/// Reads the parameters that are given into `parsed`. Returns the problem with one of them, nothing
/// where all are good.
std::optional<HttpAnswer> read_parameters(const Pairs& given,
                                          const std::vector<SearchOption>& table,
                                          ParsedRequest& parsed);

}  // namespace dateline::searching
