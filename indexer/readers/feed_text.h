// SPDX-License-Identifier: GPL-2.0-or-later
// Text in feeds and agency files, which may be plain, HTML, or HTML that was escaped once too
// often, whatever its type says. Used by the readers of those.
#pragma once

#include <string>
#include <string_view>

namespace dateline::indexing {

/// Holds a tag HTML knows, or a comment.
bool looks_like_html(std::string_view text);

/// Paragraphs separated by an empty line.
std::string feed_body(std::string_view text);
/// One line.
std::string feed_title(std::string_view text);

/// "ann@example.org (Ann Smith)", "Ann Smith <ann@example.org>" → "Ann Smith". Empty for the
/// address nobody reads ("noreply@…").
std::string person_name(std::string_view text);

/// The body of a WordPress post: shortcodes out, and an empty line for a paragraph where the
/// editor's text has no tags for it.
std::string wordpress_body(std::string_view text);

}  // namespace dateline::indexing
