// SPDX-License-Identifier: GPL-2.0-or-later
// What completes a program's commands, options and values in a shell, made from what it declared.
#pragma once

#include <string>

#include "declared_options.h"

namespace dateline {

std::string bash_completion(const CLI::App& app);
std::string zsh_completion(const CLI::App& app);
std::string fish_completion(const CLI::App& app);

}  // namespace dateline
