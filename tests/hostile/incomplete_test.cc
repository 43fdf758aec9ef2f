// SPDX-License-Identifier: GPL-2.0-or-later
// An archive that does not hold all that it was given says so: while an add is under way, after one
// that was killed, stopped or met a full disk, in each kind of answer. That the archive itself is
// sound then is shown by the crash tests.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/mount.h>

#include <chrono>
#include <fstream>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>

#include "archive/unfinished_run.h"
#include "catalog/run_log.h"
#include "support/process.h"
#include "support/support.h"

using namespace dateline;
using Json = nlohmann::json;
namespace fs = std::filesystem;

namespace {

/// About 2 KB each, so that some hundred make a batch.
std::string article(int number) {
  std::string body;
  for (int i = 0; i < 40; ++i)
    body += fmt::format("The trawler {} landed cod at quay {}. ", number, i);
  return fmt::format(R"({{"id":"cod-{0}","title":"Trawler {0} lands cod","body":"{1}"}})", number,
                     body) +
         "\n";
}

/// Waits until it is so, for a minute.
bool comes(const std::function<bool()>& so) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!so()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return true;
}

/// A desk with an archive, and a pipe by which articles come to an add.
struct Desk {
  Desk() { REQUIRE(run("mkfifo feed").exit_code == 0); }

  fs::path archive() const { return folder / "archive"; }
  Finished run(const std::string& script) const {
    return Process({"/bin/bash", "-c", script},
                   {{"DATELINE_INDEX", archive().string()},
                    {"I", program("dateline-indexer").string()},
                    {"Q", program("dateline-query").string()}},
                   folder.path(), folder.path())
        .wait();
  }
  /// Begins to add articles that come by the pipe. `to_feed` must stay open meanwhile.
  void begin_add(std::ofstream& to_feed, int first, int last) {
    const fs::path outputs = folder / fmt::format("outputs{}", ++adds_);
    fs::create_directory(outputs);
    adding = std::make_unique<Process>(
        std::vector<std::string>{program("dateline-indexer").string(), "--jobs", "1", "--index",
                                 archive().string(), "add", (folder / "feed").string()},
        Environment{}, outputs);
    to_feed.open(folder / "feed");
    for (int i = first; i < last; ++i) to_feed << article(i);
    to_feed.flush();
  }
  /// What a search tells beside its hits.
  std::string told() const { return run("$Q --format ids --limit 1 cod").err; }
  Json status() const { return Json::parse(run("$I status --json").out); }
  bool has_read_some() const {
    const Json incomplete = status()["incomplete"];
    return incomplete.is_object() && incomplete["read"] > 0;
  }

  TemporaryFolder folder;
  std::unique_ptr<Process> adding;
  int adds_ = 0;
};

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE(
    "use: the first search during the first add says that it is under way, not that the word is "
    "nowhere") {
  Desk desk;
  std::ofstream feed;
  desk.begin_add(feed, 0, 4000);
  REQUIRE(comes([&] { return fs::exists(desk.archive() / "catalog.db") && desk.has_read_some(); }));
  const Finished search = desk.run("$Q cod");
  CHECK(search.exit_code == 1);
  CHECK(has(search.err, "note: an add is under way since "));
  CHECK(has(search.err, " articles read, none findable yet\n"));
  CHECK(!has(search.err, "nowhere in the archive"));
  CHECK(desk.run("$Q --strict cod").exit_code == 1);  // the note is not on the query
  const Json answer = Json::parse(desk.run("$Q --format json cod").out);
  REQUIRE(answer["query"]["notes"].size() == 1);
  CHECK(answer["query"]["notes"][0]["code"] == "incomplete-archive");
  CHECK(!answer.contains("diagnosis"));
  const Json status = desk.status();
  CHECK(status["incomplete"]["state"] == "under_way");
  CHECK(status["incomplete"]["command"] == "add");
  CHECK(status["incomplete"]["findable"] == 0);
  CHECK(status["runs"][0]["ended"] == false);
  CHECK(has(desk.run("$I status").out, "\nincomplete: an add is under way since "));
  CHECK(desk.run("$I verify").exit_code == 0);  // a writer at work leaves nothing to repair
  feed.close();
  CHECK(desk.adding->wait().exit_code == 0);
  CHECK(desk.told().empty());
  CHECK(desk.status()["incomplete"].is_null());
}

