// SPDX-License-Identifier: GPL-2.0-or-later
// dateline-query: the command line, nothing else. No subcommands: a search for "stats" must search.
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <iostream>
#include <map>
#include <optional>

#include "batch.h"
#include "dates.h"
#include "error.h"
#include "escape.h"
#include "presenter.h"
#include "program.h"
#include "query_help.h"
#include "searcher.h"
#include "terminal_text.h"

namespace dateline {
namespace {

constexpr int kFound = 0, kNothingFound = 1, kSomeLeftOut = 1;
constexpr std::size_t kMostCompletions = 1000;

struct CommandLine {
  std::string index = default_index().string();
  std::vector<std::string> words;
  SearchRequest request;
  BatchRequest batch;
  std::int64_t limit = 10, offset = 0;
  std::string after, before, sort = "relevance", match = "all", dialect = "default",
                             format = "text", color = "auto", timeline;
  std::vector<std::string> facets;
  std::optional<std::string> prefix;
  bool no_snippet = false, strict = false, fields = false, help_query = false;
};

/// CLI11 takes "-1" for the largest number there is.
std::string whole_number(const std::string& text) {
  const bool whole = text.find_first_not_of("0123456789") == std::string::npos && !text.empty() &&
                     text.size() < 19;
  return whole ? "" : text + " is not a whole number";
}

Timestamp start_of(const std::string& text, const char* option, Timestamp now) {
  const std::optional<TimeSpan> span = parse_span(text, now);
  if (!span || !span->begin)
    throw Error(fmt::format("{} {} is not a date", option, text),
                "give 2024, 2024-08, 2024-08-22, a full time, 7d or yesterday");
  return *span->begin;
}

/// "source:20" → source, 20.
FacetRequest facet_of(const std::string& text) {
  FacetRequest request;
  const std::size_t colon = text.find(':');
  request.field = text.substr(0, colon);
  bool good = is_facet(request.field);
  if (colon != std::string::npos) {
    const char* const end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data() + colon + 1, end, request.values);
    good = good && error == std::errc() && rest == end && colon + 1 < text.size();
  }
  if (!good)
    throw Error(fmt::format("--facet {} is not FIELD or FIELD:N", text),
                "fields: source, section, author, language, year, month");
  return request;
}

void print_fields() {
  fmt::print("{:<10} {:<10} {:<7} {}\n", "field", "also", "kind", "what it holds, and an example");
  for (const schema::Field& f : schema::fields) {
    const char* kind = f.kind == schema::Kind::text    ? "text"
                       : f.kind == schema::Kind::exact ? "exact"
                                                       : "number";
    fmt::print("{:<10} {:<10} {:<7} {}: {}\n", f.name, f.alias, kind, f.help, f.example);
  }
}

/// Marks a part of the text in the line below it.
std::string caret_under(const Place& place, const std::string& text) {
  const std::string before = text.substr(0, place.offset) + '^';  // so that blanks at its end count
  const int width = display_width(visible_text(text.substr(place.offset, place.length)));
  return std::string(static_cast<std::size_t>(display_width(visible_text(before)) - 1), ' ') +
         std::string(static_cast<std::size_t>(std::max(width, 1)), '^');
}

/// The notes of a query on stderr; under --strict they are one Error, each with a caret under its
/// place.
void tell_notes(const Results& results, bool strict) {
  std::string complaints;
  for (const Note& note : results.notes) {
    if (!strict) {
      fmt::print(stderr, "note: {}\n", visible_text(note.message));
      continue;
    }
    complaints +=
        fmt::format("{}{}\n  {}\n  {}", complaints.empty() ? "" : "\n", visible_text(note.message),
                    visible_text(results.query_text), caret_under(note.place, results.query_text));
  }
  if (!complaints.empty())
    throw Error(complaints,
                "leave out --strict to search as understood: " + visible_text(results.canonical));
}

/// What --expand added.
void tell_expansion(const Results& results) {
  if (!results.expansion || results.expansion->empty()) return;
  constexpr std::size_t kShown = 12;
  std::vector<std::string> words = *results.expansion;
  const std::size_t more = words.size() - std::min(words.size(), kShown);
  words.resize(words.size() - more);
  fmt::print(stderr, "note: also ranked by words of the best articles: {}{}\n",
             visible_text(fmt::format("{}", fmt::join(words, ", "))),
             more == 0 ? "" : fmt::format(" and {} more", more));
}

/// Words that look misspelled, where something was found; else the hints tell it.
void tell_suggestions(const Results& results) {
  if (!results.did_you_mean || results.diagnosis || results.total == 0) return;
  for (const Spelling& word : results.did_you_mean->words)
    fmt::print(stderr, "note: {}\n", visible_text(misspelled(word)));
}

void tell_hints(const Results& results) {
  for (const std::string& hint : hints(results))
    fmt::print(stderr, "hint: {}\n", visible_text(hint));
}

PresentOptions present_options(const CommandLine& line) {
  static const std::map<std::string, OutputFormat> kFormats{
      {"text", OutputFormat::text}, {"json", OutputFormat::json}, {"jsonl", OutputFormat::jsonl},
      {"csv", OutputFormat::csv},   {"ids", OutputFormat::ids},   {"trec", OutputFormat::trec}};
  PresentOptions options;
  options.format = kFormats.at(line.format);
  options.color = line.color == "always" || (line.color == "auto" && isatty(STDOUT_FILENO) &&
                                             std::getenv("NO_COLOR") == nullptr);
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20)
    options.width = std::min<int>(size.ws_col, 120);
  return options;
}

