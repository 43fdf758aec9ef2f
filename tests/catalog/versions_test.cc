// SPDX-License-Identifier: GPL-2.0-or-later
// Versions and status of agency stories: the highest version is shown, unless its source withholds
// it or has cancelled it. The order of arrival does not matter, and a rebuild changes nothing.
#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "catalog/catalog_statistics.h"
#include "search/searcher.h"
#include "support/support.h"
#include "upkeep/repair.h"
#include "upkeep/snapshot_copy.h"
#include "upkeep/verify.h"

using namespace dateline;
using namespace dateline::indexing;
using namespace dateline::searching;
namespace fs = std::filesystem;

namespace {

/// A ninjs object; version 0 is none.
std::string story(const std::string& id, int version, const std::string& status) {
  const std::string number = version == 0 ? "" : fmt::format(R"("version":"{}",)", version);
  return fmt::format(
      R"({{"uri":"{}",{}"pubstatus":"{}","headline":"Story","body_text":"harbour v{}{}"}})", id,
      number, status, version, status);
}

IngestReport add_lines(const fs::path& archive, const TemporaryFolder& folder,
                       const std::vector<std::string>& lines) {
  std::ofstream file(folder / "stories.jsonl");
  for (const std::string& line : lines) file << line << '\n';
  file.close();
  WritableArchive writable(archive, {});
  return ingest(writable, {(folder / "stories.jsonl").string()}, {});
}

using Shown = std::map<std::string, std::string>;

/// The texts a search shows, by id.
Shown shown(const fs::path& archive) {
  SearchRequest request;
  request.query.text = "harbour";
  request.page.limit = 1000;
  const Catalog catalog(archive, Catalog::Mode::read);
  Shown texts;
  for (const Hit& hit : Searcher(archive).search(request).hits)
    texts[hit.id] = catalog.article(catalog.find(hit.id)->row)->article.body;
  return texts;
}

/// The same is shown after everything that makes an archive, or a part of it, anew.
void check_shown(const fs::path& archive, const TemporaryFolder& folder, const Shown& expected) {
  CHECK(shown(archive) == expected);
  CHECK(verify(archive, {true}).problems.empty());
  WritableArchive(archive, {}).rebuild();
  CHECK(shown(archive) == expected);
  WritableArchive(archive, {}).optimize();
  CHECK(repair(archive, {}).done.empty());
  fs::remove_all(folder / "copy");
  snapshot_copy(archive, folder / "copy", {});
  CHECK(shown(folder / "copy") == expected);
  CHECK(verify(folder / "copy", {true}).problems.empty());
}

}  // namespace

TEST_CASE("versions: the order of arrival makes no difference") {
  struct Version {
    int number;
    const char* status;
  };
  struct Case {
    std::vector<Version> versions;
    std::string shown;
  };
  Shown expected;
  std::vector<std::vector<std::string>> arrivals;  // the first line of every story, the second, ...
  for (const Case& c : {
           Case{{{1, "usable"}, {2, "usable"}, {3, "usable"}}, "harbour v3usable"},
           Case{{{1, "usable"}, {2, "canceled"}}, ""},
           Case{{{1, "usable"}, {2, "withheld"}, {3, "usable"}}, "harbour v3usable"},
           Case{{{4, "usable"}, {10, "usable"}}, "harbour v10usable"},
           Case{{{1, "usable"}, {1, "canceled"}}, ""},
           Case{{{1, "usable"}, {2, "usable"}, {3, "canceled"}}, ""},
           Case{{{0, "usable"}, {2, "usable"}}, "harbour v2usable"},
           Case{{{2, "withheld"}}, ""},
       }) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < c.versions.size(); ++i) order.push_back(i);
    do {  // a story for each order
      std::string id = "urn";
      for (const std::size_t i : order)
        id += fmt::format(":{}-{}", c.versions[i].number, c.versions[i].status);
      arrivals.resize(std::max(arrivals.size(), order.size()));
      for (std::size_t i = 0; i < order.size(); ++i)
        arrivals[i].push_back(story(id, c.versions[order[i]].number, c.versions[order[i]].status));
      if (!c.shown.empty()) expected[id] = c.shown;
    } while (std::ranges::next_permutation(order).found);
  }
  for (const bool one_by_one : {false, true}) {
    CAPTURE(one_by_one);
    const TemporaryFolder folder;
    const fs::path archive = folder / "archive";
    std::vector<std::string> all;
    for (const auto& lines : arrivals) all.insert(all.end(), lines.begin(), lines.end());
    if (one_by_one)
      for (const auto& lines : arrivals) add_lines(archive, folder, lines);
    else
      add_lines(archive, folder, all);
    check_shown(archive, folder, expected);
    CHECK(add_lines(archive, folder, all).unchanged == all.size());
  }
}

