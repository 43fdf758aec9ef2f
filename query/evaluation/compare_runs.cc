// SPDX-License-Identifier: GPL-2.0-or-later
#include "compare_runs.h"

#include <cmath>
#include <cstdint>
#include <random>

namespace dateline::searching {
namespace {

constexpr double kEqual = 1e-9;
constexpr std::size_t kExactTopics = 16;
constexpr std::uint64_t kDrawn = 100'000;

}  // namespace

PairedTest paired_test(const std::vector<double>& first, const std::vector<double>& second) {
  PairedTest test;
  std::vector<double> differences;
  double sum = 0;
  for (std::size_t i = 0; i < first.size(); ++i) {
    const double difference = first[i] - second[i];
    sum += difference;
    if (std::abs(difference) < kEqual) {
      ++test.ties;
      continue;
    }
    ++(difference > 0 ? test.wins : test.losses);
    differences.push_back(difference);
  }
  if (differences.empty()) return test;
  test.difference = sum / static_cast<double>(first.size());

  const bool exact = differences.size() <= kExactTopics;
  const std::uint64_t assignments = exact ? std::uint64_t{1} << differences.size() : kDrawn;
  std::mt19937_64 random(2007);  // the standard defines its numbers
  std::uint64_t as_large = 0;
  for (std::uint64_t i = 0; i < assignments; ++i) {
    double total = 0;
    std::uint64_t signs = i;
    for (std::size_t j = 0; j < differences.size(); ++j, signs >>= 1U) {
      if (!exact && j % 64 == 0) signs = random();
      total += (signs & 1U) != 0 ? differences[j] : -differences[j];
    }
    if (std::abs(total) >= std::abs(sum) - kEqual) ++as_large;
  }
  // The observed assignment is counted with the drawn ones, which may lack it.
  test.p = exact ? static_cast<double>(as_large) / static_cast<double>(assignments)
                 : static_cast<double>(as_large + 1) / static_cast<double>(assignments + 1);
  return test;
}

}  // namespace dateline::searching
