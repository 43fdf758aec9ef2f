// SPDX-License-Identifier: GPL-2.0-or-later
// Receipts: after any changes of an archive a receipt names exactly the articles that differ, and
// why. What should differ is told by the answers themselves, kept before and compared after.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "error.h"
#include "search/receipts.h"
#include "support/desk.h"
#include "support/support.h"
#include "system/sha256.h"

using namespace dateline;
using namespace dateline::searching;
namespace fs = std::filesystem;
using Json = nlohmann::json;

namespace {

using Answer = std::map<std::string, std::string>;  // hash by id

SearchRequest request_of(const std::string& query) {
  SearchRequest request;
  request.query.text = query;
  request.now = *parse_timestamp("2024-06-30T12:00:00Z");
  request.page.limit = 0;
  return request;
}

Answer answer_of(Searcher& searcher, const std::string& query) {
  Answer answer;
  for (const Hit& hit : searcher.search(request_of(query)).hits) answer[hit.id] = hit.hash;
  return answer;
}

/// An archive that is changed at random.
class Changing {
 public:
  explicit Changing(unsigned seed) : random_(seed) {}

  const fs::path archive() const { return folder_ / "archive"; }

  void change(int times) {
    std::vector<std::string> removed;
    std::string lines;
    for (int i = 0; i < times; ++i) {
      const int what = upto(20);
      if (what < 9 || known_.empty()) {
        known_.push_back(fmt::format("a{}", ++made_));
        lines += article(known_.back()) + "\n";
      } else if (what < 17) {
        lines +=
            article(known_[static_cast<std::size_t>(upto(static_cast<int>(known_.size())))]) + "\n";
      } else {
        const auto at = static_cast<std::ptrdiff_t>(upto(static_cast<int>(known_.size())));
        removed.push_back(known_[static_cast<std::size_t>(at)]);
        known_.erase(known_.begin() + at);
      }
    }
    const TemporaryVariable clock(
        "DATELINE_NOW", format_timestamp(*parse_timestamp("2024-01-01") + 3600 * ++runs_));
    folder_.write("change.jsonl", lines);
    WritableArchive writable(archive(), {});
    ingest(writable, {(folder_ / "change.jsonl").string()}, {});
    std::vector<std::string> unknown;
    writable.remove(removed, &unknown);
  }

 private:
  int upto(int n) { return std::uniform_int_distribution<int>(0, n - 1)(random_); }

  std::string article(const std::string& id) {
    static constexpr const char* kWords[] = {"harbour", "ferry", "strike", "council", "budget",
                                             "storm",   "tide",  "quay",   "oil",     "price"};
    std::string body;
    for (int i = 3 + upto(8); i > 0; --i)
      body += std::string(kWords[static_cast<std::size_t>(upto(10))]) + " ";
    return Json{{"id", id},         {"title", "Report"},
                {"body", body},     {"source", upto(2) == 0 ? "Quayside Post" : "Pier Gazette"},
                {"language", "en"}, {"date", fmt::format("2024-06-{:02}", 1 + upto(30))}}
        .dump();
  }

  std::mt19937 random_;
  TemporaryFolder folder_;
  std::vector<std::string> known_;
  int made_ = 0;
  int runs_ = 0;
};

constexpr const char* kQueries[] = {"*",       "harbour",     "oil NOT ferry",
                                    "date:7d", "changed:yes", "source:\"Pier Gazette\" strike"};

std::set<std::string> named(const ReceiptCheck& check, char sign) {
  std::set<std::string> ids;
  for (const ReceiptCheck::Difference& one : check.differences)
    if (one.sign == sign) ids.insert(one.id);
  return ids;
}

struct Expected {
  std::set<std::string> added, removed, edited;
};

Expected expected_of(const Answer& then, const Answer& now) {
  Expected expected;
  for (const auto& [id, hash] : now)
    if (!then.contains(id)) expected.added.insert(id);
  for (const auto& [id, hash] : then)
    if (const auto found = now.find(id); found == now.end())
      expected.removed.insert(id);
    else if (found->second != hash)
      expected.edited.insert(id);
  return expected;
}

Receipt read_again(const Receipt& receipt) { return read_receipt(to_json(receipt), "receipt"); }

bool is_campaign() { return std::getenv("DATELINE_NIGHTLY") != nullptr; }

}  // namespace

