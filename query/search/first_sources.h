// SPDX-License-Identifier: GPL-2.0-or-later
// Whose reports are copied: the sources that were first with the stories of a result. For the facet
// first:source. A story counts once, if three outlets or more have it.
#pragma once

#include <cstdint>
#include <map>

#include "snapshot/doc_set.h"
#include "snapshot/snapshot.h"

namespace dateline::searching {

struct FirstSources {
  std::map<std::uint32_t, std::uint64_t> stories;  // by the code of the source
  std::uint64_t unknown = 0;  // stories of which times do not tell who was first, or no source
};

/// Of the stories that have an article in `documents`; who was first is looked for in all copies.
FirstSources first_sources(const DocSet& documents, Snapshot& snapshot);

}  // namespace dateline::searching
