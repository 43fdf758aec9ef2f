// SPDX-License-Identifier: GPL-2.0-or-later
// Runs work in a process of its own, because Xapian has no sums over its blocks: reading a damaged
// one may end the program. Used by verify. The work must not write to what this process has open.
#pragma once

#include <functional>
#include <string>

namespace dateline::indexing {

struct Isolated {
  std::string result;  // what the work returned
  int signal = 0;      // that ended it; 0 = it came to its end
};

/// An Error the work throws is thrown here; any other exception ends it with SIGABRT.
Isolated run_isolated(const std::function<std::string()>& work);

}  // namespace dateline::indexing
