// SPDX-License-Identifier: GPL-2.0-or-later
// DateScanner: reads numbers and words from the front of a short text. Only date_text.cc uses it.
// It knows digits and ASCII letters, but no dates.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>

#include "text/ascii.h"

namespace dateline {

/// Reads from the front of a text. A copy saves the position.
class DateScanner {
 public:
  explicit DateScanner(std::string_view rest) : rest_(rest) {}

  bool at_end() const { return rest_.empty(); }
  char peek(std::size_t ahead = 0) const { return ahead < rest_.size() ? rest_[ahead] : '\0'; }
  void skip(std::size_t n) { rest_.remove_prefix(std::min(n, rest_.size())); }
  bool take(char c) {
    if (at_end() || rest_.front() != c) return false;
    skip(1);
    return true;
  }
  bool skip_spaces() {
    const std::size_t n = run([](char c) { return c == ' '; });
    skip(n);
    return n > 0;
  }
  std::string_view digits() { return take_run(is_ascii_digit); }
  std::string_view letters() { return take_run(is_ascii_letter); }
  /// Letters of any script.
  std::string_view word() {
    return take_run(
        [](char c) { return is_ascii_letter(c) || static_cast<unsigned char>(c) >= 0x80; });
  }

  /// The run of digits that comes next, if it has `min` to `max` of them.
  std::optional<int> number(std::size_t min, std::size_t max) {
    const std::size_t n = run(is_ascii_digit);
    if (n < min || n > max) return std::nullopt;
    return fixed(n);
  }
  /// The next `n` digits, whatever follows.
  std::optional<int> fixed(std::size_t n) {
    if (run(is_ascii_digit) < n) return std::nullopt;
    int value = 0;
    for (char c : rest_.substr(0, n)) value = value * 10 + (c - '0');
    skip(n);
    return value;
  }

 private:
  template <typename Test>
  std::size_t run(Test test) const {
    return static_cast<std::size_t>(std::find_if_not(rest_.begin(), rest_.end(), test) -
                                    rest_.begin());
  }
  template <typename Test>
  std::string_view take_run(Test test) {
    const std::string_view taken = rest_.substr(0, run(test));
    skip(taken.size());
    return taken;
  }

  std::string_view rest_;
};

}  // namespace dateline
