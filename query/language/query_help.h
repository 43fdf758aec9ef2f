// SPDX-License-Identifier: GPL-2.0-or-later
// The short description of the query language, as one table, which --help-query prints. Tests run
// each of its examples. The long description is SYNTAX.md.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace dateline::searching {

struct HelpRow {
  std::string_view example;  // a query; empty: `meaning` is a heading or a remark
  std::string_view meaning;
};

std::span<const HelpRow> query_help();

/// The table, a row a line.
std::string query_help_text();

}  // namespace dateline::searching
