// SPDX-License-Identifier: GPL-2.0-or-later
// Ids that articles of several outlets, or several articles of one input, share: none of them
// replaces another.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string>

#include "support/process.h"
#include "support/support.h"

using namespace dateline;

namespace {

std::string record(const std::string& id, const std::string& title, const std::string& source,
                   const std::string& body = "") {
  return fmt::format(R"({{"id":"{}","title":"{}","source":"{}","body":"{}"}})", id, title, source,
                     body.empty() ? title + ", it was said." : body) +
         "\n";
}

struct Desk {
  Finished run(const std::string& script) const {
    return Process({"/bin/bash", "-c", script},
                   {{"DATELINE_INDEX", (folder / "archive").string()},
                    {"I", program("dateline-indexer").string()},
                    {"Q", program("dateline-query").string()}},
                   folder.path(), folder.path())
        .wait();
  }
  std::string counts(const std::string& command) const {
    const std::string out = run(command).out;
    return out.substr(out.rfind("added "));
  }
  std::string ids() const { return run("$Q --format ids --limit 0 | sort | tr '\\n' ' '").out; }
  TemporaryFolder folder;
};

}  // namespace

TEST_CASE("two outlets that number their articles alike keep all of them, also the second time") {
  const Desk desk;
  std::string gazette, beacon;
  for (int i = 1; i <= 300; ++i) {
    gazette += record(std::to_string(i), fmt::format("Council debates bridge{}", i), "Gazette");
    beacon += record(std::to_string(i), fmt::format("Trawler lands cod{}", i), "Beacon");
  }
  desk.folder.write("gazette.jsonl", gazette);
  desk.folder.write("beacon.jsonl", beacon);
  CHECK(desk.run("$I add --dry-run beacon.jsonl").err == "300 without a date\n");  // no archive yet
  CHECK(desk.counts("$I add gazette.jsonl") == "added 300  updated 0  unchanged 0  rejected 0\n");
  const Finished tried = desk.run("$I add --dry-run beacon.jsonl");
  CHECK(tried.err.starts_with(
      "300 without a date\n300 records share ids with articles of other sources: kept as "
      "SOURCE/ID\n  1 of beacon.jsonl:1 is kept as Beacon/1\n"));
  const Finished second = desk.run("$I add beacon.jsonl");
  CHECK(second.out.ends_with("added 300  updated 0  unchanged 0  rejected 0\n"));
  CHECK(second.out.find("\n300 records share ids with articles of other sources") !=
        std::string::npos);
  CHECK(desk.run("$Q --format ids 'cod12'").out == "Beacon/12\n");
  CHECK(desk.run("$Q --format ids 'bridge12'").out == "12\n");
  CHECK(desk.counts("$I add gazette.jsonl beacon.jsonl") ==
        "added 0  updated 0  unchanged 600  rejected 0\n");
  CHECK(nlohmann::json::parse(desk.run("$I add --json beacon.jsonl").out)["shared_ids"] == 300);
}

TEST_CASE("two exports without a source that number their rows alike keep all of them") {
  const Desk desk;
  const auto csv = [](const std::string& what) {
    std::string rows = "id,title,body\n";
    for (int i = 1; i <= 4; ++i)
      rows += fmt::format("{0},{1}{0} opens,The {1}{0} opened today.\n", i, what);
    return rows;
  };
  desk.folder.write("north.csv", csv("bridge"));
  desk.folder.write("south.csv", csv("market"));
  CHECK(desk.counts("$I add north.csv south.csv") ==
        "added 8  updated 0  unchanged 0  rejected 0\n");
  CHECK(desk.run("$Q --format ids market3").out == "south.csv/3\n");
  CHECK(desk.counts("$I add south.csv north.csv") ==
        "added 0  updated 0  unchanged 8  rejected 0\n");
  desk.folder.write("moved/south.csv", csv("market") + "5,market5 opens,It did.\n");
  CHECK(desk.counts("$I add moved/south.csv") == "added 1  updated 0  unchanged 4  rejected 0\n");
}

TEST_CASE("files of one name in several folders, each with the same id, keep their articles") {
  const Desk desk;
  for (const char* where : {"east", "west", "hills"})
    desk.folder.write(
        fmt::format("{}/5.json", where),
        fmt::format(R"({{"id":"5","title":"{0}side","body":"The {0} side."}})", where));
  CHECK(desk.counts("$I add east west hills") == "added 3  updated 0  unchanged 0  rejected 0\n");
  CHECK(desk.ids() == "5 5.json/5 hills/5.json/5 ");
  CHECK(desk.counts("$I add hills east west") == "added 0  updated 0  unchanged 3  rejected 0\n");
}

TEST_CASE("headlines of two outlets that share common words are two articles") {
  const Desk desk;
  desk.folder.write("a.jsonl", record("1", "The mayor of the town is in Aldmouth", "Gazette") +
                                   record("2", "Trawler lands record cod", "Gazette"));
  desk.folder.write("b.jsonl", record("1", "The price of the bread in shops", "Beacon") +
                                   record("2", "Trawler lands cod", "The Gazette"));
  CHECK(desk.counts("$I add a.jsonl b.jsonl") == "added 3  updated 1  unchanged 0  rejected 0\n");
  CHECK(desk.ids() == "1 2 Beacon/1 ");
  CHECK(desk.run("$Q --format ids bread").out == "Beacon/1\n");
}

