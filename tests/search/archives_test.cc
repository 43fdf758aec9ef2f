// SPDX-License-Identifier: GPL-2.0-or-later
// Several archives as one: articles that are split over archives are found, counted, ordered,
// scored and exported as those of the one archive that holds them all.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "counting/count_articles.h"
#include "error.h"
#include "parsing/canonical_text.h"
#include "support/process.h"
#include "support/random_query.h"
#include "support/sample.h"
#include "support/support.h"

using namespace dateline;
namespace fs = std::filesystem;

namespace {

/// The same articles in one archive and split over several.
class Split {
 public:
  explicit Split(std::size_t parts) {
    for (std::size_t i = 0; i < parts; ++i) folders.push_back(folder_ / fmt::format("part{}", i));
  }

  /// Each article goes to the archive of its place in the list, so that rows keep their order.
  void add(const std::vector<Article>& articles) {
    make_archive(whole, articles);
    for (std::size_t i = 0; i < folders.size(); ++i) {
      const auto at = [&](std::size_t part) {
        return articles.begin() +
               static_cast<std::ptrdiff_t>(articles.size() * part / folders.size());
      };
      make_archive(folders[i], {at(i), at(i + 1)});
    }
  }
  void add_file(std::size_t part, const std::string& path) {
    add_files(whole, {path});
    add_files(folders[part], {path});
  }

 private:
  TemporaryFolder folder_;

 public:
  const fs::path whole = folder_ / "whole";
  std::vector<fs::path> folders;
};

/// The id within the archive.
std::string own(const std::string& id) {
  return id.starts_with("part") ? id.substr(id.find('/') + 1) : id;
}

std::string shown(const Hit& hit) {
  std::string text = fmt::format("{} {} {:.12g} {} {} {}", hit.rank, own(hit.id), hit.score,
                                 hit.copies, hit.title, hit.snippet.text);
  for (const MarkedText::Mark& mark : hit.snippet.marks)
    text += fmt::format(" {}-{}", mark.begin, mark.end);
  for (const Concordance& one : hit.concordance) text += '|' + one.left + '|' + one.node;
  return text + '\n';
}

/// All that an answer shows, as one text.
std::string shown(Searcher& from, const SearchRequest& request) {
  const Results results = from.search(request);
  std::string text =
      fmt::format("{} {} {}\n", results.canonical, results.total, results.stories.value_or(0));
  for (const Note& note : results.notes) text += note.code + ": " + note.message + '\n';
  for (const Hit& hit : results.hits) text += shown(hit);
  for (const Facet& facet : results.facets) {
    text += fmt::format("{} {} {}:", facet.field, facet.missing, facet.distinct);
    for (const FacetValue& value : facet.values)
      text += fmt::format(" {} {}", value.value, value.count);
    text += '\n';
  }
  if (results.timeline)
    for (const TimelineEntry& entry : results.timeline->entries)
      text += fmt::format("{} {} {}\n", entry.date, entry.count, entry.held);
  for (const ExplainedClause& clause : results.explanation)
    text += fmt::format("{} {} {} {}\n", clause.text, clause.count, fmt::join(clause.terms, ","),
                        fmt::join(clause.remarks, ","));
  if (results.did_you_mean) text += results.did_you_mean->query + '\n';
  if (results.diagnosis)
    for (const Diagnosis::Try& one : results.diagnosis->tries)
      text += fmt::format("{} {}\n", one.query, one.total);
  return text;
}

SearchRequest with_everything(SearchRequest request) {
  for (const char* field : {"source", "section", "author", "language", "year", "month"})
    request.counts.facets.push_back({field, 12});
  request.counts.timeline = Period::week;
  request.page.snippets = true;
  request.page.story = true;
  request.page.window = 3;
  request.advice.explain = true;
  request.timeout = 0;
  return request;
}

void check_queries(const Split& split, const std::vector<Article>& articles, int queries) {
  Searcher one(split.whole), several(split.folders);
  RandomQueries random(articles, kNow, 11);
  constexpr Sort kSorts[] = {Sort::relevance, Sort::newest, Sort::oldest, Sort::fresh};
  int found = 0;
  for (int i = 0; i < queries; ++i) {
    SearchRequest request = with_everything(random.request());
    request.query.text = i == 0 ? "" : to_text(random.tree(i % 3));
    if (request.query.text.find("id:") != std::string::npos) continue;
    request.order.sort = kSorts[i % 4];
    request.page.group = i % 5 == 0;
    request.page.limit = i % 3 == 0 ? 0 : 20;
    INFO("query: ", request.query.text);
    const std::string expected = shown(one, request);
    found += expected.find("\n1 ") != std::string::npos ? 1 : 0;
    CHECK_MESSAGE(expected == shown(several, request), i);
  }
  CHECK(found > queries / 4);
}

void check_tables(const Split& split, const std::vector<std::string>& queries) {
  Searcher one(split.whole), several(split.folders);
  for (const char* const fields :
       {"source,month", "topic,section", "author:3,language,year", "country,type", "site,week"})
    for (const bool stories : {false, true}) {
      CountRequest request;
      request.fields = count_fields(fields);
      request.queries = queries;
      request.stories = stories;
      request.share = request.gaps = true;
      request.search.now = kNow;
      const auto text = [&](Searcher& searcher) {
        std::string all;
        const CountTable table = count_articles(request, searcher);
        for (const CountRow& row : table.rows)
          all += fmt::format("{} {} {} {}\n", fmt::join(row.values, ","),
                             fmt::join(row.counts, ","), row.total, row.gap_days);
        for (const SourceGap& gap : table.gap_list)
          all += fmt::format("{} {} {}\n", gap.source, gap.begin, gap.found);
        return all;
      };
      CAPTURE(fields);
      CHECK(text(one) == text(several));
    }
}

Article ferry(const std::string& id, const std::string& title) {
  Article article;
  article.id = id;
  article.title = title;
  article.body = "The ferry to the outer isles is late again, says the harbour office.";
  article.source = "Quayside Post";
  article.language = "en";
  return article;
}

Finished query(const TemporaryFolder& folder, const std::string& options) {
  return Process({"/bin/sh", "-c", program("dateline-query").string() + " " + options}, {},
                 folder.path(), folder.path())
      .wait();
}

}  // namespace

