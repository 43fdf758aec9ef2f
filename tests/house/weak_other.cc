// SPDX-License-Identifier: GPL-2.0-or-later
// The other half of the planted collision of weak_one.cc.
#include <string>
#include <vector>

namespace dateline {
struct Collision {
  std::string a, b;
};
std::size_t other(const Collision& given) { return std::vector<Collision>(3, given).size(); }
}  // namespace dateline
