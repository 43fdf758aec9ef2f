// SPDX-License-Identifier: GPL-2.0-or-later
// Dateline's side of the benchmark: one Searcher kept open, one thread. "ids": exact total and the
// ids of the first ten; "page": what a user gets, with titles, snippets and advice. The class
// or+facets has two facets and a timeline in both. With PROGRAM, the path of dateline-query, also
// "command": the time from start to end of a process that prints the page, for a few classes.
//   dateline_latency ARCHIVE QUERIES.tsv [SECONDS_A_CLASS [PROGRAM]]
#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <exception>
#include <map>
#include <stdexcept>

#include "dates/dates.h"
#include "latency.h"
#include "search/searcher.h"

namespace {

using namespace dateline;
using namespace dateline::searching;
using bench::BenchQuery;

std::string text_of(const BenchQuery& query) {
  if (query.is("phrase")) return fmt::format("\"{}\"", fmt::join(query.words, " "));
  return fmt::format("{}", fmt::join(query.words, query.is("or") ? " OR " : " "));
}

SearchRequest request_of(const BenchQuery& query, bool page) {
  SearchRequest request;
  request.query.text = text_of(query);
  if (!query.source.empty()) request.filters.sources = {query.source};
  request.filters.after = parse_timestamp(query.after);
  request.filters.before = parse_timestamp(query.before);
  request.timeout = 0;
  request.page.ids_only = !page;
  request.advice.suggest = request.page.snippets = page;
  if (query.kind == "or+facets") {
    request.counts.facets = {{"source"}, {"year"}};
    request.counts.timeline = Period::month;
  }
  return request;
}

/// Runs a search as a command; returns 1 where it found something.
std::uint64_t run_command(std::string program, std::string archive, const BenchQuery& query) {
  std::string option = "--index", text = text_of(query);
  char* const words[] = {program.data(), option.data(), archive.data(), text.data(), nullptr};
  posix_spawn_file_actions_t outputs;
  posix_spawn_file_actions_init(&outputs);
  for (const int output : {STDOUT_FILENO, STDERR_FILENO})
    posix_spawn_file_actions_addopen(&outputs, output, "/dev/null", O_WRONLY, 0);
  pid_t process = 0;
  int status = -1;
  const int failed = posix_spawn(&process, program.c_str(), &outputs, nullptr, words, environ);
  posix_spawn_file_actions_destroy(&outputs);
  if (failed == 0) waitpid(process, &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) > 1)
    throw std::runtime_error(program + " failed on: " + text);
  return WEXITSTATUS(status) == 0 ? 1 : 0;
}

/// Enough queries of some classes: starting a process is the same for all.
std::vector<BenchQuery> for_commands(const std::vector<BenchQuery>& queries) {
  constexpr int kQueriesAClass = 50;
  std::map<std::string, int> taken;
  std::vector<BenchQuery> some;
  for (const BenchQuery& query : queries)
    if ((query.kind == "word" || query.kind == "and2" || query.kind == "phrase2") &&
        taken[query.kind]++ < kQueriesAClass)
      some.push_back(query);
  return some;
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc < 3) {
    fmt::print(stderr, "usage: dateline_latency ARCHIVE QUERIES.tsv [SECONDS [PROGRAM]]\n");
    return 2;
  }
  Searcher searcher(argv[1]);
  const std::vector<BenchQuery> queries = bench::read_queries(argv[2]);
  const double seconds = argc > 3 ? std::stod(argv[3]) : 20;
  for (const bool page : {false, true})
    bench::print_latencies(
        "dateline", page ? "page" : "ids", queries, seconds,
        [&](const BenchQuery& query) { return searcher.search(request_of(query, page)).total; });
  if (argc <= 4) return 0;
  ::unsetenv("BENCH_CLOCK");  // the processor time of this thread says nothing of other processes
  bench::print_latencies(
      "dateline", "command", for_commands(queries), seconds,
      [&](const BenchQuery& query) { return run_command(argv[4], argv[1], query); });
} catch (const std::exception& error) {
  fmt::print(stderr, "error: {}\n", error.what());
  return 2;
}