TEST_CASE("several archives answer as the one that holds all: sample") {
  Split split(3);
  const std::vector<Article>& articles = sample().articles();
  split.add(articles);
  // Earlier versions and removed articles lie in the segments of each.
  std::vector<Article> changed;
  for (std::size_t i = 0; i < articles.size(); i += 9) {
    changed.push_back(articles[i]);
    changed.back().body += "\n\nThe harbour office corrected this report later.";
  }
  for (std::size_t part = 0; part < 3; ++part) {
    const TemporaryFolder input;
    std::ofstream out(input / "changed.jsonl");
    for (const Article& article : changed) {
      const auto place = static_cast<std::size_t>(
          std::ranges::find(articles, article.id, &Article::id) - articles.begin());
      if (place * 3 / articles.size() == part) out << to_json_line(article) << '\n';
    }
    out.close();
    add_files(split.folders[part], {(input / "changed.jsonl").string()});
  }
  // In the one archive the new rows are those of all parts, in the same order.
  make_archive(split.whole, changed);
  check_queries(split, articles, 200);
  check_tables(split, {"", "harbour OR bank", "date:2024"});
}

TEST_CASE("several archives answer as the one that holds all: Reuters") {
  const fs::path data = repository_root().parent_path() / "shared/data/reuters21578";
  if (!fs::exists(data)) return;
  Split split(2);
  split.add_file(0, (data / "reut2-000.sgm.gz").string());
  split.add_file(1, (data / "reut2-001.sgm.gz").string());
  split.add_file(1, (data / "reut2-002.sgm.gz").string());
  Reference reference;
  reference.add_files({(data / "reut2-000.sgm.gz").string(), (data / "reut2-002.sgm.gz").string()},
                      kNow);
  std::vector<Article> articles;
  for (const Reference::Known& known : reference.articles()) articles.push_back(known.article);
  check_queries(split, articles, 120);
  check_tables(split, {"oil", "grain OR wheat"});
}

TEST_CASE("use 23: an article of several archives is ARCHIVE/ID, and a shared id counts for each") {
  const TemporaryFolder folder;
  make_archive(folder / "north", {ferry("1", "Ferry late"), ferry("2", "Storm ahead")});
  make_archive(folder / "south", {ferry("1", "Ferry sold"), ferry("3", "Pier closed")});
  Searcher both(std::vector<fs::path>{folder / "north", folder / "south"});
  SearchRequest request = request_for("ferry", Sort::oldest);
  const Results results = both.search(request);
  CHECK(results.total == 4);
  const Ids ids = ids_of(results);
  CHECK(std::set<std::string>(ids.begin(), ids.end()) ==
        std::set<std::string>{"north/1", "north/2", "south/1", "south/3"});
  REQUIRE(results.notes.size() == 1);
  CHECK(results.notes[0].code == "shared-ids");
  CHECK(results.notes[0].message.starts_with("1 id is in more than one archive"));
  request.advice.strict = true;
  CHECK_NOTHROW(both.search(request));
  CHECK(both.search(request_for("pier")).notes.empty());

  CHECK(ids_of(both.search(request_for("id:south/1"))) == Ids{"south/1"});
  CHECK(both.search(request_for("id:1")).total == 2);
  CHECK(both.search(request_for("id:south/*")).total == 2);
  CHECK(both.show("south/1")->title == "Ferry sold");
  CHECK(both.show("3")->title == "Pier closed");
  CHECK_FALSE(both.show("north/3"));
  CHECK_THROWS_WITH_AS(both.show("1"), "the id 1 is in 2 archives", Error);
  const ArchiveState state = both.archive();
  REQUIRE(state.parts.size() == 2);
  CHECK(state.parts[1].name == "south");
  CHECK(state.parts[1].articles == 2);
  CHECK(state.articles == 4);
}

TEST_CASE("archives of one name are told apart by their folders") {
  CHECK(archive_names({"/a/x", "/b/x", "/c/y"}) == std::vector<std::string>{"a/x", "b/x", "y"});
  CHECK(archive_names({"/a/z/x", "/b/z/x/"}).front() == "a/z/x");
}

TEST_CASE("use 23: what several archives cannot do is said, and why a server is none") {
  const TemporaryFolder folder;
  make_archive(folder / "north", {ferry("1", "Ferry late")});
  make_archive(folder / "south", {ferry("1", "Ferry sold")});
  const auto refused = [&](const std::string& options, const std::string& sentence) {
    const Finished finished = query(folder, options);
    CAPTURE(finished.err);
    CHECK(finished.exit_code == 2);
    CHECK(finished.out.empty());
    CHECK(finished.err.find(sentence) != std::string::npos);
  };
  refused("--index north --index ./north ferry", "is named twice");
  refused("--index localhost:8701 ferry", "is a server, not the folder of an archive");
  refused("--index north --index nowhere ferry", "there is no archive at");
  refused("--index north --index south --serve localhost:0", "--serve serves one archive");
  refused("--index north --index south --show 1", "the id 1 is in 2 archives");
  const Finished found = query(folder, "--index north --index south --format ids ferry");
  CHECK(found.out == "north/1\nsouth/1\n");
  CHECK(found.err.find("1 id is in more than one archive") != std::string::npos);
}
