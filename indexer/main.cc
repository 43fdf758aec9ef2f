// SPDX-License-Identifier: GPL-2.0-or-later
// dateline-indexer: the command line, nothing else. Each command is one function below.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <csignal>
#include <iostream>
#include <nlohmann/json.hpp>
#include <thread>

#include "analyzer.h"
#include "dates.h"
#include "error.h"
#include "field_map.h"
#include "ingest.h"
#include "input.h"
#include "program.h"
#include "progress.h"
#include "saved_commands.h"
#include "verify.h"
#include "writable_archive.h"

namespace dateline {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kDone = 0, kSomeRejected = 1;

std::atomic<bool> stop_requested{false};
extern "C" void request_stop(int) { stop_requested = true; }

/// Options every command has, and those of add.
struct CommandLine {
  std::string index = default_index().string();
  bool quiet = false, json = false;
  std::string progress = "auto";
  unsigned jobs = std::max(1U, std::thread::hardware_concurrency());
  std::string memory = "512M";

  std::vector<std::string> paths;
  ReadOptions read;
  std::vector<std::string> map;
  bool strict = false, dry_run = false;

  std::vector<std::string> ids;

  SavedCommand saved;

  Resources resources() const {
    constexpr std::uint64_t kLeast = 16 << 20;
    const std::uint64_t bytes = parse_size(memory);
    if (bytes < kLeast) throw Error("--memory must be at least 16M");
    if (jobs < 1 || jobs > 1024) throw Error("--jobs must be between 1 and 1024");
    return {jobs, bytes};
  }
};

/// "1 article", "2 articles".
std::string counted(std::uint64_t n, const char* word) {
  return fmt::format("{} {}{}", n, word, n == 1 ? "" : "s");
}

std::string undated_line(std::uint64_t undated, std::uint64_t unreadable) {
  std::string line = fmt::format("{} without a date", undated);
  if (unreadable != 0) line += fmt::format(", {} of them with one nobody can read", unreadable);
  return line;
}

/// Arguments such as title=data.headline.
void read_map(CommandLine& line) {
  for (const std::string& pair : line.map) {
    const std::size_t equals = pair.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == pair.size())
      throw Error(fmt::format("--map {} is not FIELD=KEY", pair),
                  "for example: --map title=headline");
    line.read.map[pair.substr(0, equals)] = pair.substr(equals + 1);
  }
  mapped_keys(line.read);  // throws for a field no article has
}

void check_read_options(CommandLine& line) {
  read_map(line);
  if (line.read.format != "auto" && !formats().contains(line.read.format)) {
    std::string known;
    for (const auto& [name, help] : formats()) known += (known.empty() ? "" : ", ") + name;
    throw Error(fmt::format("there is no format \"{}\"", line.read.format),
                "formats: auto, " + known);
  }
  if (!line.read.timezone.empty() && !known_zone(line.read.timezone))
    throw Error(fmt::format("there is no time zone \"{}\"", line.read.timezone),
                "give an IANA name such as Europe/Berlin, or an offset such as +02:00");
  if (!line.read.language.empty()) {
    const std::string code = normal_language(line.read.language);
    if (code.empty())
      throw Error(fmt::format("there is no language \"{}\"", line.read.language),
                  "give an ISO 639-1 code such as en, de or ar");
    line.read.language = code;
  } else {
    line.read.language = "en";
  }
}

Json to_json(const Article& a) {
  const auto text = [](const std::string& s) { return s.empty() ? Json() : Json(s); };
  return {{"id", text(a.id)},
          {"title", text(a.title)},
          {"body", text(a.body)},
          {"date", a.published ? Json(format_timestamp(*a.published)) : Json()},
          {"source", text(a.source)},
          {"url", text(a.url)},
          {"section", text(a.section)},
          {"author", text(a.author)},
          {"language", text(a.language)},
          {"country", text(a.country)},
          {"type", text(a.type)}};
}

/// --dry-run: the articles as JSON Lines, nothing indexed.
class Printer : public InputVisitor {
 public:
  void begin_input(const Input& input) override { name_ = input.name; }
  void article(Article&& article, std::uint64_t) override {
    std::cout << to_json(article).dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
  }
  void rejected(const Rejection& r) override {
    rejected_any = true;
    fmt::print(stderr, "rejected: {}:{}: {}\n", name_, r.line, r.reason);
  }
  void end_input() override {}
  void progress(std::uint64_t) override {}
  bool stop() override { return !std::cout; }
  bool rejected_any = false;

 private:
  std::string name_;
};

