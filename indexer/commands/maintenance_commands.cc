// SPDX-License-Identifier: GPL-2.0-or-later
// The commands that maintain an archive: optimize, rebuild, verify, repair, snapshot; and
// the entry points of query and group.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "catalog/catalog_statistics.h"
#include "cli/program.h"
#include "commands.h"
#include "error.h"
#include "json_out.h"
#include "system/archive_files.h"
#include "text/printable_text.h"
#include "upkeep/repair.h"
#include "upkeep/snapshot_copy.h"
#include "upkeep/sqlite_export.h"
#include "upkeep/verify.h"
#include "upkeep/xapian_export.h"

namespace dateline::indexing {
namespace {

int keep_named(CommandLine& line, int (*run)(const std::filesystem::path&, const SavedCommand&)) {
  require_archive(line);
  line.saved.json = line.json;
  line.saved.quiet = line.quiet;
  return run(line.index, line.saved);
}

/// Prints each problem on a line.
void print_problems(const VerifyReport& report) {
  for (const std::string& problem : report.damage())
    fmt::print("problem: {}\n", printable_text(problem));
  for (const std::string& sentence : report.unfinished())
    fmt::print("unfinished: {}\n", printable_text(sentence));
}

/// Names of inputs, of which some may be addresses of feeds.
std::vector<std::string> masked(std::vector<std::string> inputs) {
  for (std::string& input : inputs) input = shown_input(input);
  return inputs;
}

Json to_json(const VerifyReport& report) {
  return {{"articles", report.articles},
          {"documents", report.documents},
          {"compared", report.compared},
          {"problems", report.damage()},
          {"unfinished", report.unfinished()}};
}

}  // namespace

int saved_query(CommandLine& line) { return keep_named(line, &run_query_command); }
int source_group(CommandLine& line) { return keep_named(line, &run_group_command); }

int optimize(CommandLine& line) {
  require_archive(line);
  const std::uint64_t before = folder_size(line.index);
  {
    WritableArchive archive(line.index, line.resources());
    archive.optimize(line.forget_versions ? Journal::Versions::forgotten : Journal::Versions::kept);
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
  const std::uint64_t articles = archive.catalog().statistics().counts().articles;
  if (line.json)
    std::cout << Json{{"articles", articles}}.dump() << '\n';
  else if (!line.quiet)
    fmt::print("rebuilt: {}\n", counted(articles, "article"));
  return kDone;
}

int verify_archive(CommandLine& line) {
  VerifyOptions options;
  options.deep = line.deep;
  const VerifyReport report = verify(line.index, options);
  const bool left_out = line.deep && !own_check_possible(index_folder(line.index));
  if (line.json) {
    Json json = to_json(report);
    if (line.deep) json["xapian_check"] = !left_out;
    print_json(json);
  } else {
    print_problems(report);
  }
  if (!report.damage().empty())
    throw Error("the archive is not sound", "run: dateline-indexer repair");
  const int code = report.unfinished().empty() ? kDone : kUnfinished;
  if (line.json) return code;
  const std::string compared = report.compared == report.articles
                                   ? ""
                                   : fmt::format(", {} of them word for word", report.compared);
  fmt::print("verified: {}{}, {}\n", counted(report.articles, "article"), compared,
             code == kDone ? "nothing wrong" : "nothing is damaged");
  if (left_out)
    fmt::print("left out: Xapian's own check, for which its files must be open to writing\n");
  return code;
}

int repair_archive(CommandLine& line) {
  const RepairReport report = repair(line.index, line.resources());
  if (line.json) {
    Json losses = Json::array();
    for (const Loss& loss : report.losses)
      losses.push_back({{"id", loss.id}, {"row", loss.row}, {"kept", loss.kept}});
    print_json({{"done", report.done},
                {"losses", losses},
                {"inputs", masked(report.inputs)},
                {"damaged", report.kept.empty() ? Json() : Json(report.kept.string())},
                {"after", to_json(report.after)}});
  } else {
    for (const std::string& done : report.done) fmt::print("{}\n", printable_text(done));
    for (const Loss& loss : report.losses)
      fmt::print("lost: article {} (row {}){}\n",
                 loss.id.empty() ? "of an unknown id" : printable_text(loss.id), loss.row,
                 loss.kept ? ": what can be read of it is kept" : "");
    if (!report.losses.empty() && !report.inputs.empty())
      fmt::print("add these again, the articles came from among them:\n");
    constexpr std::size_t kInputs = 50;
    for (std::size_t i = 0; i < std::min(kInputs, report.inputs.size()); ++i)
      fmt::print("  {}\n", printable_text(shown_input(report.inputs[i])));
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

int export_archive(CommandLine& line) {
  require_archive(line);
  if (line.xapian.empty() == line.sqlite.empty())
    throw Error("export writes one database", "name it: --xapian DIR or --sqlite FILE");
  const std::uint64_t articles = line.sqlite.empty() ? export_to_xapian(line.index, line.xapian)
                                                     : export_to_sqlite(line.index, line.sqlite);
  if (line.json)
    print_json({{"articles", articles}});
  else if (!line.quiet)
    fmt::print("exported: {}\n", counted(articles, "article"));
  return kDone;
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

}  // namespace dateline::indexing
