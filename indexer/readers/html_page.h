// SPDX-License-Identifier: GPL-2.0-or-later
// Makes an article of a page, from its metadata and its visible text. Used by the readers of HTML
// files and of web archives.
#pragma once

#include <string>
#include <string_view>

#include "article_reader.h"

namespace dateline::indexing {

/// `address` is the page's own; it may be empty. `html` is UTF-8.
Record read_page(std::string_view html, const std::string& address, const ReadOptions& options);

/// A page's bytes as UTF-8. `declared` is the charset that the server named; if it is empty, a byte
/// order mark, the page's <meta> or the bytes decide.
std::string page_text(std::string_view bytes, std::string_view declared, TextOrigin& origin);

}  // namespace dateline::indexing
