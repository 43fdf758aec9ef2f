// SPDX-License-Identifier: GPL-2.0-or-later
// The text of --help of both programs. We lay it out ourselves, because versions of CLI11 differ.
// An app gives only names, descriptions, types and defaults.
#pragma once

#include <span>

#include "declared_options.h"

namespace CLI {
class App;
}

namespace dateline {

/// Makes the help of `app`, which ends with `more`, and of its commands. Called when all of them
/// are declared.
void lay_out_help(CLI::App& app, std::span<const HelpSection> more);

}  // namespace dateline
