// SPDX-License-Identifier: GPL-2.0-or-later
// Web archives made here, of any size: all their pages are read, within the memory allowed, and all
// whole records of one that is cut at any byte. DATELINE_NIGHTLY=1 takes a file of 1 GB.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "catalog/catalog_salvage.h"
#include "catalog/catalog_statistics.h"
#include "ingest/input_reader.h"
#include "support/process.h"
#include "support/support.h"
#include "support/warc_file.h"

using namespace dateline;
using namespace dateline::indexing;

namespace {

bool nightly() {
  const char* const set = std::getenv("DATELINE_NIGHTLY");
  return set != nullptr && std::string(set) == "1";
}

struct Seen : InputVisitor {
  void begin_input(const Input& input) override { formats.push_back(input.format); }
  void article(Article&& article, std::uint64_t) override { urls.push_back(article.url); }
  void rejected(const Rejection& rejection) override { reasons.push_back(rejection.reason); }
  void skipped(std::uint64_t records) override { others += records; }
  void passed_over(const std::string& name, const std::string& kind) override {
    ++kinds[kind];
    names.push_back(name);
  }
  void end_input() override {}
  void progress(std::uint64_t) override {}
  bool stop() override { return false; }

  std::vector<std::string> formats, urls, reasons, names;
  std::map<std::string, int> kinds;
  std::uint64_t others = 0;
};

Seen read(const std::filesystem::path& path) {
  Seen seen;
  read_inputs({path.string()}, {}, seen);
  return seen;
}

void write(const std::filesystem::path& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

}  // namespace

TEST_CASE("warc: every page of a file is read, and the rest passed over") {
  constexpr std::uint64_t kRecords = 600;
  const TemporaryFolder folder;
  for (const bool gzip : {false, true}) {
    CAPTURE(gzip);
    const WarcFile file(gzip, 6'000);
    std::string bytes;
    std::vector<std::string> pages;
    for (std::uint64_t i = 0; i < kRecords; ++i) {
      bytes += file.record(i);
      if (WarcFile::is_page(i)) pages.push_back(WarcFile::address(i));
    }
    write(folder / "crawl", bytes);
    const Seen seen = read(folder / "crawl");
    CHECK(seen.formats == std::vector<std::string>{"warc"});
    CHECK(seen.urls == pages);
    CHECK(seen.reasons.empty());
    CHECK(seen.others == kRecords - pages.size());
  }
}

TEST_CASE(
    "warc: a record that says it is longer than it is loses neither its page nor the others") {
  const TemporaryFolder folder;
  const WarcFile file(false, 40'000);
  for (const std::string claim : {"99999", "400000", "99999999", "99999999999999"}) {
    CAPTURE(claim);
    std::string bytes;
    std::vector<std::string> others;
    for (std::uint64_t i = 4; i < 60; ++i) {
      std::string record = file.record(i);
      if (i == 6) {
        const std::string name = "Content-Length: ";
        const std::size_t at = record.find(name) + name.size();
        record.replace(at, record.find('\r', at) - at, claim);
      }
      if (WarcFile::is_page(i)) others.push_back(WarcFile::address(i));
      bytes += record;
    }
    write(folder / "lying", bytes);
    const Seen seen = read(folder / "lying");
    const bool beyond = std::stoull(claim) > bytes.size();
    if (beyond) CHECK(seen.urls == others);
    REQUIRE(seen.reasons.size() == 1);
    if (beyond)
      CHECK(seen.reasons[0].starts_with("WARC record 3 says that it has " + claim +
                                        " bytes, but the next one begins after "));
  }
}

namespace {

/// A record of a web archive.
std::string record(const std::string& type, const std::string& address, const std::string& block,
                   const std::string& more = "Content-Type: application/http\r\n") {
  return fmt::format(
      "WARC/1.1\r\nWARC-Type: {}\r\nWARC-Target-URI: {}\r\nWARC-Record-ID: <urn:x:{}>\r\n"
      "{}Content-Length: {}\r\n\r\n{}\r\n\r\n",
      type, address, address, more, block.size(), block);
}

std::string answer(const std::string& status, const std::string& type, const std::string& body,
                   const std::string& more = "") {
  return fmt::format("HTTP/1.1 {}\r\nContent-Type: {}\r\n{}\r\n{}", status, type, more, body);
}

std::string story(int sentences) {
  std::string html = "<html><body><article><h1>Ice on the canal</h1>";
  for (int i = 0; i < sentences; ++i)
    html += fmt::format(
        "<p>Sentence {} says that the ice on the canal of Calder is thick enough for a cart, and "
        "that the boys of the town skate on it.</p>",
        i);
  return html + "</article></body></html>";
}

}  // namespace

TEST_CASE("warc: records that hold no article are counted by kind, with their addresses") {
  const TemporaryFolder folder;
  const std::string site = "https://calder.example/";
  write(folder / "crawl.warc",
        record("warcinfo", "", "software: x", "Content-Type: application/warc-fields\r\n") +
            record("request", site, "GET / HTTP/1.1\r\n\r\n") +
            record("response", site + "ice", answer("200 OK", "text/html", story(6))) +
            record("metadata", site, "fetchTimeMs: 3") + record("revisit", site + "ice", "") +
            record("response", site + "gone", answer("404 Not Found", "text/html", story(6))) +
            record("response", site + "moved", answer("301 Moved", "text/html", "")) +
            record("response", site + "a.jpg", answer("200 OK", "image/jpeg", "x")) +
            record("response", site + "b.jpg", answer("200 OK", "image/jpeg; q=1", "x")) +
            record("response", site + "none", answer("200 OK", "text/html", "<p>Menu</p>")) +
            record("response", "dns:calder.example", "calder.example. 300 IN A 192.0.2.1",
                   "Content-Type: text/dns\r\n") +
            record("conversion", site + "pdf", "x", "Content-Type: application/pdf\r\n"));
  const Seen seen = read(folder / "crawl.warc");
  CHECK(seen.urls == std::vector<std::string>{site + "ice"});
  CHECK(seen.reasons.empty());
  CHECK(seen.others == 11);
  CHECK(seen.kinds == std::map<std::string, int>{{"warcinfo", 1},
                                                 {"request", 1},
                                                 {"metadata", 1},
                                                 {"revisit", 1},
                                                 {"status 404", 1},
                                                 {"status 301", 1},
                                                 {"image/jpeg", 2},
                                                 {"no article", 1},
                                                 {"text/dns", 1},
                                                 {"conversion", 1}});
  CHECK(std::ranges::count(seen.names, (folder / "crawl.warc").string() + "!" + site + "gone") ==
        1);
}

TEST_CASE("warc: a page that its crawler or server cut is kept, and a sentence says so") {
  const TemporaryFolder folder;
  const std::string site = "https://calder.example/", html = story(12),
                    half = html.substr(0, html.size() / 2);
  const std::string type = "Content-Type: application/http\r\n";
  write(folder / "cut.warc",
        record("response", site + "whole", answer("200 OK", "text/html", html)) +
            record("response", site + "long", answer("200 OK", "text/html", half),
                   type + "WARC-Truncated: length\r\n") +
            record("response", site + "parted", answer("200 OK", "text/html", half),
                   type + "WARC-Segment-Number: 1\r\n") +
            record("continuation", site + "parted", "x", "WARC-Segment-Number: 2\r\n") +
            record("response", site + "menu", answer("200 OK", "text/html", "<p>Menu</p>"),
                   type + "WARC-Truncated: time\r\n") +
            record("response", site + "short",
                   answer("200 OK", "text/html", half, "Content-Length: 99999\r\n")) +
            record("response", site + "chunks",
                   answer("200 OK", "text/html",
                          fmt::format("{:x}\r\n{}\r\n5\r\n<p>", half.size(), half),
                          "Transfer-Encoding: chunked\r\n")) +
            record("response", site + "all",
                   answer("200 OK", "text/html",
                          fmt::format("{:x}\r\n{}\r\n0\r\n\r\n", html.size(), html),
                          "Transfer-Encoding: chunked\r\n")));
  const Seen seen = read(folder / "cut.warc");
  CHECK(seen.urls == std::vector<std::string>{site + "whole", site + "long", site + "parted",
                                              site + "short", site + "chunks", site + "all"});
  CHECK(seen.reasons ==
        std::vector<std::string>{site + "long was cut by its crawler (length): its text may be cut",
                                 site + "parted ends early: its text may be cut",
                                 site + "short ends early: its text may be cut",
                                 site + "chunks ends early: its text may be cut"});
  CHECK(seen.kinds == std::map<std::string, int>{{"continuation", 1}, {"cut page", 1}});
}

TEST_CASE("warc: of a file cut at any byte all whole records are read, and one sentence says so") {
  constexpr std::uint64_t kRecords = 60;
  const TemporaryFolder folder;
  std::mt19937 random(20240822);
  for (const bool gzip : {false, true}) {
    const WarcFile file(gzip, 90'000);
    std::string bytes;
    std::vector<std::size_t> ends;
    for (std::uint64_t i = 0; i < kRecords; ++i) {
      bytes += file.record(i);
      ends.push_back(bytes.size());
    }
    for (int run = 0; run < 40; ++run) {
      const std::size_t cut = 1 + random() % (bytes.size() - 1);
      CAPTURE(gzip);
      CAPTURE(cut);
      write(folder / "cut", std::string_view(bytes).substr(0, cut));
      std::vector<std::string> whole;
      for (std::uint64_t i = 0; i < kRecords && ends[i] <= cut; ++i)
        if (WarcFile::is_page(i)) whole.push_back(WarcFile::address(i));
      Seen seen = read(folder / "cut");
      // The last record may lack no more than the blank lines behind it, or its member's sum.
      if (seen.urls.size() == whole.size() + 1) seen.urls.pop_back();
      CHECK(seen.urls == whole);
      const bool between = std::find(ends.begin(), ends.end(), cut) != ends.end();
      CHECK(seen.reasons.size() <= 1);
      if (!between && seen.reasons.empty()) {
        // Nothing but line ends is missing.
        CHECK_FALSE(gzip);
        const auto next = std::upper_bound(ends.begin(), ends.end(), cut);
        CHECK(*next - cut <= 4);
      }
      for (const std::string& reason : seen.reasons)
        CHECK((reason.starts_with("the file breaks off in the middle of ") ||
               reason == "the compressed data are broken: truncated gzip input"));
    }
  }
}

TEST_CASE("warc: a large file is read within the memory allowed") {
  const std::uint64_t wanted = nightly() ? std::uint64_t{1} << 30 : std::uint64_t{24} << 20;
  constexpr std::int64_t kMemory = std::int64_t{256} << 20;
  const TemporaryFolder folder;
  const WarcFile file(/*gzip=*/false, 60'000);
  std::uint64_t size = 0, pages = 0;
  {
    std::ofstream out(folder / "big.warc", std::ios::binary);
    for (std::uint64_t i = 0; size < wanted; ++i) {
      const std::string record = file.record(i);
      out << record;
      size += record.size();
      pages += WarcFile::is_page(i) ? 1 : 0;
    }
  }
  const auto add = [&](const std::string& index) {
    return Process({program("dateline-indexer").string(), "--index", (folder / index).string(),
                    "--memory", "256M", "--json", "add", (folder / "big.warc").string()},
                   {}, folder.path())
        .wait();
  };
  const auto begin = std::chrono::steady_clock::now();
  const Finished whole = add("whole");
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  CHECK(whole.exit_code == 0);
  CHECK(nlohmann::json::parse(whole.out)["added"] == pages);
  CHECK(whole.peak_memory <= kMemory);
  std::cout << fmt::format(
      "warc: {} pages in {:.0f} MB, {:.1f} MB/s, at most {:.0f} MB of memory\n", pages,
      static_cast<double>(size) / 1e6, static_cast<double>(size) / 1e6 / took.count(),
      static_cast<double>(whole.peak_memory) / 1e6);
  const std::uint64_t cut = size / 2 + std::random_device()() % (size / 2);
  CAPTURE(cut);
  std::uint64_t left = 0, records = 0, kept = 0;
  for (; left + file.record(records).size() <= cut; ++records) {
    left += file.record(records).size();
    kept += WarcFile::is_page(records) ? 1 : 0;
  }
  std::filesystem::resize_file(folder / "big.warc", cut);
  const Finished half = add("half");
  const std::uint64_t added = nlohmann::json::parse(half.out)["added"];
  CHECK((added == kept || added == kept + 1));
  if (half.exit_code == 1)
    CHECK(half.err.find("the file breaks off in the middle of a record") != std::string::npos);
  else
    CHECK(cut - left <= 4);
  CHECK(half.peak_memory <= kMemory);
}

TEST_CASE("status tells by source how many articles did not come in UTF-8") {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder / "in");
  std::filesystem::copy(repository_root() / "tests/readers/charsets.warc", folder / "in");
  write(folder / "in/wrong.jsonl",
        R"({"title":"CafÃ©","body":"Un cafÃ© Ã\u00A0 MontrÃ©al.","source":"Le Fleuve"})"
        "\n"
        R"({"title":"Thé","body":"Un thé à Québec.","source":"Le Fleuve"})"
        "\n");
  write(folder / "in/feed.xml",
        "<?xml version='1.0' encoding='ISO-8859-1'?><rss version='2.0'><channel>"
        "<item><title>Le caf\xE9</title></item></channel></rss>");
  write(folder / "in/letter.eml",
        "From: ann@port.example\nDate: Mon, 4 Mar 2024 10:00:00 +0100\nSubject: Bac\n"
        "Message-ID: <1@port.example>\nContent-Type: text/plain; charset=iso-8859-1\n"
        "Content-Transfer-Encoding: 8bit\n\nLe bac de Qu\xE9"
        "bec.\n");
  const auto run = [&](const std::vector<std::string>& more) {
    std::vector<std::string> words = {program("dateline-indexer").string(), "--index",
                                      (folder / "index").string()};
    words.insert(words.end(), more.begin(), more.end());
    return Process(words, {}, folder.path()).wait();
  };
  REQUIRE(run({"add", "--source", "Le Port", (folder / "in").string()}).exit_code == 0);
  const auto source = [&](const char* name) -> nlohmann::json {
    const auto status = nlohmann::json::parse(run({"--json", "status"}).out);
    for (const auto& each : status["sources"])
      if (each["source"] == name) return each;
    return {};
  };
  CHECK(source("strait.example")["articles"] == 6);
  const nlohmann::json strait = source("strait.example")["charsets"];
  CHECK(strait["declared"] == 3);  // by the header, by <meta>, by a byte order mark
  CHECK(strait["guessed"] == 1);
  CHECK(strait["repaired"] == 0);
  CHECK(source("Le Fleuve")["charsets"]["repaired"] == 1);
  CHECK(source("Le Port")["charsets"]["declared"] == 2);
  CHECK(run({"status"}).out.find("Le Fleuve (1 repaired: UTF-8 that had been read as Latin 1)") !=
        std::string::npos);
  std::filesystem::create_directory(folder / "salvaged");
  CHECK(salvage_catalog(folder / "index", folder / "salvaged", {}).incomplete.empty());
  CHECK(Catalog(folder / "salvaged", Catalog::Mode::write)
            .statistics()
            .origins_by_source()["Le Port"]
            .declared == 2);
}
