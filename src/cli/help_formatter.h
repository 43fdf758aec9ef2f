// SPDX-License-Identifier: GPL-2.0-or-later
// The text of --help of both programs. We lay it out ourselves, because versions of CLI11 differ.
// An app gives only names, descriptions, types and defaults.
#pragma once

namespace CLI {
class App;
}

namespace dateline {

/// Makes the help of `app` and of its commands. Called when all of them are declared.
void lay_out_help(CLI::App& app);

}  // namespace dateline
