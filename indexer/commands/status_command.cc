// SPDX-License-Identifier: GPL-2.0-or-later
// dateline-indexer status.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <vector>

#include "alerts_out.h"
#include "archive/unfinished_run.h"
#include "calendar.h"
#include "catalog/catalog_statistics.h"
#include "catalog/feed_store.h"
#include "catalog/run_log.h"
#include "cli/program.h"
#include "commands.h"
#include "dates/dates.h"
#include "error.h"
#include "json_out.h"
#include "report.h"
#include "system/archive_files.h"
#include "system/saved_files.h"
#include "text/printable_text.h"

namespace dateline::indexing {
namespace {

namespace fs = std::filesystem;

struct SizedFile {
  std::string name;  // in the archive's folder
  std::uint64_t bytes = 0;
};

/// The files of the archive: the catalog, its log, and the files of the index by name. Files may
/// appear and vanish meanwhile.
std::vector<SizedFile> sized_files(const fs::path& archive) {
  std::vector<SizedFile> files;
  const auto add = [&](const fs::path& file) {
    std::error_code gone;
    const std::uintmax_t bytes = fs::file_size(file, gone);
    if (!gone && bytes != 0) files.push_back({file.lexically_relative(archive).string(), bytes});
  };
  add(catalog_file(archive));
  add(catalog_log(archive));
  add(saved_file(archive));
  add(log_of(saved_file(archive)));
  const std::size_t of_catalog = files.size();
  std::error_code gone;
  for (fs::recursive_directory_iterator at(index_folder(archive), gone), end; !gone && at != end;
       at.increment(gone))
    if (at->is_regular_file(gone)) add(at->path());
  std::ranges::sort(files.begin() + static_cast<std::ptrdiff_t>(of_catalog), files.end(), {},
                    &SizedFile::name);
  return files;
}

std::uint64_t bytes_of(const std::vector<SizedFile>& files) {
  std::uint64_t sum = 0;
  for (const SizedFile& file : files) sum += file.bytes;
  return sum;
}

/// Rounded; there must be articles.
std::uint64_t per_article(std::uint64_t bytes, std::uint64_t articles) {
  return (bytes + articles / 2) / articles;
}

Json files_json(const std::vector<SizedFile>& files, std::uint64_t articles) {
  Json all = Json::array();
  for (const SizedFile& file : files) {
    all.push_back({{"file", file.name}, {"bytes", file.bytes}});
    if (articles != 0) all.back()["bytes_per_article"] = per_article(file.bytes, articles);
  }
  return all;
}

void print_files(const std::vector<SizedFile>& files, std::uint64_t articles,
                 std::uint64_t text_bytes) {
  const std::uint64_t all = bytes_of(files);
  const auto print = [&](std::uint64_t bytes, const std::string& what) {
    fmt::print("{:>10}  {:>11}  {:>5.1f}%  {}\n", human_size(bytes), per_article(bytes, articles),
               100 * static_cast<double>(bytes) / static_cast<double>(all), what);
  };
  fmt::print("{:>10}  {:>11}  {:>6}\n", "size", "per article", "share");
  for (const SizedFile& file : files) print(file.bytes, printable_text(file.name));
  print(all, fmt::format("in all, for {} of text, {} per article", human_size(text_bytes),
                         per_article(text_bytes, articles)));
}

/// " (3 in another charset, 1 in one that was guessed)"; empty where all was UTF-8.
std::string origin_note(const OriginCounts& counts) {
  std::string note;
  const auto add = [&](std::uint64_t n, std::string_view what) {
    if (n != 0) note += fmt::format("{}{} {}", note.empty() ? " (" : ", ", n, what);
  };
  add(counts.declared, "in another charset");
  add(counts.guessed, "in one that was guessed");
  add(counts.repaired, "repaired: UTF-8 that had been read as Latin 1");
  return note.empty() ? note : note + ")";
}

OriginCounts origins_of(const std::map<std::string, OriginCounts>& by_source,
                        const std::string& source) {
  const auto found = by_source.find(source);
  return found == by_source.end() ? OriginCounts{} : found->second;
}

/// Names charsets where not all of them were UTF-8.
Json source_json(const std::string& name, std::uint64_t articles, const OriginCounts& counts) {
  Json source = {{"source", name.empty() ? Json() : Json(name)}, {"articles", articles}};
  if (counts.declared + counts.guessed + counts.repaired > 0)
    source["charsets"] = {
        {"declared", counts.declared}, {"guessed", counts.guessed}, {"repaired", counts.repaired}};
  return source;
}

constexpr std::size_t kRuns = 5, kRejected = 20;  // that are shown

/// All that the command prints.
struct ArchiveStatus {
  CatalogCounts counts;
  std::vector<std::pair<std::string, std::uint64_t>> sources;  // and their articles
  std::map<std::string, OriginCounts> origins;                 // by source
  std::vector<RunRecord> runs;
  std::optional<UnfinishedRun> unfinished;
  std::vector<RejectedRecord> rejected;
  std::vector<std::pair<std::string, std::uint64_t>> most_rejected;  // inputs
  std::map<std::string, std::uint64_t> skipped;  // by kind: files the last run did not read
  std::uint64_t feeds = 0, answering = 0, failing = 0, gone = 0;
  std::uint64_t text_bytes = 0, catalog_bytes = 0, terms_bytes = 0;
  std::vector<SizedFile> files;
  std::string alerts_line;
  Json alerts = Json::array();
};

ArchiveStatus read_status(const fs::path& archive) {
  const Catalog catalog(archive, Catalog::Mode::read);
  ArchiveStatus status;
  status.counts = catalog.statistics().counts();
  status.sources = catalog.statistics().articles_by_source();
  status.origins = catalog.statistics().origins_by_source();
  status.runs = catalog.runs().last_runs(kRuns);
  status.unfinished = unfinished_run(archive, catalog);
  status.skipped = catalog.runs().skipped();
  status.rejected = catalog.runs().rejected(kRejected);
  status.most_rejected = catalog.runs().most_rejected(kRuns);
  for (const FeedState& feed : catalog.feeds().all()) {
    ++status.feeds;
    ++(feed.gone ? status.gone : feed.failures != 0 ? status.failing : status.answering);
  }
  status.text_bytes = catalog.statistics().text_bytes();
  status.catalog_bytes = fs::file_size(catalog_file(archive));
  status.terms_bytes = folder_size(index_folder(archive));
  status.files = sized_files(archive);
  status.alerts_line = alerts_line(SavedStores(archive));
  status.alerts = alerts_json(SavedStores(archive));
  return status;
}

/// The run log counts what it removed as changed.
bool is_removal(const RunRecord& run) { return run.command == "remove"; }

Json runs_json(const std::vector<RunRecord>& runs) {
  Json all = Json::array();
  for (const RunRecord& run : runs) {
    all.push_back({{"command", run.command},
                   {"started", format_timestamp(run.started)},
                   {"seconds", run.seconds}});
    put_counts(all.back(), run);
    if (is_removal(run)) all.back().update({{"updated", 0}, {"removed", run.updated}});
    all.back()["ended"] = run.ended;
  }
  return all;
}

/// Null where everything that was read to be added can be found.
Json unfinished_json(const std::optional<UnfinishedRun>& run) {
  if (!run) return nullptr;
  const auto time = [](Timestamp t) { return t == 0 ? Json() : Json(format_timestamp(t)); };
  return {{"state", name_of(run->state)},
          {"command", run->command.empty() ? Json() : Json(run->command)},
          {"since", time(run->started)},
          {"last_heard_of", time(run->ended)},
          {"read", run->read},
          {"findable", run->findable},
          {"waiting", run->waiting},
          {"message", sentence_of(*run, now())}};
}

void print_json_status(const std::string& index, const ArchiveStatus& status) {
  const CatalogCounts& c = status.counts;
  const auto date = [](const std::optional<Timestamp>& t) {
    return t ? Json(format_timestamp(*t)) : Json();
  };
  Json sources = Json::array(), rejected = Json::array(), rejected_inputs = Json::array();
  for (const auto& [name, n] : status.sources)
    sources.push_back(source_json(name, n, origins_of(status.origins, name)));
  for (const auto& [name, n] : status.most_rejected)
    rejected_inputs.push_back({{"input", shown_input(name)}, {"rejected", n}});
  for (const RejectedRecord& r : status.rejected)
    rejected.push_back({{"input", shown_input(r.input)},
                        {"line", r.line},
                        {"reason", r.reason},
                        {"hint", r.hint}});
  print_json(
      {{"index", index},
       {"articles", c.articles},
       {"pending", c.pending},
       {"superseded", c.superseded},
       {"sources", sources},
       {"first_date", date(c.first_date)},
       {"last_date", date(c.last_date)},
       {"withheld", c.withheld},
       {"undated", c.undated},
       {"unreadable_dates", c.unreadable_dates},
       {"inputs", c.inputs},
       {"feeds",
        {{"answering", status.answering}, {"failing", status.failing}, {"gone", status.gone}}},
       {"alerts", status.alerts},
       {"skipped", status.skipped},
       {"rejected", c.rejected},
       {"rejected_records", rejected},
       {"rejected_inputs", rejected_inputs},
       {"catalog_bytes", status.catalog_bytes},
       {"terms_bytes", status.terms_bytes},
       {"text_bytes", status.text_bytes},
       {"files", files_json(status.files, c.articles)},
       {"format", schema::kFormatVersion},
       {"analysis", schema::kAnalysisVersion},
       {"runs", runs_json(status.runs)},
       {"incomplete", unfinished_json(status.unfinished)}},
      2);
}

/// Prints the counts of the archive, one kind on a line.
void print_counts(const std::string& index, const CatalogCounts& c) {
  fmt::print("{}: {}", printable_text(index), counted(c.articles, "article"));
  if (c.first_date)
    fmt::print(", {} to {}", period_name(*c.first_date, Period::day),
               period_name(*c.last_date, Period::day));
  fmt::print("\n");
  if (c.undated != 0) fmt::print("{}\n", undated_line(c.undated, c.unreadable_dates));
  if (c.withheld != 0) fmt::print("{}\n", withheld_line(c.withheld));
  if (c.superseded != 0) fmt::print("{} kept\n", counted(c.superseded, "earlier version"));
}

void print_status(const std::string& index, const ArchiveStatus& status) {
  const CatalogCounts& c = status.counts;
  print_counts(index, c);
  if (status.unfinished)
    fmt::print("incomplete: {}\n", printable_text(sentence_of(*status.unfinished, now())));
  fmt::print("catalog {}, index {}; format {}, analysis {}\n", human_size(status.catalog_bytes),
             human_size(status.terms_bytes), schema::kFormatVersion, schema::kAnalysisVersion);
  if (c.articles != 0) print_files(status.files, c.articles, status.text_bytes);
  if (status.feeds != 0)
    fmt::print("{}: {} answering, {} failing, {} gone\n", counted(status.feeds, "feed"),
               status.answering, status.failing, status.gone);
  if (!status.alerts_line.empty()) fmt::print("{}\n", status.alerts_line);
  for (const auto& [name, n] : status.sources)
    fmt::print("{:>10}  {}{}\n", n, name.empty() ? "(no source)" : printable_text(name),
               origin_note(origins_of(status.origins, name)));
  const bool under_way =
      status.unfinished && status.unfinished->state == UnfinishedRun::State::under_way;
  for (const RunRecord& r : status.runs)
    fmt::print("{} {}: {}{}\n", format_timestamp(r.started), r.command,
               is_removal(r) ? fmt::format("removed {}", r.updated) : counts_line(r),
               r.ended                                   ? ""
               : under_way && &r == &status.runs.front() ? " (under way)"
                                                         : " (did not finish)");
  if (!status.skipped.empty()) fmt::print("the last run {}\n", skipped_files_line(status.skipped));
  if (c.rejected != 0)
    fmt::print("{}{}:\n", counted(c.rejected, "rejected record"),
               c.rejected > kRejected ? ", the first" : "");
  for (const RejectedRecord& r : status.rejected)
    fmt::print("  {}{}: {}\n", printable_text(shown_input(r.input)),
               r.line == 0 ? std::string() : fmt::format(":{}", r.line), printable_text(r.reason));
  if (c.rejected <= kRejected) return;
  for (const auto& [name, n] : status.most_rejected)
    fmt::print("  {} in {}\n", n, printable_text(shown_input(name)));
}

}  // namespace

int status(CommandLine& line) {
  if (line.calendar) return print_calendar(line);
  if (!line.sources.empty())
    throw Error("status takes no source without --calendar",
                "dateline-query --source NAME counts its articles");
  const ArchiveStatus found = read_status(line.index);
  if (line.json)
    print_json_status(line.index, found);
  else
    print_status(line.index, found);
  return kDone;
}

}  // namespace dateline::indexing
