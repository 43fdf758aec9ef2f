// SPDX-License-Identifier: GPL-2.0-or-later
// Topics: the queries of an evaluation, read from a file. Two forms are known by their first
// letters: TREC's (<top>, <num>, <title>) and "id<TAB>query" a line. Searches nothing.
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

/// TREC titles are sentences, so are topics in which every letter is a capital: plain_words() of
/// them. Everything else is in the query language. `name` is what complaints call the file.
std::vector<Topic> read_topics(std::istream& in, const std::string& name, Complaints& complaints);

/// A sentence as a query of its words: nothing in it is an operator. Hyphens, slashes and other
/// signs between two words separate.
std::string plain_words(std::string_view sentence);

}  // namespace dateline::searching
