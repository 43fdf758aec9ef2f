// SPDX-License-Identifier: GPL-2.0-or-later
// Replays saved inputs through the fuzz entries, and random queries through a whole search and
// through the program. The dev preset builds it with sanitizers.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <random>
#include <sstream>
#include <string_view>

#include "readers/format.h"
#include "results/presenter.h"
#include "search/searcher.h"
#include "support/process.h"
#include "support/support.h"
#include "text/charset.h"

using namespace dateline;
using namespace dateline::indexing;
using namespace dateline::searching;
using namespace std::literals;
namespace fs = std::filesystem;

// The entry points of fuzz/*_fuzz.cc, renamed where they are compiled.
extern "C" int fuzz_parser(const std::uint8_t* data, std::size_t size);
extern "C" int fuzz_request(const std::uint8_t* data, std::size_t size);
extern "C" int fuzz_search(const std::uint8_t* data, std::size_t size);
void fuzz_format(std::string format, std::string_view bytes);

namespace {

template <class Entry>
void replay(const std::string& folder, Entry entry) {
  std::size_t played = 0;
  for (const fs::directory_entry& file :
       fs::directory_iterator(repository_root() / "tests/fuzz/corpus" / folder)) {
    CAPTURE(file.path().string());
    const std::string bytes = file_text(file.path());
    entry(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    ++played;
  }
  CHECK(played > 0);
}

/// Strings like those users and attackers type: bytes, pieces of syntax, and real queries with
/// something changed. At most 200 bytes.
class RandomQueries {
 public:
  explicit RandomQueries(std::uint64_t seed) : random_(seed) {}

  std::string next() {
    std::string text;
    switch (below(4)) {
      case 0:
        text = bytes();
        break;
      case 1:
        text = pieces();
        break;
      default:
        text = mutated(std::string(queries_[below(queries_.size())]));
    }
    text.resize(std::min<std::size_t>(text.size(), 200));
    return text;
  }

  std::size_t below(std::size_t n) {
    return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_);
  }

 private:
  std::string bytes() {
    std::string text(below(60), '\0');
    for (char& c : text) c = static_cast<char>(below(256));
    return text;
  }

  std::string pieces() {
    std::string text;
    for (std::size_t n = below(25); n > 0; --n) {
      text += pieces_[below(pieces_.size())];
      if (below(2) == 0) text += ' ';
    }
    return text;
  }

  std::string mutated(std::string text) {
    for (std::size_t n = below(4); n > 0 && !text.empty(); --n) {
      const std::size_t at = below(text.size());
      switch (below(5)) {
        case 0:
          text.erase(at, 1 + below(4));
          break;
        case 1:
          text.insert(at, 1, static_cast<char>(below(256)));
          break;
        case 2:
          text.insert(at, pieces_[below(pieces_.size())]);
          break;
        case 3:
          text.insert(at, text.substr(below(text.size()), below(20)));
          break;
        default:
          text[at] = static_cast<char>(text[at] ^ (1 << below(8)));
      }
    }
    return text;
  }

  static constexpr std::array queries_{
      "Black Sea grain deal"sv,
      "bank OR climat*"sv,
      "\"prime minister\" -war"sv,
      "turquie OR turkey OR تركيا"sv,
      "气候 OR COP28"sv,
      "earthquake date:2023-02"sv,
      "\"Silicon Valley Bank\""sv,
      "author:Castellane inflation"sv,
      "source:\"Old Quay Tribune\" earthquake"sv,
      "Houthi OR \"Red Sea\""sv,
      "U.S. -\"interest rates\""sv,
      "\"central bank\" (inflation OR rates) -crypto date:2023..2024"sv,
      "title:election lang:fr OR title:wahl lang:de"sv,
      "econom* NOT (bank OR =banks)"sv,
      "überflutete Häuser nach Sturmfluten"sv,
      "زلازل تركيا وسورية"sv,
      "月球背面采样返回"sv,
      "url:https://meridian-ledger.example/world/*"sv,
      "words:>200 date:..2024 seen:24h"sv,
      "oil NEAR/5 price w/s \"a b\"~5"sv,
      "section:world language:en id:ml-2022-0001"sv,
      "hd=(merger OR deal) AND NOT lead:bank^3"sv,
      "ALLCAPS(us) ATLEAST/5 nokia FIRST/50 toyota"sv};
  static constexpr std::array pieces_{"AND"sv,
                                      "OR"sv,
                                      "NOT"sv,
                                      "-"sv,
                                      "+"sv,
                                      "("sv,
                                      ")"sv,
                                      "\""sv,
                                      "“"sv,
                                      "”"sv,
                                      "*"sv,
                                      "?"sv,
                                      "~"sv,
                                      "^"sv,
                                      "="sv,
                                      ":"sv,
                                      ".."sv,
                                      ">"sv,
                                      "{"sv,
                                      "}"sv,
                                      "["sv,
                                      "]"sv,
                                      "|"sv,
                                      "&"sv,
                                      "!"sv,
                                      "/"sv,
                                      "\\"sv,
                                      "'"sv,
                                      ","sv,
                                      "#"sv,
                                      "@"sv,
                                      "title:"sv,
                                      "body:"sv,
                                      "author:"sv,
                                      "source:"sv,
                                      "date:"sv,
                                      "seen:"sv,
                                      "words:"sv,
                                      "id:"sv,
                                      "url:"sv,
                                      "lang:"sv,
                                      "nofield:"sv,
                                      "2024"sv,
                                      "2024-02-30"sv,
                                      "2023..2024"sv,
                                      "7d"sv,
                                      "99999999999999999999"sv,
                                      "bank"sv,
                                      "rate*"sv,
                                      "the"sv,
                                      "a"sv,
                                      "U.S."sv,
                                      "C++"sv,
                                      "don't"sv,
                                      "Müller"sv,
                                      "ß"sv,
                                      "月球"sv,
                                      "気"sv,
                                      "زلزال"sv,
                                      "é"sv,
                                      "e\xcc\x81"sv,
                                      "\xf0\x9f\x8c\x8d"sv,
                                      "\xef\xbb\xbf"sv,
                                      "\xe2\x80\xae"sv,
                                      "\xc2"sv,
                                      "\xff"sv,
                                      "\xed\xa0\x80"sv,
                                      "\0"sv,
                                      "\n"sv,
                                      "\t"sv,
                                      "\x1b[31m"sv,
                                      "NEAR/5"sv,
                                      "w/p"sv,
                                      "PRE/3"sv,
                                      "ATLEAST/2"sv,
                                      "((((((((((("sv,
                                      "))))))))"sv,
                                      "\"\"\"\""sv};

  std::mt19937_64 random_;
};

SearchRequest random_request(RandomQueries& queries) {
  SearchRequest request;
  request.query.text = queries.next();
  request.now = 1735646400;  // 2024-12-31T12:00:00Z
  request.order.sort = std::array{Sort::relevance, Sort::newest, Sort::oldest}[queries.below(3)];
  request.query.match_any = queries.below(2) == 0;
  request.advice.explain = queries.below(3) == 0;
  request.page.limit = 1 + queries.below(3);
  request.page.offset = queries.below(4) == 0 ? queries.below(20) : 0;
  if (queries.below(10) == 0) request.filters.sources.push_back(queries.next());
  if (queries.below(5) == 0) request.counts.facets = {{"source", 3}, {"author", 2}, {"month", 0}};
  if (queries.below(5) == 0)
    request.counts.timeline =
        std::array{Period::day, Period::week, Period::month, Period::year}[queries.below(4)];
  return request;
}

void check_presented(const Results& results) {
  for (const OutputFormat format : {OutputFormat::text, OutputFormat::json, OutputFormat::jsonl,
                                    OutputFormat::csv, OutputFormat::ids}) {
    std::ostringstream out;
    present(out, results, {format, format == OutputFormat::text && results.total % 2 == 0, 40});
    CHECK(valid_utf8(out.str()));
    if (format == OutputFormat::json) CHECK(nlohmann::json::accept(out.str()));
  }
}

std::string quoted(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

std::vector<std::string> small_corpus() {
  std::vector<std::string> paths;
  for (const char* name : {"harbour-post.json", "nashrat-al-sabah.jsonl", "jiangwan-evening.jsonl",
                           "gazette-du-rhone.json"})
    paths.push_back((repository_root() / "corpus/articles" / name).string());
  return paths;
}

}  // namespace

TEST_CASE("saved inputs: parser") { replay("parser", fuzz_parser); }
TEST_CASE("saved inputs: readers") {
  std::vector<std::string> names{"any"};
  for (const Format* format : formats()) names.emplace_back(format->name);
  for (const std::string& name : names)
    replay(name, [&](const std::uint8_t* data, std::size_t size) {
      fuzz_format(name, {reinterpret_cast<const char*>(data), size});
    });
}
TEST_CASE("saved inputs: requests") { replay("request", fuzz_request); }
TEST_CASE("saved inputs: searches") { replay("search", fuzz_search); }

TEST_CASE("2,000 random requests") {
  constexpr std::string_view kParts[] = {"q=",
                                         "&",
                                         "=",
                                         "limit=",
                                         "facet=",
                                         "source:",
                                         ",",
                                         "sort=",
                                         "newest",
                                         "after=",
                                         "2024",
                                         "%",
                                         "%00",
                                         "%ff",
                                         "+",
                                         "/",
                                         "..",
                                         "?",
                                         "#",
                                         "\r\n",
                                         "Host: ",
                                         "If-None-Match: ",
                                         "*",
                                         "\"",
                                         "(",
                                         "GET ",
                                         " HTTP/1.1",
                                         "HEAD ",
                                         "Transfer-Encoding: chunked",
                                         "Content-Length: 99999999999",
                                         "timeline=",
                                         "month",
                                         "timeout=",
                                         "1e9",
                                         "-1",
                                         "format=csv",
                                         "a*",
                                         "NEAR/5",
                                         "strict=1"};
  std::mt19937 random(20241231);
  for (int i = 0; i < 2'000; ++i) {
    std::string input(1, static_cast<char>(random()));
    for (std::size_t n = random() % 12; n != 0; --n) {
      if (random() % 4 == 0)
        input += static_cast<char>(random());
      else
        input += kParts[random() % std::size(kParts)];
    }
    CAPTURE(quoted(input));
    fuzz_request(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
  }
}

TEST_CASE("10,000 random queries, from text to output") {
  const TemporaryFolder folder;
  add_files(folder / "archive", small_corpus());
  Searcher searcher(folder / "archive");
  RandomQueries queries(20241231);
  std::size_t found = 0;
  for (int i = 0; i < 10'000; ++i) {
    const SearchRequest request = random_request(queries);
    CAPTURE(i);
    CAPTURE(quoted(request.query.text));
    Results results;
    REQUIRE_NOTHROW(results = searcher.search(request));
    CHECK(valid_utf8(results.canonical));
    const std::uint64_t shown = results.total - std::min(results.total, request.page.offset);
    CHECK(results.hits.size() == std::min(shown, request.page.limit));
    check_presented(results);
    if (results.total != 0) ++found;
  }
  CHECK(found > 2'000);  // else they try too little
}

TEST_CASE("random arguments of the program") {
  const TemporaryFolder folder;
  add_files(folder / "archive", small_corpus());
  const Environment environment{{"DATELINE_INDEX", (folder / "archive").string()}};
  RandomQueries queries(42);
  for (int i = 0; i < 200; ++i) {
    std::string text = queries.next();
    std::erase(text, '\0');
    CAPTURE(quoted(text));
    const Finished finished =
        Process({program("dateline-query"), "--limit", "1", "--", text}, environment, folder.path())
            .wait();
    CAPTURE(finished.err);
    CHECK(finished.signal == 0);
    CHECK((finished.exit_code == 0 || finished.exit_code == 1));
    CHECK(valid_utf8(finished.out));
    CHECK(valid_utf8(finished.err));
  }
}
