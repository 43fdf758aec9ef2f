// SPDX-License-Identifier: GPL-2.0-or-later
// Measures the cost of each addition to a search inside the process: the second stage of the
// ranking, --expand, suggestions, completion. Topics are searched as typed and, in their first
// three words, with one letter dropped. Prints the 50th, 95th and 99th percentile and the longest,
// in milliseconds, after one round to warm up.
//   additions ARCHIVE TOPICS
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <functional>
#include <map>

#include "advice/spelling_suggestions.h"
#include "evaluation/topics.h"
#include "matching/match.h"
#include "parsing/parser.h"
#include "ranking/query_expansion.h"
#include "ranking/rank.h"
#include "ranking/rerank.h"
#include "search/searcher.h"

namespace {

using namespace dateline;
using namespace dateline::searching;

std::string first_words(const std::string& text, std::size_t count) {
  std::size_t end = 0;
  while (count-- > 0 && end < text.size()) end = std::min(text.find(' ', end + 1), text.size());
  return text.substr(0, end);
}

/// The longest word without its third letter.
std::string mistyped(const std::string& text) {
  std::size_t begin = 0, size = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    if (end - at > size) begin = at, size = end - at;
    at = end + 1;
  }
  return size < 5 ? text : std::string(text).erase(begin + 2, 1);
}

class Timings {
 public:
  void time(const std::string& name, const std::function<void()>& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    milliseconds_[name].push_back(
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
            .count());
  }

  void print() {
    fmt::print("{:<34} {:>6} {:>8} {:>8} {:>8} {:>8}\n", "ms", "n", "p50", "p95", "p99", "max");
    for (auto& [name, all] : milliseconds_) {
      std::ranges::sort(all);
      const auto at = [&](std::size_t percent) { return all[(all.size() - 1) * percent / 100]; };
      fmt::print("{:<34} {:>6} {:>8.2f} {:>8.2f} {:>8.2f} {:>8.2f}\n", name, all.size(), at(50),
                 at(95), at(99), at(100));
    }
  }

 private:
  std::map<std::string, std::vector<double>> milliseconds_;
};

SearchRequest request(const std::string& text) {
  SearchRequest made;
  made.query.text = text;
  made.page.snippets = false;
  made.advice.suggest = false;
  made.timeout = 0;
  return made;
}

void measure(const std::string& text, Searcher& searcher, Snapshot& snapshot, Timings& timings) {
  const std::string three = first_words(text, 3);
  for (const bool any : {false, true}) {
    SearchRequest plain = request(any ? text : three);
    plain.query.match_any = any;
    const std::string kind = any ? "any of a headline" : "three words";
    timings.time(kind + ": search", [&] { searcher.search(plain); });
    plain.order.expand = true;
    timings.time(kind + ": search --expand", [&] { searcher.search(plain); });
    Deadline deadline(0);
    const ParsedQuery parsed = parse_query(plain.query.text, {0, any, Dialect::standard});
    Matcher matcher(snapshot, deadline);
    const DocSet documents = matcher.match(parsed.query);
    std::vector<RankedDocument> ranked =
        rank_by_relevance(parsed.query, matcher, documents, kRerankWindow, snapshot, deadline);
    timings.time(kind + ": re-rank alone",
                 [&] { rerank(parsed.query, ranked, kRerankWindow, snapshot, deadline); });
  }
  Deadline unlimited(0);
  SearchRequest slip = request(mistyped(three));
  slip.advice.suggest = true;
  timings.time("a typing error: search, suggest", [&] { searcher.search(slip); });
  const Query misspelled = parse_query(slip.query.text, {0, false, Dialect::standard}).query;
  timings.time("a typing error: suggest alone",
               [&] { find_misspellings(misspelled, snapshot, unlimited); });
  const Query right = parse_query(three, {0, false, Dialect::standard}).query;
  timings.time("three words: suggest alone",
               [&] { find_misspellings(right, snapshot, unlimited); });
  for (const std::size_t letters : {1, 2, 4, 8})
    timings.time(fmt::format("complete, {} letters", letters),
                 [&] { searcher.complete(text.substr(0, letters), 10, 0); });
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    fmt::print(stderr, "usage: additions ARCHIVE TOPICS\n");
    return 2;
  }
  std::ifstream file(argv[2]);
  Complaints complaints;
  const std::vector<Topic> topics = read_topics(file, argv[2], complaints);
  Searcher searcher(argv[1]);
  Snapshot snapshot(argv[1]);
  Timings warm, timings;
  for (const Topic& topic : topics) measure(topic.text, searcher, snapshot, warm);
  for (const Topic& topic : topics) measure(topic.text, searcher, snapshot, timings);
  timings.print();
}
