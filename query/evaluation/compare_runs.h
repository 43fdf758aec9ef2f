// SPDX-License-Identifier: GPL-2.0-or-later
// Whether one ranking is better than another, topic by topic, or only luckier: wins, losses, and
// Fisher's paired randomisation test (Smucker, Allan, Carterette: A comparison of statistical
// significance tests for information retrieval evaluation, CIKM 2007). Used by Batch.
#pragma once

#include <cstddef>
#include <vector>

namespace dateline::searching {

struct PairedTest {
  std::size_t wins = 0, losses = 0, ties = 0;  // of the first; equal to 1e-9 is a tie
  double difference = 0;                       // of the means, first - second
  double p = 1;  // share of all assignments of signs whose difference is at least as large
};

/// One value a topic, the same topics in both. All assignments are looked at up to 16 topics that
/// differ, else 100,000 drawn ones, always the same.
PairedTest paired_test(const std::vector<double>& first, const std::vector<double>& second);

}  // namespace dateline::searching
