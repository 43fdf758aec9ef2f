// SPDX-License-Identifier: GPL-2.0-or-later
// FieldValues: the values of a field that is found as a whole, such as topic or country, from the
// terms of the index. Used for facets of fields that have no column. Values are folded.
#pragma once

#include <string>
#include <vector>

#include "index_reader.h"
#include "schema.h"

namespace dateline::searching {

/// All values of the field in the index, also those of rows that have died; ascending.
std::vector<std::string> field_values(const IndexReader& index, schema::FieldId field);

}  // namespace dateline::searching
