// SPDX-License-Identifier: GPL-2.0-or-later
// Cleans the text of mail: joins lines that were wrapped in transport, cuts signatures and footers
// of mailing lists, splits digests. Used by the mail reader. Text is clean UTF-8 with "\n" at the
// ends of its lines; nothing here knows MIME.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dateline::indexing {

/// Joins the lines of format=flowed (RFC 3676), without the space if `delete_space` (DelSp).
std::string unflowed(std::string_view text, bool delete_space);

/// The text without a signature ("-- ") or a mailing list's footer at the end.
std::string_view without_signature(std::string_view text);

/// Whether the text is only the footer of a mailing list.
bool is_list_footer(std::string_view text);

/// The messages of a plain-text digest (RFC 1153), each with its headers; none for any other text.
std::vector<std::string> digest_messages(std::string_view text);

/// True when the plain text only refers to the HTML part ("your mail program does not show HTML").
bool falls_short_of(std::string_view plain, std::string_view html_text);

}  // namespace dateline::indexing
