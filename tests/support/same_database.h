// SPDX-License-Identifier: GPL-2.0-or-later
// Compares two databases in everything that Xapian can read, and runs its checker. Used by the
// tests of segments, merges and tables.
#pragma once

#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <vector>

namespace dateline {

/// The first line that differs in what the two show; empty when none does.
std::string difference(const std::filesystem::path& a, const std::filesystem::path& b);
/// The same but for bounds, which need not be tight after documents have gone.
std::string difference_of_documents(const std::filesystem::path& a, const std::filesystem::path& b);

/// What Xapian's checker finds; empty when nothing.
std::string check_errors(const std::filesystem::path& path);

/// The leaves of a table as they stand in the file: what is in them, without the free space.
std::vector<std::string> leaves(const std::filesystem::path& table);

}  // namespace dateline

#define CHECK_SAME_DATABASE(a, b)      \
  do {                                 \
    CHECK(difference((a), (b)) == ""); \
    CHECK(check_errors(a) == "");      \
    CHECK(check_errors(b) == "");      \
  } while (false)
