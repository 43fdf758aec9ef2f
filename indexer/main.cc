// SPDX-License-Identifier: GPL-2.0-or-later
// dateline-indexer: the command line, nothing else. Each command is one function below.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <csignal>
#include <iostream>
#include <nlohmann/json.hpp>
#include <thread>

#include "analyzer.h"
#include "dates.h"
#include "error.h"
#include "field_map.h"
#include "file_mode.h"
#include "ingest.h"
#include "input.h"
#include "json_out.h"
#include "program.h"
#include "progress.h"
#include "repair.h"
#include "saved_commands.h"
#include "snapshot_copy.h"
#include "verify.h"
#include "visible.h"
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
  double wait = 0;   // seconds
  std::string mode;  // of files, octal

  std::vector<std::string> paths;
  ReadOptions read;
  std::vector<std::string> map;
  bool strict = false, dry_run = false;

  std::vector<std::string> ids;

  bool deep = false;
  std::string copy;  // where snapshot writes

  SavedCommand saved;

  Resources resources() const {
    constexpr std::uint64_t kLeast = 16 << 20;
    const std::uint64_t bytes = parse_size(memory);
    if (bytes < kLeast) throw Error("--memory must be at least 16M");
    if (jobs < 1 || jobs > 1024) throw Error("--jobs must be between 1 and 1024");
    if (!(wait >= 0 && wait <= 1e6)) throw Error("--wait takes a number of seconds");
    return {jobs, bytes, std::chrono::milliseconds(static_cast<std::int64_t>(wait * 1000))};
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
  void article(Article&& article, std::uint64_t) override { print_json(to_json(article)); }
  void rejected(const Rejection& r) override {
    rejected_any = true;
    fmt::print(stderr, "rejected: {}\n",
               visible_text(fmt::format("{}:{}: {}", name_, r.line, r.reason)));
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
      throw Error(fmt::format("{} does not exist", visible_text(path)),
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
    const std::string hint = rejection.hint.empty() ? "" : " (" + rejection.hint + ")";
    fmt::print(stderr, "rejected: {}\n",
               visible_text(fmt::format("{}: {}{}", where, rejection.reason, hint)));
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
  WritableArchive archive(line.index, line.resources());
  std::vector<std::string> unknown;
  archive.remove(line.ids, &unknown);
  for (const std::string& id : unknown)
    fmt::print(stderr, "there is no article {}\n", visible_text(id));
  const std::size_t removed = line.ids.size() - unknown.size();
  if (line.json)
    print_json({{"removed", removed}, {"unknown", unknown}});
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

/// What was found, a line each.
void print_problems(const VerifyReport& report) {
  for (const std::string& problem : report.problems)
    fmt::print("problem: {}\n", visible_text(problem));
}

Json to_json(const VerifyReport& report) {
  return {{"articles", report.articles},
          {"documents", report.documents},
          {"compared", report.compared},
          {"problems", report.problems}};
}

int verify_archive(CommandLine& line) {
  VerifyOptions options;
  options.deep = line.deep;
  const VerifyReport report = verify(line.index, options);
  const bool left_out = line.deep && !own_check_possible(terms_folder(line.index, 0).parent_path());
  if (line.json) {
    Json json = to_json(report);
    if (line.deep) json["xapian_check"] = !left_out;
    print_json(json);
  } else {
    print_problems(report);
  }
  if (!report.problems.empty())
    throw Error("the archive is not sound", "run: dateline-indexer repair");
  if (line.json) return kDone;
  const std::string compared = report.compared == report.articles
                                   ? ""
                                   : fmt::format(", {} of them word for word", report.compared);
  fmt::print("verified: {}{}, nothing wrong\n", counted(report.articles, "article"), compared);
  if (left_out)
    fmt::print("left out: Xapian's own check, for which its files must be open to writing\n");
  return kDone;
}

int repair_archive(CommandLine& line) {
  const RepairReport report = repair(line.index, line.resources());
  if (line.json) {
    Json losses = Json::array();
    for (const Loss& loss : report.losses)
      losses.push_back({{"id", loss.id}, {"row", loss.row}, {"kept", loss.kept}});
    print_json({{"done", report.done},
                {"losses", losses},
                {"inputs", report.inputs},
                {"damaged", report.kept.empty() ? Json() : Json(report.kept.string())},
                {"after", to_json(report.after)}});
  } else {
    for (const std::string& done : report.done) fmt::print("{}\n", visible_text(done));
    for (const Loss& loss : report.losses)
      fmt::print("lost: article {} (row {}){}\n",
                 loss.id.empty() ? "of an unknown id" : visible_text(loss.id), loss.row,
                 loss.kept ? ": what can be read of it is kept" : "");
    if (!report.losses.empty() && !report.inputs.empty())
      fmt::print("add these again, the articles came from among them:\n");
    constexpr std::size_t kInputs = 50;
    for (std::size_t i = 0; i < std::min(kInputs, report.inputs.size()); ++i)
      fmt::print("  {}\n", visible_text(report.inputs[i]));
    if (report.inputs.size() > kInputs)
      fmt::print("  ... and {} more: --json names them all\n", report.inputs.size() - kInputs);
    if (report.losses.empty()) print_problems(report.after);
    if (report.done.empty() && report.losses.empty())
      fmt::print("{}, nothing to repair\n", counted(report.after.articles, "article"));
    else
      fmt::print("repaired: {}, {} lost\n", counted(report.after.articles, "article"),
                 report.losses.size());
  }
  return report.losses.empty() ? kDone : kSomeRejected;
}

int snapshot(CommandLine& line) {
  require_archive(line);
  const std::uint64_t articles = snapshot_copy(line.index, line.copy, line.resources());
  if (line.json)
    print_json({{"articles", articles}, {"folder", line.copy}});
  else if (!line.quiet)
    fmt::print("copied: {} to {}, verified\n", counted(articles, "article"), line.copy);
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
    print_json({{"index", line.index},
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
                {"runs", runs}},
               2);
    return kDone;
  }
  fmt::print("{}: {}", visible_text(line.index), counted(c.articles, "article"));
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
    fmt::print("{:>10}  {}\n", n, name.empty() ? "(no source)" : visible_text(name));
  for (const RunRecord& r : catalog.last_runs(kRuns))
    fmt::print("{} {}: added {}  updated {}  unchanged {}  rejected {}\n",
               format_timestamp(r.started), r.command, r.added, r.updated, r.unchanged, r.rejected);
  if (c.rejected != 0)
    fmt::print("{}{}:\n", counted(c.rejected, "rejected record"),
               c.rejected > kRejected ? ", the first" : "");
  for (const RejectedRecord& r : catalog.rejected(kRejected))
    fmt::print("  {}\n", visible_text(fmt::format("{}:{}: {}", r.input, r.line, r.reason)));
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
  app.add_option("--memory", line.memory,
                 "bound on buffered work; a record may take a sixteenth of it")
      ->capture_default_str();
  app.add_option("--wait", line.wait,
                 "seconds to wait for another writer to finish (default: 0, and exit 75)");
  app.add_option("--mode", line.mode,
                 "permissions of the archive's files, octal (default: as they are, else 600)");

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
  sub = add_command("verify", "checks both stores against each other", &verify_archive);
  sub->add_flag("--deep", line.deep, "every article word for word, and all of both stores' files");
  add_command("repair", "mends what verify finds, as far as the catalog can be read",
              &repair_archive);
  sub = add_command("snapshot", "a consistent copy while the archive is in use", &snapshot);
  sub->add_option("folder", line.copy, "where to copy: a new or empty folder")->required();
  add_command("rebuild", "makes the index anew from the catalog", &rebuild);
  add_command("status", "articles, sources, dates, sizes, runs, rejected records", &status);
  return run_program(app, argc, argv, [&] {
    use_file_mode(line.index, line.mode);
    return command(line);
  });
}