void print_report(const CommandLine& line, const IngestReport& r) {
  if (line.json) {
    std::cout << Json{{"added", r.added},         {"updated", r.updated},
                      {"unchanged", r.unchanged}, {"rejected", r.rejected},
                      {"undated", r.undated},     {"unreadable_dates", r.unreadable_dates},
                      {"inputs", r.inputs},       {"text_bytes", r.text_bytes},
                      {"seconds", r.seconds},     {"stopped", r.stopped}}
                     .dump()
              << '\n';
    return;
  }
  if (!line.quiet) {
    const double seconds = std::max(r.seconds, 1e-6);
    fmt::print("{} from {}, {} of text in {:.1f} s ({:.1f} MB/s)\n",
               counted(r.articles(), "article"), counted(r.inputs, "input"),
               human_size(r.text_bytes), r.seconds,
               static_cast<double>(r.text_bytes) / 1e6 / seconds);
    if (r.undated != 0) fmt::print("{}\n", undated_line(r.undated, r.unreadable_dates));
    if (r.stopped) fmt::print("stopped before the end: what was read is indexed\n");
  }
  fmt::print("added {}  updated {}  unchanged {}  rejected {}\n", r.added, r.updated, r.unchanged,
             r.rejected);
  std::fflush(stdout);
}

/// The size of what is to be read. A path that does not exist is an error before an archive is
/// made.
std::uint64_t bytes_of_existing(const std::vector<std::string>& paths) {
  for (const std::string& path : paths)
    if (path != "-" && !std::filesystem::exists(path))
      throw Error(fmt::format("{} does not exist", path),
                  "give files, folders, or - for standard input");
  return input_bytes(paths);
}

int add(CommandLine& line) {
  check_read_options(line);
  if (line.dry_run) {
    Printer printer;
    read_inputs(line.paths, line.read, printer);
    return printer.rejected_any ? kSomeRejected : kDone;
  }
  const std::uint64_t total_bytes = bytes_of_existing(line.paths);
  WritableArchive archive(line.index, line.resources());
  std::signal(SIGINT, request_stop);
  std::signal(SIGTERM, request_stop);
  IngestOptions options;
  options.read = line.read;
  options.strict = line.strict;
  options.stop = &stop_requested;
  ProgressLine progress(line.progress == "always" ||
                            (line.progress == "auto" && !line.quiet && isatty(STDERR_FILENO)),
                        total_bytes);
  options.progress = [&](const IngestReport& report, std::uint64_t bytes) {
    progress.show(report, bytes);
  };
  std::uint64_t told = 0;
  options.rejected = [&](const std::string& where, const Rejection& rejection) {
    constexpr std::uint64_t kTold = 20;
    if (line.quiet || ++told > kTold) return;
    progress.clear();
    fmt::print(stderr, "rejected: {}: {}{}\n", where, rejection.reason,
               rejection.hint.empty() ? "" : " (" + rejection.hint + ")");
    if (told == kTold)
      fmt::print(stderr, "further ones are kept in the catalog: dateline-indexer status\n");
  };
  const IngestReport report = ingest(archive, line.paths, options);
  progress.clear();
  print_report(line, report);
  return report.rejected == 0 ? kDone : kSomeRejected;
}

/// Only add makes an archive where there is none.
void require_archive(const CommandLine& line) {
  if (!std::filesystem::exists(std::filesystem::path(line.index) / "catalog.db"))
    throw Error(fmt::format("there is no archive at {}", line.index),
                fmt::format("make one with: dateline-indexer --index {} add PATH", line.index));
}

int remove_articles(CommandLine& line) {
  require_archive(line);
  const Catalog exists(line.index, Catalog::Mode::read);
  WritableArchive archive(line.index, line.resources());
  std::vector<std::string> unknown;
  archive.remove(line.ids, &unknown);
  for (const std::string& id : unknown) fmt::print(stderr, "there is no article {}\n", id);
  const std::size_t removed = line.ids.size() - unknown.size();
  if (line.json)
    std::cout << Json{{"removed", removed}, {"unknown", unknown}}.dump() << '\n';
  else
    fmt::print("removed {}  unknown {}\n", removed, unknown.size());
  return unknown.empty() ? kDone : kSomeRejected;
}

int keep_named(CommandLine& line, int (*run)(const std::filesystem::path&, const SavedCommand&)) {
  require_archive(line);
  line.saved.json = line.json;
  line.saved.quiet = line.quiet;
  return run(line.index, line.saved);
}

