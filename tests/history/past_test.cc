// SPDX-License-Identifier: GPL-2.0-or-later
// The past of an archive: a search as of a day is what the archive answered on that day, and what
// an archive made again of everything up to that day answers.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "catalog/version_store.h"
#include "counting/count_articles.h"
#include "dates/moment.h"
#include "error.h"
#include "results/presenter.h"
#include "search/searcher.h"
#include "support/desk.h"
#include "support/support.h"
#include "text/word_diff.h"

using namespace dateline;
using namespace dateline::searching;
namespace fs = std::filesystem;
using Json = nlohmann::json;

namespace {

constexpr Timestamp kDay = 86'400, kFirstDay = 1'704'067'200;  // 2024-01-01

std::string day_name(int day) { return period_name(kFirstDay + day * kDay, Period::day); }
std::string time_of(int day, int second) {
  return format_timestamp(kFirstDay + day * kDay + second);
}

/// What an archive is given over many days: new articles, edits, and stories that their agency
/// withholds and gives again.
class History {
 public:
  History(unsigned seed, int days) : random_(seed) {
    for (int day = 0; day < days; ++day) inputs_.push_back(input_of(day));
  }
  int days() const { return static_cast<int>(inputs_.size()); }
  /// The inputs of a day, a file each.
  const std::vector<std::string>& of(int day) const {
    return inputs_[static_cast<std::size_t>(day)];
  }

 private:
  int upto(int n) { return std::uniform_int_distribution<int>(0, n - 1)(random_); }

  std::string text() {
    static constexpr const char* kWords[] = {"harbour",  "ferry", "strike", "council", "budget",
                                             "storm",    "tide",  "quay",   "oil",     "price",
                                             "minister", "said",  "rain",   "school",  "court"};
    std::string text;
    for (int i = 0, words = 5 + upto(60); i < words; ++i)
      text += fmt::format("{}{}",
                          i == 0        ? ""
                          : i % 13 == 0 ? ".\n\n"
                                        : " ",
                          kWords[static_cast<std::size_t>(upto(15) * upto(15) / 15)]);
    return text + ".";
  }

  std::string article(int number, int day) {
    static constexpr const char* kSources[] = {"Quayside Post", "Pier Gazette", "Tide Times"};
    return Json{{"id", fmt::format("a{}", number)},
                {"title", text().substr(0, 30)},
                {"body", text()},
                {"source", kSources[number % 3]},
                {"language", "en"},
                {"date", day_name(day - number % 5)}}
        .dump();
  }

  std::string story(int number, int version, int day) {
    return Json{{"uri", fmt::format("urn:s{}", number)},
                {"version", std::to_string(version)},
                {"pubstatus", version % 3 == 2 ? "withheld" : "usable"},
                {"headline", text().substr(0, 30)},
                {"body_text", text()},
                {"provider", "Harbour Agency"},
                {"versioncreated", day_name(day) + "T06:00:00Z"}}
        .dump();
  }

  std::vector<std::string> input_of(int day) {
    std::vector<std::string> files;
    for (int run = upto(3); run > 0; --run) {
      std::string lines;
      for (int i = upto(6); i > 0; --i) {
        const int what = upto(10);
        if (what < 5 || articles_ == 0)
          lines += article(articles_++, day) + "\n";
        else if (what < 8)
          lines += article(upto(articles_), day) + "\n";
        else if (what == 8 || versions_.empty())
          lines += story(static_cast<int>(versions_.size()), versions_.emplace_back(1), day) + "\n";
        else {
          const int number = upto(static_cast<int>(versions_.size()));
          lines += story(number, ++versions_[static_cast<std::size_t>(number)], day) + "\n";
        }
      }
      if (!lines.empty()) files.push_back(std::move(lines));
    }
    return files;
  }

