// SPDX-License-Identifier: GPL-2.0-or-later
// Helpers on the text of queries: letters, escapes, excerpts for messages. Used by what reads
// queries and by to_text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "text/ascii.h"

namespace dateline::searching {

/// True when `text` holds nothing visible.
bool is_blank_text(std::string_view text);

/// How many letters and digits of any script `text` has.
std::size_t count_letters(std::string_view text);

/// `text`, cut to `longest` characters to fit a message.
std::string shortened(std::string_view text, std::size_t longest = 60);

/// `text` with a backslash before what would end a word or a quoted phrase; `thoroughly` before
/// all that might change how a word is read.
std::string escape_word(std::string_view text, bool thoroughly);
std::string escape_quoted(std::string_view text);

}  // namespace dateline::searching
