// SPDX-License-Identifier: GPL-2.0-or-later
// SearchThreads: how many threads one search may use, and how it divides long work among them: by
// parts of the documents, so that no two threads change the same place and the result is that of
// one thread. Used by snapshot, matching and ranking, which decide what is divided.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "doc_set.h"

namespace dateline::searching {

class SearchThreads {
 public:
  /// `least`: so many postings are worth a thread.
  explicit SearchThreads(unsigned count = 1, std::size_t least = 50'000)
      : count_(std::max(count, 1U)), least_(least) {}

  unsigned count() const { return count_; }

  /// Into how many parts to divide work on so many postings.
  unsigned parts(double postings) const {
    return static_cast<unsigned>(
        std::clamp(postings / static_cast<double>(least_), 1.0, static_cast<double>(count_)));
  }

  /// The documents up to `last` in so many parts.
  static std::vector<DocSet::Part> divide(std::uint32_t last, unsigned parts);

  /// Calls work(part) for each number less than `parts`, each on a thread of its own. Throws what
  /// the first of them threw, when all have ended.
  static void run(std::size_t parts, const std::function<void(std::size_t)>& work);

 private:
  unsigned count_;
  std::size_t least_;
};

}  // namespace dateline::searching