  std::mt19937 random_;
  int articles_ = 0;
  std::vector<int> versions_;  // of stories
  std::vector<std::vector<std::string>> inputs_;
};

void add_day(const fs::path& archive, const History& history, int day) {
  const TemporaryFolder folder;
  int second = 100;
  for (const std::string& lines : history.of(day)) {
    const TemporaryVariable clock("DATELINE_NOW", time_of(day, second += 1000));
    folder.write("day.jsonl", lines);
    WritableArchive writable(archive, {});
    ingest(writable, {(folder / "day.jsonl").string()}, {});
  }
}

/// Everything a searcher answers to some queries: hits with their scores and hashes, facets,
/// timelines, stories and tables.
std::string answers(Searcher& searcher) {
  std::ostringstream out;
  for (const char* const query :
       {"*", "harbour", "oil price", "\"said rain\"", "strike NOT ferry", "changed:body",
        "changed:>20%", "copies:>1", "source:\"Tide Times\" council", "titel:harbor"}) {
    SearchRequest request;
    request.query.text = query;
    request.page.limit = 0;
    request.page.story = true;
    request.page.withheld = true;
    request.counts.facets = {{"source", 10}, {"language", 10}, {"year", 10}};
    request.counts.timeline = Period::week;
    Results results = searcher.search(request);
    out << query << ' ' << results.total << ' ' << searcher.archive().articles << '\n';
    for (const Hit& hit : results.hits)
      out << hit.id << ' ' << hit.hash << ' ' << fmt::format("{:.9f}", hit.score) << ' '
          << hit.story << ' ' << hit.copies << ' ' << hit.title << ' ' << hit.snippet.text << '\n';
    for (const Facet& facet : results.facets)
      for (const FacetValue& value : facet.values) out << value.value << ' ' << value.count << '\n';
    for (const TimelineEntry& entry : results.timeline->entries)
      out << entry.date << ' ' << entry.count << ' ' << entry.held << '\n';
  }
  CountRequest counts;
  counts.fields = count_fields("source,week");
  counts.queries = {"harbour", "oil"};
  counts.share = true;
  for (const CountRow& row : count_articles(counts, searcher).rows) {
    for (const std::string& value : row.values) out << value << ' ';
    for (const std::uint64_t count : row.counts) out << count << ' ';
    out << row.total << '\n';
  }
  return out.str();
}

bool is_campaign() { return std::getenv("DATELINE_NIGHTLY") != nullptr; }

unsigned seed() {
  const char* const given = std::getenv("DATELINE_SEED");
  return given == nullptr ? std::random_device()() : static_cast<unsigned>(std::atoi(given));
}

}  // namespace

TEST_CASE("past: as of random days an archive answers as it did and as one made again does") {
  const unsigned number = seed();
  CAPTURE(number);
  const int days = is_campaign() ? 1000 : 40;
  const History history(number, days);
  const TemporaryFolder folder;
  const fs::path archive = folder / "archive";
  std::mt19937 random(number);
  std::map<int, std::string> then;  // by day
  std::map<int, Row> rows;
  for (int day = 0; day < days; ++day) {
    add_day(archive, history, day);
    if (day % 17 == 16) WritableArchive(archive, {}).optimize();
    if (day % 41 == 40) WritableArchive(archive, {}).rebuild();
    if (!fs::exists(archive / "catalog.db") ||
        Catalog(archive, Catalog::Mode::read).generation() == 0)
      continue;
    Searcher present(archive);
    then[day] = answers(present);
    rows[day] = present.archive().last_row;
  }
  int differences = 0;
  for (const auto& [day, expected] : then) {
    Searcher past(archive, day_name(day));
    Searcher by_row(archive, fmt::format("row:{}", rows[day]));
    differences += answers(past) == expected ? 0 : 1;
    differences += answers(by_row) == expected ? 0 : 1;
    if (differences == 1) MESSAGE("the first difference is on day " << day);
    CHECK(past.archive().last_row == rows[day]);
  }
  CHECK(differences == 0);
  for (int i = 0; i < (is_campaign() ? 30 : 3); ++i) {
    auto it = then.begin();
    std::advance(it, std::uniform_int_distribution<std::size_t>(0, then.size() - 1)(random));
    const fs::path again = folder / fmt::format("again{}", i);
    for (int day = 0; day <= it->first; ++day) add_day(again, history, day);
    Searcher rebuilt(again);
    CHECK(answers(rebuilt) == it->second);
  }
}

