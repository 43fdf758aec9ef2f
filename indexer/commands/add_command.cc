// SPDX-License-Identifier: GPL-2.0-or-later
// dateline-indexer add, and what its --dry-run prints.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <map>
#include <optional>
#include <utility>

#include "cli/program.h"
#include "commands.h"
#include "dates/dates.h"
#include "error.h"
#include "ingest/batch_indexer.h"
#include "ingest/ingest.h"
#include "ingest/input_reader.h"
#include "ingest/run_ids.h"
#include "json_out.h"
#include "progress.h"
#include "report.h"
#include "system/archive_files.h"
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
    keys +=
        fmt::format("{}{} ({})", keys.empty() ? "" : ", ", printable_text(key),
                    percent == 0 ? "no record has it" : fmt::format("{} % of the bytes", percent));
  return "not used: " + keys;
}

Json to_json(const Article& a) {
  const auto text = [](const std::string& s) { return s.empty() ? Json() : Json(s); };
  Json json = {{"id", text(a.id)},
               {"title", text(a.title)},
               {"body", a.body},  // a text may be empty, but is never unknown
               {"date", a.published ? Json(format_timestamp(*a.published)) : Json()},
               {"source", text(a.source)},
               {"url", text(a.url)},
               {"section", text(a.section)},
               {"author", text(a.author)},
               {"language", text(a.language)},
               {"country", text(a.country)},
               {"type", text(a.type)}};
  if (!a.topics.empty()) json["topics"] = a.topics;
  if (!a.page.empty()) json["page"] = a.page;
  if (!a.edition.empty()) json["edition"] = a.edition;
  if (a.ocr_confidence) json["ocr_confidence"] = *a.ocr_confidence;
  if (a.version != 0) json["version"] = a.version;
  if (a.status != Status::usable)
    json["status"] = a.status == Status::withheld ? "withheld" : "cancelled";
  return json;
}

/// "12 records share ids"
std::string shared_ids_text(std::uint64_t records) {
  return fmt::format("{} {}", counted(records, "record"),
                     records == 1 ? "shares its id" : "share ids");
}

std::vector<std::string> shared_ids_lines(std::uint64_t shared, std::uint64_t repeated,
                                          const std::vector<SharedId>& ids) {
  constexpr std::size_t kShown = 20;
  std::vector<std::string> lines;
  if (shared != 0)
    lines.push_back(fmt::format("{} with articles of other sources: kept as SOURCE/ID",
                                shared_ids_text(shared)));
  if (repeated != 0)
    lines.push_back(
        fmt::format("{} with others of their input: numbered, as ID/2", shared_ids_text(repeated)));
  for (std::size_t i = 0; i < std::min(ids.size(), kShown); ++i)
    lines.push_back("  " + printable_text(fmt::format("{} of {}:{} is kept as {}", ids[i].id,
                                                      ids[i].input, ids[i].line, ids[i].kept_as)));
  if (ids.size() > kShown) lines.push_back("  and more: --json lists them");
  return lines;
}

std::string skipped_file_line(const std::string& name, const std::string& kind) {
  return printable_text(fmt::format("skipped: {}: {}", name, kind));
}
std::string nothing_line(const std::string& name) {
  return printable_text(fmt::format("nothing was read from {}: it holds no article", name));
}

std::string place(const std::string& input, std::uint64_t line) {
  return line == 0 ? input : fmt::format("{}:{}", input, line);
}

/// Articles without a date, and dates that a user should look at. The first ones are kept.
class DateDoubts {
 public:
  using Doubt = DoubtfulDate::Doubt;

  void add(const DoubtfulDate& date) {
    constexpr std::size_t kKept = 20;
    first_.try_emplace(date.doubt, date);
    if (kept_.size() < kKept) kept_.push_back(date);
  }

