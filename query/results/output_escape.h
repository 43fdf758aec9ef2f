// SPDX-License-Identifier: GPL-2.0-or-later
// Escaping: makes the text of an article safe for each output format. The presenters use it. It
// knows formats, not layout. Every function takes any bytes and returns valid UTF-8, except
// escape_xml.
#pragma once

#include <string>
#include <string_view>

#include "results.h"
#include "text/printable_text.h"

namespace dateline::searching {

/// The text without terminal escape sequences, control characters and bidirectional formatting
/// characters. White space becomes single spaces, with none at the ends; marks move along.
using dateline::printable_text;
MarkedText printable_text(const MarkedText& text);

/// Text for the content or an attribute of XML or HTML.
std::string escape_xml(std::string_view text);

/// The text HTML-escaped, with <mark>...</mark> around the marks.
std::string html_marked(const MarkedText& text);

/// A JSON string with its quotes; control and bidirectional characters are written as
/// escapes, so that a terminal shows them.
std::string json_string(std::string_view text);

/// How CSV is written. RFC 4180 besides, with line feeds.
struct CsvStyle {
  char separator = ',';
  // An apostrophe stands before what a spreadsheet would read as a formula, and bidirectional
  // formatting is left out.
  bool safe = false;
  bool bom = false;  // a mark of UTF-8 stands before all, for Excel
};

/// A CSV cell, quoted where RFC 4180 asks for it. The text is as it is, but for control characters
/// other than tabs and line feeds. `formula`: with style.safe it is guarded.
std::string csv_cell(std::string_view text, const CsvStyle& style = {}, bool formula = true);

/// An id on one line: unchanged, or with JSON's escapes if it has an invisible character.
std::string id_line(std::string_view id);

}  // namespace dateline::searching
