// SPDX-License-Identifier: GPL-2.0-or-later
// A process that searches, queues and sends is killed at each of its durable steps (crash/). Every
// hit is then queued once and told at least once, always with the same id, and no mark has moved
// without its hits.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <map>
#include <set>

#include "support/desk.h"

using namespace dateline;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

constexpr int kNew = 6;

std::string articles(int first, int count) {
  std::string lines;
  for (int i = first; i < first + count; ++i)
    lines += fmt::format(R"({{"id":"a{0}","title":"Harbour {0}","body":"number {0}"}})"
                         "\n",
                         i);
  return lines;
}

/// An archive in which alerts have something new to tell, and the command that is killed.
struct Victim {
  const char* name;
  const char* prepare;  // what makes the archive
  const char* command;
};

constexpr Victim kVictims[] = {
    {"deliver",
     "$I --quiet add old.jsonl && $I --quiet alert one --query harbour --one-per article "
     "--run 'cat >> hits.jsonl' --feed && $I --quiet add new.jsonl",
     "deliver"},
    {"deliver within limits",
     "$I --quiet add old.jsonl && $I --quiet alert one --query harbour --one-per article "
     "--at-most 2 --run 'cat >> hits.jsonl' && $I --quiet alert two --query number --one-per story "
     "--run 'cat >> hits.jsonl' && $I --quiet add new.jsonl",
     "deliver"},
    {"add and deliver",
     "$I --quiet add old.jsonl && $I --quiet alert one --query harbour --one-per article "
     "--run 'cat >> hits.jsonl'",
     "add --deliver new.jsonl"},
    {"a changed alert",
     "$I --quiet add old.jsonl && $I --quiet alert one --query harbour --one-per article "
     "--run 'cat >> hits.jsonl' && $I --quiet add new.jsonl",
     "alert one --query 'forest OR harbour'"},
};

class Killing {
 public:
  explicit Killing(const Victim& victim) : victim_(victim) {
    desk_.folder.write("old.jsonl", articles(1, 3));
    desk_.folder.write("new.jsonl", articles(4, kNew));
    const Finished made = desk_.run(victim.prepare);
    REQUIRE_MESSAGE(made.exit_code == 0, made.err);
    fs::copy(archive(), desk_.folder / "base", fs::copy_options::recursive);
    run("", 0);
    steps_ = file_text(desk_.folder / "trace");
  }

  const std::string& steps() const { return steps_; }

  /// What went wrong that should not have; "" = nothing.
  std::string check(const char* fault, std::size_t step) {
    fs::remove_all(archive());
    fs::remove(desk_.folder / "hits.jsonl");
    fs::copy(desk_.folder / "base", archive(), fs::copy_options::recursive);
    const Finished killed = run(fault, step);
    if (killed.signal != SIGKILL) return fmt::format("it was not killed: {}", killed.err);
    ++kills_;
    // The next runs, some days apart so that digests go out as well. An add that died is repeated.
    std::string next_commands =
        std::string(victim_.command).starts_with("add") ? "$I --quiet add new.jsonl && " : "";
    next_commands += "$I deliver && DATELINE_NOW=2025-01-02T12:00:00Z $I deliver";
    if (kills_ % 8 == 0) next_commands += " && $I verify";
    const Finished next = desk_.run(next_commands);
    if (next.exit_code != 0) return next.out + next.err;
    return judge();
  }
  std::size_t kills() const { return kills_; }

 private:
  fs::path archive() const { return desk_.folder / "archive"; }

  std::string judge() const {
    for (const json& alert : json::parse(desk_.out("$I --json alert")))
      if (alert["name"] == "one" && alert["hits"] != kNew)
        return fmt::format("{} hits are queued\n", alert["hits"].dump());
    std::map<std::string, std::set<std::string>> ids;  // of deliveries, by hit
    for (const json& line : lines_of(file_text(desk_.folder / "hits.jsonl")))
      if (line["alert"] == "one") ids[line["hit"]].insert(line["delivery"].get<std::string>());
    if (ids.size() != kNew) return fmt::format("{} hits are told\n", ids.size());
    for (const auto& [hit, deliveries] : ids)
      if (deliveries.size() != 1) return hit + " is told with two ids\n";
    return {};
  }

  Finished run(const std::string& fault, std::size_t step) const {
    const std::string line = fmt::format("exec $I --quiet --jobs 1 {}", victim_.command);
    return Process({"/bin/bash", "-c", "export LD_PRELOAD=$PRELOAD; " + line},
                   {{"DATELINE_INDEX", archive().string()},
                    {"I", std::string(DATELINE_PROGRAMS) + "/dateline-indexer"},
                    {"DATELINE_NOW", "2024-12-31T12:00:00Z"},
                    {"DATELINE_FAULT_FOLDER", archive().string()},
                    {"DATELINE_FAULT", fault},
                    {"DATELINE_FAULT_STEP", std::to_string(step)},
                    {"DATELINE_FAULT_TRACE", (desk_.folder / "trace").string()},
                    {"PRELOAD", DATELINE_FAULT_AT_STEP},
                    {"ASAN_OPTIONS", "new_delete_type_mismatch=0:verify_asan_link_order=0"}},
                   desk_.folder.path(), desk_.folder.path())
        .wait();
  }

  const Victim& victim_;
  const Desk desk_;
  std::string steps_;
  std::size_t kills_ = 0;
};

}  // namespace

TEST_CASE("after a kill at any durable step every hit is queued once, and told with one id") {
  std::size_t kills = 0;
  for (const Victim& victim : kVictims) {
    CAPTURE(victim.name);
    Killing killing(victim);
    const std::string& steps = killing.steps();
    REQUIRE(steps.size() > 4);
    // The steps are spread over the whole; DATELINE_ALL_STEPS=1 takes each.
    const bool all = std::getenv("DATELINE_ALL_STEPS") != nullptr;
    const std::size_t stride = all ? 1 : 1 + steps.size() / 25;
    for (std::size_t step = 1; step <= steps.size(); step += stride)
      for (const char* fault : {"die-before", "die-after", "torn"}) {
        if (fault == std::string_view("torn") && steps[step - 1] != 'w') continue;
        const std::string found = killing.check(fault, step);
        CHECK_MESSAGE(found.empty(), fault, " at step ", step, " of ", steps.size(), ": ", found);
      }
    kills += killing.kills();
  }
  MESSAGE(kills, " kills");
  CHECK(kills >= 200);
}
