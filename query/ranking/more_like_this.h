// SPDX-License-Identifier: GPL-2.0-or-later
// Background reading: what to search for to find articles on the subject of another. Makes a query
// of the article's words; the searcher runs it like any other.
#pragma once

#include <string>

#include "error.h"
#include "language/query.h"
#include "request/deadline.h"
#include "snapshot/doc_set.h"
#include "snapshot/snapshot.h"

namespace dateline::searching {

class NoSuchArticle : public Error {
 public:
  using Error::Error;
};

struct MoreLikeThis {
  Query query;       // the article's most telling words, the weightiest first, joined by OR
  DocSet documents;  // that have enough of them; without the article and its near copies
};

/// Throws NoSuchArticle where no article has that id.
MoreLikeThis more_like_this(const std::string& id, Snapshot& snapshot, Deadline& deadline);

}  // namespace dateline::searching
