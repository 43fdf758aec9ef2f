// SPDX-License-Identifier: GPL-2.0-or-later
// One writer and six readers on one archive: random additions, updates, removals, optimizing and
// rebuilding, while every answer is held against laws that only whole, announced states obey.
// Prints figures; exits 1 when a law was broken or anything threw.
//
//   DATELINE_SOAK_SECONDS  how long, 600 by default
//   DATELINE_SOAK_SEED     of the stream of changes, 1 by default
//
// Run under the thread sanitizer with tests/soak/tsan.supp, which says why.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "error.h"
#include "searcher.h"
#include "support.h"
#include "verify.h"

namespace dateline {
namespace {

using Clock = std::chrono::steady_clock;
namespace fs = std::filesystem;

constexpr unsigned kReaders = 6;
constexpr std::uint64_t kLedgers = 10;  // rewritten by every addition: they tell its number
constexpr std::uint64_t kPillars = 50;  // never changed, never removed
constexpr std::size_t kFew = 300, kMany = 3'000;
const Timestamp kNow = 1735646400;  // 2024-12-31T12:00:00Z

/// A state of the archive: no two that a writer commits are alike.
struct State {
  std::uint64_t edition = 0, articles = 0;
  auto operator<=>(const State&) const = default;
};

/// What all threads share.
struct Soak {
  explicit Soak(fs::path folder_, Clock::time_point end_) : folder(std::move(folder_)), end(end_) {}

  const fs::path folder;
  const Clock::time_point end;
  std::atomic<std::uint64_t> searches{0}, pages{0}, exports{0}, hits{0}, moved{0}, errors{0};

  bool over() const { return Clock::now() >= end; }

  void complain(const std::string& what) {
    constexpr std::uint64_t kTold = 20;
    if (++errors > kTold) return;
    const std::lock_guard lock(mutex_);
    fmt::print(stderr, "error: {}\n", what);
  }
  void check(bool holds, const std::string& law) {
    if (!holds) complain(law);
  }

  /// The writer tells a state before it can be seen.
  void announce(const State& state) {
    const std::lock_guard lock(mutex_);
    announced_.insert(state);
  }
  bool is_announced(const State& state) {
    const std::lock_guard lock(mutex_);
    return announced_.contains(state);
  }

 private:
  std::mutex mutex_;
  std::set<State> announced_;
};

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}
  std::uint64_t below(std::uint64_t n) {
    return std::uniform_int_distribution<std::uint64_t>(0, n - 1)(engine_);
  }

 private:
  std::mt19937_64 engine_;
};

Article article(const std::string& id, const std::string& title, const std::string& body,
                const std::string& source, const std::string& section) {
  Article a;
  a.id = id;
  a.title = title;
  a.body = body;
  a.source = source;
  a.section = section;
  a.published = kNow;
  return a;
}

class Writer {
 public:
  Writer(Soak& soak, std::uint64_t seed) : soak_(soak), random_(seed) {}

  /// The archive every reader finds when it begins.
  void begin() {
    std::vector<Article> articles = next_ledgers();
    for (std::uint64_t i = 0; i < kPillars; ++i)
      articles.push_back(article(fmt::format("pillar-{}", i), fmt::format("Pillar {}", i),
                                 "A pillar stands.", "Pillars", "standing"));
    add(articles);
    add_stories(kFew);
  }

  void run() {
    while (!soak_.over()) {
      try {
        const Clock::time_point start = Clock::now();
        step();
        longest_ = std::max(longest_, std::chrono::duration<double>(Clock::now() - start).count());
        ++commits_;
      } catch (const std::exception& e) {
        soak_.complain(fmt::format("the writer: {}", e.what()));
        return;
      }
    }
  }

  void print() const {
    fmt::print("commits {}:", commits_);
    for (const auto& [name, n] : steps_) fmt::print("  {} {}", name, n);
    fmt::print("; the longest took {:.1f} s\n", longest_);
  }
  std::uint64_t articles() const { return kLedgers + kPillars + stories_.size(); }

 private:
  void step() {
    const std::uint64_t kind = random_.below(100);
    if (stories_.size() > kMany) {
      ++steps_["remove many"];
      remove(stories_.size() - kFew);
    } else if (kind < 40) {
      ++steps_["add"];
      add_stories(1 + random_.below(30));
    } else if (kind < 65) {
      ++steps_["update"];
      update(1 + random_.below(10));
    } else if (kind < 90) {
      ++steps_["remove"];
      remove(1 + random_.below(10));
    } else if (kind < 95) {
      ++steps_["optimize"];
      WritableArchive(soak_.folder, resources_).optimize();
    } else if (kind < 98) {
      ++steps_["add many"];
      add_stories(stories_.size());
    } else {
      ++steps_["rebuild"];
      WritableArchive(soak_.folder, resources_, Catalog::Mode::rebuild).rebuild();
    }
  }

