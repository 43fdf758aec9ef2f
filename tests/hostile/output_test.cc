// SPDX-License-Identifier: GPL-2.0-or-later
// Output that cannot be written, and signals: both programs as a shell sees them. What a full disk
// does to the archive itself is in crash/full_disk_test.cc.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <chrono>
#include <string>
#include <thread>

#include "support/desk.h"
#include "support/process.h"
#include "support/support.h"

using namespace dateline;
namespace fs = std::filesystem;

namespace {

using Clock = std::chrono::steady_clock;

/// `articles` about harbours as JSON Lines.
void write_articles(const fs::path& file, int articles) {
  std::ofstream out(file);
  for (int i = 0; i < articles; ++i)
    out << fmt::format(
               R"({{"id":"quay-{}","title":"Quay {} opens","body":"The harbour opened quay {}."}})",
               i, i, i)
        << '\n';
}

/// A folder with the articles, and an archive of them.
struct Harbour {
  explicit Harbour(int articles) {
    write_articles(folder / "articles.jsonl", articles);
    REQUIRE(run("$I add -- articles.jsonl").exit_code == 0);
    std::ofstream(folder / "topics.tsv") << "1\tharbour\n2\tquay\n";
    std::ofstream(folder / "judged.qrels") << "1 0 quay-1 1\n2 0 quay-1 1\n";
  }
  Finished run(const std::string& script) const {
    return Process({"/bin/bash", "-c", script},
                   {{"DATELINE_INDEX", (folder / "archive").string()},
                    {"I", program("dateline-indexer").string()},
                    {"Q", program("dateline-query").string()}},
                   folder.path(), folder.path())
        .wait();
  }
  TemporaryFolder folder;
};

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; ++at) ++n;
  return n;
}

const std::string kCommands[] = {
    "$Q harbour",
    "$Q --format json harbour",
    "$Q --format jsonl --limit 0 harbour",
    "$Q --format csv --limit 0 harbour",
    "$Q --format ids --limit 0 harbour",
    "$Q --format trec harbour",
    "$Q --facet source --timeline month harbour",
    "$Q --explain harbour",
    "$Q --complete har",
    "$Q --topics topics.tsv --format trec",
    "$Q --topics topics.tsv --qrels judged.qrels",
    "$Q --fields",
    "$Q --help-query",
    "$Q --help",
    "$Q --version",
    "$I --help",
    "$I add --help",
    "$I formats",
    "$I formats --json",
    "$I status",
    "$I status --json",
    "$I add articles.jsonl",
    "$I add --json articles.jsonl",
    "$I add --quiet articles.jsonl",
    "$I add --dry-run articles.jsonl",
    "$I verify",
    "$I verify --json",
    "$I repair",
    "$I optimize",
    "$I optimize --json",
    "$I rebuild",
    "$I rebuild --json",
    "$I query ferry ferries",
    "$I query",
    "$I group coast Beacon",
    "$I group",
    "$I remove quay-2",
    "$I remove --json quay-3",
};

}  // namespace

TEST_CASE("output that cannot be written is told in one sentence, and the program exits 2") {
  const Harbour harbour(12);
  for (const std::string& command : kCommands) {
    CAPTURE(command);
    if (harbour.run(fmt::format("{} | wc -c", command)).out == "0\n") continue;
    const Finished full = harbour.run(fmt::format("{} > /dev/full", command));
    CHECK(full.exit_code == 2);
    CHECK(count_of(full.err, "error: ") == 1);
    CHECK(full.err.find("error: the output cannot be written: No space left on device\n") !=
          std::string::npos);
  }
}

