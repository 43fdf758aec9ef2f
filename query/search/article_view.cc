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

std::string hexadecimal(const ContentHash& hash) {
  std::string digits;
  for (const std::uint8_t byte : hash) digits += fmt::format("{:02x}", byte);
  return digits;
}

}  // namespace

Hit hit_of(StoredArticle&& stored) {
  Article& a = stored.article;
  Hit hit;
  hit.published = a.published;
  hit.words = stored.words;
  hit.from = {stored.input_name, stored.line, stored.run};
  hit.ocr_confidence = a.ocr_confidence;
  hit.utc_offset = a.utc_offset;
  hit.first_seen = stored.first_seen;
  hit.added = stored.added;
  hit.version = a.version;
  hit.hash = hexadecimal(stored.hash);
  hit.topics = std::move(a.topics);
  for (const auto& [to, from] : {std::pair{&hit.id, &a.id},
                                 {&hit.title, &a.title},
                                 {&hit.source, &a.source},
                                 {&hit.section, &a.section},
                                 {&hit.author, &a.author},
                                 {&hit.language, &a.language},
                                 {&hit.url, &a.url},
                                 {&hit.country, &a.country},
                                 {&hit.type, &a.type},
                                 {&hit.page, &a.page},
                                 {&hit.edition, &a.edition},
                                 {&hit.date_text, &a.date_text},
                                 {&hit.body, &a.body}})
    *to = std::move(*from);
  return hit;
}

std::optional<std::uint32_t> document_of(const std::string& id, const Snapshot& snapshot) {
  const std::vector<std::uint32_t> documents = snapshot.archives().documents_of(id);
  if (documents.empty()) return std::nullopt;
  if (documents.size() == 1) return documents.front();
  std::string names;
  for (const std::uint32_t document : documents)
    names += (names.empty() ? "" : ", ") + snapshot.archives().id(document);
  throw Error(fmt::format("the id {} is in {} archives", id, documents.size()),
              "say which: " + names);
}

std::optional<ArticleView> view_article(const std::string& id, const Query& query,
                                        Snapshot& snapshot) {
  const std::optional<std::uint32_t> document = document_of(id, snapshot);
  if (!document) return std::nullopt;
  std::optional<StoredArticle> stored = snapshot.archives().article(*document);
  if (!stored)
    throw Error(fmt::format("article {} is in the index but not in the catalog", *document),
                "run: dateline-indexer verify");
  ArticleView view{std::move(*stored), {}, {}};
  Highlighter highlighter(query, english_forms_of(query, snapshot.word_frequency()));
  highlighter.set(view.stored.article);
  view.in_title = marks_of(highlighter.matches(TextPositions::Part::headline));
  view.in_body = marks_of(highlighter.matches(TextPositions::Part::body));
  return view;
}

}  // namespace dateline::searching
