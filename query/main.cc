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
#include <fstream>
#include <iostream>
#include <map>
#include <optional>
#include <set>
#include <thread>

#include "cli/program.h"
#include "cli/secret_option.h"
#include "cli/standard_output.h"
#include "counting/count_articles.h"
#include "counting/key_words.h"
#include "dates/dates.h"
#include "error.h"
#include "evaluation/topic_batch.h"
#include "language/query_help.h"
#include "mcp/protocol.h"
#include "request/search_options.h"
#include "results/article_versions.h"
#include "results/output_escape.h"
#include "results/presenter.h"
#include "results/receipt.h"
#include "results/terminal_text.h"
#include "search/receipts.h"
#include "search/searcher.h"
#include "search/story_view.h"
#include "system/archive_files.h"
#include "system/system_error.h"
#include "system/version_text.h"

namespace dateline::searching {
namespace {

constexpr int kFound = 0, kNothingFound = 1, kSomeLeftOut = 1;
constexpr std::size_t kMostCompletions = 1000;
constexpr unsigned kMostThreads = 256;
constexpr std::string_view kInsteadOfToken = "give it in $DATELINE_TOKEN or by --token-file FILE";

struct CommandLine {
  std::vector<std::string> indexes;
  std::vector<std::string> words;
  SearchRequest request;
  BatchRequest batch;
  std::map<const SearchOption*, std::vector<std::string>> given;
  std::string format = "text", color = "auto";
  std::optional<std::string> prefix;
  std::optional<unsigned> threads;  // of one search
  std::string serve_address, token, token_file;
  bool open_to_all = false, assistant = false;
  bool help_query = false;
  std::optional<std::string> fields;  // "" = the table of fields
  std::optional<std::string> show, versions, diff;
  std::string receipt, checked_receipt;
  bool with_ids = false;
  std::string separator;
  bool csv_safe = false, bom = false;
  std::string counts, count = "articles";
  std::vector<std::string> compare;  // with topics: one saved run
  bool share = false, gaps = false, panel = false;
  std::size_t window = 0;
  std::optional<std::string> story;
  std::optional<std::size_t> terms;
  std::optional<std::string> against;
  std::string near;
  bool pairs = false;
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

constexpr std::pair<std::string_view, OutputFormat> kFormats[] = {
    {"text", OutputFormat::text},   {"json", OutputFormat::json},
    {"jsonl", OutputFormat::jsonl}, {"csv", OutputFormat::csv},
    {"ids", OutputFormat::ids},     {"trec", OutputFormat::trec},
    {"ris", OutputFormat::ris},     {"bibtex", OutputFormat::bibtex},
    {"csl", OutputFormat::csl},     {"markdown", OutputFormat::markdown},
    {"kwic", OutputFormat::kwic}};
constexpr std::pair<std::string_view, TableFormat> kTableFormats[] = {{"text", TableFormat::text},
                                                                      {"json", TableFormat::json},
                                                                      {"csv", TableFormat::csv},
                                                                      {"tsv", TableFormat::tsv},
                                                                      {"svg", TableFormat::svg}};
constexpr std::size_t kUsualWindow = 8;

std::set<std::string> format_names() {
  std::set<std::string> names;
  for (const auto& [name, format] : kFormats) names.emplace(name);
  for (const auto& [name, format] : kTableFormats) names.emplace(name);
  return names;
}

CsvStyle csv_style(const CommandLine& line) {
  CsvStyle style{.separator = ',', .safe = line.csv_safe, .bom = line.bom};
  if (line.separator == "tab" || line.separator == "\\t")
    style.separator = '\t';
  else if (line.separator.size() == 1)
    style.separator = line.separator.front();
  else if (!line.separator.empty())
    throw Error(fmt::format("--separator {} is not one character", line.separator),
                "for example --separator ';' or --separator tab");
  if (style.separator == '"' || style.separator == '\n' || style.separator == '\r')
    throw Error("--separator is a character that CSV needs for itself");
  return style;
}

/// Columns for text: $COLUMNS, else those of the terminal, at most 120; 80 where neither is known.
int width_of_output() {
  constexpr int kLeast = 20, kMost = 120, kUsual = 80;
  winsize size{};
  const char* const columns = std::getenv("COLUMNS");
  const int wanted = columns != nullptr                             ? std::atoi(columns)
                     : ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col
                                                                    : 0;
  return wanted > kLeast ? std::min(wanted, kMost) : kUsual;
}

PresentOptions present_options(const CommandLine& line) {
  PresentOptions options;
  options.format =
      std::ranges::find(kFormats, line.format, &std::pair<std::string_view, OutputFormat>::first)
          ->second;
  if (line.fields) options.fields = field_list(*line.fields);
  options.csv = csv_style(line);
  options.color = line.color == "always" || (line.color == "auto" && isatty(STDOUT_FILENO) &&
                                             std::getenv("NO_COLOR") == nullptr);
  options.width = width_of_output();
  return options;
}

/// Whether a table of counts is asked for, not articles.
bool asks_for_table(const CommandLine& line) {
  return !line.counts.empty() || !line.compare.empty() || line.share || line.gaps || line.panel ||
         line.count != "articles" || line.format == "tsv" || line.format == "svg";
}

bool asks_for_words(const CommandLine& line) {
  return line.terms || line.against || !line.near.empty() || line.pairs;
}

TableOptions table_options(const CommandLine& line) {
  const auto* const format = std::ranges::find(kTableFormats, line.format,
                                               &std::pair<std::string_view, TableFormat>::first);
  if (format == std::end(kTableFormats) || format->second == TableFormat::svg)
    throw Error(fmt::format("{} is no format of this table", line.format),
                "take --format text, csv, tsv or json");
  if (line.format != "csv" && (line.csv_safe || line.bom || !line.separator.empty()))
    throw Error("--csv-safe, --bom and --separator are for --format csv");
  return {format->second, csv_style(line)};
}

/// Refuses options that say nothing in a table of counts.
void check_table(const CommandLine& line) {
  if (std::ranges::find(kTableFormats, line.format,
                        &std::pair<std::string_view, TableFormat>::first) ==
      std::end(kTableFormats))
    throw Error(fmt::format("{} is for articles, not for counts", line.format),
                "take --format text, csv, tsv, json or svg");
  if (line.fields || line.show || line.prefix || line.versions || line.diff || line.window > 0)
    throw Error(
        "--fields, --show, --versions, --diff, --complete and --window are for articles, not for "
        "counts");
  if (line.format != "csv" && (line.csv_safe || line.bom || !line.separator.empty()))
    throw Error("--csv-safe, --bom and --separator are for --format csv");
  for (const auto& [option, values] : line.given)
    if (option->name == "limit" || option->name == "offset" || option->name == "sort" ||
        option->name == "explain" || option->name == "expand" || option->name == "correct")
      fmt::print(stderr, "note: a table of counts has no use for --{}\n", option->name);
  if (line.request.page.group)
    fmt::print(stderr, "note: the counts are of articles; --count stories counts stories\n");
}

/// Refuses formats that versions and differences do not have.
void check_versions(const CommandLine& line) {
  const char* const option = line.versions ? "--versions" : "--diff";
  if (!line.words.empty()) throw Error(fmt::format("{} takes no query beside it", option));
  if (line.format != "text" && line.format != "json")
    throw Error(fmt::format("{} has no form of {}", option, line.format),
                "take --format text or json");
}

/// Refuses options that say nothing in the format, and says what it leaves out.
void check_format(const CommandLine& line) {
  const bool csv = line.format == "csv", lines = csv || line.format == "jsonl";
  if (line.fields && !lines && !(line.show && line.format == "json"))
    throw Error(fmt::format("--fields: {} has no fields to choose", line.format),
                "take --format jsonl or --format csv");
  if (!csv && (line.csv_safe || line.bom || !line.separator.empty()))
    throw Error("--csv-safe, --bom and --separator are for --format csv");
  if (line.window > 0 && line.format != "kwic")
    throw Error("--window is for --format kwic", "it says how many words stand beside a match");
  const SearchRequest::Counts& counts = line.request.counts;
  const bool counted = line.format == "text" || line.format == "json";
  if (!counted && (!counts.facets.empty() || counts.timeline))
    fmt::print(stderr,
               "note: {} has no place for --facet and --timeline; take --format text or json, or "
               "--counts for a table\n",
               line.format);
  if (!counted && line.request.advice.explain)
    fmt::print(stderr, "note: {} has no place for --explain; take --format text or json\n",
               line.format);
}

/// Asks the search for what the fields need, and no more.
void choose_content(const FieldList& fields, SearchRequest::Page& page) {
  page.snippets = page.snippets && has_field(fields, "snippet");
  page.marks = page.snippets;
  page.story = has_field(fields, "story") || has_field(fields, "copies");
}

void read_options(CommandLine& line) {
  SearchRequest& r = line.request;
  r.now = now();
  r.query.text = fmt::format("{}", fmt::join(line.words, " "));
  r.page.ids_only = line.format == "ids" || line.format == "trec";
  r.page.story = line.format == "csv" || line.format == "jsonl";
  if (line.format == "kwic") r.page.window = line.window == 0 ? kUsualWindow : line.window;
  for (const auto& [option, values] : line.given)
    for (const std::string& value : values) option->set(r, value);
  if (line.fields) choose_content(field_list(*line.fields), r.page);
  const std::string_view format = line.format;
  if (format == "ris" || format == "bibtex" || format == "csl" || format == "kwic")
    r.page.snippets = r.page.marks = false;
}

/// Whether a name is that of a server: localhost:8080.
bool is_address(const std::string& name) {
  const std::size_t colon = name.rfind(':');
  return colon != std::string::npos && colon > 0 && colon + 1 < name.size() &&
         name.find('/') == std::string::npos &&
         name.find_first_not_of("0123456789", colon + 1) == std::string::npos;
}

std::vector<std::filesystem::path> archives_of(const CommandLine& line) {
  if (line.indexes.empty()) return {default_index()};
  for (const std::string& index : line.indexes)
    if (is_address(index) && !std::filesystem::exists(index))
      throw Error(fmt::format("--index {} is a server, not the folder of an archive", index),
                  "name folders: a server gives pages of answers, of which no exact whole is made");
  return {line.indexes.begin(), line.indexes.end()};
}

SearchThreads threads_of(const CommandLine& line) {
  // Postings: where the cores are busy, a thread waits longer than it would read fewer.
  constexpr std::size_t kWorthAThread = 250'000;
  return SearchThreads(line.threads.value_or(std::thread::hardware_concurrency()), kWorthAThread);
}

Searcher opened(const CommandLine& line) {
  Searcher searcher(archives_of(line), line.request.as_of, line.request.now);
  searcher.use(threads_of(line));
  return searcher;
}

/// Runs a batch of topics.
int run_topics(CommandLine& line) {
  BatchRequest& batch = line.batch;
  if (line.compare.size() > 1) throw Error("with --topics, --compare names one saved run");
  if (!line.compare.empty()) batch.compare = line.compare.front();
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
  Searcher searcher = opened(line);
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

/// Writes a receipt of the search to a file.
void write_receipt(const CommandLine& line, Searcher& searcher) {
  if (!line.request.query.similar.empty())
    throw Error("--receipt cannot cite --similar", "cite the words that the search names");
  Receipt::Options options;
  for (const auto& [option, values] : line.given)
    if (decides_what_is_found(option->name)) options.emplace_back(option->name, values);
  std::ranges::sort(options);
  const std::string text =
      to_json(make_receipt(line.request, std::move(options), line.with_ids, searcher));
  std::ofstream file(line.receipt, std::ios::binary);
  if (file) file << text << std::flush;
  if (!file) throw system_error(fmt::format("cannot write {}", line.receipt), errno);
}

/// Compares a receipt with what the archive answers now.
int verify_receipt(const CommandLine& line) {
  if (!line.words.empty()) throw Error("--verify-receipt takes no query beside it");
  if (line.format != "text" && line.format != "json")
    throw Error(fmt::format("--verify-receipt has no form of {}", line.format),
                "take --format text or json");
  std::ifstream file(line.checked_receipt, std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(file), {});
  if (!file) throw system_error(fmt::format("cannot read {}", line.checked_receipt), errno);
  const Receipt receipt = read_receipt(text, line.checked_receipt);
  SearchRequest request;
  request.now = receipt.now;
  request.timeout = line.request.timeout;
  for (const auto& [name, values] : receipt.options)
    for (const SearchOption& option : search_options())
      if (option.name == name && decides_what_is_found(name))
        for (const std::string& value : values) option.set(request, value);
  Searcher present(archives_of(line));
  present.use(threads_of(line));
  const ReceiptCheck check = check_receipt(receipt, request, present);
  print_incompleteness(present, line.request);
  searching::present(std::cout, check, present_options(line));
  return check.same ? kFound : kNothingFound;
}

int search(const CommandLine& line, Searcher& searcher) {
  if (!line.receipt.empty()) write_receipt(line, searcher);
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

int no_article(const std::string& id) {
  fmt::print(stderr, "no article has the id {}\n", printable_text(id));
  return kNothingFound;
}

/// Prints the versions of an article, or what changed between two.
int show_versions(const CommandLine& line, Searcher& searcher) {
  const auto print = [&](const auto& found, const std::string& id) {
    if (!found) return no_article(id);
    present(std::cout, *found, present_options(line));
    return kFound;
  };
  const bool withheld = line.request.page.withheld;
  return line.versions ? print(searcher.versions(*line.versions, withheld), *line.versions)
                       : print(searcher.difference(read_versions(*line.diff), withheld),
                               read_versions(*line.diff).id);
}

/// Prints one article.
int show(const CommandLine& line, Searcher& searcher) {
  if (!line.words.empty()) throw Error("--show takes no query beside it");
  const std::optional<Hit> hit = searcher.show(*line.show, line.request.page.withheld);
  if (!hit) return no_article(*line.show);
  const PresentOptions options = present_options(line);
  if (options.format == OutputFormat::text) {
    present_article(std::cout, *hit, options);
    return kFound;
  }
  Results results;
  results.total = results.limit = 1;
  results.canonical = results.query_text = "id:" + *line.show;
  results.archive = searcher.archive();
  results.hits = {*hit};
  present_whole(std::cout, results, options);
  return kFound;
}

/// Prints the life of a report.
int story(const CommandLine& line, Searcher& searcher) {
  if (!line.words.empty()) throw Error("--story takes no query beside it");
  const TableOptions options = table_options(line);
  std::optional<Story> story = view_story(*line.story, searcher.snapshot());
  if (!story) {
    fmt::print(stderr, "no article has the id {}\n", printable_text(*line.story));
    return kNothingFound;
  }
  story->archive = searcher.archive();
  print_incompleteness(searcher, line.request);
  present(std::cout, *story, options);
  return kFound;
}

/// Prints the words that a result has more often than others.
int words(const CommandLine& line, Searcher& searcher) {
  const TableOptions options = table_options(line);
  WordRequest request;
  request.words = line.terms.value_or(request.words);
  request.against = line.against;
  request.near = line.near;
  request.pairs = line.pairs;
  request.search = line.request;
  const WordTable table = key_words(request, searcher);
  for (const Note& note : table.query.notes)
    fmt::print(stderr, "note: {}\n", printable_text(note.message));
  if (table.against)
    for (const Note& note : table.against->notes)
      fmt::print(stderr, "note: {}\n", printable_text(note.message));
  print_incompleteness(searcher, line.request);
  if (table.sampled > 0)
    fmt::print(stderr, "note: a sample, the texts of {} of {} articles\n", table.sampled,
               table.sampled_of);
  if (table.languages.empty() && table.query.total > 0)
    fmt::print(stderr,
               "note: nothing to compare: two stories and two others of one language are "
               "needed\n");
  else if (table.words.empty() && table.query.total > 0)
    fmt::print(stderr, "note: of no word it is certain that it is more frequent here\n");
  present(std::cout, table, options);
  return table.words.empty() ? kNothingFound : kFound;
}

/// The fields of a table: those of --counts, of --facet and of --timeline.
std::vector<CountField> fields_of_table(const CommandLine& line) {
  static constexpr std::string_view kPeriodNames[] = {"day", "week", "month", "year"};
  std::string list = line.counts;
  for (const FacetRequest& facet : line.request.counts.facets)
    list += fmt::format("{}{}:{}", list.empty() ? "" : ",", facet.field, facet.values);
  if (line.request.counts.timeline)
    list += fmt::format("{}{}", list.empty() ? "" : ",",
                        kPeriodNames[static_cast<int>(*line.request.counts.timeline)]);
  return list.empty() ? std::vector<CountField>() : count_fields(list);
}

/// Prints a table of counts.
int count(const CommandLine& line, Searcher& searcher) {
  CountRequest request;
  request.fields = fields_of_table(line);
  if (!line.words.empty() || line.compare.empty())
    request.queries.push_back(line.request.query.text);
  request.queries.insert(request.queries.end(), line.compare.begin(), line.compare.end());
  request.stories = line.count == "stories";
  request.share = line.share;
  request.gaps = line.gaps;
  request.panel = line.panel;
  request.search = line.request;
  const CountTable table = count_articles(request, searcher);
  std::uint64_t total = 0;
  for (const CountedQuery& query : table.queries) {
    for (const Note& note : query.notes)
      fmt::print(stderr, "note: {}\n", printable_text(note.message));
    total += query.total;
  }
  print_incompleteness(searcher, line.request);
  for (const CutField& cut : table.cut)
    fmt::print(stderr, "note: {} more values of {} are summed as (other)\n", cut.more, cut.field);
  TableOptions options;
  options.format = std::ranges::find(kTableFormats, line.format,
                                     &std::pair<std::string_view, TableFormat>::first)
                       ->second;
  options.csv = csv_style(line);
  present(std::cout, table, options);
  return total == 0 ? kNothingFound : kFound;
}

/// Becomes dateline-serve, which is in the same folder. The token is passed in the environment, so
/// that no list of processes shows it.
[[noreturn]] void become_server(const CommandLine& line) {
  const std::string program =
      std::filesystem::read_symlink("/proc/self/exe").replace_filename("dateline-serve").string();
  const std::vector<std::filesystem::path> archives = archives_of(line);
  if (archives.size() > 1)
    throw Error("--serve serves one archive", "search several of them on the command line");
  const std::string index = archives.front().string();
  const std::string folder = (index.starts_with('-') ? "./" : "") + index;
  const std::string token = line.token_file.empty() ? line.token : secret_in_file(line.token_file);
  const std::string threads = std::to_string(line.threads.value_or(1));
  const char* const flag = line.open_to_all ? "--open-to-all" : nullptr;
  ::setenv("DATELINE_TOKEN", token.c_str(), 1);
  ::execl(program.c_str(), program.c_str(), line.serve_address.c_str(), "--index", folder.c_str(),
          "--threads", threads.c_str(), flag, nullptr);
  throw system_error(fmt::format("cannot run {}", program), errno);
}

/// Answers an assistant until its input ends.
int answer_assistant(const CommandLine& line) {
  if (!line.words.empty() || !line.given.empty())
    throw Error("--mcp takes no query and no options of a search", "an assistant sends them");
  Searcher searcher(archives_of(line));
  searcher.use(threads_of(line));
  serve_assistant(std::cin, std::cout, searcher);
  return kFound;
}

/// Runs what the command line asks for. Returns the exit code.
int run(CommandLine& line) {
  if (line.fields && line.fields->empty()) {
    print_fields();
    return kFound;
  }
  if (line.help_query) {
    fmt::print("{}", query_help_text());
    return kFound;
  }
  if (!line.serve_address.empty()) become_server(line);
  if (line.assistant) return answer_assistant(line);
  read_options(line);
  if (!line.batch.topics.empty()) return run_topics(line);
  if (!line.batch.qrels.empty() || line.batch.per_query)
    throw Error("--qrels and --per-query need --topics FILE");
  const bool table = asks_for_table(line), of_words = asks_for_words(line);
  const bool of_one =
      line.versions || line.diff || !line.receipt.empty() || !line.checked_receipt.empty();
  if (of_one && archives_of(line).size() > 1)
    throw Error("versions and receipts are of one archive", "name one by --index");
  if (!line.checked_receipt.empty()) return verify_receipt(line);
  if (line.versions || line.diff) check_versions(line);
  if (!line.receipt.empty() && (table || line.show || line.versions || line.diff || line.prefix))
    throw Error("--receipt is for a search", "each query of a table can have a receipt of its own");
  if (line.with_ids && line.receipt.empty()) throw Error("--with-ids needs --receipt FILE");
  if ((line.story ? 1 : 0) + (of_words ? 1 : 0) + (line.counts.empty() ? 0 : 1) > 1)
    throw Error("--story, --counts and --terms are three answers", "ask for one of them");
  if (of_words || line.story) {
    if (!line.receipt.empty()) throw Error("--receipt is for a search");
    Searcher searcher = opened(line);
    return of_words ? words(line, searcher) : story(line, searcher);
  }
  table ? check_table(line) : check_format(line);
  if (line.prefix && !line.request.as_of.empty())
    throw Error("--as-of is for searches, counts and articles, not for --complete");
  Searcher searcher = opened(line);
  if (table) return count(line, searcher);
  if (line.show) return show(line, searcher);
  if (line.versions || line.diff) return show_versions(line, searcher);
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

/// The options that print one article.
void add_article_options(CLI::App& app, CommandLine& line) {
  app.add_option("--show", line.show, "the article with this id, whole, nothing else")
      ->excludes(app.get_option("--complete"));
  CLI::Option* const versions =
      app.add_option("--versions", line.versions,
                     "the versions of the article with this id: when, how long, what changed")
          ->excludes(app.get_option("--complete"))
          ->excludes(app.get_option("--show"));
  app.add_option("--diff", line.diff,
                 "ID or ID@A..B: what changed between the last two versions of an article, or "
                 "these two, word by word")
      ->excludes(app.get_option("--complete"))
      ->excludes(app.get_option("--show"))
      ->excludes(versions);
  CLI::Option* const receipt = app.add_option(
      "--receipt", line.receipt,
      "FILE: writes there what was searched and the sums of what was found, to be cited");
  app.add_flag("--with-ids", line.with_ids, "with --receipt: the ids of what was found too");
  app.add_option("--verify-receipt", line.checked_receipt,
                 "FILE: compares what a receipt cites with what is found now; 1: it differs")
      ->excludes(receipt);
  app.add_flag("--show-withheld", line.request.page.withheld,
               "with --as-of, --versions and --diff: texts that their source has withheld since");
}

/// Of tables: counts, words, the life of a report.
void add_table_options(CLI::App& app, CommandLine& line) {
  app.add_option("--counts", line.counts,
                 "FIELD[:N],...: a table of counts by one to three of source, section, author, "
                 "language, country, type, topic, site, year, quarter, month, week, day");
  app.add_option("--count", line.count, "with --counts: what is counted")
      ->check(CLI::IsMember({"articles", "stories"}))
      ->capture_default_str();
  app.add_flag("--share", line.share,
               "counts as shares of all articles of the same filters, with their 95 % interval");
  app.add_flag("--gaps", line.gaps,
               "days on which a source gave far fewer articles than usual: told, and left out of "
               "shares");
  app.add_flag("--panel", line.panel, "counts only sources without a gap over the whole span");
  app.add_option("--story", line.story,
                 "the life of a report: who had it first, and what each copy kept and changed")
      ->excludes(app.get_option("--show"))
      ->excludes(app.get_option("--complete"));
  app.add_option("--terms", line.terms,
                 "the N words that the articles found have more often than others (30), story by "
                 "story, with both counts")
      ->type_name("N")
      ->check(CLI::Range(1, 100'000));
  app.add_option("--against", line.against, "with --terms: a query for the others");
  app.add_option("--near", line.near, "words within five of this one, more often than elsewhere");
  app.add_flag("--pairs", line.pairs, "with --terms: pairs of these words that occur together");
}

/// The options that are not search options.
void add_other_options(CLI::App& app, CommandLine& line) {
  app.add_option("--complete", line.prefix, "how what has been typed may go on, nothing else")
      ->excludes(app.get_option("--similar"));
  app.add_option("--format", line.format, "output")
      ->check(CLI::IsMember(format_names()))
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
  app.add_option("--compare", line.compare,
                 "another query beside this one in a table of counts (repeat); with --topics a "
                 "saved run: wins, losses, p of a paired test")
      ->allow_extra_args(false);
  app.add_option("--threads", line.threads,
                 "threads of one search (default: all cores; with --serve: 1)")
      ->check(CLI::Range(1U, kMostThreads));
  app.add_option("--serve", line.serve_address,
                 "HOST:PORT: answers searches over HTTP there, with a page to search by");
  app.add_option("--token", line.token,
                 "with --serve: what who asks must send as Authorization: Bearer")
      ->envname("DATELINE_TOKEN");
  app.add_option("--token-file", line.token_file,
                 "with --serve: a file whose first line is the token");
  app.add_flag("--open-to-all", line.open_to_all,
               "with --serve beyond this machine: anyone may search, without a token");
  app.add_flag("--mcp", line.assistant,
               "answers an assistant on standard input and output (Model Context Protocol)");
  app.add_option("--fields", line.fields,
                 "LIST or all: the fields of csv and jsonl, body among them; without a list, the "
                 "fields a query can name")
      ->expected(0, 1)
      ->type_name("[LIST]");
  add_article_options(app, line);
  app.add_flag("--csv-safe", line.csv_safe,
               "csv: an apostrophe before what a spreadsheet would read as a formula, but in ids");
  app.add_flag("--bom", line.bom, "csv: a mark of UTF-8 first, as Excel wants it");
  app.add_option("--separator", line.separator, "csv: between cells, instead of a comma");
  app.add_option("--window", line.window, "kwic: words on each side of a match (8)")
      ->check(CLI::Range(1, 1000));
  app.add_flag("--help-query", line.help_query, "the query language on one page");
}

const std::vector<HelpSection> kMore{
    {"Examples",
     {{"dateline-query '\"trade deficit\" date:1987-03'", "a phrase in March 1987"},
      {"dateline-query strike --facet source,year", "how many articles, by outlet and year"},
      {"dateline-query 'bank NEAR/5 rate' --limit 0 --format csv", "all hits as a table"}}},
    {"Exit codes",
     {{"0", "found"}, {"1", "nothing found"}, {"2", "the command line is wrong, or an error"}}},
    {"Environment",
     {{"DATELINE_INDEX", "folder of the archive, without --index"},
      {"DATELINE_TOKEN", "with --serve: the token"},
      {"COLUMNS", "the width of text, where it is not the terminal's"},
      {"NO_COLOR", "no colour in text"}}},
};

}  // namespace
}  // namespace dateline::searching

int main(int argc, char** argv) {
  using namespace dateline;
  using namespace dateline::searching;
  CommandLine line;
  CLI::App app("Searches the archive dateline-indexer made. No query means everything.",
               "dateline-query");
  app.set_version_flag("--version", version_text);
  app.add_option("query", line.words,
                 "what to search for; quote it, so that the shell leaves it alone");
  app.add_option("--index", line.indexes,
                 "folder of the archive ($DATELINE_INDEX); repeat: several archives as one")
      ->allow_extra_args(false)
      ->default_str(default_index().string());
  for (const SearchOption& option : search_options()) add_option(app, option, line.given);
  add_other_options(app, line);
  add_table_options(app, line);
  // The words behind "--" are the query, whatever they begin with.
  char** const end = argv + argc;
  char** const marker = std::find(argv, end, std::string_view("--"));
  const std::vector<std::string> behind(marker == end ? end : marker + 1, end);
  return run_program(app, kMore, static_cast<int>(marker - argv), argv, [&] {
    line.words.insert(line.words.end(), behind.begin(), behind.end());
    note_visible_secret(static_cast<int>(marker - argv), argv, "--token", kInsteadOfToken);
    return run(line);
  });
}
