// SPDX-License-Identifier: GPL-2.0-or-later
// What --version prints: the version of the programs, then of what they write and of the libraries
// that read it. The main.cc of each program prints it.
#pragma once

#include <string>

namespace dateline {

/// Three lines. The first is the version alone, for scripts.
std::string version_text();

}  // namespace dateline