TEST_CASE("both outlets in one run are kept apart too, and a corrected headline is a new version") {
  const Desk desk;
  desk.folder.write("a.jsonl", record("7", "Council debates the bridge", "Gazette"));
  desk.folder.write("b.jsonl", record("7", "Trawler lands cod", "Beacon"));
  CHECK(desk.counts("$I add a.jsonl b.jsonl") == "added 2  updated 0  unchanged 0  rejected 0\n");
  CHECK(desk.ids() == "7 Beacon/7 ");
  desk.folder.write("b.jsonl", record("7", "Trawler lands record cod", "Beacon"));
  CHECK(desk.counts("$I add b.jsonl") == "added 0  updated 1  unchanged 0  rejected 0\n");
  desk.folder.write("a.jsonl", record("7", "Bridge: vote is off", "Gazette"));
  CHECK(desk.counts("$I add a.jsonl") == "added 0  updated 1  unchanged 0  rejected 0\n");
  CHECK(desk.ids() == "7 Beacon/7 ");
}

TEST_CASE("records that share ids are listed: the first in text, all in JSON") {
  const Desk desk;
  std::string gazette, beacon;
  for (int i = 1; i <= 25; ++i) {
    gazette += record(std::to_string(i), fmt::format("Council debates bridge{}", i), "Gazette");
    beacon += record(std::to_string(i), fmt::format("Trawler lands cod{}", i), "Beacon");
  }
  desk.folder.write("a.jsonl", gazette);
  desk.folder.write("b.jsonl", beacon + beacon);
  const Finished text = desk.run("$I add a.jsonl b.jsonl");
  CHECK(text.out.find("\n  1 of b.jsonl:1 is kept as Beacon/1\n") != std::string::npos);
  CHECK(
      text.out.find("\n  20 of b.jsonl:20 is kept as Beacon/20\n  and more: --json lists them\n") !=
      std::string::npos);
  const auto json = nlohmann::json::parse(desk.run("$I add --json b.jsonl").out);
  CHECK(json["shared_id_records"].size() == 50);
  CHECK(json["shared_id_records"][24] ==
        nlohmann::json{{"id", "25"}, {"kept_as", "Beacon/25"}, {"input", "b.jsonl"}, {"line", 25}});
}

TEST_CASE("records of one input with one id and different texts are numbered") {
  const Desk desk;
  desk.folder.write("a.jsonl", record("n", "Council debates bridge", "Gazette") +
                                   record("n", "Trawler lands cod", "Gazette") +
                                   record("n", "Orchard loses apples", "Gazette"));
  const Finished first = desk.run("$I add a.jsonl");
  CHECK(first.out.ends_with("added 3  updated 0  unchanged 0  rejected 0\n"));
  CHECK(first.out.find("\n2 records share ids with others of their input") != std::string::npos);
  CHECK(desk.ids() == "n n/2 n/3 ");
  CHECK(desk.counts("$I add a.jsonl") == "added 0  updated 0  unchanged 3  rejected 0\n");
}

TEST_CASE("ids that are unique by themselves are taken as they are, and --id-prefix sets others") {
  const Desk desk;
  for (const std::string id : {"urn:newsml:example:7", "https://gazette.example/7",
                               "123e4567-e89b-12d3-a456-426614174000", "7@mail.example"}) {
    CAPTURE(id);
    desk.folder.write("a.jsonl", record(id, "Council debates bridge", "Gazette"));
    desk.folder.write("b.jsonl", record(id, "Trawler lands cod", "Beacon"));
    CHECK(desk.counts("$I add --id-prefix x a.jsonl b.jsonl") ==
          "added 1  updated 1  unchanged 0  rejected 0\n");
  }
  desk.folder.write("c.jsonl", record("7", "Orchard loses apples", ""));
  CHECK(desk.counts("$I add --id-prefix orchard c.jsonl") ==
        "added 1  updated 0  unchanged 0  rejected 0\n");
  CHECK(desk.run("$Q --format ids apples").out == "orchard/7\n");
}

TEST_CASE("a file that holds two versions of an article changes nothing when it is added again") {
  const Desk desk;
  const std::string first = R"({"id": "q", "source": "Quay Post", "body": "The ferry waits."})";
  const std::string second = R"({"id": "q", "source": "Quay Post", "body": "The ferry sails."})";
  const auto add = [&](const std::string& text, const std::string& day) {
    desk.folder.write("quay.jsonl", text);
    return desk.run("touch -d " + day + " quay.jsonl; $I --quiet add quay.jsonl").out;
  };
  CHECK(add(first + "\n" + second + "\n", "2024-01-01") ==
        "added 1  updated 1  unchanged 0  rejected 0\n");
  CHECK(add(first + "\n" + second + "\n", "2024-01-01") ==
        "added 0  updated 0  unchanged 2  rejected 0\n");
  CHECK(desk.run("$Q --format ids waits").out.empty());
  // Of a file that has changed since, an earlier text is what the source says now.
  CHECK(add(first + "\n", "2024-01-02") == "added 0  updated 1  unchanged 0  rejected 0\n");
  CHECK(desk.run("$Q --format ids waits").out == "q\n");
}
