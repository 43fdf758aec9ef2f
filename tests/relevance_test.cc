// SPDX-License-Identifier: GPL-2.0-or-later
// How good the ranking is: forty judged queries over the sample archive, with bare words joined by
// AND and by OR, compared with what they scored before (relevance/baseline.tsv). A change of the
// ranking is no error, but it must be seen: UPDATE_GOLDEN=1 takes the new numbers.
#include <doctest/doctest.h>

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <set>
#include <sstream>

#include "process.h"
#include "searcher.h"
#include "support.h"

using namespace dateline;
namespace fs = std::filesystem;

namespace {

using Judgments = std::map<std::string, int>;  // id → 2 squarely about it, 1 related

struct Measures {
  double reciprocal_rank = 0, precision5 = 0, ndcg10 = 0, average_precision = 0;
};

double gain(int relevance) { return std::exp2(relevance) - 1; }
double discount(std::size_t rank) { return 1 / std::log2(static_cast<double>(rank) + 1); }

/// trec_eval's definitions but for the gain; every judged article above 0 is relevant.
Measures measure(const std::vector<std::string>& ranked, const Judgments& judged) {
  Measures m;
  std::vector<int> ideal;
  for (const auto& [id, relevance] : judged) ideal.push_back(relevance);
  std::ranges::sort(ideal, std::greater<>());
  double best = 0;
  for (std::size_t i = 0; i < std::min<std::size_t>(10, ideal.size()); ++i)
    best += gain(ideal[i]) * discount(i + 1);
  std::size_t relevant = 0;
  for (std::size_t rank = 1; rank <= ranked.size(); ++rank) {
    const auto found = judged.find(ranked[rank - 1]);
    if (found == judged.end()) continue;
    ++relevant;
    if (relevant == 1) m.reciprocal_rank = 1 / static_cast<double>(rank);
    if (rank <= 5) m.precision5 += 0.2;
    if (rank <= 10) m.ndcg10 += gain(found->second) * discount(rank) / best;
    m.average_precision += static_cast<double>(relevant) / static_cast<double>(rank);
  }
  m.average_precision /= static_cast<double>(judged.size());
  return m;
}

std::map<std::string, Judgments> read_judgments(const fs::path& file) {
  std::map<std::string, Judgments> all;
  std::ifstream in(file);
  std::string query, iteration, id;
  for (int relevance = 0; in >> query >> iteration >> id >> relevance;)
    if (relevance > 0) all[query][id] = relevance;
  return all;
}

std::vector<std::pair<std::string, std::string>> read_topics(const fs::path& file) {
  std::vector<std::pair<std::string, std::string>> topics;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    const std::size_t tab = line.find('\t');
    REQUIRE_MESSAGE(tab != std::string::npos, line);
    topics.emplace_back(line.substr(0, tab), line.substr(tab + 1));
  }
  return topics;
}

std::string row(const std::string& query, const Measures& m, const std::string& first) {
  return fmt::format("{}\t{:.4f}\t{:.4f}\t{:.4f}\t{:.4f}\t{}\n", query, m.reciprocal_rank,
                     m.precision5, m.ndcg10, m.average_precision, first);
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
  request.text = text;
  request.match_any = match_any;
  request.now = 1735646400;  // 2024-12-31T12:00:00Z
  request.limit = 0;
  request.snippets = false;
  std::vector<std::string> ids;
  for (const Hit& hit : searcher.search(request).hits) ids.push_back(hit.id);
  return ids;
}

/// A row for each query, then their means.
std::string rows(Searcher& searcher, const fs::path& judged, bool match_any) {
  const auto judgments = read_judgments(judged / "qrels.trec");
  const auto topics = read_topics(judged / "topics.tsv");
  const std::string suffix = match_any ? " any" : " all";
  std::string table;
  Measures sum;
  for (const auto& [query, text] : topics) {
    REQUIRE_MESSAGE(judgments.contains(query), query << " has no judgments");
    const std::vector<std::string> ranked = ranked_ids(searcher, text, match_any);
    const Measures m = measure(ranked, judgments.at(query));
    table += row(query + suffix, m, ranked.empty() ? "-" : ranked.front());
    sum.reciprocal_rank += m.reciprocal_rank;
    sum.precision5 += m.precision5;
    sum.ndcg10 += m.ndcg10;
    sum.average_precision += m.average_precision;
  }
  const double n = static_cast<double>(topics.size());
  return table + row("mean" + suffix,
                     {sum.reciprocal_rank / n, sum.precision5 / n, sum.ndcg10 / n,
                      sum.average_precision / n},
                     "-");
}

std::string table_now(const fs::path& judged) {
  const TemporaryFolder folder;
  Searcher searcher(sample_archive(folder / "archive"));
  return "query\tRR\tP@5\tnDCG@10\tAP\tfirst hit\n" + rows(searcher, judged, false) +
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

TEST_CASE("measures of a ranking, by hand") {
  const Judgments judged{{"a", 2}, {"b", 1}, {"c", 1}};
  const Measures m = measure({"x", "a", "y", "b"}, judged);
  CHECK(m.reciprocal_rank == doctest::Approx(0.5));
  CHECK(m.precision5 == doctest::Approx(0.4));
  CHECK(m.average_precision == doctest::Approx((1.0 / 2 + 2.0 / 4) / 3));
  // Gains 3, 1, 1; discounts 1, 0.6309, 0.5 of the ideal; 0.6309 and 0.4307 of what was found.
  CHECK(m.ndcg10 == doctest::Approx((3 * 0.63093 + 0.43068) / (3 + 0.63093 + 0.5)).epsilon(0.0001));
  CHECK(measure({}, judged).ndcg10 == 0);
  CHECK(measure({"a", "b", "c"}, judged).ndcg10 == doctest::Approx(1));
}

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