TEST_CASE(
    "attack 05: after kill -9 each answer says that the add failed, until it is added again") {
  Desk desk;
  desk.folder.write("all.jsonl", [] {
    std::string all;
    for (int i = 0; i < 4000; ++i) all += article(i);
    return all;
  }());
  {
    std::ofstream feed;
    desk.begin_add(feed, 0, 4000);
    REQUIRE(comes(
        [&] { return fs::exists(desk.archive() / "catalog.db") && desk.status()["pending"] > 0; }));
    ::kill(desk.adding->number(), SIGKILL);
    CHECK(desk.adding->wait().signal == SIGKILL);
  }
  const std::string told = desk.told();
  CHECK(has(told, "note: the last add failed at "));
  CHECK(has(told, ": what it had not yet committed must be added again; "));
  CHECK(has(told, " for the next command that writes\n"));
  CHECK(desk.status()["incomplete"]["state"] == "failed");
  const Finished verified = desk.run("$I verify");
  CHECK(verified.exit_code == 1);
  CHECK(has(verified.out, "\nunfinished: ") == has(verified.out, "problem: "));
  CHECK(has(verified.out, "the next command that writes will finish it\n"));
  CHECK(has(verified.out, "nothing is damaged\n"));
  CHECK(!has(verified.err, "repair"));
  const Json json = Json::parse(desk.run("$I verify --json").out);
  CHECK(json["problems"].empty());
  CHECK(json["unfinished"].size() == 1);
  // Another writer completes what is in the catalog. What never came to it is still missing.
  CHECK(desk.run("$I optimize").exit_code == 0);
  CHECK(desk.run("$I verify").exit_code == 0);
  CHECK(desk.told().ends_with(": what it had not yet committed must be added again\n"));
  CHECK(desk.run("$I add all.jsonl").exit_code == 0);
  CHECK(desk.told().empty());
}

TEST_CASE("an add of other files does not hide that one was killed") {
  Desk desk;
  std::string all;
  for (int i = 0; i < 4000; ++i) all += article(i);
  desk.folder.write("many/all.jsonl", all);
  desk.folder.write("other.jsonl", article(5000));
  {
    WritableArchive died(desk.archive(), {});
    died.catalog().begin();
    died.catalog().runs().begin_run("add", now(), {(desk.folder / "many/all.jsonl").string()});
    died.catalog().commit();
  }
  CHECK(has(desk.told(), "note: the last add failed at "));
  CHECK(desk.run("$I add other.jsonl").exit_code == 0);
  CHECK(has(desk.told(), "note: an add failed at "));  // another has ended since
  CHECK(desk.run("$I add many/").exit_code == 0);      // the folder that holds it
  CHECK(desk.told().empty());
}

TEST_CASE("damage is told from what heals itself: verify exits 2 and names repair") {
  const Desk desk;
  desk.folder.write("some.jsonl", article(1) + article(2));
  REQUIRE(desk.run("$I add some.jsonl").exit_code == 0);
  REQUIRE(desk.run("printf x | dd of=archive/terms/1/postlist.glass bs=1 seek=300 conv=notrunc")
              .exit_code == 0);
  const Finished verified = desk.run("$I verify");
  CHECK(verified.exit_code == 2);
  CHECK(has(verified.out, "problem: "));
  CHECK(has(verified.err, "repair"));
}

TEST_CASE("attack 05: after a full disk each answer says that the add failed") {
  const Desk desk;
  const fs::path disk = desk.folder / "disk";
  fs::create_directory(disk);
  if (::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=3m") != 0) {
    MESSAGE("not run: no file system can be mounted here");
    return;
  }
  std::string all;
  for (int i = 0; i < 6000; ++i) all += article(i);
  desk.folder.write("all.jsonl", all);
  const std::string own = "export DATELINE_INDEX=disk/archive; ";
  const Finished added = desk.run(own + "$I --jobs 1 add all.jsonl");
  const Finished search = desk.run(own + "$Q cod");
  const Finished status = desk.run(own + "$I status");
  ::umount(disk.c_str());
  CHECK(added.exit_code == 2);
  CHECK(has(search.err, "note: the last add failed at "));
  CHECK(has(status.out, "\nincomplete: the last add failed at "));
}

