// SPDX-License-Identifier: GPL-2.0-or-later
// Opens the index of an archive and pins its catalog so that the two are one state, while a writer
// may be at work. Used by search, verify and snapshot.
#pragma once

#include <filesystem>

#include "catalog/catalog.h"

namespace Xapian {
class Database;
}

namespace dateline {

/// The index as the catalog names it; an empty database while nothing has been indexed. The catalog
/// stays pinned. Throws Error.
Xapian::Database open_snapshot(const std::filesystem::path& folder, Catalog& catalog);

}  // namespace dateline
