// SPDX-License-Identifier: GPL-2.0-or-later
// Attacks from the surroundings of the programs: folders that others may write to, links in the way
// of what is written, secrets on a command line, inputs that fill a disk or keep a processor, bytes
// that a disk has changed. Each case is named after what it tries. Feeds and
// their servers are feed_attack_test.cc's, what articles hold is poison_test.cc's.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <tuple>

#include "archive/index_checksums.h"
#include "catalog/run_log.h"
#include "support/process.h"
#include "support/support.h"
#include "system/archive_files.h"

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
  REQUIRE(desk.run("ln -s ../home drop/out; ln -s ../drop drop/up; ln -s . drop/self;"
                   " ln -s ../drop home/back")
              .exit_code == 0);
  const Json report = desk.json("timeout 60 $I --json add --follow-links drop");
  CHECK(report["added"] == 2);
  CHECK(report["rejected"] == 0);
  CHECK(desk.finds("zanzibar"));
  const Finished watched = desk.run(
      "rm -r archive; $I watch --every 0.1 --follow-links drop & "
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

TEST_CASE("attack: records that are rejected by the hundred thousand are summarised") {
  const Desk desk;
  REQUIRE(
      desk.run("yes '<DOC>' | head -c 1200000 > mill.trec; mkdir many;"
               " for i in $(seq 150); do echo '<DOC>' > many/$i.trec; done; tar cf many.tar many")
          .exit_code == 0);
  const Finished add = desk.run("$I add --format trec mill.trec");
  CHECK(add.exit_code == 1);
  CHECK(add.out.find("rejected 200000") != std::string::npos);
  CHECK(std::ranges::count(add.err, '\n') == 22);  // the last one has another reason
  CHECK(add.err.find("rejected: 199979 more: ") != std::string::npos);
  const Finished dry = desk.run("$I add --dry-run --format trec mill.trec");
  CHECK(std::ranges::count(dry.err, '\n') == 22);
  const Json status = desk.json("$I --json status");
  CHECK(status["rejected"] == 200000);
  CHECK(status["rejected_inputs"][0] == Json{{"input", "mill.trec"}, {"rejected", 200000}});
  CHECK(desk.run("$I status").out.find("\n  200000 in mill.trec\n") != std::string::npos);
  CHECK(std::filesystem::file_size(desk.folder / "archive/catalog.db") < 400'000);
  {
    const Catalog catalog(desk.folder / "archive", Catalog::Mode::read);
    const std::vector<RejectedRecord> kept = catalog.runs().rejected(1000);
    REQUIRE(kept.size() == 101);
    CHECK(kept.back().reason.starts_with("199900 more records are rejected, 199899 of them: "));
  }
  // So are those of many members of one file.
  CHECK(desk.json("$I --json add many.tar")["rejected"] == 150);
  CHECK(Catalog(desk.folder / "archive", Catalog::Mode::read).runs().rejected(1000).size() == 202);
  CHECK(desk.json("$I --json status")["rejected"] == 200150);
  CHECK(desk.json("$I --json add --format trec mill.trec many.tar")["rejected"] == 200150);
  CHECK(Catalog(desk.folder / "archive", Catalog::Mode::read).runs().rejected(1000).size() == 202);
}

TEST_CASE("attack: fields of any length are cut, told, and no word of a title is lost") {
  const Desk desk;
  Article article;
  article.id = std::string(5000, 'i');
  article.title = std::string(69'990, 't') + " zanzibar";
  article.body = "The harbour opened.";
  article.source = std::string(499, 's') + "éé" + std::string(70'000, 's');
  article.section = article.author = article.type = std::string(70'000, 'x');
  article.url = "https://quay.example/" + std::string(70'000, 'u');
  Article other = article;
  other.id += "j";
  other.title = "Another";
  desk.folder.write("long.jsonl", to_json_line(article) + "\n" + to_json_line(other) + "\n");
  const Finished add = desk.run("$I add long.jsonl");
  CHECK(add.out.find("too long and cut: author of 2 articles, id of 2, section of 2, source of 2, "
                     "title of 1, type of 2, url of 2\n") != std::string::npos);
  CHECK(add.out.ends_with("added 2  updated 0  unchanged 0  rejected 0\n"));
  CHECK(desk.json("$I --json add long.jsonl")["cut_fields"]["source"] == 2);
  CHECK(desk.json("$I --json add long.jsonl")["unchanged"] == 2);
  CHECK(desk.run("$I add --dry-run long.jsonl").err.find("too long and cut: ") !=
        std::string::npos);
  const std::string hits = desk.run("$Q --format jsonl harbour").out;
  CHECK(hits.size() < 20'000);
  CHECK(Json::parse(hits.substr(0, hits.find('\n')))["source"] == std::string(499, 's') + "…");
  CHECK(desk.finds("zanzibar"));
}

TEST_CASE("attack: a small file that unpacks to millions of lines is refused in seconds") {
  const Desk desk;
  REQUIRE(desk.run("yes '{\"id\":\"x\",\"title\":\"Pilots\",\"body\":\"They strike again.\"}' |"
                   " head -n 4000000 | gzip > bomb.jsonl.gz; cp drop/harbour.txt after.txt")
              .exit_code == 0);
  const Finished add = desk.run("$I add bomb.jsonl.gz after.txt");
  CHECK(add.exit_code == 1);
  CHECK(add.err.find("bomb.jsonl.gz: it unpacks to far more than a news archive would") !=
        std::string::npos);
  CHECK(add.err.find("--max-expansion") != std::string::npos);
  CHECK(desk.finds("pilots"));
  CHECK(desk.finds("harbour"));
  // What grows as far as allowed is read, and what takes too long is not.
  const Json long_one = desk.json(
      "zcat bomb.jsonl.gz | head -n 400000 | gzip > long.jsonl.gz;"
      " $I --json add --max-seconds 0 long.jsonl.gz drop");
  CHECK(long_one["rejected"] == 1);
  CHECK(long_one["unchanged"] > 100);
  const Json status = desk.json("$I --json status");
  const std::string reason = status["rejected_records"].back()["reason"];
  CHECK(reason.starts_with("it takes more than "));
  CHECK(desk.json("$I --json add --max-expansion 1000 long.jsonl.gz")["rejected"] == 0);
}

TEST_CASE("attack: a member of a tar that lies about its size loses none of the others") {
  const Desk desk;
  desk.folder.write("make.py", R"(import io, sys, tarfile
def add(tar, name, text, claimed=None, kind=tarfile.USTAR_FORMAT):
    info = tarfile.TarInfo(name)
    info.size = len(text) if claimed is None else claimed
    tar.fileobj.write(info.tobuf(kind)); tar.offset += 512
    data = text.encode(); data += b'\0' * (-len(data) % 512)
    tar.fileobj.write(data)
def text(word): return 'The %s of the quay\n\nThe %s was seen there.\n' % (word, word)
with tarfile.open(sys.argv[1], sys.argv[2]) as tar:
    if sys.argv[3] == 'first': add(tar, 'a.txt', '', 8 << 30, tarfile.GNU_FORMAT)
    add(tar, 'b.txt', text('albatross'))
    if sys.argv[3] == 'middle': add(tar, 'c.txt', text('cormorant'), 20000)
    if sys.argv[3] == 'pax': add(tar, 'c.txt', text('cormorant'), 9 << 33, tarfile.PAX_FORMAT)
    add(tar, 'd.txt', text('dunlin'))
    if sys.argv[3] == 'last': add(tar, 'e.txt', text('egret'), 1 << 22)
)");
  for (const std::string mode : {"w", "w:gz", "w:xz"})
    for (const auto& [where, liar, added] :
         std::vector<std::tuple<std::string, std::string, int>>{{"first", "a.txt", 2},
                                                                {"middle", "c.txt", 3},
                                                                {"pax", "c.txt", 3},
                                                                {"last", "e.txt", 3}}) {
      CAPTURE(mode);
      CAPTURE(where);
      const Finished add = desk.run(fmt::format(
          "rm -rf archive; python3 make.py lying.tar {} {} && $I add lying.tar", mode, where));
      CAPTURE(add.err);
      CHECK(
          add.out.ends_with(fmt::format("added {}  updated 0  unchanged 0  rejected 1\n", added)));
      CHECK(add.err.find(liar + ": its archive says that it has ") != std::string::npos);
      CHECK(desk.finds("albatross"));
      CHECK(desk.finds("dunlin"));
    }
}

TEST_CASE("attack: what the catalog shows is compared with what it holds twice") {
  const Desk desk;
  desk.folder.write(
      "one.jsonl",
      "{\"id\":\"quagmire-17036\",\"title\":\"Pilots strike\",\"body\":\"Body of it.\","
      "\"source\":\"Zwieback Courier\"}\n");
  REQUIRE(desk.run("$I add one.jsonl; $I query kept 'pilots AND strike'; $I verify").exit_code ==
          0);
  for (const auto& [name, text, command, shown] :
       std::vector<std::tuple<std::string, std::string, std::string, std::string>>{
           {"catalog.db", "quagmire-17036", "$Q --format ids pilots", "quagmire-17036"},
           {"catalog.db", "Zwieback Courier", "$Q --format jsonl pilots", "Zwieback Courier"},
           {"catalog.db", "Zwieback Courier", "$Q --facet source --format json pilots",
            "Zwieback Courier"},
           {"catalog.db", "Pilots strike", "$Q --complete 'pilots str'", "Pilots strike"},
           {"saved.db", "pilots AND strike", "$I query kept", "pilots AND strike"}}) {
    const std::filesystem::path file = desk.folder / "archive" / name;
    const std::string sound = file_text(file);
    int places = 0;
    for (std::size_t at = sound.find(text); at != std::string::npos;
         at = sound.find(text, at + 1)) {
      ++places;
      std::string flipped = sound;
      flipped[at] ^= 0x20;  // a capital becomes a small letter, which folds to the same
      std::ofstream(file, std::ios::binary) << flipped;
      const Finished run = desk.run(command);
      CAPTURE(command);
      CAPTURE(places);
      CAPTURE(run.out);
      const bool right = run.exit_code == 0 && run.out.find(shown) != std::string::npos;
      const bool told = run.exit_code == 2 && run.err.find("damaged") != std::string::npos;
      CHECK((right || told));
    }
    CHECK(places >= (text == "Pilots strike" ? 1 : 2));
    std::ofstream(file, std::ios::binary) << sound;
  }
}

TEST_CASE("attack: the version file of an index of any size is summed when it is opened") {
  const TemporaryFolder terms;
  for (const char* name : kIndexFiles) terms.write(name, std::string(3 << 20, 'x'));
  terms.write(kVersionFile, std::string(117, 'v'));
  write_sums(terms.path());
  CHECK(changed_files(terms.path(), ChecksumScope::at_opening).empty());
  terms.write(kVersionFile, std::string(113, 'v') + "w" + std::string(3, 'v'));
  CHECK(changed_files(terms.path(), ChecksumScope::at_opening) ==
        std::vector<std::string>{kVersionFile});
}