  std::vector<std::string> lines(const IngestReport& r) const {
    std::vector<std::string> lines;
    if (r.undated != 0)
      lines.push_back(undated_line(r.undated, r.unreadable_dates, r.ambiguous_dates));
    tell(Doubt::unreadable, "is no date that can be read", lines);
    tell(
        Doubt::two_readings,
        "is one day with --date-order dmy, another with --date-order mdy, and nothing in the input "
        "decides",
        lines);
    if (r.future_dates != 0)
      lines.push_back(fmt::format("{} with a date more than a year ahead", r.future_dates));
    tell(Doubt::ahead, "is kept as it is", lines);
    return lines;
  }

  Json to_json() const {
    static constexpr std::string_view kNames[] = {"unreadable", "two readings", "ahead"};
    Json all = Json::array();
    for (const DoubtfulDate& date : kept_)
      all.push_back({{"date", date.text},
                     {"input", date.input},
                     {"line", date.line},
                     {"doubt", kNames[static_cast<std::size_t>(date.doubt)]}});
    return all;
  }

 private:
  void tell(Doubt doubt, std::string_view what, std::vector<std::string>& lines) const {
    if (const auto found = first_.find(doubt); found != first_.end())
      lines.push_back(
          printable_text(fmt::format("  \"{}\" of {} {}", found->second.text,
                                     place(found->second.input, found->second.line), what)));
  }

  std::map<Doubt, DoubtfulDate> first_;
  std::vector<DoubtfulDate> kept_;
};

/// Prints the articles of --dry-run as JSON Lines.
class Printer : public InputVisitor {
 public:
  /// `catalog` is that of the archive, or null.
  Printer(const CommandLine& line, std::string default_language, const Catalog* catalog)
      : ids(catalog, line.id_prefix),
        default_language_(std::move(default_language)),
        list_skipped_(line.list_skipped),
        next_row_(catalog == nullptr ? 1 : catalog->next_row()) {}
  void begin_input(const Input& input) override {
    name_ = input.name;
    ids.begin_input(name_, next_row_);
  }
  void article(Article&& article, std::uint64_t line) override {
    look_at_date(article, line);
    look_at_id(article, line);
    set_language(article, default_language_);
    print_json(to_json(article));
  }
  void rejected(const Rejection& r) override {
    rejected_any = true;
    teller.tell(place(name_, r.line), r);
  }
  void skipped(std::uint64_t records) override { skipped_all += records; }
  void passed_over(const std::string& name, const std::string& kind) override {
    count_skipped(skipped_files, kind);
    if (list_skipped_) fmt::print(stderr, "{}\n", skipped_file_line(name, kind));
  }
  void yielded_nothing(const std::string& name) override {
    barren = true;
    fmt::print(stderr, "{}\n", nothing_line(name));
  }
  void shortened(std::string_view field) override { ++cut_fields[std::string(field)]; }
  void unread(const UnreadKey& key) override { note_unread(unread_all, key); }
  void end_input() override {}
  void progress(std::uint64_t) override {}
  bool stop() override { return false; }
  bool rejected_any = false, barren = false;
  RejectionTeller teller{false};
  std::map<std::string, std::uint64_t> skipped_files, cut_fields;
  std::uint64_t skipped_all = 0;
  UnreadShares unread_all;
  IngestReport report;  // of the dates only
  DateDoubts doubts;
  RunIds ids;
  std::vector<SharedId> shared_ids;  // the first of them

 private:
  /// As add would; the ids are printed as they are given.
  void look_at_id(const Article& article, std::uint64_t line) {
    constexpr std::size_t kShown = 20;
    if (article.id.empty() || is_unique_by_itself(article.id)) return;
    Article named = article;
    const ContentHash hash = content_hash(named);
    const std::optional<KnownArticle> before = ids.settle(named, hash);
    if (named.id != ids.given() && shared_ids.size() < kShown)
      shared_ids.push_back({ids.given(), named.id, name_, line});
    if (!before || before->hash != hash)
      ids.accept(named, {next_row_++, hash, started_, named.version, named.status});
  }

  void look_at_date(const Article& article, std::uint64_t line) {
    if (article.status != Status::usable) return;
    if (!article.published) ++report.undated;
    const auto doubt = doubt_of(article, started_);
    if (!doubt) return;
    ++(*doubt == DateDoubts::Doubt::ahead ? report.future_dates : report.unreadable_dates);
    if (*doubt == DateDoubts::Doubt::two_readings) ++report.ambiguous_dates;
    doubts.add({article.date_text, name_, line, *doubt});
  }

