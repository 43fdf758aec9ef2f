// SPDX-License-Identifier: GPL-2.0-or-later
// The quality of the ranking: forty judged queries over the sample archive, with bare words joined
// by AND and by OR, compared with earlier scores (relevance/baseline.tsv). A changed ranking is no
// error, but it must be noticed: UPDATE_GOLDEN=1 writes the new numbers.
#include <doctest/doctest.h>

#include <fmt/format.h>

#include <cstdlib>
#include <sstream>

#include "evaluation/measures.h"
#include "evaluation/topics.h"
#include "search/searcher.h"
#include "support/process.h"
#include "support/support.h"

using namespace dateline;
using namespace dateline::indexing;
using namespace dateline::searching;
namespace fs = std::filesystem;

namespace {

std::vector<Topic> topics_of(const fs::path& judged) {
  Complaints complaints;
  std::ifstream in(judged / "topics.tsv");
  std::vector<Topic> topics = read_topics(in, "topics.tsv", complaints);
  CHECK(complaints.empty());
  return topics;
}

Qrels qrels_of(const fs::path& judged) {
  Complaints complaints;
  std::ifstream in(judged / "qrels.trec");
  Qrels qrels = read_qrels(in, "qrels.trec", complaints);
  CHECK(complaints.empty());
  return qrels;
}

std::string row(const std::string& query, const Measures& m, const std::string& first) {
  const auto [ap, ndcg10, p10, p30, recall, rr] = m.values;
  return fmt::format("{}\t{:.4f}\t{:.4f}\t{:.4f}\t{:.4f}\t{}\n", query, rr, p10, ndcg10, ap, first);
}

fs::path sample_archive(const fs::path& folder) {
  const fs::path root = repository_root();
  WritableArchive archive(folder, {});
  IngestOptions options;
  options.read.language = "en";
  ingest(archive, {(root / "seeds").string(), (root / "corpus/articles").string()}, options);
  options.read.source = "Tidewater News Agency";
  ingest(archive, {(root / "corpus/agency").string()}, options);
  return folder;
}

std::vector<std::string> ranked_ids(Searcher& searcher, const std::string& text, bool match_any) {
  SearchRequest request;
  request.query.text = text;
  request.query.match_any = match_any;
  request.now = 1735646400;  // 2024-12-31T12:00:00Z
  request.page.limit = 0;
  request.page.ids_only = true;
  std::vector<std::string> ids;
  for (const Hit& hit : searcher.search(request).hits) ids.push_back(hit.id);
  return ids;
}

/// A row for each query, then their means.
std::string rows(Searcher& searcher, const fs::path& judged, bool match_any) {
  const Qrels qrels = qrels_of(judged);
  const std::string suffix = match_any ? " any" : " all";
  std::string table;
  std::vector<Measures> all;
  for (const auto& [query, text] : topics_of(judged)) {
    REQUIRE_MESSAGE(qrels.contains(query), query << " has no judgments");
    const std::vector<std::string> ranked = ranked_ids(searcher, text, match_any);
    all.push_back(measure(ranked, qrels.at(query)));
    table += row(query + suffix, all.back(), ranked.empty() ? "-" : ranked.front());
  }
  return table + row("mean" + suffix, mean(all), "-");
}

std::string table_now(const fs::path& judged) {
  const TemporaryFolder folder;
  Searcher searcher(sample_archive(folder / "archive"));
  return "query\tRR\tP@10\tnDCG@10\tAP\tfirst hit\n" + rows(searcher, judged, false) +
         rows(searcher, judged, true);
}

/// The rows that are not the same, old and new.
std::string changed_rows(const std::string& before, const std::string& now) {
  std::istringstream old_rows(before), new_rows(now);
  std::string old_row, new_row, changed;
  while (true) {
    const bool more_old = static_cast<bool>(std::getline(old_rows, old_row));
    const bool more_new = static_cast<bool>(std::getline(new_rows, new_row));
    if (!more_old && !more_new) return changed;
    if (more_old && more_new && old_row == new_row) continue;
    if (more_old) changed += "- " + old_row + "\n";
    if (more_new) changed += "+ " + new_row + "\n";
  }
}

}  // namespace

TEST_CASE("judged queries score what they scored") {
  const fs::path folder = repository_root() / "tests" / "relevance";
  const std::string before = file_text(folder / "baseline.tsv"), now = table_now(folder);
  if (now == before) return;
  const char* const update = std::getenv("UPDATE_GOLDEN");
  if (update != nullptr && *update == '1') {
    std::ofstream(folder / "baseline.tsv", std::ios::binary) << now;
    MESSAGE("rewrote baseline.tsv\n" << changed_rows(before, now));
  } else {
    FAIL_CHECK("the ranking differs (UPDATE_GOLDEN=1 takes the new one):\n"
               << changed_rows(before, now));
  }
}
