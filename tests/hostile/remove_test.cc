// SPDX-License-Identifier: GPL-2.0-or-later
// Taking articles back: remove by a query and by source, and its dry run.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string>

#include "support/process.h"
#include "support/support.h"

using namespace dateline;
using Json = nlohmann::json;

namespace {

struct Desk {
  Desk() {
    std::string all;
    for (int i = 1; i <= 30; ++i)
      all += fmt::format(
          R"({{"id":"a{0}","title":"{1} number{0}","source":"{2}","date":"2024-03-{0:02}","body":"Body {0}."}})"
          "\n",
          i, i % 2 == 0 ? "Ferry" : "Orchard", i <= 20 ? "Gazette" : "Beacon");
    folder.write("all.jsonl", all);
    REQUIRE(run("$I add all.jsonl").exit_code == 0);
  }
  Finished run(const std::string& script) const {
    return Process({"/bin/bash", "-c", script},
                   {{"DATELINE_INDEX", (folder / "archive").string()},
                    {"I", program("dateline-indexer").string()},
                    {"Q", program("dateline-query").string()}},
                   folder.path(), folder.path())
        .wait();
  }
  std::string count(const std::string& query = "") const {
    return run("$Q --format ids --limit 0 " + query + " | wc -l").out;
  }
  TemporaryFolder folder;
};

}  // namespace

TEST_CASE("remove --query --dry-run shows how many and the newest of them, and removes nothing") {
  const Desk desk;
  const Finished shown =
      desk.run("$I remove --query 'ferry date:2024-03-01..2024-03-24' --dry-run");
  CHECK(shown.exit_code == 0);
  CHECK(shown.out.starts_with("12 articles to be removed: ferry "));
  CHECK(shown.out.find("\n  a24  2024-03-24  Beacon  Ferry number24\n") != std::string::npos);
  CHECK(shown.out.ends_with(
      "\n  and 2 more\nnothing is removed: this is a dry run\nremoved 0  unknown 0\n"));
  CHECK(desk.count() == "30\n");
  const Json json = Json::parse(desk.run("$I remove --query ferry --dry-run --json").out);
  CHECK(json["dry_run"] == true);
  CHECK(json["matched"] == 15);
  CHECK(json["removed"] == 0);
  CHECK(json["sample"].size() == 10);
  CHECK(json["sample"][0]["id"] == "a30");
}

TEST_CASE("remove --query removes what a search finds, and nothing else") {
  const Desk desk;
  CHECK(desk.run("$I remove --query ferry").out == "removed 15  unknown 0\n");
  CHECK(desk.count("ferry") == "0\n");
  CHECK(desk.count() == "15\n");
  const Finished again = desk.run("$I remove --query ferry");
  CHECK(again.exit_code == 1);
  CHECK(again.out == "removed 0  unknown 0\n");
  CHECK(desk.run("$I verify").exit_code == 0);
}

TEST_CASE("remove --source removes those of the source, and with --query those found of them") {
  const Desk desk;
  CHECK(desk.run("$I remove --source beacon --query orchard").out == "removed 5  unknown 0\n");
  CHECK(desk.run("$I remove --source Gazette --json").out.find("\"removed\":20") !=
        std::string::npos);
  CHECK(desk.count() == "5\n");
  CHECK(desk.run("$I remove --source nobody").exit_code == 1);
}

TEST_CASE("remove --source also removes what its source has withheld, which no search finds") {
  const Desk desk;
  desk.folder.write(
      "held.json",
      R"({"uri":"urn:held","type":"text","headline":"Ferry held","pubstatus":"withheld",)"
      R"("provider":"Gazette","version":"1","body_text":"The ferry is held."})");
  REQUIRE(desk.run("$I add --format ninjs --source Gazette held.json").exit_code == 0);
  CHECK(desk.run("$I remove --source Gazette --dry-run --json").out.find("\"matched\":21") !=
        std::string::npos);
  CHECK(desk.run("$I remove --source Gazette").out == "removed 21  unknown 0\n");
  CHECK(Json::parse(desk.run("$I status --json").out)["withheld"] == 0);
}

TEST_CASE("nothing is removed on a guess, and never for want of a name") {
  const Desk desk;
  const Finished guessed = desk.run("$I remove --query '(ferry OR orchard'");
  CHECK(guessed.exit_code == 2);
  CHECK(guessed.err.find("error: the query is not read as it is written: ") != std::string::npos);
  CHECK(desk.run("$I remove --query '(ferry OR orchard' --dry-run").err.find("note: ") !=
        std::string::npos);
  for (const char* const line :
       {"$I remove", "$I remove --dry-run", "$I remove --query ''", "$I remove a1 --query ferry"})
    CHECK(desk.run(line).exit_code == 2);
  CHECK(desk.count() == "30\n");
}

TEST_CASE("a removal is among the runs that status tells of") {
  const Desk desk;
  REQUIRE(desk.run("$I remove a1 nobody").exit_code == 1);
  REQUIRE(desk.run("$I remove nobody").exit_code == 1);  // nothing is removed
  CHECK(desk.run("$I status").out.find(" remove: removed 1\n") != std::string::npos);
  const Json runs = Json::parse(desk.run("$I status --json").out)["runs"];
  REQUIRE(runs.size() == 2);
  CHECK(runs[0]["command"] == "remove");
  CHECK(runs[0]["removed"] == 1);
  CHECK(runs[0]["updated"] == 0);
  CHECK(desk.run("$I verify").exit_code == 0);
}

TEST_CASE("remove --dry-run of ids tells which there are") {
  const Desk desk;
  const Finished shown = desk.run("$I remove --dry-run a1 nobody");
  CHECK(shown.exit_code == 1);
  CHECK(shown.err == "there is no article nobody\n");
  CHECK(shown.out.find("1 article to be removed\n  a1  ") == 0);
  CHECK(desk.count() == "30\n");
}
