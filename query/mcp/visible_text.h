// SPDX-License-Identifier: GPL-2.0-or-later
// What an article brought, as text that hides nothing from whoever reads an answer. Used by the
// tools of the Model Context Protocol. It judges no content.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace dateline::searching {

/// The text without control characters, bidirectional formatting, characters of no width and tags:
/// one line, or with `lines` as many as it has. Cut before the character that goes beyond `most`
/// bytes.
std::string visible_text(std::string_view text, std::size_t most, bool lines = false);

/// The words of a text, as what stands between white space. A longer word, as of a language without
/// spaces, is several, of at most 48 bytes.
std::vector<std::string_view> pieces_of(std::string_view text);

}  // namespace dateline::searching