  std::vector<Article> next_ledgers() {
    ++edition_;
    std::vector<Article> ledgers;
    for (std::uint64_t i = 0; i < kLedgers; ++i)
      ledgers.push_back(article(fmt::format("ledger-{}", i), fmt::format("Ledger {}", i),
                                fmt::format("This is edition {}.", edition_), "Ledgers",
                                fmt::format("edition {}", edition_)));
    return ledgers;
  }

  /// A title tells its id; the body repeats one word of its own.
  Article story(const std::string& id) {
    std::string body = "A story of";
    for (std::uint64_t i = 5 + random_.below(60); i != 0; --i)
      body += fmt::format(" word{}", random_.below(500));
    return article(id, fmt::format("Title of {}", id), body + ".",
                   fmt::format("Source {}", random_.below(7)),
                   random_.below(4) == 0 ? "" : fmt::format("part {}", random_.below(5)));
  }

  void add(const std::vector<Article>& articles) {
    soak_.announce({edition_, this->articles()});
    make_archive(soak_.folder, articles, resources_);
  }

  void add_stories(std::uint64_t n) {
    std::vector<Article> articles = next_ledgers();
    for (; n != 0; --n) {
      stories_.push_back(fmt::format("story-{}", ++last_story_));
      articles.push_back(story(stories_.back()));
    }
    add(articles);
  }

  void update(std::uint64_t n) {
    std::vector<Article> articles = next_ledgers();
    for (; n != 0 && !stories_.empty(); --n)
      articles.push_back(story(stories_[random_.below(stories_.size())]));
    add(articles);
  }

  void remove(std::uint64_t n) {
    std::vector<std::string> ids, unknown;
    for (; n != 0 && stories_.size() > kFew / 2; --n) {
      std::swap(stories_[random_.below(stories_.size())], stories_.back());
      ids.push_back(stories_.back());
      stories_.pop_back();
    }
    soak_.announce({edition_, articles()});
    WritableArchive(soak_.folder, resources_).remove(ids, &unknown);
    soak_.check(unknown.empty(), "an article that was added is unknown when it is to be removed");
  }

  Soak& soak_;
  Random random_;
  const Resources resources_{2, 64 << 20, {}};
  std::vector<std::string> stories_;
  std::uint64_t edition_ = 0, last_story_ = 0, commits_ = 0;
  double longest_ = 0;  // commit, in seconds
  std::map<std::string, std::uint64_t> steps_;
};

class Reader {
 public:
  Reader(Soak& soak, unsigned number) : soak_(soak), random_(1'000 + number) {
    searcher_.emplace(soak.folder);
  }

  void run() {
    while (!soak_.over()) {
      try {
        if (random_.below(4) == 0) searcher_.emplace(soak_.folder);
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
    request.text = text;
    request.offset = offset;
    request.limit = limit;
    request.now = kNow;
    request.facets = {{"source", 0}, {"section", 0}};
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
    request.limit = 0;
    request.now = kNow;
    std::set<std::string> ids;
    std::set<std::string> editions;
    request.text = "story OR ledger";
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

  Soak& soak_;
  Random random_;
  std::optional<Searcher> searcher_;
  std::uint64_t last_edition_ = 0;
};

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* const text = std::getenv(variable);
  return text == nullptr || *text == '\0' ? otherwise : std::stoull(text);
}

int run() {
  const std::uint64_t seconds = number_from("DATELINE_SOAK_SECONDS", 600);
  const std::uint64_t seed = number_from("DATELINE_SOAK_SEED", 1);
  const TemporaryFolder folder;
  Soak soak(folder / "archive", Clock::now() + std::chrono::seconds(seconds));
  Writer writer(soak, seed);
  writer.begin();
  std::vector<std::thread> threads;
  threads.emplace_back([&] { writer.run(); });
  for (unsigned i = 0; i < kReaders; ++i)
    threads.emplace_back([&soak, i] { Reader(soak, i).run(); });
  for (std::thread& thread : threads) thread.join();

  const VerifyReport report = verify(soak.folder);
  for (const std::string& problem : report.problems) soak.complain("verify: " + problem);
  soak.check(report.articles == writer.articles(),
             fmt::format("{} articles at the end, not {}", report.articles, writer.articles()));
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
