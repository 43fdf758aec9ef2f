// SPDX-License-Identifier: GPL-2.0-or-later
// The life of a report: the articles with nearly one text, in the order of time, each compared with
// the first of them, from their texts. Used by --story. It finds no stories: NearDuplicates does.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "results/story.h"
#include "snapshot/snapshot.h"

namespace dateline::searching {

/// The story of the article with that id; nothing where there is none.
std::optional<Story> view_story(const std::string& id, Snapshot& snapshot);

/// What two texts share. See StoryCopy.
struct SharedText {
  double kept = 1, own = 0, likeness = 1;
  std::vector<std::string> own_paragraphs, dropped_paragraphs;
};
SharedText shared_text(std::string_view first, std::string_view copy);

}  // namespace dateline::searching
