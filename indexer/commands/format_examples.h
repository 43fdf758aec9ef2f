// SPDX-License-Identifier: GPL-2.0-or-later
// A short example of each format, as "dateline-indexer formats" shows it. The tests read them all.
#pragma once

#include <string>
#include <string_view>

namespace dateline::indexing {

/// A whole input of one article; empty for a format there is no example of.
std::string_view format_example(std::string_view format);

}  // namespace dateline::indexing
