// SPDX-License-Identifier: GPL-2.0-or-later
// Alerts tell what is new to the archive, by arrival: once of each story, what comes late as well,
// and nothing of what was there. Saved queries are checked, and saved while another process adds.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <set>

#include "support/desk.h"

using namespace dateline;
using nlohmann::json;

namespace {

std::string article(const std::string& id, const std::string& body,
                    const std::string& date = "2024-12-30", const std::string& more = {}) {
  return fmt::format(
      R"({{"id":"{}","title":"Report {}","body":"{}","date":"{}","source":"Quay Post"{}}})"
      "\n",
      id, id, body, date, more);
}

/// Long enough to be known again where another outlet prints it.
std::string story(int number) {
  std::string text;
  for (int i = 0; i < 60; ++i) text += fmt::format("pilot{}x{} ", number, i * 7919 % 997);
  return "The harbour was closed. " + text;
}

struct AlertDesk : Desk {
  /// An alert whose hits are lines of hits.jsonl.
  void alert(const std::string& name, const std::string& query,
             const std::string& more = {}) const {
    const Finished made = run(fmt::format(
        "$I --quiet alert {} --query '{}' --run 'cat >> hits.jsonl' {}", name, query, more));
    REQUIRE_MESSAGE(made.exit_code == 0, made.err);
  }
  /// Ids of what was told by now, in order.
  std::vector<std::string> told(const std::string& clock = {}) const {
    const Finished sent = run((clock.empty() ? "" : "DATELINE_NOW=" + clock + " ") +
                              std::string("$I --quiet deliver"));
    CHECK_MESSAGE(sent.exit_code == 0, sent.err);
    std::vector<std::string> ids;
    for (const json& line : lines_of(file_text(folder / "hits.jsonl"))) ids.push_back(line["id"]);
    return ids;
  }
};

using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE("an alert tells what arrives after it was made, once, also with an old date") {
  const AlertDesk desk;
  desk.add("a.jsonl", article("old", "harbour strike"));
  desk.alert("harbour", "harbour");
  CHECK(desk.told() == Ids{});
  desk.add("b.jsonl", article("new", "the harbour is quiet") + article("other", "a forest") +
                          article("late", "harbour fees of long ago", "2019-01-01"));
  CHECK(desk.told() == Ids{"new", "late"});
  CHECK(desk.told() == Ids{"new", "late"});
  desk.add("c.jsonl", article("undated", "harbour lights", ""));
  CHECK(desk.told() == Ids{"new", "late", "undated"});
}

TEST_CASE("an edit is told when no version before it matched, or with --every-version") {
  const AlertDesk desk;
  desk.add("a.jsonl", article("kept", "harbour master") + article("grows", "an island"));
  desk.alert("first", "harbour");
  desk.add("b.jsonl", article("kept", "harbour master resigns") +
                          article("grows", "an island with a harbour"));
  CHECK(desk.told() == Ids{"grows"});
  desk.add("c.jsonl", article("grows", "an island with a new harbour"));
  CHECK(desk.told() == Ids{"grows"});
  desk.alert("first", "harbour", "--every-version");
  desk.add("d.jsonl", article("grows", "an island with a third harbour"));
  CHECK(desk.told() == Ids{"grows", "grows"});
  CHECK(lines_of(file_text(desk.folder / "hits.jsonl")).back()["changed"] == true);
}

TEST_CASE("one article of each story is told, and of a story that was there none") {
  const AlertDesk desk;
  desk.add("a.jsonl", article("known", story(1)));
  desk.alert("stories", "harbour");
  CHECK(desk.run("$I --quiet alert articles --query harbour --one-per article --run 'cat >> "
                 "all.jsonl'")
            .exit_code == 0);
  desk.add("b.jsonl",
           article("copy", story(1)) + article("lead", story(2)) + article("reprint", story(2)));
  CHECK(desk.told() == Ids{"lead"});
  desk.add("c.jsonl", article("third", story(2)));
  CHECK(desk.told() == Ids{"lead"});
  CHECK(lines_of(file_text(desk.folder / "all.jsonl")).size() == 4);
}

TEST_CASE("an article withdrawn before it is told is not told") {
  const AlertDesk desk;
  desk.add("a.jsonl", article("first", "nothing"));
  desk.alert("harbour", "harbour", "--quiet-hours 6-18");
  desk.add("b.jsonl", article("stays", "harbour one") + article("goes", "harbour two"));
  CHECK(desk.told() == Ids{});  // it is noon
  CHECK(desk.run("$I --quiet remove goes").exit_code == 0);
  desk.add("c.jsonl", article("stays", "harbour one, corrected"));
  CHECK(desk.told("2024-12-31T18:30:00Z") == Ids{"stays"});
  CHECK(file_text(desk.folder / "hits.jsonl").find("corrected") != std::string::npos);
}

TEST_CASE("a changed query starts no hits for what was there, and loses none of the old one") {
  const AlertDesk desk;
  desk.add("a.jsonl", article("one", "forest fire"));
  desk.alert("watch", "harbour");
  desk.add("b.jsonl", article("two", "harbour wall") + article("three", "forest path"));
  desk.alert("watch", "forest");  // before anything was delivered
  CHECK(desk.told() == Ids{"two"});
  desk.add("c.jsonl", article("four", "forest path two") + article("five", "harbour gate"));
  CHECK(desk.run("$I --quiet query watch 'harbour OR forest'").exit_code == 0);
  CHECK(desk.told() == Ids{"two", "four"});
  const std::vector<json> lines = lines_of(file_text(desk.folder / "hits.jsonl"));
  CHECK(lines[0]["query"] == "harbour");
  CHECK(lines[1]["query"] == "forest");
  CHECK(lines[1]["engine"].get<std::string>().size() > 2);
}

TEST_CASE("what is too much for a day goes out as one digest when it has ended, by its own clock") {
  const AlertDesk desk;
  desk.add("a.jsonl", article("start", "nothing"));
  desk.alert("harbour", "harbour", "--at-most 2/day --timezone Europe/Berlin --one-per article");
  std::string many;
  for (int i = 1; i <= 5; ++i) many += article(fmt::format("h{}", i), fmt::format("harbour {}", i));
  desk.add("b.jsonl", many);
  CHECK(desk.told() == Ids{"h1", "h2"});
  CHECK(desk.told("2024-12-31T22:59:00Z").size() == 2);  // in Berlin the day has a minute left
  CHECK(desk.told("2024-12-31T23:00:00Z") == Ids{"h1", "h2", "h3", "h4", "h5"});
  const std::vector<json> lines = lines_of(file_text(desk.folder / "hits.jsonl"));
  CHECK(lines[1]["digest"] == false);
  for (std::size_t i = 2; i < 5; ++i) {
    CHECK(lines[i]["digest"] == true);
    CHECK(lines[i]["delivery"] == lines[2]["delivery"]);
  }
}

TEST_CASE("quiet hours delay and drop nothing") {
  const AlertDesk desk;
  desk.add("a.jsonl", article("start", "nothing"));
  desk.alert("night", "harbour", "--quiet-hours 22-7 --timezone +02:00");
  desk.add("b.jsonl", article("late", "harbour at night"));
  CHECK(desk.told("2024-12-31T20:00:00Z") == Ids{});
  CHECK(desk.told("2025-01-01T04:59:00Z") == Ids{});
  CHECK(desk.told("2025-01-01T05:00:00Z") == Ids{"late"});
}

TEST_CASE("an alert that was off does not tell what arrived meanwhile") {
  const AlertDesk desk;
  desk.add("a.jsonl", article("start", "nothing"));
  desk.alert("harbour", "harbour", "--one-per article");
  CHECK(desk.run("$I --quiet alert harbour --off").exit_code == 0);
  desk.add("b.jsonl", article("missed", "harbour one"));
  CHECK(desk.told() == Ids{});
  CHECK(desk.run("$I --quiet alert harbour --on").exit_code == 0);
  desk.add("c.jsonl", article("heard", "harbour two"));
  CHECK(desk.told() == Ids{"heard"});
}

TEST_CASE("a query is checked when it is saved: a repair is told, and a count given") {
  const AlertDesk desk;
  desk.add("a.jsonl", article("one", "harbour strike") + article("two", "harbour"));
  const Finished saved = desk.run("$I query ports 'harbour AND (strike'");
  CHECK(saved.exit_code == 0);
  CHECK(saved.out == "saved ports: 1 article now\n");
  CHECK(saved.err.find("note: ") == 0);
  CHECK(saved.err.find("it is read as: ") != std::string::npos);
  CHECK(desk.run("$I query ports ' '").exit_code == 2);
  CHECK(desk.run("$I alert ports --feed").out.find("saved ports: 1 article now") == 0);
  CHECK(desk.run("$I query ports --remove").exit_code == 2);  // the alert is of it
  CHECK(desk.run("$I alert ports --remove && $I query ports --remove").exit_code == 0);
}

TEST_CASE("a query and an alert are saved while another process adds") {
  const AlertDesk desk;
  desk.add("a.jsonl", article("one", "harbour strike"));
  const Finished saved = desk.run(
      "mkfifo pipe; $I --quiet add - < pipe > /dev/null & exec 3> pipe; sleep 1;"
      "$I --quiet query x harbour && $I --quiet alert y --query strike --feed && echo saved;"
      "$I --quiet query z harbour; exec 3>&-; wait; $I query");
  CHECK(saved.out == "saved\nx\tharbour\ny\tstrike\nz\tharbour\n");
}

TEST_CASE("wrong options of an alert are one sentence each, and save nothing") {
  const AlertDesk desk;
  desk.add("a.jsonl", article("one", "harbour"));
  for (const char* wrong :
       {"--query harbour", "--query harbour --mail 'a@b.example\nBcc: c@d.example'",
        "--query harbour --mail nobody", "--query harbour --feed --at-most many/day",
        "--query harbour --feed --quiet-hours 25-7", "--query harbour --feed --timezone Mars/Base",
        "--query harbour --webhook ftp://host/x", "--feed",
        "--feed --every-version --one-per story",
        "--query harbour --feed --mail-from 'x <y@z.example>'"}) {
    CAPTURE(wrong);
    const Finished refused = desk.run(fmt::format("$I alert harbour {}", wrong));
    CHECK(refused.exit_code == 2);
    CHECK(refused.err.find("error: ") == 0);
  }
  CHECK(desk.run("$I alert; $I query").out.empty());
}

TEST_CASE("a dry run and a backtest queue nothing; the backtest counts what the query counts") {
  const AlertDesk desk;
  std::string many;
  for (int i = 0; i < 40; ++i)
    many += article(fmt::format("n{}", i), i % 4 == 0 ? story(i / 8) : fmt::format("harbour {}", i),
                    fmt::format("2024-{:02}-{:02}", 1 + i % 12, 1 + i % 28));
  desk.add("a.jsonl", many);
  desk.alert("harbour", "harbour", "--one-per article");
  desk.add("b.jsonl", article("new", "harbour news"));
  CHECK(desk.out("$I deliver --dry-run").find("harbour: 1 new") == 0);
  const json test = json::parse(desk.out("$I --json alert harbour --backtest 1y"));
  const json query = json::parse(
      desk.out("$Q --format json --after 1y --timeline week --facet source,day:0 --group harbour"));
  CHECK(test["articles"] == query["total"]);
  CHECK(test["stories"] == query["stories"]);
  CHECK(test["outlets"][0]["count"] == query["facets"]["source"][0]["count"]);
  std::map<std::string, std::uint64_t> weeks;
  std::uint64_t stories = 0;
  for (const json& week : query["timeline"])
    if (week["count"] != 0) weeks[week["date"]] = week["count"];
  for (const json& week : test["weeks"]) {
    CHECK(weeks[week["week"]] == week["articles"]);
    stories += week["stories"].get<std::uint64_t>();
  }
  CHECK(weeks.size() == test["weeks"].size());
  CHECK(stories == test["stories"]);
  CHECK(desk.told() == Ids{"new"});
}

TEST_CASE("queries that an earlier version kept in the catalog move to saved.db") {
  const AlertDesk desk;
  desk.add("a.jsonl", article("one", "harbour"));
  const std::string insert =
      "sqlite3 archive/catalog.db \"INSERT INTO saved_queries VALUES('ports','harbour',1);"
      "INSERT INTO source_groups VALUES('near','Quay Post')\"";
  if (desk.run("command -v sqlite3").exit_code != 0) return;
  REQUIRE(desk.run(insert).exit_code == 0);
  CHECK(desk.out("$I query; $I group; $Q --format ids 'query:ports source:@near'") ==
        "ports\tharbour\nnear\tQuay Post\none\n");
  desk.add("b.jsonl", article("two", "harbour"));  // a writer moves them
  CHECK(desk.out("sqlite3 archive/catalog.db 'SELECT count(*) FROM saved_queries'") == "0\n");
  CHECK(desk.out("$I query; $I group; $Q --limit 0 --format ids query:ports | wc -l") ==
        "ports\tharbour\nnear\tQuay Post\n2\n");
}

TEST_CASE("snapshot takes alerts along, and repair saves what a damaged saved.db still holds") {
  const AlertDesk desk;
  desk.add("a.jsonl", article("one", "harbour"));
  desk.alert("harbour", "harbour");
  desk.alert("strike", "strike", "--feed");
  CHECK(desk.run("$I --quiet snapshot copy").exit_code == 0);
  CHECK(desk.out("$I --index copy query") == "harbour\tharbour\nstrike\tstrike\n");
  CHECK(desk.out("$I --index copy alert | wc -l") == "2\n");
  CHECK(desk.run("$I --quiet rebuild").exit_code == 0);
  CHECK(desk.out("$I alert | wc -l") == "2\n");
  // Some pages: whatever they held, the rest is kept.
  CHECK(desk.run("dd if=/dev/zero of=archive/saved.db bs=2048 seek=2 count=3 conv=notrunc")
            .exit_code == 0);
  const Finished damaged = desk.run("$I verify");
  CHECK(damaged.exit_code == 2);
  CHECK(damaged.out.find("problem: saved.db") != std::string::npos);
  const Finished repaired = desk.run("$I repair");
  CHECK_MESSAGE(repaired.out.find("saved.db was made anew") != std::string::npos, repaired.err);
  CHECK(desk.run("$I verify").exit_code == 0);
}