void read_options(CommandLine& line) {
  static const std::map<std::string, Sort> kSorts{{"relevance", Sort::relevance},
                                                  {"newest", Sort::newest},
                                                  {"oldest", Sort::oldest},
                                                  {"fresh", Sort::fresh}};
  static const std::map<std::string, Period> kPeriods{{"day", Period::day},
                                                      {"week", Period::week},
                                                      {"month", Period::month},
                                                      {"year", Period::year}};
  SearchRequest& r = line.request;
  if (line.limit < 0 || line.offset < 0) throw Error("--limit and --offset take a number from 0");
  r.limit = static_cast<std::uint64_t>(line.limit);
  r.offset = static_cast<std::uint64_t>(line.offset);
  r.now = now();
  r.text = fmt::format("{}", fmt::join(line.words, " "));
  r.sort = kSorts.at(line.sort);
  r.match_any = line.match == "any";
  r.dialect = *find_dialect(line.dialect);
  r.snippets = !line.no_snippet;
  r.ids_only = line.format == "ids" || line.format == "trec";
  if (!line.after.empty()) r.after = start_of(line.after, "--after", r.now);
  if (!line.before.empty()) r.before = start_of(line.before, "--before", r.now);
  if (!line.timeline.empty()) r.timeline = kPeriods.at(line.timeline);
  for (const std::string& facet : line.facets) r.facets.push_back(facet_of(facet));
}

/// A batch of topics. `limited`: --limit was given.
int run_topics(CommandLine& line, bool limited) {
  BatchRequest& batch = line.batch;
  if (!line.words.empty())
    throw Error("--topics takes its queries from the file, not from the line");
  if (batch.qrels.empty() && line.format != "trec")
    throw Error("--topics alone prints nothing",
                "add --format trec for a run, or --qrels FILE for its measures");
  if (batch.qrels.empty() && (!batch.compare.empty() || batch.per_query))
    throw Error("--compare and --per-query need --qrels");
  batch.search = line.request;
  if (!limited) batch.search.limit = kBatchDepth;
  Searcher searcher(line.index);
  const BatchReport report = run_batch(batch, searcher, std::cout, std::cerr);
  return report.left_out == 0 ? kFound : kSomeLeftOut;
}

int complete(const CommandLine& line, Searcher& searcher) {
  if (!line.words.empty())
    throw Error("--complete takes no query beside it",
                "quote what has been typed: --complete 'interest ra'");
  const std::size_t count = line.limit == 0 ? kMostCompletions : line.request.limit;
  const Completions completions =
      searcher.complete(*line.prefix, std::min(count, kMostCompletions), line.request.timeout);
  present(std::cout, completions, present_options(line));
  return completions.words.empty() && completions.headlines.empty() ? kNothingFound : kFound;
}

int search(CommandLine& line, bool limited) {
  if (line.fields) {
    print_fields();
    return kFound;
  }
  if (line.help_query) {
    fmt::print("{}", query_help_text());
    return kFound;
  }
  read_options(line);
  if (!line.batch.topics.empty()) return run_topics(line, limited);
  if (!line.batch.qrels.empty() || !line.batch.compare.empty() || line.batch.per_query)
    throw Error("--qrels, --compare and --per-query need --topics FILE");
  Searcher searcher(line.index);
  if (line.prefix) return complete(line, searcher);
  const std::unique_ptr<Presenter> presenter = make_presenter(std::cout, present_options(line));
  const Results results = searcher.search(
      line.request,
      [&](const Results& found) {
        tell_notes(found, line.strict);
        tell_expansion(found);
        if (!line.request.correct) tell_suggestions(found);
        presenter->begin(found);
      },
      [&](const Hit& hit) {
        if (std::cout) presenter->hit(hit);  // a reader that went away is no error
      });
  presenter->end(results);
  if (line.format == "text") {
    std::cout.flush();
    tell_hints(results);
  }
  return results.total == 0 ? kNothingFound : kFound;
}

}  // namespace
}  // namespace dateline

