// SPDX-License-Identifier: GPL-2.0-or-later
// Standfirsts: texts that a record gives beside its body, such as a summary. Most services repeat
// the body's first sentences there, editors write sentences of their own. Used by field_map.cc; it
// knows no keys.
#pragma once

#include <string>
#include <string_view>

namespace dateline::indexing {

/// Whether `text` has most of what `part` says, word by word; letters and figures count.
bool repeats(std::string_view text, std::string_view part);

/// `first` before `rest`, or the one that has both.
std::string with_standfirst(std::string_view first, std::string_view rest);

}  // namespace dateline::indexing
