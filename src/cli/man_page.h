// SPDX-License-Identifier: GPL-2.0-or-later
// The manual page of a program, made from what it declared. Read by man(1).
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "declared_options.h"

namespace dateline {

/// In the language of man(7), section 1. `version` is "0.1.0".
std::string man_page(const CLI::App& app, std::span<const HelpSection> more,
                     std::string_view version);

}  // namespace dateline