TEST_CASE("receipts: after random changes they name exactly what changed") {
  const char* const given = std::getenv("DATELINE_SEED");
  const unsigned seed =
      given == nullptr ? std::random_device()() : static_cast<unsigned>(std::atoi(given));
  CAPTURE(seed);
  Changing changing(seed);
  changing.change(is_campaign() ? 5'000 : 300);
  struct Made {
    Receipt with_ids, without;
    Answer then;
  };
  std::map<std::string, Made> made;
  {
    Searcher searcher(changing.archive());
    for (const std::string query : kQueries) {
      const SearchRequest request = request_of(query);
      made[query] = {read_again(make_receipt(request, {}, true, searcher)),
                     read_again(make_receipt(request, {}, false, searcher)),
                     answer_of(searcher, query)};
      const ReceiptCheck same = check_receipt(made[query].without, request, searcher);
      CHECK(same.same);
      CHECK(same.differences.empty());
    }
  }
  for (int round = 0; round < 4; ++round) {
    changing.change(is_campaign() ? 2'500 : 100);
    if (round == 2) WritableArchive(changing.archive(), {}).optimize();
    Searcher searcher(changing.archive());
    for (const auto& [query, receipts] : made) {
      CAPTURE(query);
      const Expected expected = expected_of(receipts.then, answer_of(searcher, query));
      const ReceiptCheck check =
          check_receipt(receipts.with_ids, request_of("no matter"), searcher);
      CHECK(named(check, '+') == expected.added);
      CHECK(named(check, '-') == expected.removed);
      CHECK(named(check, '~') == expected.edited);
      CHECK(check.unnamed == 0);
      for (const ReceiptCheck::Difference& one : check.differences)
        CHECK(one.why != "the program reads the query otherwise");
      // Without ids what is gone has no name any more, and its number is told.
      const ReceiptCheck blind = check_receipt(receipts.without, request_of("no matter"), searcher);
      CHECK(named(blind, '+') == expected.added);
      CHECK(named(blind, '~') == expected.edited);
      CHECK(named(blind, '-').size() + blind.unnamed == expected.removed.size());
      CHECK(blind.same == check.same);
    }
  }
}

TEST_CASE("receipts: sums are those of sha256sum, and a copy of the archive has the same") {
  Sha256 sum;
  sum.add("a");
  sum.add("bc");
  CHECK(sum.digits() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  const Desk desk;
  desk.folder.write("a.jsonl", R"({"id":"b","title":"Tide","body":"High.","date":"2024-03-01"})"
                               "\n"
                               R"({"id":"a","title":"Tide","body":"Low.","date":"2024-03-02"})");
  REQUIRE(desk.run("$I --quiet add a.jsonl").exit_code == 0);
  REQUIRE(desk.run("$Q tide --receipt one.json --after 2024 > o.txt").exit_code == 0);
  CHECK(desk.run("$Q tide --format ids --limit 0 | LC_ALL=C sort | sha256sum | cut -c1-64 > sum;"
                 "grep -q $(cat sum) one.json")
            .exit_code == 0);
  CHECK(desk.run("$I --quiet snapshot copy && $Q --index copy tide --after 2024 --receipt two.json "
                 "> o.txt"
                 " && cmp one.json two.json")
            .exit_code == 0);
  CHECK(desk.run("$Q --verify-receipt one.json").out == "same: 2 articles\n");
  desk.run("sed -i s/High/Higher/ a.jsonl; $I --quiet add a.jsonl");
  const Finished differs = desk.run("$Q --verify-receipt one.json");
  CHECK(differs.exit_code == 1);
  CHECK(differs.out == "differs: +0 -0 ~1 (2 then, 2 now)\n~ b  edited: body\n");
  const Json json = Json::parse(desk.run("$Q --verify-receipt one.json --format json").out);
  CHECK(json["edited"] == 1);
  CHECK(json["archive"]["id"].get<std::string>().size() == 36);
  CHECK(desk.run("$Q tide --as-of row:2 --format ids --limit 0").out == "a\nb\n");
}

TEST_CASE("receipts: they name the dictionaries of inflections, and a check tells others") {
  const Desk desk;
  desk.add("one.jsonl", R"({"id":"a","body":"Nowy most stoi.","language":"pl","date":"2024-03-01"})"
                        "\n");
  std::filesystem::create_directory(desk.folder / "words");
  desk.folder.write("words/pl_PL.aff", "SET UTF-8\nSFX A Y 1\nSFX A 0 u .\n");
  desk.folder.write("words/pl_PL.dic", "1\nmost/A\n");
  CHECK(desk.run("DICPATH=words $Q mostu --receipt r.json").exit_code == 0);
  const Json receipt = Json::parse(desk.run("cat r.json").out);
  CHECK(receipt["dictionaries"]["pl"].get<std::string>().starts_with("pl_PL, 41 bytes, xxh3 "));
  CHECK(desk.run("DICPATH=words $Q --verify-receipt r.json").out == "same: 1 article\n");
  const std::string without = desk.run("DICPATH= $Q --verify-receipt r.json").out;
  CHECK(without.starts_with("differs: +0 -0 ~0 (1 then, 0 now)\n"));
  CHECK(without.find("The forms of words are those of another dictionary of \"pl\": pl_PL, ") !=
        std::string::npos);
  CHECK(without.find(" then, none now.\n") != std::string::npos);
  // Also where it makes no difference to what is found.
  CHECK(desk.run("DICPATH= $Q most --receipt s.json").exit_code == 0);
  CHECK(Json::parse(desk.run("cat s.json").out)["dictionaries"]["pl"].is_null());
  CHECK(desk.run("DICPATH= $Q --verify-receipt s.json").out == "same: 1 article\n");
  CHECK(desk.run("DICPATH=words $Q --verify-receipt s.json")
            .out.starts_with("same: 1 article\nThe forms of words are those of another dictionary "
                             "of \"pl\": none then, "));
}

TEST_CASE("receipts: what they cannot do is said in a sentence") {
  const Desk desk;
  desk.folder.write("a.jsonl", R"({"id":"a","title":"Tide","body":"Low.","date":"2024-03-02"})");
  REQUIRE(desk.run("$I --quiet add a.jsonl && $I --quiet --index other add a.jsonl &&"
                   "$Q tide --receipt r.json > o.txt && echo '{}' > none.json")
              .exit_code == 0);
  for (const std::string options :
       {"--verify-receipt none.json", "--verify-receipt missing.json",
        "--index other --verify-receipt r.json", "--verify-receipt r.json tide",
        "--verify-receipt r.json --format csv", "tide --with-ids", "tide --receipt /nowhere/r.json",
        "--receipt r2.json --counts source tide", "--as-of row:9 tide", "--as-of soon tide",
        "--versions a --format csv", "--diff a", "--diff a@1..2", "--complete ti --as-of 2024"}) {
    CAPTURE(options);
    const Finished refused = desk.run("$Q " + options);
    CHECK(refused.exit_code == 2);
    CHECK(refused.err.starts_with("error: "));
    CHECK(refused.out.empty());
  }
  CHECK(desk.run("$Q --versions nobody").exit_code == 1);
  CHECK(desk.run("$Q --diff nobody").exit_code == 1);
}
