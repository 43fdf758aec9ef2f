// SPDX-License-Identifier: GPL-2.0-or-later
// Terminal text: how wide text is in columns, where its lines break, and bars drawn with block
// characters. The text presenter uses it, on text that printable_text has made safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "results.h"
#include "text/counted.h"

namespace dateline::searching {

/// Columns: East Asian wide characters take two, combining marks none.
int display_width(std::string_view text);

/// Lines of at most `width` columns, broken where UAX #14 allows (between words, between CJK
/// characters), and inside a word that is longer than a line. At least one line.
std::vector<MarkedText> wrap(const MarkedText& text, int width);
std::vector<std::string> wrap(std::string_view text, int width);

/// `text` cut to `width` columns, with an ellipsis where something is missing.
std::string fit(std::string_view text, int width);

/// Between U+2068 and U+2069 when it has right-to-left characters, so that it does not reorder
/// its neighbours on the line.
std::string isolate(std::string text);

/// `count` of `most` as a bar of at most `columns`, in eighths of a column; something shows of
/// any count but 0.
std::string bar(std::uint64_t count, std::uint64_t most, int columns);

}  // namespace dateline::searching
