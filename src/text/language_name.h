// SPDX-License-Identifier: GPL-2.0-or-later
// The English name of a language (language.cc), as messages say it.
#pragma once

#include <string>
#include <string_view>

namespace dateline {

/// "pl" → "Polish".
std::string language_name(std::string_view code);

}  // namespace dateline
