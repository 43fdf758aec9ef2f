// SPDX-License-Identifier: GPL-2.0-or-later
// The options of a search, as one table: the command line takes them with two dashes, the HTTP API
// as parameters of the same names, and both say of them what stands here. Reads texts into a
// SearchRequest; searches nothing.
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
  std::string_view otherwise = {};  // what holds without it; of a flag, "1": it is on
  std::string_view alias = {};
  bool repeatable = false;
  std::span<const std::string_view> choices = {};  // of Kind::choice
  double least = 0, most = 0;                      // of numbers; least == most: any from least
  /// Takes a value with no complaint against it. Throws Error for a date or facet that is none.
  void (*set)(SearchRequest& request, const std::string& value) = nullptr;
};

std::span<const SearchOption> search_options();

/// Why `value` cannot be one of `option`'s, in words that follow the option's name; "" where it
/// can.
std::string complaint(const SearchOption& option, const std::string& value);

/// A count or a number that there is no complaint against.
std::uint64_t count_of(const std::string& value);
double number_of(const std::string& value);

/// Whether `field` can be counted.
bool is_facet(const std::string& field);

/// "source:5,year" as its parts.
std::vector<std::string> facet_list(const std::string& value);

}  // namespace dateline::searching