TEST_CASE("past: what has been removed is gone from the past, and that is said") {
  const TemporaryFolder folder;
  const fs::path archive = folder / "archive";
  const auto article = [](const std::string& id, const std::string& body) {
    Article a;
    a.id = id;
    a.body = body;
    return a;
  };
  const auto on = [&](int day, const std::vector<Article>& articles) {
    const TemporaryVariable clock("DATELINE_NOW", time_of(day, 0));
    make_archive(archive, articles);
  };
  on(0, {article("a", "The harbour is open."), article("b", "The harbour is shut.")});
  on(1, {article("a", "The harbour is full.")});
  const auto found = [&](const std::string& as_of) {
    SearchRequest request;
    request.query.text = "harbour";
    Searcher searcher(archive, as_of);
    return searcher.search(request);
  };
  CHECK(found(day_name(0)).total == 2);
  CHECK(found(day_name(0)).notes.empty());
  CHECK(found(day_name(-1)).total == 0);
  CHECK(found(day_name(-1)).notes.front().code == "nothing-yet");
  std::vector<std::string> unknown;
  WritableArchive(archive, {}).remove({"b"}, &unknown);
  const Results after = found(day_name(0));
  CHECK(after.total == 1);
  CHECK(after.hits[0].snippet.text == "The harbour is open.");
  REQUIRE(after.notes.size() == 1);
  CHECK(after.notes.front().code == "gone-since");
  WritableArchive(archive, {}).optimize(Journal::Versions::forgotten);
  CHECK(found(day_name(0)).total == 0);
  CHECK(found(day_name(1)).total == 1);
  CHECK_THROWS_AS(Searcher(archive, "row:99"), Error);
}

TEST_CASE("past: a withheld text is guarded, in the past too, until it is asked for") {
  const TemporaryFolder folder;
  const fs::path archive = folder / "archive";
  const auto on = [&](int day, int version, const std::string& status) {
    const TemporaryVariable clock("DATELINE_NOW", time_of(day, 0));
    folder.write("story.jsonl",
                 fmt::format(R"({{"uri":"urn:x","version":"{}","pubstatus":"{}",)"
                             R"("headline":"Mayor","body_text":"The mayor took money {}."}})",
                             version, status, version));
    WritableArchive writable(archive, {});
    ingest(writable, {(folder / "story.jsonl").string()}, {});
  };
  on(0, 1, "usable");
  on(2, 2, "canceled");
  Searcher past(archive, day_name(1));
  SearchRequest request;
  request.query.text = "mayor money";
  Results results = past.search(request);
  REQUIRE(results.total == 1);
  CHECK(results.hits[0].title == "(withheld by its source since 2024-01-03)");
  CHECK(results.hits[0].body.empty());
  CHECK(results.hits[0].snippet.text.find("money") == std::string::npos);
  CHECK(past.show("urn:x")->body.empty());
  CHECK(past.article("urn:x")->stored.article.body.empty());
  request.page.withheld = true;
  CHECK(past.search(request).hits[0].body == "The mayor took money 1.");
  Searcher present(archive);
  const std::optional<ArticleVersions> versions = present.versions("urn:x");
  REQUIRE(versions);
  REQUIRE(versions->versions.size() == 2);
  CHECK_FALSE(versions->versions[0].title);
  CHECK(versions->versions[1].status == "cancelled");
  CHECK(versions->withheld_since == kFirstDay + 2 * kDay);
  CHECK_THROWS_AS(present.difference({"urn:x", {}}, false), Error);
  CHECK(present.difference({"urn:x", {}}, true)->texts[1].after == "The mayor took money 2.");
}

