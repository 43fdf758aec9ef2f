// SPDX-License-Identifier: GPL-2.0-or-later
#include "article_view.h"

#include <fmt/format.h>
#include <xapian.h>

#include <algorithm>
#include <utility>

#include "error.h"
#include "snippet.h"
#include "text/analyzer.h"

namespace dateline::searching {
namespace {

std::vector<MarkedText::Mark> marks_of(const std::vector<Highlighter::Match>& matches) {
  std::vector<MarkedText::Mark> marks;
  for (const Highlighter::Match& match : matches)
    if (!marks.empty() && match.begin <= marks.back().end)
      marks.back().end = std::max(marks.back().end, match.end);
    else
      marks.push_back({match.begin, match.end});
  return marks;
}

}  // namespace

std::optional<ArticleView> view_article(const std::string& id, const Query& query,
                                        Snapshot& snapshot) {
  const std::string term = exact_term(schema::FieldId::id, id);  // ids that are long may share one
  auto holder = snapshot.database().postlist_begin(term);
  const auto end = snapshot.database().postlist_end(term);
  while (holder != end && snapshot.catalog().id(*holder) != id) ++holder;
  if (holder == end) return std::nullopt;
  std::optional<StoredArticle> stored = snapshot.catalog().article(*holder);
  if (!stored)
    throw Error(fmt::format("article {} is in the index but not in the catalog", *holder),
                "run: dateline-indexer verify");
  ArticleView view{std::move(*stored), {}, {}};
  Highlighter highlighter(query, english_forms_of(query, snapshot.word_frequency()));
  highlighter.set(view.stored.article);
  view.in_title = marks_of(highlighter.matches(TextPositions::Part::headline));
  view.in_body = marks_of(highlighter.matches(TextPositions::Part::body));
  return view;
}

}  // namespace dateline::searching
