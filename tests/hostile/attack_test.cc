// SPDX-License-Identifier: GPL-2.0-or-later
// Attacks from the surroundings of the programs: folders that others may write to, links in the way
// of what is written, secrets on a command line. Each case is named after what it tries. Feeds and
// their servers are fetch_attack_test.cc's, what articles hold is poison_test.cc's.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <signal.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>

#include "support/process.h"
#include "support/support.h"

using namespace dateline;
using Json = nlohmann::json;

namespace {

/// A desk with an archive, a folder "drop" that strangers may write to, and one with a secret.
struct Desk {
  Desk() {
    folder.write("drop/harbour.txt", "Harbour opens\n\nThe harbour opened on Monday.\n");
    folder.write("home/secret.txt", "Payroll\n\nThe zanzibar payroll of the pilots.\n");
  }
  Environment environment() const {
    return {{"DATELINE_INDEX", (folder / "archive").string()},
            {"I", program("dateline-indexer").string()},
            {"Q", program("dateline-query").string()}};
  }
  Finished run(const std::string& script) const {
    return Process({"/bin/bash", "-c", script}, environment(), folder.path(), folder.path()).wait();
  }
  bool finds(const std::string& word) const {
    return run("$Q --format ids " + word).exit_code == 0;
  }
  Json json(const std::string& script) const { return Json::parse(run(script).out); }

  TemporaryFolder folder;
};

}  // namespace

TEST_CASE("attack 04, watch follows links out: a link in a folder is counted, not read") {
  const Desk desk;
  REQUIRE(desk.run("ln -s ../home/secret.txt drop/a.txt; ln -s ../home drop/b; mkdir drop/deep;"
                   " ln -s \"$PWD/home/secret.txt\" drop/deep/c.txt; ln -s nowhere drop/d.txt")
              .exit_code == 0);
  const Json report = desk.json("$I --json add --list-skipped drop");
  CHECK(report["added"] == 1);
  CHECK(report["skipped"] == Json{{"link", 4}});
  CHECK(report["skipped_files"][0] == Json{{"file", "drop/a.txt"}, {"kind", "link"}});
  CHECK(desk.json("$I --json status")["skipped"] == Json{{"link", 4}});
  CHECK(desk.finds("harbour"));
  CHECK_FALSE(desk.finds("zanzibar"));
  // A link that the user names is another matter.
  CHECK(desk.json("$I --json add drop/a.txt")["added"] == 1);
}

