// SPDX-License-Identifier: GPL-2.0-or-later
#include "strict_mode.h"

#include <fmt/format.h>

#include <algorithm>

#include "results/terminal_text.h"
#include "text/printable_text.h"

namespace dateline::searching {
namespace {

/// Marks a part of the text in the line below it.
std::string caret_under(const SourceSpan& place, const std::string& text) {
  const std::string before = text.substr(0, place.offset) + '^';  // so that blanks at its end count
  const int width = display_width(printable_text(text.substr(place.offset, place.length)));
  return std::string(static_cast<std::size_t>(display_width(printable_text(before)) - 1), ' ') +
         std::string(static_cast<std::size_t>(std::max(width, 1)), '^');
}

}  // namespace

void refuse_notes(const Results& results) {
  std::string complaints;
  for (const Note& note : results.notes)
    if (note.code != "thin-result" && note.code != "shared-ids")  // on what was found
      complaints += fmt::format("{}{}\n  {}\n  {}", complaints.empty() ? "" : "\n",
                                printable_text(note.message), printable_text(results.query_text),
                                caret_under(note.place, results.query_text));
  if (!complaints.empty())
    throw NotAsWritten(complaints, "leave out --strict to search as understood: " +
                                       printable_text(results.canonical));
}

}  // namespace dateline::searching
