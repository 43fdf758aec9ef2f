// SPDX-License-Identifier: GPL-2.0-or-later
// dateline-indexer status.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "catalog/catalog_statistics.h"
#include "catalog/feed_store.h"
#include "catalog/run_log.h"
#include "cli/program.h"
#include "commands.h"
#include "dates/dates.h"
#include "json_out.h"
#include "system/archive_files.h"
#include "text/printable_text.h"

namespace dateline::indexing {
namespace {

namespace fs = std::filesystem;

struct SizedFile {
  std::string name;  // in the archive's folder
  std::uint64_t bytes = 0;
};

/// What the archive takes on the disk: the catalog, its log, the files of the index by name. Files
/// may come and go meanwhile.
std::vector<SizedFile> sized_files(const fs::path& archive) {
  std::vector<SizedFile> files;
  const auto add = [&](const fs::path& file) {
    std::error_code gone;
    const std::uintmax_t bytes = fs::file_size(file, gone);
    if (!gone && bytes != 0) files.push_back({file.lexically_relative(archive).string(), bytes});
  };
  add(catalog_file(archive));
  add(catalog_log(archive));
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

/// Charsets are told where not all of them were UTF-8.
Json source_json(const std::string& name, std::uint64_t articles, const OriginCounts& counts) {
  Json source = {{"source", name.empty() ? Json() : Json(name)}, {"articles", articles}};
  if (counts.declared + counts.guessed + counts.repaired > 0)
    source["charsets"] = {
        {"declared", counts.declared}, {"guessed", counts.guessed}, {"repaired", counts.repaired}};
  return source;
}

}  // namespace

int status(CommandLine& line) {
  constexpr std::size_t kRuns = 5, kRejected = 20;
  const Catalog catalog(line.index, Catalog::Mode::read);
  const CatalogCounts c = catalog.statistics().counts();
  const auto sources = catalog.statistics().articles_by_source();
  auto origins = catalog.statistics().origins_by_source();
  const fs::path archive = line.index;
  const std::uint64_t catalog_bytes = fs::file_size(catalog_file(archive));
  const std::uint64_t terms_bytes = folder_size(index_folder(archive));
  const std::vector<SizedFile> files = sized_files(archive);
  const std::uint64_t text_bytes = catalog.statistics().text_bytes();
  std::uint64_t answering = 0, failing = 0, gone = 0;
  const std::vector<FeedState> feeds = catalog.feeds().all();
  for (const FeedState& feed : feeds)
    ++(feed.gone ? gone : feed.failures != 0 ? failing : answering);
  const auto date = [](const std::optional<Timestamp>& t) {
    return t ? Json(format_timestamp(*t)) : Json();
  };
  if (line.json) {
    Json by_source = Json::array(), runs = Json::array(), rejected = Json::array();
    for (const auto& [name, n] : sources) by_source.push_back(source_json(name, n, origins[name]));
    for (const RunRecord& r : catalog.runs().last_runs(kRuns))
      runs.push_back({{"command", r.command},
                      {"started", format_timestamp(r.started)},
                      {"seconds", r.seconds},
                      {"added", r.added},
                      {"updated", r.updated},
                      {"unchanged", r.unchanged},
                      {"rejected", r.rejected}});
    for (const RejectedRecord& r : catalog.runs().rejected(kRejected))
      rejected.push_back(
          {{"input", r.input}, {"line", r.line}, {"reason", r.reason}, {"hint", r.hint}});
    print_json({{"index", line.index},
                {"articles", c.articles},
                {"pending", c.pending},
                {"superseded", c.superseded},
                {"sources", by_source},
                {"first_date", date(c.first_date)},
                {"last_date", date(c.last_date)},
                {"withheld", c.withheld},
                {"undated", c.undated},
                {"unreadable_dates", c.unreadable_dates},
                {"inputs", c.inputs},
                {"feeds", {{"answering", answering}, {"failing", failing}, {"gone", gone}}},
                {"rejected", c.rejected},
                {"rejected_records", rejected},
                {"catalog_bytes", catalog_bytes},
                {"terms_bytes", terms_bytes},
                {"text_bytes", text_bytes},
                {"files", files_json(files, c.articles)},
                {"format", schema::kFormatVersion},
                {"analysis", schema::kAnalysisVersion},
                {"runs", runs}},
               2);
    return kDone;
  }
  fmt::print("{}: {}", printable_text(line.index), counted(c.articles, "article"));
  if (c.first_date)
    fmt::print(", {} to {}", period_name(*c.first_date, Period::day),
               period_name(*c.last_date, Period::day));
  fmt::print("\n");
  if (c.undated != 0) fmt::print("{}\n", undated_line(c.undated, c.unreadable_dates));
  if (c.withheld != 0) fmt::print("{}\n", withheld_line(c.withheld));
  if (c.superseded != 0) fmt::print("{} kept\n", counted(c.superseded, "earlier version"));
  if (c.pending != 0)
    fmt::print("{} {} for the next command that writes: a run did not finish\n", c.pending,
               c.pending == 1 ? "waits" : "wait");
  fmt::print("catalog {}, index {}; format {}, analysis {}\n", human_size(catalog_bytes),
             human_size(terms_bytes), schema::kFormatVersion, schema::kAnalysisVersion);
  if (c.articles != 0) print_files(files, c.articles, text_bytes);
  if (!feeds.empty())
    fmt::print("{}: {} answering, {} failing, {} gone\n", counted(feeds.size(), "feed"), answering,
               failing, gone);
  for (const auto& [name, n] : sources)
    fmt::print("{:>10}  {}{}\n", n, name.empty() ? "(no source)" : printable_text(name),
               origin_note(origins[name]));
  for (const RunRecord& r : catalog.runs().last_runs(kRuns))
    fmt::print("{} {}: added {}  updated {}  unchanged {}  rejected {}\n",
               format_timestamp(r.started), r.command, r.added, r.updated, r.unchanged, r.rejected);
  if (c.rejected != 0)
    fmt::print("{}{}:\n", counted(c.rejected, "rejected record"),
               c.rejected > kRejected ? ", the first" : "");
  for (const RejectedRecord& r : catalog.runs().rejected(kRejected))
    fmt::print("  {}\n", printable_text(fmt::format("{}:{}: {}", r.input, r.line, r.reason)));
  return kDone;
}

}  // namespace dateline::indexing