  const Timestamp started_ = now();
  const std::string default_language_;
  const bool list_skipped_;
  Row next_row_;
  std::string name_;
};

std::string skipped_line(std::uint64_t records) {
  return fmt::format("{} without an article passed over", counted(records, "record"));
}

/// The names of files that were not read, each with its kind.
using SkippedFiles = std::vector<std::pair<std::string, std::string>>;

Json to_json(const SkippedFiles& files) {
  Json all = Json::array();
  for (const auto& [name, kind] : files) all.push_back({{"file", name}, {"kind", kind}});
  return all;
}

Json to_json(const std::vector<SharedId>& ids) {
  Json all = Json::array();
  for (const SharedId& one : ids)
    all.push_back(
        {{"id", one.id}, {"kept_as", one.kept_as}, {"input", one.input}, {"line", one.line}});
  return all;
}

constexpr std::size_t kRejectedKept = 1'000;

/// A record that was rejected: where, and why.
Json to_json(const std::string& where, const Rejection& rejection) {
  const bool has_line = rejection.line != 0;
  return {{"input", where.substr(0, has_line ? where.rfind(':') : std::string::npos)},
          {"line", rejection.line},
          {"reason", rejection.reason},
          {"hint", rejection.hint}};
}

/// What a run tells beside its counts.
struct Details {
  SkippedFiles skipped;
  Json rejected = Json::array();  // the first of them
  UnreadShares unread;
  std::vector<SharedId> shared_ids;  // the first of them
  DateDoubts doubts;
};
constexpr std::size_t kSharedIdsKept = 10'000;

void print_report(const CommandLine& line, const IngestReport& r, const Details& details) {
  const auto& [skipped, rejected, unread, shared_ids, doubts] = details;
  if (line.json) {
    Json json;
    put_counts(json, r);
    json.update({{"rejected_records", rejected},
                 {"withheld", r.withheld},
                 {"undated", r.undated},
                 {"unreadable_dates", r.unreadable_dates},
                 {"ambiguous_dates", r.ambiguous_dates},
                 {"future_dates", r.future_dates},
                 {"doubtful_dates", doubts.to_json()},
                 {"inputs", r.inputs},
                 {"passed_over", r.skipped},
                 {"skipped", r.skipped_files},
                 {"cut_fields", r.cut_fields},
                 {"shared_ids", r.shared_ids},
                 {"repeated_ids", r.repeated_ids},
                 {"shared_id_records", to_json(shared_ids)},
                 {"text_bytes", r.text_bytes},
                 {"seconds", r.seconds},
                 {"not_used", unread},
                 {"stopped", r.stopped}});
    if (line.list_skipped) json["skipped_files"] = to_json(skipped);
    return print_json(json);
  }
  for (const auto& [name, kind] : skipped) fmt::print("{}\n", skipped_file_line(name, kind));
  if (!line.quiet) {
    const double seconds = std::max(r.seconds, 1e-6);
    fmt::print("{} from {}, {} of text in {:.1f} s ({:.1f} MB/s)\n",
               counted(r.articles(), "article"), counted(r.inputs, "input"),
               human_size(r.text_bytes), r.seconds,
               static_cast<double>(r.text_bytes) / 1e6 / seconds);
    for (const std::string& told : doubts.lines(r)) fmt::print("{}\n", told);
    if (r.withheld != 0) fmt::print("{}\n", withheld_line(r.withheld));
    for (const std::string& told : shared_ids_lines(r.shared_ids, r.repeated_ids, shared_ids))
      fmt::print("{}\n", told);
    if (r.skipped != 0) fmt::print("{}\n", skipped_line(r.skipped));
    if (!r.skipped_files.empty()) fmt::print("{}\n", skipped_files_line(r.skipped_files));
    if (!r.cut_fields.empty()) fmt::print("{}\n", cut_fields_line(r.cut_fields));
    if (!unread.empty()) fmt::print("{}\n", unread_line(unread));
  }
  fmt::print("{}\n", counts_line(r));
}

