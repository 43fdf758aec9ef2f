// SPDX-License-Identifier: GPL-2.0-or-later
// verify: the two stores against each other, and each against its own library's check. Reads only.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "catalog.h"

namespace dateline {

struct VerifyReport {
  std::uint64_t articles = 0;         // current in the catalog
  std::uint64_t documents = 0;        // in the index
  std::vector<std::string> problems;  // one sentence each; at most a hundred, then a count
};

VerifyReport verify(const std::filesystem::path& folder);

}  // namespace dateline
