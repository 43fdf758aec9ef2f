// SPDX-License-Identifier: GPL-2.0-or-later
// Text in feeds and agency files. It may be plain, HTML, or HTML that was escaped twice; its
// declared type may be wrong. Used by the readers of feeds and agency files.
#pragma once

#include <string>
#include <string_view>

namespace dateline::indexing {

/// Whether the text has a tag of HTML or a comment.
bool looks_like_html(std::string_view text);

/// The text as paragraphs separated by an empty line.
std::string feed_body(std::string_view text);
/// The text as one line.
std::string feed_title(std::string_view text);

/// "ann@example.org (Ann Smith)", "Ann Smith <ann@example.org>" → "Ann Smith". Empty for addresses
/// such as "noreply@…".
std::string person_name(std::string_view text);

/// The body of a WordPress post without shortcodes. Empty lines become paragraphs if the text has
/// no tags for them.
std::string wordpress_body(std::string_view text);

}  // namespace dateline::indexing