/// That of the archive; absent where there is none that can be read.
std::optional<Catalog> catalog_to_compare(const std::filesystem::path& archive) {
  if (!std::filesystem::exists(catalog_file(archive))) return std::nullopt;
  try {
    return std::optional<Catalog>(std::in_place, archive, Catalog::Mode::read);
  } catch (const Error&) {  // add will tell
    return std::nullopt;
  }
}

/// Prints what would be added.
int print_articles(CommandLine& line) {
  const std::optional<Catalog> catalog = catalog_to_compare(line.index);
  Printer printer(line, std::exchange(line.read.language, ""), catalog ? &*catalog : nullptr);
  read_inputs(line.paths, line.read, printer);
  printer.teller.summarise();
  if (!line.quiet)
    for (const std::string& told : printer.doubts.lines(printer.report))
      fmt::print(stderr, "{}\n", told);
  if (!line.quiet)
    for (const std::string& told :
         shared_ids_lines(printer.ids.shared(), printer.ids.repeated(), printer.shared_ids))
      fmt::print(stderr, "{}\n", told);
  if (printer.skipped_all != 0 && !line.quiet)
    fmt::print(stderr, "{}\n", skipped_line(printer.skipped_all));
  if (!printer.skipped_files.empty() && !line.quiet)
    fmt::print(stderr, "{}\n", skipped_files_line(printer.skipped_files));
  if (!printer.cut_fields.empty() && !line.quiet)
    fmt::print(stderr, "{}\n", cut_fields_line(printer.cut_fields));
  if (!printer.unread_all.empty() && !line.quiet)
    fmt::print(stderr, "{}\n", unread_line(printer.unread_all));
  return printer.rejected_any || printer.barren ? kSomeRejected : kDone;
}

}  // namespace

int add(CommandLine& line) {
  check_read_options(line);
  if (line.dry_run) return print_articles(line);
  check_paths(line.paths);  // before an archive is created
  const std::uint64_t total_bytes = input_bytes(line.paths, line.read.follow_links);
  std::optional<WritableArchive> archive(std::in_place, line.index, line.resources());
  stop_on_signals();
  IngestOptions options;
  options.read = line.read;
  options.strict = line.strict;
  options.id_prefix = line.id_prefix;
  options.stop = &stop_requested;
  ProgressLine progress(line.progress == "always" ||
                            (line.progress == "auto" && !line.quiet && isatty(STDERR_FILENO)),
                        total_bytes);
  options.progress = [&](const IngestReport& report, std::uint64_t bytes) {
    progress.show(report, bytes);
  };
  RejectionTeller teller(line.quiet);
  Details details;
  options.rejected = [&](const std::string& where, const Rejection& rejection) {
    progress.clear();
    teller.tell(where, rejection);
    if (details.rejected.size() < kRejectedKept)
      details.rejected.push_back(to_json(where, rejection));
  };
  options.skipped = [&](const std::string& name, const std::string& kind) {
    progress.clear();
    if (kind.empty())
      fmt::print(stderr, "{}\n", nothing_line(name));
    else if (line.list_skipped)
      details.skipped.emplace_back(name, kind);
  };
  options.unread = [&](const UnreadKey& key) { note_unread(details.unread, key); };
  options.shared_id = [&](const SharedId& id) {
    if (details.shared_ids.size() < kSharedIdsKept) details.shared_ids.push_back(id);
  };
  options.doubtful_date = [&](const DoubtfulDate& date) { details.doubts.add(date); };
  const IngestReport report = ingest(*archive, line.paths, options);
  progress.clear();
  teller.summarise();
  print_report(line, report, details);
  archive.reset();  // its lock
  deliver_afterwards(line);
  if (report.stopped) {
    fmt::print(stderr, kStoppedLine);
    return stopped_exit();
  }
  return report.rejected == 0 && report.barren == 0 ? kDone : kSomeRejected;
}

}  // namespace dateline::indexing
