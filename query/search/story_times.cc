// SPDX-License-Identifier: GPL-2.0-or-later
#include "story_times.h"

#include <tuple>

#include "dates/dates.h"

namespace dateline::searching {
namespace {

constexpr Timestamp kDay = 86'400;

}  // namespace

StoryTime::StoryTime(std::optional<Timestamp> published, std::optional<int> utc_offset) {
  if (!published) return;
  const Timestamp local = *published + utc_offset.value_or(0);
  const Timestamp midnight = period_begin(local, Period::day);
  dated = true;
  day_only = local == midnight;
  instant = *published;
  day = midnight / kDay;
}

bool is_before(const StoryTime& one, const StoryTime& other) {
  if (one.day_only || other.day_only) return one.day < other.day;
  return one.instant < other.instant;
}

std::optional<std::size_t> first_of(std::span<const StoryTime> times) {
  std::optional<std::size_t> first;
  for (std::size_t i = 0; i < times.size(); ++i)
    if (times[i].dated && (!first || comes_before(times[i], times[*first]))) first = i;
  if (!first) return std::nullopt;
  for (std::size_t i = 0; i < times.size(); ++i)
    if (i != *first && times[i].dated && !is_before(times[*first], times[i])) return std::nullopt;
  return first;
}

bool comes_before(const StoryTime& one, const StoryTime& other) {
  const auto key = [](const StoryTime& time) {
    return std::tuple(!time.dated, time.day_only ? time.instant + kDay - 1 : time.instant,
                      time.day_only);
  };
  return key(one) < key(other);
}

}  // namespace dateline::searching
