// SPDX-License-Identifier: GPL-2.0-or-later
// Escaping: what an article holds, made safe for each output format. Used by the presenters;
// knows formats, not layout. Every function takes any bytes and, but for escape_xml, returns valid
// UTF-8.
#pragma once

#include <string>
#include <string_view>

#include "results.h"
#include "text/printable_text.h"

namespace dateline::searching {

/// What is left after terminal escape sequences, control characters and bidirectional
/// formatting characters are removed. White space becomes single spaces, none at the ends;
/// marks move along.
using dateline::printable_text;
MarkedText printable_text(const MarkedText& text);

/// Text as it stands between the tags or in an attribute of XML or HTML.
std::string escape_xml(std::string_view text);

/// HTML-escaped, with <mark>...</mark> round the marks.
std::string html_marked(const MarkedText& text);

/// A JSON string with its quotes; control and bidirectional characters are written as
/// escapes, so that a terminal shows them.
std::string json_string(std::string_view text);

/// A CSV cell, quoted where RFC 4180 asks for it, with an apostrophe before what a spreadsheet
/// would read as a formula. Keeps line breaks and tabs, removes what printable_text removes.
std::string csv_cell(std::string_view text);

/// One line, whatever the id: as it is, or with JSON's escapes if a character in it would not show.
std::string id_line(std::string_view id);

}  // namespace dateline::searching
