// SPDX-License-Identifier: GPL-2.0-or-later
// Files that are not read: each is counted by its kind and can be listed. The tests of the readers
// check what is read and rejected.
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
  Finished run(const std::string& script) const {
    return Process({"/bin/bash", "-c", script},
                   {{"DATELINE_INDEX", (folder / "archive").string()},
                    {"I", program("dateline-indexer").string()},
                    {"Q", program("dateline-query").string()}},
                   folder.path(), folder.path())
        .wait();
  }
  /// A folder of files that a desk keeps, none of which is read.
  void fill(const std::string& name) const {
    REQUIRE(
        run(fmt::format(
                "mkdir -p {0}/deep && cd {0} && printf '\\xd0\\xcf\\x11\\xe0\\0' > minutes.doc &&"
                " printf '\\xd0\\xcf\\x11\\xe0\\0' > deep/plan && printf 'Rar!\\x1a\\7\\0' > "
                "old.rar &&"
                " printf 'GIF89a\\0' > quay.gif && : > nothing.dat &&"
                " printf '\\xff\\xd8\\xff\\0' > PIER.JPG && touch .hidden &&"
                " printf 'Read me' > README && ln -s deep link && mkfifo pipe",
                name))
            .exit_code == 0);
  }
  TemporaryFolder folder;
};

const Json kKinds = {{"doc", 2},    {"rar", 1},    {"gif", 1},  {"empty", 1}, {"jpg", 1},
                     {"hidden", 1}, {"readme", 1}, {"link", 1}, {"pipe", 1}};

}  // namespace

TEST_CASE("files of a folder that are not read are counted by kind, in report, JSON and status") {
  const Desk desk;
  desk.fill("desk");
  const Finished text = desk.run("$I add desk");
  CHECK(text.exit_code == 1);
  CHECK(text.err == "nothing was read from desk: it holds no article\n");
  CHECK(
      text.out.ends_with("\nskipped 2 doc, 1 empty, 1 gif, 1 hidden, 1 jpg, 1 link, 1 pipe, "
                         "1 rar, 1 readme\nadded 0  updated 0  unchanged 0  rejected 0\n"));
  const Finished json = desk.run("$I add --json --list-skipped desk");
  CHECK(json.exit_code == 1);
  const Json report = Json::parse(json.out);
  CHECK(report["skipped"] == kKinds);
  CHECK(report["skipped_files"].size() == 10);
  CHECK(report["skipped_files"][1] == Json{{"file", "desk/PIER.JPG"}, {"kind", "jpg"}});
  CHECK(report["passed_over"] == 0);
  CHECK(Json::parse(desk.run("$I status --json").out)["skipped"] == kKinds);
  CHECK(desk.run("$I status").out.find("the last run skipped 2 doc, ") != std::string::npos);
  CHECK(
      desk.run("$I add --dry-run --list-skipped desk").err.find("skipped: desk/quay.gif: gif\n") !=
      std::string::npos);
}

TEST_CASE("attachments of mail are counted by kind, and a table of a folder without rows") {
  const Desk desk;
  desk.folder.write("in/wire.eml",
                    "From: desk@quay.example\nDate: Tue, 02 May 2023 08:00:00 +0000\n"
                    "Subject: Two files\nMessage-ID: <2@quay.example>\nMIME-Version: 1.0\n"
                    "Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\n"
                    "The plan and the list are enclosed.\n--x\nContent-Type: application/pdf\n"
                    "Content-Disposition: attachment; filename=\"Plan.PDF\"\n"
                    "Content-Transfer-Encoding: base64\n\nJVBERg==\n--x\nContent-Type: text/csv\n"
                    "Content-Disposition: attachment; filename=list.csv\n\na,b\n--x\n"
                    "Content-Type: image/png\nContent-Disposition: inline; filename=logo.png\n\nx\n"
                    "--x--\n");
  desk.folder.write("in/rows.csv", "title,body\n");
  const Finished text = desk.run("$I add --list-skipped in");
  CHECK(text.exit_code == 0);
  CHECK(text.out.find("\nskipped 1 csv, 1 no article, 1 pdf\n") != std::string::npos);
  CHECK(text.out.find("skipped: in/wire.eml!Plan.PDF: pdf\n") != std::string::npos);
  CHECK(text.out.find("skipped: in/rows.csv: no article\n") != std::string::npos);
}

