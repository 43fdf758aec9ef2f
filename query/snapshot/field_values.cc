// SPDX-License-Identifier: GPL-2.0-or-later
#include "field_values.h"

#include <xapian.h>

namespace dateline::searching {

std::vector<std::string> field_values(const IndexReader& index, schema::FieldId field) {
  const std::string prefix(schema::field(field).prefix);
  const Xapian::Database& terms = index.terms();
  std::vector<std::string> values;
  for (auto term = terms.allterms_begin(prefix); term != terms.allterms_end(prefix); ++term)
    values.push_back((*term).substr(prefix.size()));
  return values;
}

}  // namespace dateline::searching
