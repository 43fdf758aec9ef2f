// SPDX-License-Identifier: GPL-2.0-or-later
// dateline-query: the command line, nothing else. It has no subcommands, for a search for "stats"
// must search.
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>
#include <optional>

#include "cli/program.h"
#include "cli/secret_option.h"
#include "cli/standard_output.h"
#include "dates/dates.h"
#include "error.h"
#include "evaluation/topic_batch.h"
#include "language/query_help.h"
#include "request/search_options.h"
#include "results/output_escape.h"
#include "results/presenter.h"
#include "results/terminal_text.h"
#include "search/searcher.h"
#include "system/archive_files.h"
#include "system/system_error.h"
#include "version.h"

namespace dateline::searching {
namespace {

constexpr int kFound = 0, kNothingFound = 1, kSomeLeftOut = 1;
constexpr std::size_t kMostCompletions = 1000;
constexpr std::string_view kInsteadOfToken = "give it in $DATELINE_TOKEN or by --token-file FILE";

struct CommandLine {
  std::string index = default_index().string();
  std::vector<std::string> words;
  SearchRequest request;
  BatchRequest batch;
  std::map<const SearchOption*, std::vector<std::string>> given;
  std::string format = "text", color = "auto";
  std::optional<std::string> prefix;
  std::string serve_address, token, token_file;
  bool open_to_all = false;
  bool fields = false, help_query = false;
};

void print_fields() {
  fmt::print("{:<10} {:<10} {:<7} {}\n", "field", "also", "kind", "what it holds, and an example");
  for (const schema::Field& f : schema::fields) {
    const char* kind = f.kind == schema::Kind::text    ? "text"
                       : f.kind == schema::Kind::exact ? "exact"
                                                       : "number";
    fmt::print("{:<10} {:<10} {:<7} {}: {}\n", f.name, f.alias, kind, f.help, f.example);
  }
}

/// Prints the notes of a query on stderr.
void print_notes(const Results& results) {
  for (const Note& note : results.notes)
    fmt::print(stderr, "note: {}\n", printable_text(note.message));
}

/// Says of answers without notes that the archive does not hold all that it was given.
void print_incompleteness(const Searcher& searcher, const SearchRequest& request) {
  if (const std::optional<Incompleteness> incomplete = searcher.incomplete(request.now))
    fmt::print(stderr, "note: {}\n", printable_text(incomplete->message));
}

/// Prints the words that --expand added.
void print_expansion(const Results& results) {
  if (!results.expansion || results.expansion->empty()) return;
  constexpr std::size_t kShown = 12;
  std::vector<std::string> words = *results.expansion;
  const std::size_t more = words.size() - std::min(words.size(), kShown);
  words.resize(words.size() - more);
  fmt::print(stderr, "note: also ranked by words of the best articles: {}{}\n",
             printable_text(fmt::format("{}", fmt::join(words, ", "))),
             more == 0 ? "" : fmt::format(" and {} more", more));
}

/// Prints the words that look misspelled in a search that found something. If it found nothing,
/// print_hints() names them.
void print_suggestions(const Results& results) {
  if (!results.did_you_mean || results.diagnosis || results.total == 0) return;
  for (const Spelling& word : results.did_you_mean->words)
    fmt::print(stderr, "note: {}\n", printable_text(misspelled(word)));
}

void print_hints(const Results& results) {
  for (const std::string& hint : hints(results))
    fmt::print(stderr, "hint: {}\n", printable_text(hint));
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
  SearchRequest& r = line.request;
  r.now = now();
  r.query.text = fmt::format("{}", fmt::join(line.words, " "));
  r.page.ids_only = line.format == "ids" || line.format == "trec";
  for (const auto& [option, values] : line.given)
    for (const std::string& value : values) option->set(r, value);
}

/// Runs a batch of topics.
int run_topics(CommandLine& line) {
  BatchRequest& batch = line.batch;
  if (!line.words.empty())
    throw Error("--topics takes its queries from the file, not from the line");
  if (batch.qrels.empty() && line.format != "trec")
    throw Error("--topics alone prints nothing",
                "add --format trec for a run, or --qrels FILE for its measures");
  if (batch.qrels.empty() && (!batch.compare.empty() || batch.per_query))
    throw Error("--compare and --per-query need --qrels");
  batch.search = line.request;
  batch.search.advice.strict = false;
  if (!line.given.contains(&search_options().front())) batch.search.page.limit = kBatchDepth;
  Searcher searcher(line.index);
  print_incompleteness(searcher, line.request);
  const BatchReport report = run_batch(batch, searcher, std::cout, std::cerr);
  return report.left_out == 0 ? kFound : kSomeLeftOut;
}

int complete(const CommandLine& line, Searcher& searcher) {
  if (!line.words.empty())
    throw Error("--complete takes no query beside it",
                "quote what has been typed: --complete 'interest ra'");
  const std::size_t count =
      line.request.page.limit == 0 ? kMostCompletions : line.request.page.limit;
  const Completions completions =
      searcher.complete(*line.prefix, std::min(count, kMostCompletions), line.request.timeout);
  print_incompleteness(searcher, line.request);
  present(std::cout, completions, present_options(line));
  return completions.words.empty() && completions.headlines.empty() ? kNothingFound : kFound;
}

int search(const CommandLine& line, Searcher& searcher) {
  const std::unique_ptr<Presenter> presenter = make_presenter(std::cout, present_options(line));
  const Results results = searcher.search(
      line.request,
      [&](const Results& found) {
        print_notes(found);
        print_expansion(found);
        if (!line.request.advice.correct) print_suggestions(found);
        presenter->begin(found);
      },
      [&](const Hit& hit) { presenter->hit(hit); });
  presenter->end(results);
  if (line.format == "text" && flush_standard_output() == 0) print_hints(results);
  return results.total == 0 ? kNothingFound : kFound;
}

/// Becomes dateline-serve, which is in the same folder. The token is passed in the environment, so
/// that no list of processes shows it.
[[noreturn]] void become_server(const CommandLine& line) {
  const std::string program =
      std::filesystem::read_symlink("/proc/self/exe").replace_filename("dateline-serve").string();
  const std::string folder = (line.index.starts_with('-') ? "./" : "") + line.index;
  const std::string token = line.token_file.empty() ? line.token : secret_in_file(line.token_file);
  const char* const flag = line.open_to_all ? "--open-to-all" : nullptr;
  ::setenv("DATELINE_TOKEN", token.c_str(), 1);
  ::execl(program.c_str(), program.c_str(), line.serve_address.c_str(), "--index", folder.c_str(),
          flag, nullptr);
  throw system_error(fmt::format("cannot run {}", program), errno);
}

/// Runs what the command line asks for. Returns the exit code.
int run(CommandLine& line) {
  if (line.fields) {
    print_fields();
    return kFound;
  }
  if (line.help_query) {
    fmt::print("{}", query_help_text());
    return kFound;
  }
  if (!line.serve_address.empty()) become_server(line);
  read_options(line);
  if (!line.batch.topics.empty()) return run_topics(line);
  if (!line.batch.qrels.empty() || !line.batch.compare.empty() || line.batch.per_query)
    throw Error("--qrels, --compare and --per-query need --topics FILE");
  Searcher searcher(line.index);
  return line.prefix ? complete(line, searcher) : search(line, searcher);
}

/// The type of a value, as CLI11 shows it.
std::string type_of(const SearchOption& option) {
  switch (option.kind) {
    case SearchOption::Kind::count:
      return "INT";
    case SearchOption::Kind::number:
      return "FLOAT";
    default:
      return "TEXT";
  }
}
std::string values_of(const SearchOption& option) {
  if (option.kind == SearchOption::Kind::choice)
    return fmt::format("{{{}}}", fmt::join(option.choices, ","));
  if (option.kind != SearchOption::Kind::number) return "";
  return option.most > 1e9 ? "NONNEGATIVE"
                           : fmt::format("FLOAT in [{} - {}]", option.least, option.most);
}

void add_option(CLI::App& app, const SearchOption& option,
                std::map<const SearchOption*, std::vector<std::string>>& given) {
  std::string name = fmt::format("--{}", option.name);
  if (option.kind == SearchOption::Kind::flag) {
    const bool on = option.otherwise == "1";
    if (!option.alias.empty()) name += fmt::format(",--{}", option.alias);
    app.add_flag_callback(
        on ? fmt::format("--no-{}", option.name) : name,
        [&given, &option, on] { given[&option] = {on ? "0" : "1"}; },
        fmt::format("{}{}", on ? "no " : "", option.help));
    return;
  }
  CLI::Option* const added =
      option.repeatable
          ? app.add_option_function<std::vector<std::string>>(
                   name, [&](const std::vector<std::string>& values) { given[&option] = values; },
                   std::string(option.help))
                ->allow_extra_args(false)
          : app.add_option_function<std::string>(
                name, [&](const std::string& value) { given[&option] = {value}; },
                std::string(option.help));
  added->check(CLI::Validator([&option](std::string& value) { return complaint(option, value); },
                              values_of(option)));
  added->type_name(type_of(option))->default_str(std::string(option.otherwise));
  if (option.kind == SearchOption::Kind::facets) added->delimiter(',');
}

/// The options that are not search options.
void add_other_options(CLI::App& app, CommandLine& line) {
  app.add_option("--complete", line.prefix, "how what has been typed may go on, nothing else")
      ->excludes(app.get_option("--similar"));
  app.add_option("--format", line.format, "output")
      ->check(CLI::IsMember({"text", "json", "jsonl", "csv", "ids", "trec"}))
      ->capture_default_str();
  app.add_option("--color", line.color, "colour in text")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->capture_default_str();
  app.add_option(
      "--topics", line.batch.topics,
      "a file of queries, TREC's <top> or id<TAB>query: with --format trec a run of them");
  app.add_option("--qrels", line.batch.qrels,
                 "judgments of the topics: MAP, nDCG@10, P@10, P@30, recall@1000, MRR");
  app.add_flag("--per-query", line.batch.per_query, "the measures of each topic");
  app.add_option("--compare", line.batch.compare,
                 "a saved run beside this one: wins, losses, p of a paired test");
  app.add_option("--serve", line.serve_address,
                 "HOST:PORT: answers searches over HTTP there, with a page to search by");
  app.add_option("--token", line.token,
                 "with --serve: what who asks must send as Authorization: Bearer")
      ->envname("DATELINE_TOKEN");
  app.add_option("--token-file", line.token_file,
                 "with --serve: a file whose first line is the token");
  app.add_flag("--open-to-all", line.open_to_all,
               "with --serve beyond this machine: anyone may search, without a token");
  app.add_flag("--fields", line.fields, "the fields a query can name");
  app.add_flag("--help-query", line.help_query, "the query language on one page");
}

}  // namespace
}  // namespace dateline::searching

int main(int argc, char** argv) {
  using namespace dateline;
  using namespace dateline::searching;
  CommandLine line;
  CLI::App app("Searches the archive dateline-indexer made. No query means everything.",
               "dateline-query");
  app.set_version_flag("--version", std::string(kVersion));
  app.add_option("query", line.words,
                 "what to search for; quote it, so that the shell leaves it alone");
  app.add_option("--index", line.index, "folder of the archive ($DATELINE_INDEX)")
      ->capture_default_str();
  for (const SearchOption& option : search_options()) add_option(app, option, line.given);
  add_other_options(app, line);
  // The words behind "--" are the query, whatever they begin with.
  char** const end = argv + argc;
  char** const marker = std::find(argv, end, std::string_view("--"));
  const std::vector<std::string> behind(marker == end ? end : marker + 1, end);
  return run_program(app, static_cast<int>(marker - argv), argv, [&] {
    line.words.insert(line.words.end(), behind.begin(), behind.end());
    note_visible_secret(static_cast<int>(marker - argv), argv, "--token", kInsteadOfToken);
    return run(line);
  });
}
