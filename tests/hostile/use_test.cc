// SPDX-License-Identifier: GPL-2.0-or-later
// What stopped people who had the programs in their hands for the first time, and what a red team
// did to an add: one case for each folder of that collection, named after it, with its own input.
// The parts have tests of their own; these go through the programs.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

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
  /// The articles that are read from a file.
  std::vector<Json> read(const std::string& name, const std::string& text,
                         const std::string& options = "") const {
    folder.write(name, text);
    std::istringstream lines(run("$I add --dry-run " + options + " " + name).out);
    std::vector<Json> articles;
    for (std::string line; std::getline(lines, line);) articles.push_back(Json::parse(line));
    return articles;
  }
  TemporaryFolder folder;
};

std::vector<std::string> paragraphs(const std::string& body) {
  std::vector<std::string> all;
  for (std::size_t at = 0; at <= body.size();) {
    const std::size_t end = std::min(body.find("\n\n", at), body.size());
    all.push_back(body.substr(at, end - at));
    at = end + 2;
  }
  return all;
}

std::string article_page(const std::vector<std::string>& text) {
  std::string page =
      "<html><head><title>Hearing on the ferry lease</title></head><body><article>"
      "<h1>Hearing on the ferry lease</h1>";
  for (const std::string& paragraph : text) page += "<p>" + paragraph + "</p>";
  return page + "</article></body></html>";
}

const std::string kLong =
    "The committee heard the harbour master on Tuesday about the lease of the northern ferry, "
    "which had been signed in a hurry and without a tender.";

std::string many_articles(int articles) {
  std::string all;
  for (int i = 0; i < articles; ++i)
    all +=
        fmt::format(R"({{"id":"f{0}","title":"Ferry {0}","body":"Ferry {0} sails."}})", i) + "\n";
  return all;
}

}  // namespace

TEST_CASE(
    "use 01, attack 09: an export onto a full disk exits 2 with a sentence, a closed pipe 0") {
  const Desk desk;
  desk.folder.write("all.jsonl", many_articles(200));
  REQUIRE(desk.run("$I add all.jsonl").exit_code == 0);
  for (const char* const format : {"text", "json", "jsonl", "csv", "ids", "trec"}) {
    CAPTURE(format);
    const std::string exported = fmt::format("$Q --limit 0 --format {} ferry", format);
    const Finished full = desk.run(exported + " > /dev/full");
    CHECK(full.exit_code == 2);
    CHECK(full.err.find("error: the output cannot be written: No space left on device\n") !=
          std::string::npos);
    CHECK(desk.run(exported + " | head -1 > one; exit ${PIPESTATUS[0]}").exit_code == 0);
  }
}

TEST_CASE("use 02: paragraphs that a page repeats are all kept, in their order") {
  const Desk desk;
  const std::vector<std::string> text{kLong,
                                      "Q: Did you read the lease?",
                                      "A: I cannot say.",
                                      "Q: Did anybody?",
                                      "A: I cannot say.",
                                      "Q: Was the council told?",
                                      "A: No.",
                                      "Q: Was the public?",
                                      "A: No."};
  const auto articles = desk.read("hearing.html", article_page(text));
  REQUIRE(articles.size() == 1);
  CHECK(paragraphs(articles[0]["body"]) == text);
}

TEST_CASE("use 17: short first and last paragraphs of a page are kept") {
  const Desk desk;
  for (const std::string line : {"It is over.", "He declined.", "No.", "The inquiry goes on."}) {
    CAPTURE(line);
    const auto first = desk.read("first.html", article_page({line, kLong, kLong + " Twice."}));
    REQUIRE(first.size() == 1);
    CHECK(paragraphs(first[0]["body"]).front() == line);
    const auto last = desk.read("last.html", article_page({kLong, kLong + " Twice.", line}));
    REQUIRE(last.size() == 1);
    CHECK(paragraphs(last[0]["body"]).back() == line);
  }
}

TEST_CASE("use 03: a folder of office files is never passed over in silence") {
  const Desk desk;
  REQUIRE(
      desk.run("mkdir desk && printf '%%PDF-1.4\\n\\0' > desk/a.pdf &&"
               " printf 'PK\\3\\4' > desk/note.docx && printf '{\\\\rtf1 Ferry}' > desk/b.rtf &&"
               " printf '\\xff\\xd8\\xff\\0' > desk/pier.jpg")
          .exit_code == 0);
  const Finished folder = desk.run("$I add desk");
  CHECK(folder.exit_code == 1);
  CHECK(folder.out.find("\nskipped 1 jpg\n") != std::string::npos);
  // Each file is read, rejected or skipped, and counted as one of these.
  const Json json = Json::parse(desk.run("$I add --json desk").out);
  const int read = json["added"].get<int>() + json["unchanged"].get<int>();
  CHECK(read == 1);  // the words of the RTF
  CHECK(json["rejected"] == 2);
  CHECK(json["skipped"] == Json{{"jpg", 1}});
  const Finished named = desk.run("$I add desk/note.docx");
  CHECK(named.exit_code == 1);
  CHECK(named.out.ends_with("rejected 1\n"));
}

