// SPDX-License-Identifier: GPL-2.0-or-later
// Runs a function in a child process. Xapian has no checksums of its blocks, so reading a damaged
// block may end the process. Used by verify and repair. The function must not write to files that
// this process has open.
#pragma once

#include <functional>
#include <string>

namespace dateline::indexing {

struct SubprocessResult {
  std::string result;  // of the function
  int signal = 0;      // that ended the child; 0 = the function returned
};

/// An Error the function throws is thrown here; any other exception ends the child with SIGABRT.
SubprocessResult run_in_subprocess(const std::function<std::string()>& work);

}  // namespace dateline::indexing