TEST_CASE("a table of articles of a database that is not read is counted") {
  const Desk desk;
  desk.folder.write("make.py", R"(import sqlite3
sqlite3.connect("desk.db").executescript("""
  create table news(title, body, author); insert into news values (1, 'One.', 'A');
  create table features(title, body); insert into features values (2, 'Two.');
  create table users(name);""")
)");
  const Finished text = desk.run("python3 make.py && $I add --list-skipped desk.db");
  CHECK(text.exit_code == 0);
  CHECK(text.out.find("skipped: desk.db!features: table\n") != std::string::npos);
  CHECK(text.out.find("\nskipped 1 table\n") != std::string::npos);
}

TEST_CASE("an archive of nothing that is read exits 1, one with an article 0, and both count") {
  const Desk desk;
  desk.fill("desk");
  const Finished none = desk.run("rm desk/pipe; tar czf desk.tar.gz desk; $I add desk.tar.gz");
  CHECK(none.exit_code == 1);
  CHECK(none.out.find("skipped 2 doc, ") != std::string::npos);
  const Finished some = desk.run(
      "printf 'Quay opens\\n\\nThe quay opened.\\n' > desk/quay.txt; tar czf desk.tar.gz desk;"
      " $I add desk.tar.gz");
  CHECK(some.exit_code == 0);
  CHECK(some.out.find("skipped 2 doc, ") != std::string::npos);
  CHECK(some.out.ends_with("added 1  updated 0  unchanged 0  rejected 0\n"));
}

TEST_CASE("links and pipes in a tar are counted as in a folder, and so are those in a tar in it") {
  const Desk desk;
  REQUIRE(desk.run("mkdir d && printf 'Quay opens\\n\\nThe quay opened.\\n' > d/a.txt &&"
                   " ln -s a.txt d/soft.txt && ln d/a.txt d/hard.txt && mkfifo d/pipe &&"
                   " tar cf in.tar d && mkdir e && mv in.tar e && tar czf out.tar.gz e")
              .exit_code == 0);
  const Json report = Json::parse(desk.run("$I add --json --list-skipped out.tar.gz").out);
  CHECK(report["added"] == 1);
  CHECK(report["skipped"] == Json{{"link", 2}, {"pipe", 1}});
  CHECK(
      report["skipped_files"][0]["file"].get<std::string>().starts_with("out.tar.gz!e/in.tar!d/"));
}

TEST_CASE("a file that is named and not read is rejected, with a program that converts it") {
  const Desk desk;
  desk.fill("desk");
  const Finished named = desk.run("cd desk; $I add minutes.doc old.rar quay.gif PIER.JPG");
  CHECK(named.exit_code == 1);
  CHECK(named.out.ends_with("rejected 4\n"));
  CHECK(named.err.find("libreoffice --convert-to") != std::string::npos);
  CHECK(named.err.find("tesseract") != std::string::npos);
}

TEST_CASE(
    "from: finds articles by the archive that holds their file, by that file and by the run") {
  const Desk desk;
  REQUIRE(desk.run("mkdir -p in/d && printf 'Quay opens\n\nThe quay opened.\n' > in/d/a.txt &&"
                   " printf 'Pier shuts\n\nThe pier shut.\n' > in/b.txt && tar cf in/d.tar in/d &&"
                   " $I add in/d.tar in/b.txt")
              .exit_code == 0);
  for (const std::string from : {"d.tar", "in/d.tar", "a.txt", "in/d.tar!in/d/a.txt"}) {
    CAPTURE(from);
    CHECK(desk.run("$Q --format ids 'from:\"" + from + "\"'").out ==
          desk.run("$Q --format ids quay").out);
  }
  CHECK(desk.run("$Q --format ids 'from:\"run 1\"' | wc -l").out == "2\n");
}
