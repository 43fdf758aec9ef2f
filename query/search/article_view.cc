// SPDX-License-Identifier: GPL-2.0-or-later
#include "article_view.h"

#include <fmt/format.h>

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
  Postings holders(snapshot.index(), term);
  const Posting* holder = holders.find(1);
  while (holder != nullptr && snapshot.catalog().id(holder->document) != id)
    holder = holders.find(holder->document + 1);
  if (holder == nullptr) return std::nullopt;
  std::optional<StoredArticle> stored = snapshot.catalog().article(holder->document);
  if (!stored)
    throw Error(fmt::format("article {} is in the index but not in the catalog", holder->document),
                "run: dateline-indexer verify");
  ArticleView view{std::move(*stored), {}, {}};
  Highlighter highlighter(query, english_forms_of(query, snapshot.word_frequency()));
  highlighter.set(view.stored.article);
  view.in_title = marks_of(highlighter.matches(TextPositions::Part::headline));
  view.in_body = marks_of(highlighter.matches(TextPositions::Part::body));
  return view;
}

}  // namespace dateline::searching