TEST_CASE("past: a day ends in the zone of the archive") {
  const Timestamp now = kFirstDay + 400 * kDay;
  CHECK(read_moment("2024-03-05", now).before == *parse_timestamp("2024-03-06T00:00:00Z"));
  CHECK(read_moment("2024-03-05", now, "America/New_York").before ==
        *parse_timestamp("2024-03-06T05:00:00Z"));
  CHECK(read_moment("2024-07", now, "Europe/Berlin").before ==
        *parse_timestamp("2024-07-31T22:00:00Z"));
  CHECK(read_moment("2024-03-05T10:00:00Z", now, "America/New_York").before ==
        *parse_timestamp("2024-03-05T10:00:01Z"));
  CHECK(read_moment("row:17", now).row == 17);
  for (const char* const text :
       {"", "row:", "row:x", "row:99999999999", "soon", "2024-01..2024-03"})
    CHECK_THROWS_AS(read_moment(text, now), Error);
  const TemporaryFolder folder;
  const fs::path archive = folder / "archive";
  folder.write("a.jsonl", R"({"id":"a","body":"Late news.","date":"2024-03-05"})");
  IngestOptions options;
  options.read.timezone = "America/New_York";
  {
    const TemporaryVariable clock("DATELINE_NOW", "2024-03-06T03:00:00Z");  // 22:00 on the 5th
    WritableArchive writable(archive, {});
    ingest(writable, {(folder / "a.jsonl").string()}, options);
  }
  CHECK(Searcher(archive, "2024-03-05").archive().articles == 1);
  CHECK(Searcher(archive, "2024-03-04").archive().articles == 0);
}

TEST_CASE(
    "diff: what it keeps and removes is the text before, what it keeps and adds the one after") {
  std::mt19937 random(seed());
  const auto upto = [&](int n) { return std::uniform_int_distribution<int>(0, n - 1)(random); };
  const auto any_text = [&] {
    static constexpr const char* kParts[] = {"harbour", " ", "\n\n", ".", "Ä", "é", "港口",
                                             "the",     "-", "\t",   " ", ",", "“", "12"};
    std::string text;
    for (int i = upto(40); i > 0; --i) text += kParts[static_cast<std::size_t>(upto(14))];
    return text;
  };
  for (int round = 0; round < (is_campaign() ? 200'000 : 5'000); ++round) {
    const std::string before = any_text();
    std::string after = any_text();
    if (upto(2) == 0) {  // an edit of it
      after = before;
      for (int i = upto(4); i > 0; --i) {
        std::size_t at = static_cast<std::size_t>(upto(static_cast<int>(after.size()) + 1));
        while (at < after.size() && (after[at] & 0xC0) == 0x80) ++at;
        after.insert(at, any_text().substr(0, 0) + "quay ");
      }
    }
    std::string old_text, new_text;
    const std::vector<DiffPart> parts = word_diff(before, after);
    for (const DiffPart& part : parts) {
      CHECK_FALSE(part.text.empty());
      if (part.kind != DiffPart::Kind::added) old_text += part.text;
      if (part.kind != DiffPart::Kind::removed) new_text += part.text;
    }
    REQUIRE(old_text == before);
    REQUIRE(new_text == after);
    if (before == after) CHECK(parts.size() <= 1);
  }
}