TEST_CASE("versions: without numbers the last that came counts") {
  const TemporaryFolder folder;
  const fs::path archive = folder / "archive";
  CHECK(add_lines(archive, folder, {story("urn:s", 0, "withheld")}).withheld == 1);
  CHECK(shown(archive).empty());
  CHECK(add_lines(archive, folder, {story("urn:s", 0, "usable")}).updated == 1);
  check_shown(archive, folder, {{"urn:s", "harbour v0usable"}});
}

TEST_CASE("versions: what is not shown is kept, counted, and goes when it is removed") {
  const TemporaryFolder folder;
  const fs::path archive = folder / "archive";
  const auto lines = std::vector{story("urn:a", 1, "usable"), story("urn:b", 1, "usable")};
  add_lines(archive, folder, lines);
  const IngestReport report = add_lines(archive, folder, {story("urn:a", 2, "canceled")});
  CHECK(report.updated == 1);
  CHECK(report.withheld == 1);
  CHECK(report.undated == 0);
  const auto counts = [&] { return Catalog(archive, Catalog::Mode::read).statistics().counts(); };
  CHECK(counts().articles == 1);
  CHECK(counts().withheld == 1);
  CHECK(counts().superseded == 1);
  check_shown(archive, folder, {{"urn:b", "harbour v1usable"}});
  std::vector<std::string> unknown;
  WritableArchive(archive, {}).remove({"urn:a"}, &unknown);
  CHECK(unknown.empty());
  CHECK(counts().withheld == 0);
  CHECK(counts().superseded == 0);
  CHECK(add_lines(archive, folder, lines).added == 1);
  check_shown(archive, folder, {{"urn:a", "harbour v1usable"}, {"urn:b", "harbour v1usable"}});
}

TEST_CASE("versions: a run that died before the index knew of a cancellation is finished") {
  const TemporaryFolder folder;
  const fs::path archive = folder / "archive";
  add_lines(archive, folder, {story("urn:a", 1, "usable")});
  {
    Catalog catalog(archive, Catalog::Mode::write);
    const KnownArticle known = *catalog.find("urn:a");
    StoredArticle cancelled = *catalog.article(known.row);
    cancelled.article.version = 2;
    cancelled.article.status = Status::cancelled;
    cancelled.hash = content_hash(cancelled.article);
    cancelled.row = catalog.next_row();
    cancelled.replaces = known.row;
    catalog.begin();
    catalog.insert_pending(cancelled);
    catalog.commit();
  }
  CHECK(verify(archive, {true}).findings.size() == 1);  // unfinished
  { const WritableArchive finishes(archive, {}); }
  check_shown(archive, folder, {});
}

TEST_CASE("versions: a catalog that is salvaged still knows what is withheld") {
  const TemporaryFolder folder;
  const fs::path archive = folder / "archive";
  add_lines(archive, folder, {story("urn:a", 1, "usable"), story("urn:b", 5, "withheld")});
  add_lines(archive, folder, {story("urn:a", 3, "canceled"), story("urn:c", 1, "usable")});
  {
    SQLite::Database db((archive / "catalog.db").string(), SQLite::OPEN_READWRITE);
    db.exec("UPDATE articles SET title = 'Damaged' WHERE id = 'urn:c'");
    db.exec("UPDATE articles SET state = 9 WHERE id = 'urn:b'");
  }
  CHECK_FALSE(repair(archive, {}).done.empty());
  CHECK(Catalog(archive, Catalog::Mode::read).statistics().counts().withheld == 2);
  CHECK(add_lines(
            archive, folder,
            {story("urn:a", 2, "usable"), story("urn:b", 4, "usable"), story("urn:c", 1, "usable")})
            .unchanged == 2);
  check_shown(archive, folder, {{"urn:c", "harbour v1usable"}});
}
