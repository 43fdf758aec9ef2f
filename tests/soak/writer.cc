// SPDX-License-Identifier: GPL-2.0-or-later
#include "writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "support/support.h"
#include "upkeep/verify.h"

namespace dateline {

using namespace indexing;
namespace {

constexpr std::size_t kFew = 300, kMany = 3'000;

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

}  // namespace

void Soak::complain(const std::string& what) {
  constexpr std::uint64_t kTold = 20;
  if (++errors > kTold) return;
  const std::lock_guard lock(mutex_);
  fmt::print(stderr, "error: {}\n", what);
}

void Soak::announce(const State& state) {
  const std::lock_guard lock(mutex_);
  announced_.insert(state);
}

bool Soak::is_announced(const State& state) {
  const std::lock_guard lock(mutex_);
  return announced_.contains(state);
}

void Writer::begin() {
  std::vector<Article> articles = next_ledgers();
  for (std::uint64_t i = 0; i < kPillars; ++i)
    articles.push_back(article(fmt::format("pillar-{}", i), fmt::format("Pillar {}", i),
                               "A pillar stands.", "Pillars", "standing"));
  add(articles);
  add_stories(kFew);
}

void Writer::run() {
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

void Writer::print() const {
  fmt::print("commits {}:", commits_);
  for (const auto& [name, n] : steps_) fmt::print("  {} {}", name, n);
  fmt::print("; the longest took {:.1f} s\n", longest_);
}

void Writer::verify_all() {
  const VerifyReport report = verify(soak_.folder);
  for (const std::string& problem : report.problems) soak_.complain("verify: " + problem);
  soak_.check(report.articles == articles(),
              fmt::format("{} articles at the end, not {}", report.articles, articles()));
}

void Writer::step() {
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

std::vector<Article> Writer::next_ledgers() {
  ++edition_;
  std::vector<Article> ledgers;
  for (std::uint64_t i = 0; i < kLedgers; ++i)
    ledgers.push_back(article(fmt::format("ledger-{}", i), fmt::format("Ledger {}", i),
                              fmt::format("This is edition {}.", edition_), "Ledgers",
                              fmt::format("edition {}", edition_)));
  return ledgers;
}

/// A title tells its id; the body repeats one word of its own.
Article Writer::story(const std::string& id) {
  std::string body = "A story of";
  for (std::uint64_t i = 5 + random_.below(60); i != 0; --i)
    body += fmt::format(" word{}", random_.below(500));
  return article(id, fmt::format("Title of {}", id), body + ".",
                 fmt::format("Source {}", random_.below(7)),
                 random_.below(4) == 0 ? "" : fmt::format("part {}", random_.below(5)));
}

void Writer::add(const std::vector<Article>& articles) {
  soak_.announce({edition_, this->articles()});
  make_archive(soak_.folder, articles, resources_);
}

void Writer::add_stories(std::uint64_t n) {
  std::vector<Article> articles = next_ledgers();
  for (; n != 0; --n) {
    stories_.push_back(fmt::format("story-{}", ++last_story_));
    articles.push_back(story(stories_.back()));
  }
  add(articles);
}

void Writer::update(std::uint64_t n) {
  std::vector<Article> articles = next_ledgers();
  for (; n != 0 && !stories_.empty(); --n)
    articles.push_back(story(stories_[random_.below(stories_.size())]));
  add(articles);
}

void Writer::remove(std::uint64_t n) {
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

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* const text = std::getenv(variable);
  return text == nullptr || *text == '\0' ? otherwise : std::stoull(text);
}

}  // namespace dateline
