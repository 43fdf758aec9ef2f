// SPDX-License-Identifier: GPL-2.0-or-later
// ValueMatcher: the documents whose fields have a value, or a number or a date in a range. Reads
// posting lists of exact fields and columns, no words of the text. Used by Matcher.
#pragma once

#include <optional>
#include <string>

#include "article.h"
#include "language/query.h"
#include "snapshot/doc_set.h"
#include "snapshot/snapshot.h"
#include "term_documents.h"

namespace dateline::searching {

class ValueMatcher {
 public:
  ValueMatcher(Snapshot& snapshot, TermDocuments& terms) : snapshot_(snapshot), terms_(terms) {}

  /// `query`: of kind value.
  DocSet match_value(const Query& query);
  /// `query`: of kind range.
  DocSet match_range(const Query& query);

 private:
  DocSet match_present(schema::FieldId field);
  void add_exact(const Query& query, std::string_view text, DocSet& documents) const;
  void add_filter(const std::string& term, DocSet& documents) const;
  DocSet match_dates(std::optional<Timestamp> from, std::optional<Timestamp> to);
  void add_days(std::optional<Timestamp> from, std::optional<Timestamp> to, DocSet& documents);
  void add_instants(Timestamp day, std::optional<Timestamp> from, std::optional<Timestamp> to,
                    DocSet& documents);

  Snapshot& snapshot_;
  TermDocuments& terms_;
};

}  // namespace dateline::searching
