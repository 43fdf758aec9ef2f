// SPDX-License-Identifier: GPL-2.0-or-later
#include "field_values.h"

#include "index_terms.h"

namespace dateline::searching {

std::vector<std::string> field_values(const IndexReader& index, schema::FieldId field) {
  const std::string prefix(schema::field(field).prefix);
  std::vector<std::string> values;
  for (IndexTerms terms(index, prefix); !terms.at_end(); terms.next())
    values.push_back(terms.term().substr(prefix.size()));
  return values;
}

}  // namespace dateline::searching
