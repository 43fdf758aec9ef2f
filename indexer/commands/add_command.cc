// SPDX-License-Identifier: GPL-2.0-or-later
// dateline-indexer add, and what its --dry-run prints.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <map>
#include <utility>

#include "cli/program.h"
#include "commands.h"
#include "dates/dates.h"
#include "error.h"
#include "ingest/batch_indexer.h"
#include "ingest/ingest.h"
#include "ingest/input_reader.h"
#include "json_out.h"
#include "progress.h"
#include "report.h"
#include "text/printable_text.h"

namespace dateline::indexing {
namespace {

using UnreadShares = std::map<std::string, unsigned>;  // key → percent of its input, at most

void note_unread(UnreadShares& shares, const UnreadKey& key) {
  unsigned& share = shares[key.key];
  share = std::max(share, key.percent);
}

std::string unread_line(const UnreadShares& shares) {
  std::string keys;
  for (const auto& [key, percent] : shares)
    keys += fmt::format("{}{} ({} % of the bytes)", keys.empty() ? "" : ", ", printable_text(key),
                        percent);
  return "not used: " + keys;
}

Json to_json(const Article& a) {
  const auto text = [](const std::string& s) { return s.empty() ? Json() : Json(s); };
  Json json = {{"id", text(a.id)},
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
  if (a.version != 0) json["version"] = a.version;
  if (a.status != Status::usable)
    json["status"] = a.status == Status::withheld ? "withheld" : "cancelled";
  return json;
}

/// --dry-run: the articles as JSON Lines, nothing indexed.
class Printer : public InputVisitor {
 public:
  explicit Printer(std::string default_language) : default_language_(std::move(default_language)) {}
  void begin_input(const Input& input) override { name_ = input.name; }
  void article(Article&& article, std::uint64_t) override {
    set_language(article, default_language_);
    print_json(to_json(article));
  }
  void rejected(const Rejection& r) override {
    rejected_any = true;
    fmt::print(stderr, "rejected: {}\n",
               printable_text(fmt::format("{}:{}: {}", name_, r.line, r.reason)));
  }
  void skipped(std::uint64_t records) override { skipped_all += records; }
  void unread(const UnreadKey& key) override { note_unread(unread_all, key); }
  void end_input() override {}
  void progress(std::uint64_t) override {}
  bool stop() override { return !std::cout; }
  bool rejected_any = false;
  std::uint64_t skipped_all = 0;
  UnreadShares unread_all;

 private:
  const std::string default_language_;
  std::string name_;
};

std::string skipped_line(std::uint64_t records) {
  return fmt::format("{} without an article passed over", counted(records, "record"));
}

void print_report(const CommandLine& line, const IngestReport& r, const UnreadShares& unread) {
  if (line.json) {
    Json json;
    put_counts(json, r);
    json.update({{"withheld", r.withheld},
                 {"undated", r.undated},
                 {"unreadable_dates", r.unreadable_dates},
                 {"inputs", r.inputs},
                 {"passed_over", r.skipped},
                 {"text_bytes", r.text_bytes},
                 {"seconds", r.seconds},
                 {"not_used", unread},
                 {"stopped", r.stopped}});
    return print_json(json);
  }
  if (!line.quiet) {
    const double seconds = std::max(r.seconds, 1e-6);
    fmt::print("{} from {}, {} of text in {:.1f} s ({:.1f} MB/s)\n",
               counted(r.articles(), "article"), counted(r.inputs, "input"),
               human_size(r.text_bytes), r.seconds,
               static_cast<double>(r.text_bytes) / 1e6 / seconds);
    if (r.undated != 0) fmt::print("{}\n", undated_line(r.undated, r.unreadable_dates));
    if (r.withheld != 0) fmt::print("{}\n", withheld_line(r.withheld));
    if (r.skipped != 0) fmt::print("{}\n", skipped_line(r.skipped));
    if (!unread.empty()) fmt::print("{}\n", unread_line(unread));
    if (r.stopped) fmt::print(kStoppedLine);
  }
  fmt::print("{}\n", counts_line(r));
  std::fflush(stdout);
}

/// The size of what is to be read. A path that does not exist is an error before an archive is
/// made.
std::uint64_t bytes_of_existing(const std::vector<std::string>& paths) {
  for (const std::string& path : paths)
    if (path != "-" && !std::filesystem::exists(path))
      throw Error(fmt::format("{} does not exist", printable_text(path)),
                  "give files, folders, or - for standard input");
  return input_bytes(paths);
}

}  // namespace

int add(CommandLine& line) {
  check_read_options(line);
  if (line.dry_run) {
    Printer printer(std::exchange(line.read.language, ""));
    read_inputs(line.paths, line.read, printer);
    if (printer.skipped_all != 0 && !line.quiet)
      fmt::print(stderr, "{}\n", skipped_line(printer.skipped_all));
    if (!printer.unread_all.empty() && !line.quiet)
      fmt::print(stderr, "{}\n", unread_line(printer.unread_all));
    return printer.rejected_any ? kSomeRejected : kDone;
  }
  const std::uint64_t total_bytes = bytes_of_existing(line.paths);
  WritableArchive archive(line.index, line.resources());
  stop_on_signals();
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
  RejectionTeller teller(line.quiet);
  options.rejected = [&](const std::string& where, const Rejection& rejection) {
    progress.clear();
    teller.tell(where, rejection);
  };
  UnreadShares unread;
  options.unread = [&](const UnreadKey& key) { note_unread(unread, key); };
  const IngestReport report = ingest(archive, line.paths, options);
  progress.clear();
  print_report(line, report, unread);
  return report.rejected == 0 ? kDone : kSomeRejected;
}

}  // namespace dateline::indexing