TEST_CASE("use 04: everyday dates are read, and 03/04 by its column or by --date-order") {
  const Desk desk;
  struct Row {
    const char *written, *day;
  };
  for (const Row& row : {Row{"17.05.2023", "2023-05-17"},
                         {"17.5.2023", "2023-05-17"},
                         {"17/05/2023", "2023-05-17"},
                         {"5/17/2023", "2023-05-17"},
                         {"17-05-2023", "2023-05-17"},
                         {"17.05.2023 09:40", "2023-05-17"},
                         {"\"May 17, 2023 Wednesday\"", "2023-05-17"},
                         {"\"Mittwoch, 17. Mai 2023, 09:40 Uhr\"", "2023-05-17"},
                         {"2023年5月17日", "2023-05-17"},
                         {"17 maja 2023", "2023-05-17"}}) {
    CAPTURE(row.written);
    const auto articles = desk.read(
        "a.csv", fmt::format("title,date,text\nFerry,{},The ferry sails.\n", row.written));
    REQUIRE(articles.size() == 1);
    REQUIRE(articles[0]["date"].is_string());
    CHECK(articles[0]["date"].get<std::string>().starts_with(row.day));
  }
  const std::string unclear = "title,date,text\nFerry,03/04/2024,It sails.\n";
  CHECK(desk.read("b.csv", unclear)[0]["date"].is_null());
  CHECK(desk.read("b.csv", unclear, "--date-order dmy")[0]["date"] == "2024-04-03T00:00:00Z");
  CHECK(desk.read("b.csv", unclear, "--date-order mdy")[0]["date"] == "2024-03-04T00:00:00Z");
  CHECK(desk.read("b.csv", unclear + "Quay,25/04/2024,It opens.\n")[0]["date"] ==
        "2024-04-03T00:00:00Z");
}

TEST_CASE("use 06: a page saved as MHTML is read as the page, not as mail") {
  const Desk desk;
  const std::string page =
      "<html><head><title>Hearing on the ferry lease</title>"
      "<meta property='article:published_time' content='2023-05-17T09:40:00Z'></head><body>"
      "<nav><a href='/'>Front page</a> <a href='/sport'>Sport</a></nav><article>"
      "<h1>Hearing on the ferry lease</h1><p>" +
      kLong + "</p><p>" + kLong + " He was not thanked.</p></article></body></html>";
  const auto articles = desk.read(
      "hearing.mhtml",
      "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://quay.example/hearing\r\n"
      "Subject: Hearing\r\nDate: Sat, 2 Mar 2024 10:00:00 -0000\r\nMIME-Version: 1.0\r\n"
      "Content-Type: multipart/related; type=\"text/html\"; boundary=\"cut\"\r\n\r\n--cut\r\n"
      "Content-Type: text/html\r\nContent-Location: https://quay.example/hearing\r\n\r\n" +
          page + "\r\n--cut--\r\n");
  REQUIRE(articles.size() == 1);
  CHECK(articles[0]["url"] == "https://quay.example/hearing");
  CHECK(articles[0]["date"] == "2023-05-17T09:40:00Z");  // not when it was saved
  CHECK(articles[0]["body"].get<std::string>().starts_with(kLong));
}

TEST_CASE("use 07: a download of several documents is several articles, not one") {
  const Desk desk;
  std::string download;
  for (int i = 1; i <= 3; ++i)
    download += fmt::format(
        "{}                               {} of 3 DOCUMENTS\n\n\n"
        "                             The Quay Gazette\n\n"
        "                         May {}, 2023 Wednesday\n\nFerry {} is late\n\n"
        "BYLINE: Ann Pier\n\nSECTION: NEWS; Pg. {}\n\nLENGTH: 14 words\n\n\n{}\n\n"
        "LOAD-DATE: June 1, 2023\n\nLANGUAGE: ENGLISH\n\n",
        i == 1 ? "" : "\f", i, 10 + i, i, i, kLong);
  const auto articles = desk.read("download.txt", download);
  REQUIRE(articles.size() == 3);
  CHECK(articles[1]["title"] == "Ferry 2 is late");
  CHECK(articles[1]["source"] == "The Quay Gazette");
  CHECK(articles[1]["author"] == "Ann Pier");
  CHECK(articles[1]["date"] == "2023-05-12T00:00:00Z");
}

