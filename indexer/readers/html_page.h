// SPDX-License-Identifier: GPL-2.0-or-later
// A page as an article: its metadata and the text its layout shows, put together. Used by
// the readers of HTML files and of web archives.
#pragma once

#include <string>
#include <string_view>

#include "article_reader.h"

namespace dateline::indexing {

/// `address` is where the page came from; may be empty. `html` is UTF-8.
Record read_page(std::string_view html, const std::string& address, const ReadOptions& options);

/// A page's bytes as UTF-8: `declared` is the charset its server named, if any; else what a byte
/// order mark, the page's own <meta>, or the bytes say.
std::string page_text(std::string_view bytes, std::string_view declared, TextOrigin& origin);

}  // namespace dateline::indexing
