// SPDX-License-Identifier: GPL-2.0-or-later
// How a secret reaches a program: from a file, or by an option that every user of the machine can
// read. Used by the programs that take a token.
#pragma once

#include <string>
#include <string_view>

namespace dateline {

/// Where `option` is on the command line: a note on standard error, which says what to do instead.
void note_visible_secret(int argc, char** argv, std::string_view option, std::string_view instead);

/// The first line of a file, without blanks around it. Throws Error where there is none.
std::string secret_in_file(const std::string& path);

}  // namespace dateline
