// SPDX-License-Identifier: GPL-2.0-or-later
// What main() of both programs shares: it parses the command line, catches every exception and
// prints errors. Also sizes in bytes, read and printed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>

#include "declared_options.h"

namespace dateline {

/// Parses the command line, then runs `body`, whose result is the exit code. Every exception is
/// caught here and printed as one sentence and a hint on stderr. A usage error exits 2; --help and
/// --version exit 0. A broken pipe is no error. Output that cannot be written for another reason is
/// an error, and ends the program at the write that fails. `more` stands at the end of the help.
/// "--generate man", alone, prints the manual page; bash, zsh and fish print what completes the
/// command line there.
int run_program(CLI::App& app, std::span<const HelpSection> more, int argc, char** argv,
                const std::function<int()>& body);

/// "512M", "2G", "65536" → bytes. Throws Error.
std::uint64_t parse_size(const std::string& text);

/// "3.2 MB", "812 bytes": for people.
std::string human_size(std::uint64_t bytes);

}  // namespace dateline