int main(int argc, char** argv) {
  using namespace dateline;
  CommandLine line;
  SearchRequest& r = line.request;
  CLI::App app("Searches the archive dateline-indexer made. No query means everything.",
               "dateline-query");
  app.set_version_flag("--version", std::string(kVersion));
  app.add_option("query", line.words,
                 "what to search for; quote it, so that the shell leaves it alone");
  app.add_option("--index", line.index, "folder of the archive ($DATELINE_INDEX)")
      ->capture_default_str();
  const CLI::Option* const limit = app.add_option("--limit", line.limit, "hits on a page; 0 = all")
                                       ->check(whole_number)
                                       ->capture_default_str();
  app.add_option("--offset", line.offset, "hits to pass over")
      ->check(whole_number)
      ->capture_default_str();
  app.add_option("--sort", line.sort, "order of hits")
      ->check(CLI::IsMember({"relevance", "newest", "oldest", "fresh"}))
      ->capture_default_str();
  app.add_option("--half-life", r.freshness.half_life,
                 "days in which --sort fresh halves what age leaves of relevance")
      ->check(CLI::Range(1e-3, 1e6))
      ->capture_default_str();
  app.add_option("--fresh-floor", r.freshness.floor,
                 "the share of relevance --sort fresh leaves any article")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  auto* const similar =
      app.add_option("--similar", r.similar, "articles on the subject of the one with this id");
  app.add_option("--complete", line.prefix, "how what has been typed may go on, nothing else")
      ->excludes(similar);
  app.add_option("--source", r.sources, "only this source (repeat: or)")->allow_extra_args(false);
  app.add_option("--section", r.sections, "only this section (repeat: or)")
      ->allow_extra_args(false);
  app.add_option("--author", r.authors, "only this author, the whole byline (repeat: or)")
      ->allow_extra_args(false);
  app.add_option("--language", r.languages, "only this language (repeat: or)")
      ->allow_extra_args(false);
  app.add_option("--after", line.after, "published at or after the start of this date");
  app.add_option("--before", line.before, "published before the start of this date");
  app.add_option("--facet", line.facets,
                 "counts by FIELD[:N],...: source, section, author, language, year, month")
      ->delimiter(',')
      ->allow_extra_args(false);
  app.add_option("--timeline", line.timeline, "counts by time")
      ->check(CLI::IsMember({"day", "week", "month", "year"}));
  app.add_option("--format", line.format, "output")
      ->check(CLI::IsMember({"text", "json", "jsonl", "csv", "ids", "trec"}))
      ->capture_default_str();
  app.add_option("--color", line.color, "colour in text")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->capture_default_str();
  app.add_flag("--no-snippet", line.no_snippet, "no passages from the articles");
  app.add_option("--match", line.match, "bare words: all of them, or any")
      ->check(CLI::IsMember({"all", "any"}))
      ->capture_default_str();
  app.add_option("--floor", r.floor,
                 "with --match any: the share of the words' weight an article must have")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  app.add_flag("--expand", r.expand,
               "rank by words of the best articles too; finds the same articles, in another order");
  app.add_option("--dialect", line.dialect, "whose habits the query is read by")
      ->check(CLI::IsMember({"default", "nexis", "factiva", "google", "xapian"}))
      ->capture_default_str();
  app.add_option("--timeout", r.timeout, "seconds a search may take; 0 = any")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  app.add_flag("--group,--nodup", r.group, "one hit for articles with nearly the same text");
  app.add_flag("--correct", r.correct,
               "where nothing is found, search for the likeliest spelling instead, and say so");
  app.add_flag("--explain", r.explain, "the query as understood, with counts for each clause");
  app.add_flag("--strict", line.strict, "a query that had to be repaired is an error");
  app.add_option(
      "--topics", line.batch.topics,
      "a file of queries, TREC's <top> or id<TAB>query: with --format trec a run of them");
  app.add_option("--qrels", line.batch.qrels,
                 "judgments of the topics: MAP, nDCG@10, P@10, P@30, recall@1000, MRR");
  app.add_flag("--per-query", line.batch.per_query, "the measures of each topic");
  app.add_option("--compare", line.batch.compare,
                 "a saved run beside this one: wins, losses, p of a paired test");
  app.add_flag("--fields", line.fields, "the fields a query can name");
  app.add_flag("--help-query", line.help_query, "the query language on one page");
  // What stands behind "--" is the query, whatever it begins with.
  char** const end = argv + argc;
  char** const marker = std::find(argv, end, std::string_view("--"));
  const std::vector<std::string> behind(marker == end ? end : marker + 1, end);
  return run_program(app, static_cast<int>(marker - argv), argv, [&] {
    line.words.insert(line.words.end(), behind.begin(), behind.end());
    return search(line, limit->count() > 0);
  });
}
