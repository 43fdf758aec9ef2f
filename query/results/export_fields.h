// SPDX-License-Identifier: GPL-2.0-or-later
// The fields of a hit that exports can have, as one table: --fields of the command line and
// `fields` of /api/export name them, the presenters of JSON, JSON Lines and CSV print them. It
// knows no format.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "results.h"

namespace dateline::searching {

struct ExportField {
  std::string_view name;
  std::string_view help;
  bool of_search = false;  // it belongs to the search, not to the article: "all" has it not
  /// Null where it is absent. A list of strings, and `from`, which is an object, are the only
  /// values with parts.
  nlohmann::ordered_json (*json)(const Hit& hit) = nullptr;
};

using FieldList = std::vector<const ExportField*>;

std::span<const ExportField> export_fields();

/// "id,title,body" or "all". Throws Error for a name that is no field.
FieldList field_list(std::string_view names);

/// The fields of a hit of --format json; of a line of JSON Lines; the columns of CSV.
const FieldList& json_fields();
const FieldList& json_line_fields();
const FieldList& csv_fields();

/// What a list asks of a search.
bool has_field(const FieldList& fields, std::string_view name);

/// The value as a cell of a table: "" where it is absent; of topics a line each.
std::string cell_text(const ExportField& field, const Hit& hit);

/// "2023-12-31T20:00:00-05:00": an instant with the offset of where it was written.
std::string local_time(Timestamp instant, int offset);

}  // namespace dateline::searching
