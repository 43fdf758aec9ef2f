// SPDX-License-Identifier: GPL-2.0-or-later
// Feed: articles as Atom (RFC 4287, paged by RFC 5005) and as JSON Feed 1.1. Used by the routes of
// feeds: those of searches and those of alerts. It finds no articles.
#pragma once

#include <string>
#include <vector>

#include "catalog/stored_article.h"
#include "http_message.h"
#include "results/results.h"

namespace dateline::searching {

inline constexpr std::size_t kFeedEntries = 50;  // on a page

struct FeedEntry {
  Hit hit;
  Timestamp updated = 0;  // when this version arrived, or was published
  std::string id;         // a URN: it stays, or the entry is new to its readers
};

struct Feed {
  std::string title, self, base, next;  // next: the address of the next page; empty: none
  std::string id;
  Timestamp updated = 0;
  std::vector<FeedEntry> entries;
};

/// An article that has arrived, with its best passage.
FeedEntry feed_entry(StoredArticle&& stored, MarkedText snippet);

/// A URN made of a text. Equal texts give equal URNs.
std::string urn_of(const std::string& text);

HttpAnswer atom_answer(const Feed& feed);
HttpAnswer json_answer(const Feed& feed);

}  // namespace dateline::searching
