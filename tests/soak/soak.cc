// SPDX-License-Identifier: GPL-2.0-or-later
// One writer and six readers on one archive: random additions, updates, removals, optimizing and
// rebuilding, while every answer is checked against laws that only single, announced states
// satisfy. Prints figures; exits 1 when a law was broken or an exception was thrown.
//
//   DATELINE_SOAK_SECONDS  how long, 600 by default
//   DATELINE_SOAK_SEED     of the stream of changes, 1 by default
//
// Run under the thread sanitizer with tests/soak/tsan.supp, which says why.
#include <fmt/format.h>
#include <xapian.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "error.h"
#include "search/searcher.h"
#include "support/support.h"
#include "writer.h"

namespace dateline {

using namespace indexing;
using namespace searching;
namespace {

constexpr unsigned kReaders = 6;

/// What all threads share, and count.
struct Counts : Soak {
  using Soak::Soak;
  std::atomic<std::uint64_t> searches{0}, pages{0}, exports{0}, hits{0}, moved{0};
};

class Reader {
 public:
  Reader(Counts& soak, unsigned number)
      : soak_(soak), random_(1'000 + number), searcher_(std::make_unique<Searcher>(soak.folder)) {}

  void run() {
    while (!soak_.over()) {
      try {
        if (random_.below(4) == 0) searcher_ = std::make_unique<Searcher>(soak_.folder);
        check_state();
        check_pillars();
        check_pages(fmt::format("word{}", random_.below(500)));
        check_texts(fmt::format("word{}", random_.below(500)));
        if (random_.below(10) == 0) check_export();
      } catch (const Error& e) {
        soak_.complain(fmt::format("a reader: {} ({})", e.what(), e.hint()));
      } catch (const Xapian::Error& e) {
        soak_.complain(fmt::format("a reader: {}", e.get_description()));
      } catch (const std::exception& e) {
        soak_.complain(fmt::format("a reader: {}", e.what()));
      }
    }
  }

 private:
  Results search(const std::string& text, std::uint64_t offset, std::uint64_t limit) {
    SearchRequest request;
    request.query.text = text;
    request.page.offset = offset;
    request.page.limit = limit;
    request.now = kNow;
    request.counts.facets = {{"source", 0}, {"section", 0}};
    const Results results = searcher_->search(request);
    ++soak_.searches;
    soak_.hits += results.hits.size();
    for (const Facet& facet : results.facets) {
      std::uint64_t sum = facet.missing;
      for (const FacetValue& value : facet.values) sum += value.count;
      soak_.check(sum == results.total, fmt::format("{}: the counts by {} sum to {}, not {}", text,
                                                    facet.field, sum, results.total));
    }
    const std::uint64_t here = std::min(limit, results.total - std::min(results.total, offset));
    soak_.check(results.hits.size() == here,
                fmt::format("{}: {} hits on a page of {}", text, results.hits.size(), here));
    return results;
  }

  /// What the archive holds must be what the writer said it would.
  State check_state() {
    const Results all = search("*", 0, 1);
    State state{0, all.total};
    for (const FacetValue& value : all.facets.back().values) {
      if (!value.value.starts_with("edition ")) continue;
      soak_.check(value.count == kLedgers && state.edition == 0,
                  fmt::format("two states are mixed: {} articles of {}", value.count, value.value));
      state.edition = std::stoull(value.value.substr(8));
    }
    soak_.check(soak_.is_announced(state),
                fmt::format("edition {} never had {} articles", state.edition, state.articles));
    soak_.check(state.edition >= last_edition_, "an older state follows a newer one");
    last_edition_ = state.edition;
    return state;
  }

  void check_pillars() {
    const Results pillars = search("pillar", 0, kPillars);
    soak_.check(pillars.total == kPillars, fmt::format("{} pillars", pillars.total));
    std::set<std::string> ids;
    for (const Hit& hit : pillars.hits) ids.insert(hit.id);
    soak_.check(ids.size() == kPillars, "not every pillar is on the page of pillars");
    const Results ledgers = search("ledger", 0, kLedgers);
    std::set<std::string> editions;
    for (const Hit& hit : ledgers.hits) editions.insert(hit.section);
    soak_.check(ledgers.total == kLedgers && editions.size() == 1,
                fmt::format("{} ledgers of {} editions", ledgers.total, editions.size()));
  }

  /// Page by page: with one state before and after, all pages are of that state.
  void check_pages(const std::string& text) {
    constexpr std::uint64_t kPage = 5;
    const State before = check_state();
    std::set<std::string> ids;
    std::set<std::uint64_t> totals;
    std::uint64_t total = 1;
    for (std::uint64_t offset = 0; offset < total; offset += kPage) {
      const Results page = search(text, offset, kPage);
      ++soak_.pages;
      total = page.total;
      totals.insert(total);
      for (const Hit& hit : page.hits) ids.insert(hit.id);
    }
    if (check_state() != before) {
      ++soak_.moved;
      return;
    }
    soak_.check(totals.size() == 1, "the total differs from page to page");
    soak_.check(ids.size() == total,
                fmt::format("{}: {} articles on the pages, of {}", text, ids.size(), total));
  }

  void check_texts(const std::string& text) {
    for (const Hit& hit : search(text, 0, 10).hits) {
      soak_.check(hit.title == "Title of " + hit.id, "another article's title: " + hit.title);
      soak_.check(hit.snippet.text.find(text) != std::string::npos,
                  fmt::format("{}: the text of {} cannot be read", text, hit.id));
    }
  }

  /// An export taken slowly: what it began with is what it ends with.
  void check_export() {
    SearchRequest request;
    request.page.limit = 0;
    request.now = kNow;
    std::set<std::string> ids;
    std::set<std::string> editions;
    request.query.text = "story OR ledger";
    const Results results = searcher_->search(
        request, [](const Results&) {},
        [&](const Hit& hit) {
          ids.insert(hit.id);
          if (hit.id.starts_with("ledger")) editions.insert(hit.section);
          if (ids.size() % 100 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(20));
        });
    ++soak_.exports;
    soak_.hits += ids.size();
    soak_.check(ids.size() == results.total,
                fmt::format("an export of {} has {} articles", results.total, ids.size()));
    soak_.check(editions.size() == 1, "an export mixes two states");
  }

  Counts& soak_;
  Random random_;
  std::unique_ptr<Searcher> searcher_;
  std::uint64_t last_edition_ = 0;
};

int run() {
  const std::uint64_t seconds = number_from("DATELINE_SOAK_SECONDS", 600);
  const std::uint64_t seed = number_from("DATELINE_SOAK_SEED", 1);
  const TemporaryFolder folder;
  Counts soak(folder / "archive", Clock::now() + std::chrono::seconds(seconds));
  Writer writer(soak, seed);
  writer.begin();
  std::vector<std::thread> threads;
  threads.emplace_back([&] { writer.run(); });
  for (unsigned i = 0; i < kReaders; ++i)
    threads.emplace_back([&soak, i] { Reader(soak, i).run(); });
  for (std::thread& thread : threads) thread.join();

  writer.verify_all();
  fmt::print("soak of {} s, seed {}\n", seconds, seed);
  writer.print();
  fmt::print("searches {}  pages {}  exports {}  hits {}\n", soak.searches.load(),
             soak.pages.load(), soak.exports.load(), soak.hits.load());
  fmt::print("page by page while the state changed {}\n", soak.moved.load());
  fmt::print("errors {}\n", soak.errors.load());
  return soak.errors == 0 ? 0 : 1;
}

}  // namespace
}  // namespace dateline

int main() { return dateline::run(); }
