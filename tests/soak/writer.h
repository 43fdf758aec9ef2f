// SPDX-License-Identifier: GPL-2.0-or-later
// The common part of the soaks: a writer that adds, updates, removes, optimizes and rebuilds at
// random, the states it announces, and the counts of broken laws. Each soak has its own readers.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "article.h"
#include "ingest/archive_writer.h"

namespace dateline {

using namespace indexing;

using Clock = std::chrono::steady_clock;

inline constexpr std::uint64_t kLedgers = 10;  // rewritten by every addition: they tell its number
inline constexpr std::uint64_t kPillars = 50;  // never changed, never removed
inline constexpr Timestamp kNow = 1735646400;  // 2024-12-31T12:00:00Z, of all articles

/// A state of the archive: no two that a writer commits are alike.
struct State {
  std::uint64_t edition = 0, articles = 0;
  auto operator<=>(const State&) const = default;
};

/// What all threads share.
class Soak {
 public:
  Soak(std::filesystem::path folder_, Clock::time_point end)
      : folder(std::move(folder_)), end_(end) {}

  const std::filesystem::path folder;  // of the archive
  std::atomic<std::uint64_t> errors{0};

  bool over() const { return Clock::now() >= end_; }

  void complain(const std::string& what);
  void check(bool holds, const std::string& law) {
    if (!holds) complain(law);
  }

  /// The writer tells a state before it can be seen.
  void announce(const State& state);
  bool is_announced(const State& state);

 private:
  const Clock::time_point end_;
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

class Writer {
 public:
  Writer(Soak& soak, std::uint64_t seed) : soak_(soak), random_(seed) {}

  /// The archive every reader finds when it begins.
  void begin();
  /// Until the soak is over.
  void run();
  void print() const;
  /// That the archive is sound and has the articles that were written.
  void verify_all();
  std::uint64_t articles() const { return kLedgers + kPillars + stories_.size(); }

 private:
  void step();
  std::vector<Article> next_ledgers();
  Article story(const std::string& id);
  void add(const std::vector<Article>& articles);
  void add_stories(std::uint64_t n);
  void update(std::uint64_t n);
  void remove(std::uint64_t n);

  Soak& soak_;
  Random random_;
  const Resources resources_{2, 64 << 20, {}};
  std::vector<std::string> stories_;
  std::uint64_t edition_ = 0, last_story_ = 0, commits_ = 0;
  double longest_ = 0;  // commit, in seconds
  std::map<std::string, std::uint64_t> steps_;
};

/// An environment variable as a number.
std::uint64_t number_from(const char* variable, std::uint64_t otherwise);

}  // namespace dateline