TEST_CASE("diff: an edit is as small as it can be, and stamps do not count") {
  const std::string before =
      "The council delayed the plan.\n\nUpdated 5 March 2024 10:00\n\nIt costs ten million.";
  const std::string after =
      "The council agreed the plan.\n\nUpdated 6 March 2024 11:30\n\nIt costs  ten million.";
  EditSize size = size_of_edit({"Harbour", before}, {"Harbour", after});
  CHECK(size.removed == 1);
  CHECK(size.added == 1);
  CHECK(size.share == doctest::Approx(2.0 / 20));
  CHECK_FALSE(size.correction);
  size = size_of_edit({"Harbour", before},
                      {"Harbour", before + "\n\nCorrection: An earlier version named the mayor."});
  CHECK(size.removed == 0);
  CHECK(size.correction);
  // The fewest words, by a slow evaluator: the longest common subsequence.
  std::mt19937 random(7);
  for (int round = 0; round < 500; ++round) {
    std::vector<std::string> texts[2];
    std::string bodies[2];
    for (int side = 0; side < 2; ++side)
      for (int i = std::uniform_int_distribution<int>(0, 14)(random); i > 0; --i) {
        texts[side].push_back(std::string(
            1, static_cast<char>('a' + std::uniform_int_distribution<int>(0, 3)(random))));
        bodies[side] += texts[side].back() + " ";
      }
    std::vector<std::vector<std::size_t>> longest(texts[0].size() + 1,
                                                  std::vector<std::size_t>(texts[1].size() + 1));
    for (std::size_t i = 0; i < texts[0].size(); ++i)
      for (std::size_t j = 0; j < texts[1].size(); ++j)
        longest[i + 1][j + 1] = texts[0][i] == texts[1][j]
                                    ? longest[i][j] + 1
                                    : std::max(longest[i][j + 1], longest[i + 1][j]);
    const EditSize found = size_of_edit({"", bodies[0]}, {"", bodies[1]});
    const std::size_t common = longest[texts[0].size()][texts[1].size()];
    CHECK(found.removed == texts[0].size() - common);
    CHECK(found.added == texts[1].size() - common);
  }
}

TEST_CASE("use 25: an earlier version can be found, listed, compared and read") {
  const Desk desk;
  const auto article = [](const std::string& what, const std::string& cost) {
    return fmt::format(
        R"({{"id":"p@1","title":"Pier plan {0}","body":"The board {0} the pier plan.\n\n)"
        R"(It opens in May.\n\nThe cost is {1} crowns.","date":"2024-03-01"}})",
        what, cost);
  };
  desk.folder.write("a.jsonl", article("backed", "ninety"));
  REQUIRE(desk.run("DATELINE_NOW=2024-03-01T12:00:00Z $I --quiet add a.jsonl").exit_code == 0);
  desk.folder.write("a.jsonl", article("dropped", "eighty"));
  REQUIRE(desk.run("DATELINE_NOW=2024-03-05T12:00:00Z $I --quiet add a.jsonl").exit_code == 0);
  CHECK(desk.run("$Q 'ninety crowns'").exit_code == 1);
  CHECK(desk.run("$Q --as-of 2024-03-04 'ninety crowns' --format ids").out == "p@1\n");
  CHECK(desk.run("$Q --as-of 2024-03-05 'ninety crowns'").exit_code == 1);
  CHECK(desk.run("$Q --as-of 2024-02-29 pier").exit_code == 1);
  CHECK(desk.run("$Q --as-of 2024-03-04 --show p@1").out.find("ninety") != std::string::npos);
  CHECK(desk.run("$Q --as-of 2024-03-04 pier --format json").out.find("\"row\":1,") !=
        std::string::npos);
  const std::string list = desk.run("$Q --versions p@1").out;
  CHECK(list.find("  1  2024-03-01 12:00      18 words\n") != std::string::npos);
  CHECK(list.find("  2  2024-03-05 12:00      18 words  16.7 % changed (-3 +3): title, body\n") !=
        std::string::npos);
  const std::string diff = desk.run("$Q --diff p@1").out;
  CHECK(
      diff.ends_with("Pier plan [-backed-]{+dropped+}\n\n"
                     "The board [-backed-]{+dropped+} the pier plan.\n"
                     "  (1 paragraph unchanged)\n"
                     "The cost is [-ninety-]{+eighty+} crowns.\n"));
  CHECK(desk.run("$Q --diff p@1@2..1 --format json")
            .out.find("\"kind\":\"added\",\"text\":\"backed\"") != std::string::npos);
  CHECK(desk.run("$Q 'changed:>10%' --format ids").out == "p@1\n");
  CHECK(desk.run("$Q 'changed:>50%' --format ids").exit_code == 1);
}
