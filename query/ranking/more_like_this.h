// SPDX-License-Identifier: GPL-2.0-or-later
// More like this: a query that finds articles on the subject of another article. It is made of the
// article's words; the searcher runs it like any other query.
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
  Query query;       // the article's words of most weight, the weightiest first, joined by OR
  DocSet documents;  // those that have enough of the words; not the article and its near copies
};

/// Throws NoSuchArticle where no article has that id.
MoreLikeThis more_like_this(const std::string& id, Snapshot& snapshot, Deadline& deadline);

}  // namespace dateline::searching