TEST_CASE(
    "use 11, attack 10: an add that a signal stops does not exit 0, and goes on when repeated") {
  const Desk desk;
  desk.folder.write("all.jsonl", many_articles(20'000));
  for (const auto& [signal, code] : {std::pair{"INT", 130}, {"TERM", 143}}) {
    CAPTURE(signal);
    const Finished stopped = desk.run(
        fmt::format("rm -rf archive p; mkfifo p; (cat all.jsonl; exec sleep 20) > p & feeding=$!;"
                    " $I --jobs 1 add p & adding=$!; sleep 0.8; kill -{} $adding; wait $adding;"
                    " code=$?; kill $feeding; exit $code",
                    signal));
    CHECK(stopped.exit_code == code);
    CHECK(stopped.err.find("stopped before the end") != std::string::npos);
    CHECK(desk.run("$I add all.jsonl && $Q --format ids --limit 0 | wc -l")
              .out.ends_with("\n20000\n"));
  }
}

TEST_CASE(
    "attack 01: an add whose input stalls ends within a second of a signal, and lets the lock go") {
  const Desk desk;
  for (const char* const input : {"p", "- < p"}) {
    CAPTURE(input);
    const Finished stopped = desk.run(
        fmt::format("rm -f p; mkfifo p; (exec sleep 20) > p & feeding=$!; $I add {} & adding=$!;"
                    " sleep 0.8; kill -TERM $adding; sleep 1;"
                    " kill -0 $adding 2>/dev/null && echo alive; $I query x ferry && echo free;"
                    " kill $feeding; exit 0",
                    input));
    CHECK(stopped.out.find("alive") == std::string::npos);
    CHECK(stopped.out.find("free") != std::string::npos);
  }
}

TEST_CASE("use 13: articles in a JSON file are found where they are, or by --map record=") {
  const Desk desk;
  const std::string text =
      R"({"status":"ok","count":2,"data":{"page":1,"items":[)"
      R"({"content":{"headline":{"main":"Ferry late"}},"text":"The ferry was late."},)"
      R"({"content":{"headline":{"main":"Ferry early"}},"text":"The ferry was early."}]}})";
  const auto found = desk.read("a.json", text, "--map title=content.headline.main");
  REQUIRE(found.size() == 2);
  CHECK(found[1]["title"] == "Ferry early");
  const auto told =
      desk.read("b.json", text, "--map record=data.items --map title=content.headline.main");
  CHECK(told == found);
  const auto joined = desk.read("c.json", text, "--map title=data.items[].content.headline.main");
  for (const Json& article : joined)
    CHECK(article["title"].dump().find("Ferry late, Ferry early") == std::string::npos);
}

TEST_CASE("use 14: text wrapped at narrow columns keeps its paragraphs and its sentences") {
  const Desk desk;
  desk.folder.write("steel.txt",
                    "Steel talks resume\n\n"
                    "The minister said talks\non the works would go\non on Monday, and that\n"
                    "nobody would be laid\noff before the steel\nfurnace was sold.\n\n"
                    "Unions welcomed what he\nsaid but want a paper\nsigned by the owners.\n");
  REQUIRE(desk.run("$I add steel.txt").exit_code == 0);
  CHECK(desk.run("$Q 'minister w/s furnace'").exit_code == 0);
  CHECK(desk.run("$Q 'minister w/p unions'").exit_code == 1);
}

TEST_CASE("use 15: a CSV with lines before its header is read, whatever its separator") {
  const Desk desk;
  for (const char separator : {',', ';', '\t'}) {
    CAPTURE(separator);
    std::string table = "Search results exported by the press desk\nQuery: ferry\n\n";
    for (const auto& row : std::vector<std::vector<std::string>>{
             {"headline", "date", "outlet", "text"},
             {"Ferry late", "2024-03-01", "Harbour Post", "The ferry was late on Friday."},
             {"Ferry early", "2024-03-02", "Harbour Post", "The ferry was early on Saturday."}})
      table += fmt::format("{1}{0}{2}{0}{3}{0}{4}\n", separator, row[0], row[1], row[2], row[3]);
    const auto articles = desk.read("a.csv", table);
    REQUIRE(articles.size() == 2);
    CHECK(articles[0]["title"] == "Ferry late");
    CHECK(articles[1]["source"] == "Harbour Post");
  }
}
