// SPDX-License-Identifier: GPL-2.0-or-later
// A text as the bytes of an input, for tests of readers.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "readers/article_reader.h"

namespace dateline {

using namespace indexing;

/// Gives at most `step` bytes at a time. The text must outlive it.
class StringSource : public ByteSource {
 public:
  explicit StringSource(std::string_view text, std::size_t step = 1 << 16)
      : rest_(text), step_(step) {}
  std::size_t read(char* buffer, std::size_t size) override {
    const std::size_t n = std::min({size, step_, rest_.size()});
    std::copy_n(rest_.data(), n, buffer);
    rest_.remove_prefix(n);
    return n;
  }

 private:
  std::string_view rest_;
  std::size_t step_;
};

}  // namespace dateline