TEST_CASE(
    "attack 04, watch follows links out: watch reads no link, whenever and however it comes") {
  const Desk desk;
  REQUIRE(desk.run("ln -s ../home/secret.txt drop/early.txt").exit_code == 0);
  TemporaryFolder outputs;
  Process watch({program("dateline-indexer").string(), "--json", "watch", "--every", "0.1",
                 (desk.folder / "drop").string()},
                desk.environment(), outputs.path());
  for (int i = 0; i < 300 && !desk.finds("harbour"); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  REQUIRE(desk.run("ln -s ../home/secret.txt drop/made.txt; ln -s ../home/secret.txt moved;"
                   " mv moved drop/moved.txt; ln -s ../home drop/folder; mkdir new;"
                   " ln -s ../../home/secret.txt new/inner.txt; mv new drop/new; sleep 0.5;"
                   " printf 'Ferry late\\n\\nThe ferry was late.\\n' > drop/ferry.txt")
              .exit_code == 0);
  for (int i = 0; i < 300 && !desk.finds("ferry"); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  ::kill(watch.number(), SIGTERM);
  const Finished ended = watch.wait();
  CHECK(ended.exit_code == 0);
  const Json last =
      Json::parse(ended.out.substr(ended.out.rfind('{', ended.out.rfind("\"added\""))));
  CHECK(last["added"] == 2);
  CHECK(last["skipped"] == Json{{"link", 5}});
  CHECK_FALSE(desk.finds("zanzibar"));
}

TEST_CASE("attack 04, watch follows links out: --follow-links follows, and ends in a loop") {
  const Desk desk;
  REQUIRE(desk.run("ln -s ../home drop/out; ln -s .. drop/up; ln -s . drop/self;"
                   " ln -s ../drop home/back")
              .exit_code == 0);
  const Json report = desk.json("timeout 60 $I --json add --follow-links drop");
  CHECK(report["added"] == 2);
  CHECK(report["rejected"] == 0);
  CHECK(desk.finds("zanzibar"));
  const Finished watched = desk.run(
      "rm -r archive; timeout -s TERM 60 $I watch --every 0.1 --follow-links drop & "
      "for i in $(seq 100); do sleep 0.1; $Q --format ids zanzibar > /dev/null 2>&1 && break; done;"
      " ln -s ../more drop/late; mkdir more; printf 'Quay\\n\\nThe quokka quay.\\n' > "
      "more/quay.txt;"
      " ln -s ../more/quay.txt drop/quay.txt;"
      " for i in $(seq 100); do sleep 0.1; $Q --format ids quokka > /dev/null 2>&1 && break; done;"
      " kill $!; wait");
  CHECK(watched.out.find("rejected 0") != std::string::npos);
  CHECK(desk.finds("zanzibar"));
  CHECK(desk.finds("quokka"));
}

TEST_CASE("attack 04, watch follows links out: a folder that becomes a link is not gone through") {
  const Desk desk;
  REQUIRE(desk.run("mkdir drop/deep; cp home/secret.txt drop/deep/; mv drop/deep aside;"
                   " ln -s ../home drop/deep")
              .exit_code == 0);
  struct Nothing : InputVisitor {
    void begin_input(const Input&) override { ++inputs; }
    void article(Article&&, std::uint64_t) override {}
    void rejected(const Rejection&) override {}
    void passed_over(const std::string&, const std::string& kind) override { kinds += kind; }
    void end_input() override {}
    void progress(std::uint64_t) override {}
    bool stop() override { return false; }
    int inputs = 0;
    std::string kinds;
  } seen;
  // The walk had found the file before.
  const std::string drop = (desk.folder / "drop").string();
  read_found_files({drop}, {drop + "/deep/secret.txt", drop + "/harbour.txt"}, {}, seen);
  CHECK(seen.inputs == 1);
  CHECK(seen.kinds == "link");
}

TEST_CASE("attack: a writer's lock that is a link makes no file elsewhere") {
  const Desk desk;
  REQUIRE(desk.run("mkdir archive; ln -s ../home/made archive/writer.lock").exit_code == 0);
  const Finished add = desk.run("$I add drop");
  CHECK(add.exit_code == 2);
  CHECK(add.err.find("writer.lock is a link") != std::string::npos);
  CHECK(add.err.find("hint: remove it") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(desk.folder / "home/made"));
  CHECK(desk.run("rm archive/writer.lock; $I add drop").exit_code == 0);
}

TEST_CASE("attack: a copy of an archive is not made in the archive") {
  const Desk desk;
  REQUIRE(desk.run("$I add drop; ln -s archive other").exit_code == 0);
  for (const char* target : {"archive/copy", "archive/terms/copy", "other/copy", "./archive/a/b"}) {
    CAPTURE(target);
    const Finished copy = desk.run(fmt::format("$I snapshot {}", target));
    CHECK(copy.exit_code == 2);
    CHECK(copy.err.find("lies in the archive that is to be copied") != std::string::npos);
  }
  CHECK(desk.run("$I snapshot archive-copy").exit_code == 0);
  CHECK(desk.run("cd archive && $I --index . snapshot ../copy").exit_code == 0);
}

TEST_CASE("attack: a token on the command line is warned of, one in a file or variable is not") {
  const Desk desk;
  const std::string serve =
      "$I add drop > /dev/null; printf '0123456789abcdef\\n' > token; : > empty;"
      " timeout -s TERM 1 $Q --serve localhost:0 ";
  const std::string note = "note: other users of this machine can read --token";
  CHECK(desk.run(serve + "--token 0123456789abcdef").err.find(note) != std::string::npos);
  CHECK(desk.run(serve + "--token=0123456789abcdef").err.find(note) != std::string::npos);
  const Finished file = desk.run(serve + "--token-file token");
  CHECK(file.err.find(note) == std::string::npos);
  CHECK(file.err.find("serving ") != std::string::npos);
  CHECK(desk.run("export DATELINE_TOKEN=0123456789abcdef;" + serve).err.find(note) ==
        std::string::npos);
  CHECK(desk.run(serve + "--token-file empty").err.find("empty begins with no token") !=
        std::string::npos);
  CHECK(desk.run(serve + "--token-file none").err.find("none cannot be read") != std::string::npos);
}
