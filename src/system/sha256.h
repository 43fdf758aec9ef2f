// SPDX-License-Identifier: GPL-2.0-or-later
// Sha256: the checksum by which receipts name what a search found, so that anyone can compute it
// again (sha256sum); and the secrets and signatures of alerts. Damage is found by faster sums.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace dateline {

class Sha256 {
 public:
  Sha256();
  ~Sha256();
  void add(std::string_view bytes);
  /// In hexadecimal digits. Nothing can be added after it.
  std::string digits();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// What signs `text` for those who know the key (HMAC-SHA256), in hexadecimal digits.
std::string signature(std::string_view key, std::string_view text);

/// Hexadecimal digits that nobody can guess, two for each byte. Throws Error.
std::string random_digits(std::size_t bytes);

}  // namespace dateline
