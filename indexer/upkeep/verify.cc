// SPDX-License-Identifier: GPL-2.0-or-later
#include "verify.h"

#include <SQLiteCpp/Exception.h>
#include <fmt/format.h>
#include <xapian.h>

#include <algorithm>
#include <cerrno>
#include <new>
#include <nlohmann/json.hpp>

#include "archive/index_checksums.h"
#include "archive/open_segments.h"
#include "archive/unfinished_run.h"
#include "catalog/catalog_statistics.h"
#include "catalog/journal.h"
#include "error.h"
#include "saved/saved_stores.h"
#include "subprocess.h"
#include "system/archive_files.h"
#include "system/system_error.h"
#include "verify_index.h"

namespace dateline::indexing {
namespace {

using About = Finding::About;
using Json = nlohmann::json;

/// Reports unfinished work of a run that died. A run that is at work, or has finished since
/// `catalog` was pinned, is not reported.
void check_journal(const std::filesystem::path& folder, const Catalog& catalog,
                   Findings& findings) {
  const std::vector<Row> pending = catalog.journal().pending(),
                         removing = catalog.journal().removing();
  if ((pending.empty() && removing.empty()) || writer_at_work(folder)) return;
  const Catalog now(folder, Catalog::Mode::read);
  if (now.journal().pending() != pending || now.journal().removing() != removing) return;
  findings.add(
      About::unfinished, 0,
      fmt::format("{} article{} to be indexed and {} to be removed: an earlier run "
                  "did not finish, and the next command that writes will finish it",
                  pending.size(), pending.size() == 1 ? " waits" : "s wait", removing.size()));
}

/// Checks the tables; if deep, also the rows that the walk over the index does not reach.
void check_catalog(const std::filesystem::path& folder, const Catalog& catalog,
                   const VerifyOptions& options, Findings& findings) {
  for (const std::string& sentence : catalog.check(options.deep))
    findings.add(About::catalog, 0, "the catalog: " + sentence);
  check_journal(folder, catalog, findings);
  if (!options.deep) return;
  const auto inspect = [&](Row row, const std::string& id) {
    if (const auto inspected = catalog.inspect(row); inspected && !inspected->damage.empty())
      findings.add(About::article, row,
                   fmt::format("article {} (row {}) is damaged: {}", id, row, inspected->damage));
  };
  catalog.for_each_superseded(inspect);
  for (const Row row : catalog.journal().pending()) inspect(row, catalog.id(row));
  if (!options.index) catalog.for_each_current(inspect);
}

void check_segments(const SegmentFolders& segments, const VerifyOptions& options,
                    const Catalog& catalog, VerifyReport& report, Findings& findings) {
  if (segments.empty()) {
    if (report.articles != 0) findings.add(About::index, 0, "there is no index");
    return;
  }
  try {
    for (const SegmentFolder& segment : segments) {
      for (const std::string& name : changed_files(segment.path, ChecksumScope::all))
        findings.add(About::index, 0,
                     fmt::format("the index: its file {} is not what was written", name));
      if (!options.deep) continue;
      std::string errors = own_check_of_index(segment.path);
      if (!errors.empty()) findings.add(About::index, 0, std::move(errors));
    }
    check_index(catalog, segments, options, report, findings);
  } catch (const Xapian::DatabaseModifiedError&) {
    findings.add(About::index, 0, "the index has blocks of a later state than its own");
  } catch (const Xapian::Error& e) {
    findings.add(About::index, 0, fmt::format("the index cannot be read: {}", e.get_description()));
  } catch (const Error& e) {
    findings.add(About::index, 0, e.what());
  }
}

void check_stores(const std::filesystem::path& folder, const VerifyOptions& options,
                  Catalog& catalog, VerifyReport& report, Findings& findings) {
  SegmentFolders segments;
  try {
    open_segments(folder, catalog, [&](const SegmentFolders& named) {
      segments = named;
      for (const SegmentFolder& segment : named)
        const Xapian::Database opens(segment.path.string());
    });
  } catch (const Xapian::Error& e) {
    findings.add(About::index, 0, fmt::format("the index cannot be opened: {}", e.get_msg()));
  } catch (const Error& e) {
    findings.add(About::index, 0, e.what());
  }
  check_catalog(folder, catalog, options, findings);
  report.articles = catalog.statistics().counts().articles;
  if (findings.any(About::index)) return;
  check_segments(segments, options, catalog, report, findings);
}

/// A report as text for another process: the numbers, then the sentences.
std::string to_text(const VerifyReport& report) {
  Json findings = Json::array();
  for (const Finding& f : report.findings) findings.push_back({static_cast<int>(f.about), f.row});
  return Json{report.articles, report.documents, report.compared, findings, report.problems}.dump(
      -1, ' ', false, Json::error_handler_t::replace);
}

VerifyReport from_text(const std::string& text) {
  const Json json = Json::parse(text);
  VerifyReport report;
  report.articles = json[0];
  report.documents = json[1];
  report.compared = json[2];
  for (const Json& f : json[3])
    report.findings.push_back({static_cast<About>(f[0].get<int>()), f[1].get<Row>()});
  report.problems = json[4].get<std::vector<std::string>>();
  return report;
}

/// `generation`: of the index that was looked at.
VerifyReport verify_once(const std::filesystem::path& folder, const VerifyOptions& options,
                         std::uint64_t& generation) {
  VerifyReport report;
  Findings findings(report);
  try {
    for (const std::string& sentence : check_saved(folder)) findings.add(About::saved, 0, sentence);
    Catalog catalog(folder, Catalog::Mode::read);
    if (options.index)
      check_stores(folder, options, catalog, report, findings);
    else
      check_catalog(folder, catalog, options, findings);
    generation = catalog.generation();
  } catch (const SQLite::Exception& e) {
    if (is_refusal(e)) throw;
    findings.add(About::catalog, 0, fmt::format("the catalog cannot be read: {}", e.what()));
  } catch (const std::bad_alloc&) {
    findings.add(About::index, 0, "the index asks for more memory than there is");
  }
  findings.finish();
  return report;
}

/// Several times where a writer has removed segments that were looked at.
VerifyReport verify_at_rest(const std::filesystem::path& folder, const VerifyOptions& options) {
  constexpr int kTries = 20;
  for (int i = 1;; ++i) {
    std::uint64_t generation = 0;
    VerifyReport report = verify_once(folder, options, generation);
    const bool index_wrong = std::ranges::any_of(
        report.findings, [](const Finding& finding) { return finding.about == About::index; });
    if (!index_wrong || generation == 0) return report;
    if (Catalog(folder, Catalog::Mode::read).generation() == generation) return report;
    if (i == kTries)
      throw Error("the index changes faster than it can be verified",
                  "run this again when the indexer has finished");
  }
}

}  // namespace

std::vector<std::string> VerifyReport::unfinished() const {
  std::vector<std::string> sentences;
  for (std::size_t i = 0; i < std::min(findings.size(), problems.size()); ++i)
    if (findings[i].about == Finding::About::unfinished) sentences.push_back(problems[i]);
  return sentences;
}

std::vector<std::string> VerifyReport::damage() const {
  const std::vector<std::string> heals = unfinished();
  std::vector<std::string> sentences;
  for (const std::string& problem : problems)
    if (std::ranges::find(heals, problem) == heals.end()) sentences.push_back(problem);
  return sentences;
}

VerifyReport verify(const std::filesystem::path& folder, const VerifyOptions& options) {
  const SubprocessResult checked =
      run_in_subprocess([&] { return to_text(verify_at_rest(folder, options)); });
  if (checked.signal == 0) return from_text(checked.result);
  VerifyOptions rest = options;
  rest.index = false;
  std::uint64_t generation = 0;
  VerifyReport report = verify_once(folder, rest, generation);
  report.findings.push_back({About::index, 0});
  report.problems.push_back(fmt::format(
      "the index is damaged so that reading it ends the program (signal {})", checked.signal));
  return report;
}

}  // namespace dateline::indexing
