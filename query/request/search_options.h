// SPDX-License-Identifier: GPL-2.0-or-later
// The options of a search, as one table. The command line has them with two dashes, the HTTP API as
// parameters of the same names; the help of both is made of the table. Values are read into a
// SearchRequest. It searches nothing.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "search_request.h"

namespace dateline::searching {

struct SearchOption {
  enum class Kind { text, date, count, number, flag, choice, facets };

  std::string_view name;
  Kind kind = Kind::text;
  std::string_view help;
  std::string_view otherwise = {};  // the default; of a flag, "1": it is on
  std::string_view alias = {};
  bool repeatable = false;
  std::span<const std::string_view> choices = {};  // of Kind::choice
  double least = 0, most = 0;                      // of numbers; least == most: any from least
  /// Sets a value that has passed complaint(). Throws Error for a malformed date or facet.
  void (*set)(SearchRequest& request, const std::string& value) = nullptr;
};

std::span<const SearchOption> search_options();

/// Why `value` is not allowed for `option`, in words that follow the option's name; "" where it is.
std::string complaint(const SearchOption& option, const std::string& value);

/// The number of a value that has passed complaint().
std::uint64_t count_of(const std::string& value);
double number_of(const std::string& value);

/// Whether `field` can be counted.
bool is_facet(const std::string& field);

/// "source:5,year" as its parts.
std::vector<std::string> facet_list(const std::string& value);

}  // namespace dateline::searching
