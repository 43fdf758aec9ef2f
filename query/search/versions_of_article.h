// SPDX-License-Identifier: GPL-2.0-or-later
// The versions of an article and the difference between two, from the catalog. For --versions,
// --diff and the API. Texts that a source has withheld are guarded: they leave here only where
// `show_withheld` is set.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "results/article_versions.h"
#include "snapshot/snapshot.h"

namespace dateline::searching {

/// "id", or "id@2..5": only "@", digits, "..", digits at the very end are versions.
struct VersionsWanted {
  std::string id;
  std::optional<std::pair<std::size_t, std::size_t>> numbers;
};
VersionsWanted read_versions(std::string_view text);

/// When the source withdrew an article, where its last version is not usable; nothing where it is.
std::optional<Timestamp> withheld_since(const std::string& id, const Catalog& catalog);

/// The article as it may be shown: where it is withheld, without title, body and byline.
void guard_withheld(Article& article, Timestamp since);

/// Nothing where no article has the id.
std::optional<ArticleVersions> versions_of(const std::string& id, bool show_withheld,
                                           const Snapshot& snapshot);

/// By default the last two versions. Nothing where no article has the id. Throws Error where a
/// version is missing, or withheld.
std::optional<ArticleDiff> difference_of(const VersionsWanted& wanted, bool show_withheld,
                                         const Snapshot& snapshot);

}  // namespace dateline::searching
