// SPDX-License-Identifier: GPL-2.0-or-later
// Articles by number, in editions that differ in their text: what the tests of crashes and of full
// disks write. Every one of them has the word "edition".
#pragma once

#include <fmt/format.h>

#include <vector>

#include "article.h"

namespace dateline {

inline std::vector<Article> numbered_articles(int first, int count, int edition = 1,
                                              std::size_t size = 200) {
  std::vector<Article> made;
  for (int i = first; i < first + count; ++i) {
    Article a;
    a.id = fmt::format("article-{}", i);
    a.title = fmt::format("Harbour works, part {}", i);
    while (a.body.size() < size)
      a.body += fmt::format("Edition {} of the report on dock {} names crane {}.\n\n", edition, i,
                            a.body.size() * 7919 % 1009);
    a.source = i % 3 == 0 ? "Harbour Post" : "Meridian Ledger";
    a.author = fmt::format("Writer {}", i % 4);
    a.language = "en";
    a.published = 1704067200 + 86400 * i;
    made.push_back(std::move(a));
  }
  return made;
}

inline std::vector<Article> operator+(std::vector<Article> some, const std::vector<Article>& more) {
  some.insert(some.end(), more.begin(), more.end());
  return some;
}

}  // namespace dateline
