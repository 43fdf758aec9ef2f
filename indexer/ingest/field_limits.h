// SPDX-License-Identifier: GPL-2.0-or-later
// How long a field of an article may be: each of them is in every hit that is shown. Bodies have
// the limit of a record instead. Used by input_reader for whatever a reader has read.
#pragma once

#include <functional>
#include <string_view>

#include "article.h"

namespace dateline::indexing {

/// Cuts what is too long, and calls `cut` with the name of each such field. No word of a title is
/// lost, for the body then begins with it. An address that is too long leads nowhere once it is
/// cut, so it goes; an id keeps its beginning, and tells itself from others by a hash.
void limit_fields(Article& article, const std::function<void(std::string_view field)>& cut);

}  // namespace dateline::indexing
