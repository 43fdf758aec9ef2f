// SPDX-License-Identifier: GPL-2.0-or-later
#include "read_tools.h"

#include <algorithm>

#include "catalog/version_store.h"
#include "dates/dates.h"
#include "error.h"
#include "reply.h"
#include "request.h"
#include "results/export_fields.h"
#include "search/versions_of_article.h"
#include "visible_text.h"

namespace dateline::searching {
namespace {

using Json = nlohmann::ordered_json;
using Kind = ToolParameter::Kind;
using Pointer = Json::json_pointer;

constexpr std::uint64_t kUsualWords = 400, kMostWords = 800, kWordsBeforeMatch = 40;
constexpr std::uint64_t kFarthestWord = 10'000'000;
constexpr std::size_t kMostPartBytes = 2000;
constexpr ToolParameter kRefParameter{"ref", Kind::text, "the ref of a hit", true};

[[noreturn]] void no_article() {
  throw Error("the archive has no such article any more", "search again: refs are of hits");
}

constexpr ToolParameter kArticleParameters[] = {
    kRefParameter,
    {"from_word", Kind::count, "where the text begins: next_word of the answer before", false, 0,
     kFarthestWord},
    {"words", Kind::count, "how many words of the text (400)", false, 20, kMostWords},
    {"query", Kind::text, "begins at the first place where this query matches"}};

/// The word of a text in which a byte is.
std::uint64_t word_at(std::size_t byte, std::string_view text,
                      const std::vector<std::string_view>& words) {
  const auto after = std::ranges::upper_bound(
      words, byte, {}, [&](std::string_view word) { return word.data() - text.data(); });
  return after == words.begin() ? 0 : static_cast<std::uint64_t>(after - words.begin()) - 1;
}

/// Part of a text, in the answer as untrusted_text, as long as the answer allows.
void add_text(const std::string& body, std::uint64_t first, std::uint64_t most, Json& answer) {
  const std::vector<std::string_view> words = pieces_of(body);
  first = std::min<std::uint64_t>(first, words.size());
  std::uint64_t last = std::min<std::uint64_t>(first + most, words.size());
  answer["pieces"] = words.size();
  answer["from_word"] = first;
  answer["next_word"] = kFarthestWord;
  for (;; last = first + (last - first) * 3 / 4) {
    const char* const begin = first == words.size() ? nullptr : words[first].data();
    const std::string text =
        last == first ? ""
                      : visible_text({begin, words[last - 1].data() + words[last - 1].size()},
                                     kMostAnswerBytes, true);
    answer["untrusted_text"] = text;
    if (last - first <= 1 || is_short_enough(answer)) break;
  }
  answer["next_word"] = last < words.size() ? Json(last) : Json(nullptr);
}

Json article(const ToolArguments& arguments, Searcher& searcher) {
  static const ExportField* const published = field_list("published").front();
  const std::string ref = arguments.text("ref"), query = arguments.text("query");
  const std::string id = id_of(ref, searcher.snapshot());
  const std::optional<Hit> hit = searcher.show(id);
  if (!hit) no_article();
  Json answer{{"ref", handle_of(hit->document, searcher.snapshot())},
              {"published", published->json(*hit)},
              {"first_seen", format_timestamp(hit->first_seen)},
              {"words", hit->words},
              {"copies", hit->copies}};
  std::uint64_t from = arguments.count("from_word").value_or(0);
  if (!query.empty()) {
    SearchRequest request;
    request.query.text = query;
    request.now = now();
    const std::optional<ArticleView> view = searcher.article(id, parse_query(request), request.now);
    if (!view) no_article();
    answer["matches"] = view->in_title.size() + view->in_body.size();
    if (!view->in_body.empty() && !arguments.count("from_word")) {
      const std::uint64_t match =
          word_at(view->in_body.front().begin, hit->body, pieces_of(hit->body));
      from = match - std::min(match, kWordsBeforeMatch);
    }
  }
  answer["archive"] = archive_status(searcher);
  answer["untrusted_title"] = untrusted(hit->title);
  answer["untrusted_source"] = untrusted(hit->source, 100);
  answer["untrusted_author"] = untrusted(hit->author, 200);
  answer["untrusted_section"] = untrusted(hit->section, 100);
  answer["untrusted_language"] = untrusted(hit->language, 20);
  answer["untrusted_url"] = untrusted(hit->url, 500);
  answer["untrusted_topics"] = Json::array();
  for (const std::string& topic : hit->topics)
    if (answer["untrusted_topics"].size() < 10)
      answer["untrusted_topics"].push_back(untrusted(topic, 60));
  add_text(hit->body, from, arguments.count("words").value_or(kUsualWords), answer);
  return answer;
}

/// The id of a ref whose versions are asked for.
std::string id_with_versions(const std::string& ref, const Snapshot& snapshot) {
  if (snapshot.archives().several())
    throw Error("versions are of one archive, and several are searched");
  return id_of(ref, snapshot);
}

constexpr ToolParameter kVersionsParameters[] = {kRefParameter};

Json versions(const ToolArguments& arguments, Searcher& searcher) {
  const std::string ref = arguments.text("ref");
  const std::optional<ArticleVersions> found =
      searcher.versions(id_with_versions(ref, searcher.snapshot()));
  if (!found) no_article();
  Json answer{{"ref", ref}, {"archive", archive_status(searcher)}, {"versions_left_out", 0}};
  answer["withheld_since"] =
      found->withheld_since ? Json(format_timestamp(*found->withheld_since)) : Json(nullptr);
  answer["versions"] = Json::array();
  for (const ArticleVersion& version : found->versions)
    answer["versions"].push_back(
        {{"version", version.number},
         {"added", format_timestamp(version.added)},
         {"replaced", version.replaced ? Json(format_timestamp(*version.replaced)) : Json()},
         {"status", version.status},
         {"words", version.words},
         {"changed", version.changed},
         {"words_removed", version.edit.removed},
         {"words_added", version.edit.added},
         {"correction", version.edit.correction},
         {"hash", version.hash},
         {"untrusted_title", untrusted(version.title.value_or(""))}});
  answer["versions_left_out"] = shorten(answer, Pointer("/versions"));
  return answer;
}

constexpr ToolParameter kDiffParameters[] = {
    kRefParameter,
    {"from", Kind::count, "the version before (the last but one)", false, 1, 100'000},
    {"to", Kind::count, "the version after (the last)", false, 1, 100'000}};

const char* name_of(DiffPart::Kind kind) {
  return kind == DiffPart::Kind::same      ? "same"
         : kind == DiffPart::Kind::removed ? "removed"
                                           : "added";
}

/// Of unchanged text only what stands beside a change.
std::string shown(const DiffPart& part) {
  constexpr std::size_t kBeside = 12;
  const std::vector<std::string_view> words = pieces_of(part.text);
  if (part.kind != DiffPart::Kind::same || words.size() <= 2 * kBeside)
    return visible_text(part.text, kMostPartBytes, true);
  const std::string_view before =
      part.text.substr(0, static_cast<std::size_t>(words[kBeside].data() - part.text.data()));
  const std::string_view after = part.text.substr(
      static_cast<std::size_t>(words[words.size() - kBeside].data() - part.text.data()));
  return visible_text(before, kMostPartBytes) + " … " + visible_text(after, kMostPartBytes);
}

Json diff(const ToolArguments& arguments, Searcher& searcher) {
  const std::string ref = arguments.text("ref");
  VersionsWanted wanted{id_with_versions(ref, searcher.snapshot()), {}};
  const auto from = arguments.count("from"), to = arguments.count("to");
  if (from.has_value() != to.has_value()) throw Error("from and to belong together");
  if (from) wanted.numbers.emplace(*from, *to);
  const std::optional<ArticleDiff> found = searcher.difference(wanted, false);
  if (!found) no_article();
  Json answer{{"ref", ref},
              {"archive", archive_status(searcher)},
              {"from", found->from.number},
              {"to", found->to.number},
              {"parts_left_out", 0},
              {"parts", Json::array()}};
  for (const ArticleDiff::Text& text : found->texts)
    for (const DiffPart& part : text.parts)
      answer["parts"].push_back(
          {{"field", text.field}, {"change", name_of(part.kind)}, {"untrusted_text", shown(part)}});
  answer["parts_left_out"] = shorten(answer, Pointer("/parts"));
  return answer;
}

}  // namespace

const Tool kArticleTool{
    "article",
    "Read an article",
    "A part of an article's text, at most 800 words, and what is known of the article. next_word "
    "continues it.",
    kArticleParameters,
    R"({"type": "object", "required": ["ref", "archive", "untrusted_text"], "properties": {
    "ref": {"type": "string"}, "published": {"type": ["string", "null"]},
    "first_seen": {"type": "string"}, "words": {"type": "integer"},
    "copies": {"type": "integer"}, "matches": {"type": "integer"},
    "archive": {"type": "object"},
    "pieces": {"type": "integer", "description": "words as from_word counts them"},
    "from_word": {"type": "integer"}, "next_word": {"type": ["integer", "null"]},
    "untrusted_title": {"type": ["string", "null"]},
    "untrusted_source": {"type": ["string", "null"]},
    "untrusted_author": {"type": ["string", "null"]},
    "untrusted_section": {"type": ["string", "null"]},
    "untrusted_language": {"type": ["string", "null"]},
    "untrusted_url": {"type": ["string", "null"]},
    "untrusted_topics": {"type": "array", "items": {"type": ["string", "null"]}},
    "untrusted_text": {"type": "string"}}})",
    article};

const Tool kVersionsTool{
    "versions",
    "Versions of an article",
    "The versions of an article that the archive holds: when each came and what it changed.",
    kVersionsParameters,
    R"({"type": "object", "required": ["ref", "versions", "archive"], "properties": {
    "ref": {"type": "string"}, "archive": {"type": "object"},
    "withheld_since": {"type": ["string", "null"]}, "versions_left_out": {"type": "integer"},
    "versions": {"type": "array", "items": {"type": "object", "properties": {
      "version": {"type": "integer"}, "added": {"type": "string"},
      "replaced": {"type": ["string", "null"]}, "status": {"type": "string"},
      "words": {"type": "integer"}, "changed": {"type": "array", "items": {"type": "string"}},
      "words_removed": {"type": "integer"}, "words_added": {"type": "integer"},
      "correction": {"type": "boolean"}, "hash": {"type": "string"},
      "untrusted_title": {"type": ["string", "null"]}}}}}})",
    versions};

const Tool kDiffTool{
    "diff",
    "What an edit changed",
    "What changed between two versions of an article, word by word; the last two where none are "
    "named.",
    kDiffParameters,
    R"({"type": "object", "required": ["ref", "parts", "archive"], "properties": {
    "ref": {"type": "string"}, "archive": {"type": "object"}, "from": {"type": "integer"},
    "to": {"type": "integer"}, "parts_left_out": {"type": "integer"},
    "parts": {"type": "array", "items": {"type": "object", "properties": {
      "field": {"type": "string"}, "change": {"enum": ["same", "removed", "added"]},
      "untrusted_text": {"type": "string"}}}}}})",
    diff};

}  // namespace dateline::searching