TEST_CASE("where a JSON answer was asked for, an error is one as well") {
  const Desk desk;
  desk.add("a.jsonl", R"({"id":"a","title":"Ice","text":"Ice on the canal."})");
  for (const std::string command :
       {"$I add --json nowhere.txt", "$I --json status --index nowhere", "$I --json add",
        "$I --json fetch 'not one'", "$I --json nonsense", "$I verify --json --index nowhere",
        "$Q --index nowhere --format json ice", "$Q --format=json --sort oddly ice",
        "$I remove --json"}) {
    CAPTURE(command);
    const Finished finished = desk.run(command);
    CHECK(finished.exit_code == 2);
    const nlohmann::json told = nlohmann::json::parse(finished.out);
    CHECK(told["exit_code"] == 2);
    CHECK(finished.err.starts_with("error: " + told["error"].get<std::string>() + "\n"));
    if (!told["hint"].is_null())
      CHECK(finished.err.find("hint: " + told["hint"].get<std::string>()) != std::string::npos);
  }
  CHECK(desk.run("$I add --format json nowhere.txt").out.empty());  // that is the input's
  CHECK(desk.run("$Q --format jsonl --sort oddly ice").out.empty());
  CHECK(desk.run("$I add --json nowhere.txt > /dev/full").exit_code == 2);
}

TEST_CASE("a pipe that nobody reads is no error") {
  const Harbour harbour(12);
  for (const std::string& command : kCommands) {
    CAPTURE(command);
    const int as_before = harbour.run(fmt::format("{} > all", command)).exit_code;
    const Finished closed =
        harbour.run(fmt::format("{} | true; echo ${{PIPESTATUS[0]}} > code; {} "
                                "> >(exec 0<&-); exit 0",
                                command, command));
    CHECK(closed.err.find("error") == std::string::npos);
    if (command.find("remove") == std::string::npos)
      CHECK(file_text(harbour.folder / "code") == fmt::format("{}\n", as_before));
  }
}

TEST_CASE("an export ends at the first write that fails") {
  const Harbour harbour(3000);
  for (const char* const format : {"jsonl", "csv", "json"}) {
    CAPTURE(format);
    const std::string command = fmt::format("$Q --limit 0 --format {} harbour", format);
    const Finished cut =
        harbour.run(fmt::format("(ulimit -f 40; trap '' XFSZ; {} > cut)", command));
    CHECK(cut.exit_code == 2);
    CHECK(cut.err.find("error: the output cannot be written: File too large\n") == 0);
    const Finished read =
        harbour.run(fmt::format("{} | head -1; echo ${{PIPESTATUS[0]}}", command));
    CHECK(read.err.empty());
    CHECK(read.out.ends_with("\n0\n"));
  }
}

TEST_CASE("an add that waits for its input stops within a second, and a second signal ends it") {
  struct Row {
    const char* signal;
    int exit_code;
  };
  for (const Row& row : {Row{"INT", 130}, Row{"TERM", 143}, Row{"HUP", 129}}) {
    CAPTURE(row.signal);
    for (const std::string& input : std::vector<std::string>{
             "mkfifo -- pipe; $I add pipe & ",                     // no writer
             "mkfifo pipe; sleep 20 > pipe & $I add pipe & ",      // a writer that stalls
             "mkfifo pipe; sleep 20 > pipe & $I add - < pipe & ",  // standard input
             "mkfifo pipe; (cat articles.jsonl; sleep 20) > pipe & $I add - < pipe & ",
         }) {
      CAPTURE(input);
      const Harbour harbour(12);
      fs::remove_all(harbour.folder / "archive");
      const auto start = Clock::now();
      const Finished stopped = harbour.run(fmt::format(
          "trap 'kill $(jobs -p) 2> /dev/null' EXIT; {} adding=$!; sleep 0.8; kill -{} $adding; "
          "wait $adding",
          input, row.signal));
      CHECK(stopped.exit_code == row.exit_code);
      CHECK(stopped.err.find("run the same command again") != std::string::npos);
      CHECK(Clock::now() - start < std::chrono::seconds(5));
      if (input.find("articles") != std::string::npos)
        CHECK(stopped.out.find("added 11 ") != std::string::npos);  // the last may be cut
    }
  }
}