int saved_query(CommandLine& line) { return keep_named(line, &run_query_command); }
int source_group(CommandLine& line) { return keep_named(line, &run_group_command); }

std::uint64_t folder_size(const std::filesystem::path& folder) {
  std::uint64_t bytes = 0;
  std::error_code error;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, error))
    if (entry.is_regular_file(error)) bytes += entry.file_size(error);
  return bytes;
}

int optimize(CommandLine& line) {
  require_archive(line);
  const std::uint64_t before = folder_size(line.index);
  {
    WritableArchive archive(line.index, line.resources());
    archive.optimize();
  }
  const std::uint64_t after = folder_size(line.index);
  if (line.json)
    std::cout << Json{{"bytes_before", before}, {"bytes_after", after}}.dump() << '\n';
  else if (!line.quiet)
    fmt::print("optimized: {} before, {} after\n", human_size(before), human_size(after));
  return kDone;
}

int rebuild(CommandLine& line) {
  require_archive(line);
  WritableArchive archive(line.index, line.resources(), Catalog::Mode::rebuild);
  archive.rebuild();
  const std::uint64_t articles = archive.catalog().counts().articles;
  if (line.json)
    std::cout << Json{{"articles", articles}}.dump() << '\n';
  else if (!line.quiet)
    fmt::print("rebuilt: {}\n", counted(articles, "article"));
  return kDone;
}

int verify_archive(CommandLine& line) {
  const VerifyReport report = verify(line.index);
  if (line.json) {
    std::cout << Json{{"articles", report.articles},
                      {"documents", report.documents},
                      {"problems", report.problems}}
                     .dump(-1, ' ', false, Json::error_handler_t::replace)
              << '\n';
  } else {
    for (const std::string& problem : report.problems) fmt::print("problem: {}\n", problem);
    if (report.problems.empty())
      fmt::print("verified: {}, nothing wrong\n", counted(report.articles, "article"));
  }
  if (!report.problems.empty())
    throw Error("the archive is not sound", "run: dateline-indexer rebuild");
  return kDone;
}

int status(CommandLine& line) {
  constexpr std::size_t kRuns = 5, kRejected = 20;
  const Catalog catalog(line.index, Catalog::Mode::read);
  const CatalogCounts c = catalog.counts();
  const auto sources = catalog.articles_by_source();
  const std::uint64_t catalog_bytes =
      std::filesystem::file_size(std::filesystem::path(line.index) / "catalog.db");
  const std::uint64_t terms_bytes = folder_size(std::filesystem::path(line.index) / "terms");
  const auto date = [](const std::optional<Timestamp>& t) {
    return t ? Json(format_timestamp(*t)) : Json();
  };
  if (line.json) {
    Json by_source = Json::array(), runs = Json::array(), rejected = Json::array();
    for (const auto& [name, n] : sources)
      by_source.push_back({{"source", name.empty() ? Json() : Json(name)}, {"articles", n}});
    for (const RunRecord& r : catalog.last_runs(kRuns))
      runs.push_back({{"command", r.command},
                      {"started", format_timestamp(r.started)},
                      {"seconds", r.seconds},
                      {"added", r.added},
                      {"updated", r.updated},
                      {"unchanged", r.unchanged},
                      {"rejected", r.rejected}});
    for (const RejectedRecord& r : catalog.rejected(kRejected))
      rejected.push_back(
          {{"input", r.input}, {"line", r.line}, {"reason", r.reason}, {"hint", r.hint}});
    std::cout << Json{{"index", line.index},
                      {"articles", c.articles},
                      {"pending", c.pending},
                      {"superseded", c.superseded},
                      {"sources", by_source},
                      {"first_date", date(c.first_date)},
                      {"last_date", date(c.last_date)},
                      {"undated", c.undated},
                      {"unreadable_dates", c.unreadable_dates},
                      {"inputs", c.inputs},
                      {"rejected", c.rejected},
                      {"rejected_records", rejected},
                      {"catalog_bytes", catalog_bytes},
                      {"terms_bytes", terms_bytes},
                      {"format", schema::kFormatVersion},
                      {"analysis", schema::kAnalysisVersion},
                      {"runs", runs}}
                     .dump(2, ' ', false, Json::error_handler_t::replace)
              << '\n';
    return kDone;
  }
  fmt::print("{}: {}", line.index, counted(c.articles, "article"));
  if (c.first_date)
    fmt::print(", {} to {}", period_name(*c.first_date, Period::day),
               period_name(*c.last_date, Period::day));
  fmt::print("\n");
  if (c.undated != 0) fmt::print("{}\n", undated_line(c.undated, c.unreadable_dates));
  if (c.superseded != 0) fmt::print("{} kept\n", counted(c.superseded, "earlier version"));
  if (c.pending != 0)
    fmt::print("{} wait for the next command that writes: a run did not finish\n", c.pending);
  fmt::print("catalog {}, index {}; format {}, analysis {}\n", human_size(catalog_bytes),
             human_size(terms_bytes), schema::kFormatVersion, schema::kAnalysisVersion);
  for (const auto& [name, n] : sources)
    fmt::print("{:>10}  {}\n", n, name.empty() ? "(no source)" : name);
  for (const RunRecord& r : catalog.last_runs(kRuns))
    fmt::print("{} {}: added {}  updated {}  unchanged {}  rejected {}\n",
               format_timestamp(r.started), r.command, r.added, r.updated, r.unchanged, r.rejected);
  if (c.rejected != 0)
    fmt::print("{}{}:\n", counted(c.rejected, "rejected record"),
               c.rejected > kRejected ? ", the first" : "");
  for (const RejectedRecord& r : catalog.rejected(kRejected))
    fmt::print("  {}:{}: {}\n", r.input, r.line, r.reason);
  return kDone;
}

}  // namespace
}  // namespace dateline

