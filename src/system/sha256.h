// SPDX-License-Identifier: GPL-2.0-or-later
// Sha256: the checksum by which receipts name what a search found, so that anyone can compute it
// again (sha256sum). Damage is found by faster sums.
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

}  // namespace dateline
