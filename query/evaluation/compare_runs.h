// SPDX-License-Identifier: GPL-2.0-or-later
// Tests whether one ranking is significantly better than another: wins and losses by topic, and
// Fisher's paired randomization test (Smucker, Allan, Carterette: A comparison of statistical
// significance tests for information retrieval evaluation, CIKM 2007). Used by topic_batch.
#pragma once

#include <cstddef>
#include <vector>

namespace dateline::searching {

struct PairedTest {
  std::size_t wins = 0, losses = 0, ties = 0;  // of the first; equal to 1e-9 is a tie
  double difference = 0;                       // of the means, first - second
  double p = 1;  // share of all assignments of signs whose difference is at least as large
};

/// One value a topic, the same topics in both. Up to 16 differing topics all assignments are
/// computed, else 100,000 random ones, which are the same in each run.
PairedTest paired_test(const std::vector<double>& first, const std::vector<double>& second);

}  // namespace dateline::searching
