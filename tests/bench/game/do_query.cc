// SPDX-License-Identifier: GPL-2.0-or-later
// Dateline in the search-benchmark-game: reads lines "COMMAND<TAB>QUERY" and answers each by a
// line. COUNT and TOP_10_COUNT answer how many articles match, TOP_10 and TOP_100 answer 1 when the
// best are found. A query is in Lucene's syntax, as the game writes it: words of which any matches,
// +words that all must, -words that must not, "phrases". The game's engines do not stem, so a word
// is searched as it is written. Every total is exact, also where none is asked for.
//   do_query ARCHIVE [THREADS] < COMMANDS
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdio>
#include <exception>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "search/searcher.h"

namespace {

using namespace dateline;
using namespace dateline::searching;

/// A word or a phrase with its quotation marks, and whether it must or must not match.
struct Clause {
  char sign = ' ';  // + - or a space
  std::string text;
};

std::vector<Clause> clauses_of(std::string_view query) {
  std::vector<Clause> clauses;
  for (std::size_t at = 0; (at = query.find_first_not_of(' ', at)) != query.npos;) {
    Clause clause;
    if (query[at] == '+' || query[at] == '-') clause.sign = query[at++];
    const bool quoted = at < query.size() && query[at] == '"';
    std::size_t end = quoted ? query.find('"', at + 1) : query.find(' ', at);
    end = end == query.npos ? query.size() : end + (quoted ? 1 : 0);
    const std::string text(query.substr(at, end - at));
    clause.text = quoted ? text : fmt::format("\"{}\"", text);
    if (text.find_first_not_of("\" ") != text.npos) clauses.push_back(clause);
    at = end;
  }
  return clauses;
}

/// The same query in Dateline's language.
std::string translated(std::string_view query) {
  std::vector<std::string> must, any, none;
  for (const Clause& clause : clauses_of(query))
    (clause.sign == '+' ? must : clause.sign == '-' ? none : any).push_back(clause.text);
  // Where some must match, the others only rank, and the game has no such queries.
  std::string text = must.empty() ? fmt::format("({})", fmt::join(any, " OR "))
                                  : fmt::format("({})", fmt::join(must, " AND "));
  for (const std::string& word : none) text += " NOT " + word;
  return text;
}

std::string answer(const std::string& line, Searcher& searcher) {
  const std::size_t tab = std::min(line.find('\t'), line.size());
  const std::string command = line.substr(0, tab);
  SearchRequest request;
  request.query.text = translated(std::string_view(line).substr(std::min(tab + 1, line.size())));
  request.timeout = 0;
  request.page.ids_only = true;
  request.page.snippets = request.advice.suggest = false;
  if (command == "COUNT")
    request.page.counts_only = true;
  else if (command == "TOP_10" || command == "TOP_10_COUNT")
    request.page.limit = 10;
  else if (command == "TOP_100")
    request.page.limit = 100;
  else
    return "UNSUPPORTED";
  const std::uint64_t total = searcher.search(request).total;
  return command.ends_with("COUNT") ? std::to_string(total) : "1";
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc < 2 || argc > 3) {
    fmt::print(stderr, "usage: do_query ARCHIVE [THREADS] < COMMANDS\n");
    return 2;
  }
  Searcher searcher(argv[1]);
  if (argc == 3) searcher.use(SearchThreads(static_cast<unsigned>(std::stoul(argv[2]))));
  for (std::string line; std::getline(std::cin, line);)
    std::cout << answer(line, searcher) << std::endl;
} catch (const std::exception& error) {
  fmt::print(stderr, "error: {}\n", error.what());
  return 2;
}
