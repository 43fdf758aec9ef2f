// SPDX-License-Identifier: GPL-2.0-or-later
// Topics: the queries of an evaluation, read from a file. The first characters decide between two
// forms: TREC's (<top>, <num>, <title>) and lines "id<TAB>query". Used by topic_batch. It searches
// nothing.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "measures.h"

namespace dateline::searching {

struct Topic {
  std::string id;    // without white space, as trec_id
  std::string text;  // in the query language
};

/// TREC titles, and topics in which every letter is a capital, are sentences and go through
/// plain_words(). All other topics are in the query language. `name` is what complaints call the
/// file.
std::vector<Topic> read_topics(std::istream& in, const std::string& name, Complaints& complaints);

/// A sentence as a query of its words, without operators. Hyphens, slashes and other signs separate
/// words.
std::string plain_words(std::string_view sentence);

}  // namespace dateline::searching
