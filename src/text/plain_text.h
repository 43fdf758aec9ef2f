// SPDX-License-Identifier: GPL-2.0-or-later
// Plain text: its paragraphs, its title, its first sentence. Used by the readers. Text is clean
// UTF-8 (charset.h). Knows no file format.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "ascii.h"

namespace dateline {

inline constexpr std::string_view kEllipsis = "\xE2\x80\xA6";

/// The text without white space, no-break spaces included, at both ends.
std::string_view trim(std::string_view text);
bool equal_ignoring_case(std::string_view a, std::string_view b);
/// Runs of white space become one space; trimmed.
std::string one_line(std::string_view text);
/// "\r\n" and lone "\r" become "\n".
void unify_line_ends(std::string& text);
/// The lines of a text without their ends; trailing blanks cut.
std::vector<std::string_view> split_lines(std::string_view text);
/// At most `limit` characters of a line, cut after a word, with "…" added.
std::string cut_at_word(std::string_view line, std::size_t limit);
/// The first sentence of a paragraph, or all of it.
std::string_view first_sentence(std::string_view paragraph);
/// A title for a text without one: its first sentence or line, cut at `limit` characters.
std::string title_from(std::string_view body, std::size_t limit = 120);
/// Whether a title is the first sentence of the body, whole or cut, instead of a headline.
bool repeats_first_sentence(std::string_view title, std::string_view body);

/// A row of figures: dots or spaces in a row align its cells.
bool is_table_row(std::string_view line);

/// The paragraphs of a text. Hard-wrapped lines are joined; where lines are not wrapped, each
/// is a paragraph. Rows of a table in wrapped text stay lines of one paragraph.
std::vector<std::string> split_paragraphs(std::string_view text);
/// Puts an empty line between paragraphs.
std::string join_paragraphs(const std::vector<std::string>& paragraphs, std::size_t from = 0);

/// True if it is short, ends in no full stop or comma, and has letters.
bool looks_like_title(std::string_view paragraph);

}  // namespace dateline
