// SPDX-License-Identifier: GPL-2.0-or-later
// The text of mail as it was meant: lines that were wrapped in transport joined, signatures and
// mailing lists' footers cut, digests taken apart. Used by the mail reader. Text is clean UTF-8
// with
// "\n" at the ends of its lines; nothing here knows MIME.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dateline::indexing {

/// The lines of format=flowed (RFC 3676) joined; with `delete_space` (DelSp) without the space.
std::string unflowed(std::string_view text, bool delete_space);

/// Without a signature ("-- ") or a mailing list's footer at the end.
std::string_view without_signature(std::string_view text);

/// What stands above a list's footer alone: nothing.
bool is_list_footer(std::string_view text);

/// The messages of a plain-text digest (RFC 1153), each with headers of its own; nothing when the
/// text is none.
std::vector<std::string> digest_messages(std::string_view text);

/// True when the plain text of a message stands for an HTML part that says more ("your mail program
/// does not show HTML").
bool falls_short_of(std::string_view plain, std::string_view html_text);

}  // namespace dateline::indexing
