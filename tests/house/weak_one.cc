// SPDX-License-Identifier: GPL-2.0-or-later
// One half of a planted collision: weak_other.cc has another type of the same name.
#include <vector>

namespace dateline {
struct Collision {
  int a;
};
std::size_t one(const Collision& given) { return std::vector<Collision>(3, given).size(); }
}  // namespace dateline
