// SPDX-License-Identifier: GPL-2.0-or-later
// Parses documents of strangers in a process of its own (isolated_worker.h), which serves one file
// after another. Used by the readers of documents.
#pragma once

#include <string_view>

#include "document.h"

namespace dateline::indexing {

/// The same as parse_document. Throws Error also where the parser crashes, takes too long or needs
/// too much memory.
Document parse_isolated(DocumentKind kind, std::string_view bytes);

}  // namespace dateline::indexing
