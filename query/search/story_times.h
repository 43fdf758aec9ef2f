// SPDX-License-Identifier: GPL-2.0-or-later
// StoryTime: when an article of a story came out, as far as that is known. A date without a time is
// midnight, which is no time: it does not tell who was first that day. For the view of a story and
// the facet first:source.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "article.h"

namespace dateline::searching {

struct StoryTime {
  StoryTime() = default;  // has no date
  StoryTime(std::optional<Timestamp> published, std::optional<int> utc_offset);

  bool dated = false, day_only = false;
  Timestamp instant = 0;  // of a day alone, its first second
  std::int64_t day = 0;   // where it was written, counted from 1970
};

/// Whether one came out before another for certain.
bool is_before(const StoryTime& one, const StoryTime& other);

/// The place of the one that came out before all others that are dated; nothing where none did.
std::optional<std::size_t> first_of(std::span<const StoryTime> times);

/// An order by time: what is known by its day alone ends that day, what has no date comes last.
bool comes_before(const StoryTime& one, const StoryTime& other);

}  // namespace dateline::searching
