// SPDX-License-Identifier: GPL-2.0-or-later
// The text of queries: letters, escapes, excerpts for messages. Used by the lexer, the parser and
// the printer.
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

/// `text` with a backslash before each character that would end a word or a quoted phrase;
/// `thoroughly`: before each that could change how a word is read.
std::string escape_word(std::string_view text, bool thoroughly);
std::string escape_quoted(std::string_view text);

}  // namespace dateline::searching