int main(int argc, char** argv) {
  using namespace dateline;
  CommandLine line;
  CLI::App app("Indexes news articles for dateline-query.", "dateline-indexer");
  app.set_version_flag("--version", std::string(kVersion));
  app.require_subcommand(1);
  app.fallthrough();
  app.add_option("--index", line.index, "folder of the archive ($DATELINE_INDEX)")
      ->capture_default_str();
  app.add_flag("--quiet", line.quiet, "only the last line of the report");
  app.add_option("--progress", line.progress, "live line on stderr")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->capture_default_str();
  app.add_flag("--json", line.json, "the report as one JSON object");
  app.add_option("--jobs", line.jobs, "threads (default: all cores)");
  app.add_option("--memory", line.memory, "bound on buffered work")->capture_default_str();

  std::function<int(CommandLine&)> command;
  const auto add_command = [&](const char* name, const char* help, int (*run)(CommandLine&)) {
    CLI::App* sub = app.add_subcommand(name, help);
    sub->callback([&command, run] { command = run; });
    return sub;
  };
  CLI::App* sub =
      add_command("add", "reads articles from files, folders, archives or stdin (-)", &add);
  sub->add_option("path", line.paths, "what to read")->required();
  sub->add_option("--format", line.read.format, "format of the input (default: by its content)")
      ->capture_default_str();
  sub->add_option("--source", line.read.source, "source of articles that name none");
  sub->add_option("--section", line.read.section, "section of articles that name none");
  sub->add_option("--language", line.read.language,
                  "language of articles that name none and that cannot be detected (default: en)");
  sub->add_option("--timezone", line.read.timezone, "zone of times that name none (default: UTC)");
  sub->add_option("--map", line.map,
                  "FIELD=KEY: where an article's field is found, e.g. title=data.headline");
  sub->add_flag("--strict", line.strict, "a bad record stops the run");
  sub->add_flag("--dry-run", line.dry_run, "print the articles as JSON Lines, index nothing");
  sub = add_command("remove", "removes articles", &remove_articles);
  sub->add_option("id", line.ids, "ids of articles")->required();
  sub =
      add_command("query", "saves a query under a name, for query:NAME; without a name, lists them",
                  &saved_query);
  sub->add_option("name", line.saved.name, "letters, digits, - and _");
  sub->add_option("text", line.saved.rest, "what to save; without it, what is saved is shown");
  sub->add_flag("--remove", line.saved.remove, "forget it");
  sub =
      add_command("group", "keeps a group of sources, for source:@NAME; without a name, lists them",
                  &source_group);
  sub->add_option("name", line.saved.name, "letters, digits, - and _");
  sub->add_option("source", line.saved.rest, "its sources; without them, those it has are shown");
  sub->add_flag("--remove", line.saved.remove, "forget it");
  sub->add_option("--import", line.saved.import,
                  "OPML file: each folder is a group, the titles of its feeds the sources");
  add_command("optimize", "merges and compacts the index", &optimize);
  add_command("verify", "checks both stores against each other", &verify_archive);
  add_command("rebuild", "makes the index anew from the catalog", &rebuild);
  add_command("status", "articles, sources, dates, sizes, runs, rejected records", &status);
  return run_program(app, argc, argv, [&] { return command(line); });
}