TEST_CASE("an add that was stopped is told of until the same command has come to the end") {
  Desk desk;
  std::ofstream feed;
  desk.begin_add(feed, 0, 4000);
  REQUIRE(comes([&] { return fs::exists(desk.archive() / "catalog.db") && desk.has_read_some(); }));
  ::kill(desk.adding->number(), SIGTERM);
  CHECK(desk.adding->wait().exit_code == 143);
  CHECK(has(desk.told(), "note: the last add was stopped at "));
  CHECK(desk.status()["incomplete"]["state"] == "stopped");
  CHECK(desk.run("$I verify").exit_code == 0);
  desk.folder.write("rest.jsonl", article(4000));
  CHECK(desk.run("$I add rest.jsonl").exit_code == 0);
  CHECK(desk.told().empty());
}

TEST_CASE(
    "an add that fails before it reads anything leaves no note, nor does another writer's lock") {
  const Desk desk;
  desk.folder.write("some.jsonl", article(1));
  REQUIRE(desk.run("$I add some.jsonl").exit_code == 0);
  CHECK(desk.run("$I add nosuch.jsonl").exit_code == 2);
  CHECK(desk.told().empty());
  const WritableArchive other(desk.archive(), {});
  CHECK(writer_at_work(desk.archive()));
  CHECK(desk.told().empty());
}

TEST_CASE("a failed add is not taken for one under way while another command writes") {
  const Desk desk;
  desk.folder.write("some.jsonl", article(1));
  REQUIRE(desk.run("$I add some.jsonl").exit_code == 0);
  {
    WritableArchive died(desk.archive(), {});
    died.catalog().begin();
    died.catalog().runs().begin_run("add", now());
    died.catalog().commit();
    CHECK(has(desk.told(), "note: an add is under way since "));
  }
  CHECK(has(desk.told(), "note: the last add failed at "));
  const WritableArchive other(desk.archive(), {});
  CHECK(has(desk.told(), "note: the last add failed at "));
}

TEST_CASE("a copy that is made during an add says so, and not that the add has failed") {
  const Desk desk;
  desk.folder.write("some.jsonl", article(1));
  REQUIRE(desk.run("$I add some.jsonl").exit_code == 0);
  const std::string copy = "--index '" + (desk.folder / "copy").string() + "'";
  {
    WritableArchive at_work(desk.archive(), {});
    at_work.catalog().begin();
    at_work.catalog().runs().begin_run("add", now(), {(desk.folder / "some.jsonl").string()});
    at_work.catalog().commit();
    REQUIRE(desk.run("$I snapshot copy").exit_code == 0);
  }
  const std::string status = desk.run("$I " + copy + " status").out;
  CHECK(has(status,
            "\nincomplete: an add was under way when this copy was made: what it had not yet "
            "committed must be added again\n"));
  CHECK(Json::parse(desk.run("$I " + copy + " status --json").out)["incomplete"]["state"] ==
        "copied");
  CHECK(has(desk.told(), "note: the last add failed at "));  // the archive itself
  CHECK(desk.run("$I " + copy + " add some.jsonl").exit_code == 0);
  CHECK(!has(desk.run("$I " + copy + " status").out, "incomplete"));
}

TEST_CASE("the sentences name the time, with its day where that is not today") {
  UnfinishedRun run;
  run.command = "add";
  run.started = *parse_timestamp("2024-08-22T20:32:10Z");
  run.ended = run.started + 75;
  run.state = UnfinishedRun::State::under_way;
  run.read = 74'000;
  run.findable = 60'000;
  CHECK(sentence_of(run, run.started + 600) ==
        "an add is under way since 20:32 UTC: 74,000 articles read, 60,000 findable");
  run.read = 0;
  CHECK(sentence_of(run, run.started + 86'400) ==
        "an add is under way since 2024-08-22 20:32 UTC: no article read yet");
  run.state = UnfinishedRun::State::failed;
  run.waiting = 1;
  CHECK(sentence_of(run, run.started) ==
        "the last add failed at 20:33 UTC: what it had not yet committed must be added again; "
        "1 article waits for the next command that writes");
  run.waiting = 0;
  run.is_last = false;
  CHECK(sentence_of(run, run.started) ==
        "an add failed at 20:33 UTC: what it had not yet committed must be added again");
  run.state = UnfinishedRun::State::stopped;
  run.command = "fetch";
  CHECK(sentence_of(run, run.started) ==
        "a fetch was stopped at 20:33 UTC before its end: run the same command again, it goes on");
  run = {};
  run.state = UnfinishedRun::State::completes;
  run.leaving = 2;
  CHECK(
      sentence_of(run, 0) ==
      "the removal of 2 articles is completed by the next command that writes: an earlier run did "
      "not finish");
}
