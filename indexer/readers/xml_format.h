// SPDX-License-Identifier: GPL-2.0-or-later
// Which of the formats of feeds and agencies the first bytes of a file are. Used by detect_format.
#pragma once

#include <string>
#include <string_view>

namespace dateline::indexing {

/// "rss", "atom", "wxr", "nitf", "newsml"; empty for any other XML. Comments, declarations and
/// whatever else stands before the root is passed over.
std::string xml_format(std::string_view head);

/// "jsonfeed" or "ninjs"; empty for any other JSON.
std::string known_json_format(std::string_view head);

}  // namespace dateline::indexing
