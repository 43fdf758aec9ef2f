// SPDX-License-Identifier: GPL-2.0-or-later
#include "counted.h"

#include <cstddef>

namespace dateline {

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
    digits.insert(static_cast<std::size_t>(at), 1, ',');
  return digits;
}

std::string plural(std::uint64_t n, std::string_view stem, std::string_view one,
                   std::string_view several) {
  return std::string(stem).append(n == 1 ? one : several);
}

std::string counted(std::uint64_t n, std::string_view noun) {
  return std::to_string(n) + ' ' + plural(n, noun);
}

}  // namespace dateline
