// SPDX-License-Identifier: GPL-2.0-or-later
#include "first_sources.h"

#include <optional>
#include <set>
#include <vector>

#include "story_times.h"

namespace dateline::searching {
namespace {

using schema::FieldId;

constexpr std::size_t kOutlets = 3;

/// The time of an article. Midnight at some place is a time that the column does not tell from
/// another, so that the article is read.
StoryTime time_of(std::uint32_t document, std::int64_t published, const Snapshot& snapshot) {
  constexpr std::int64_t kOffsets = 15 * 60;  // those of all zones are multiples
  if (published == NumberColumn::kAbsent) return {};
  if (published % kOffsets == 0)
    if (const std::optional<StoredArticle> stored = snapshot.archives().article(document))
      return {stored->article.published, stored->article.utc_offset};
  return {published, std::nullopt};
}

}  // namespace

FirstSources first_sources(const DocSet& documents, Snapshot& snapshot) {
  const NearDuplicates& stories = snapshot.near_duplicates();
  const std::vector<std::uint32_t>& sources = snapshot.codes(FieldId::source).codes;
  const std::vector<std::int64_t>& dates = snapshot.numbers(FieldId::date).values;
  std::map<std::uint32_t, std::vector<std::uint32_t>> members;  // by story
  documents.for_each([&](std::uint32_t document) {
    if (stories.copies(document) >= kOutlets) members[stories.story(document)];
  });
  snapshot.all_documents().for_each([&](std::uint32_t document) {
    if (stories.copies(document) < kOutlets) return;
    if (const auto story = members.find(stories.story(document)); story != members.end())
      story->second.push_back(document);
  });
  FirstSources result;
  for (const auto& [story, articles] : members) {
    std::set<std::uint32_t> outlets;
    std::vector<StoryTime> times;
    for (const std::uint32_t article : articles)
      if (sources[article] != 0) outlets.insert(sources[article]);
    if (outlets.size() < kOutlets) continue;
    for (const std::uint32_t article : articles)
      times.push_back(time_of(article, dates[article], snapshot));
    const std::optional<std::size_t> first = first_of(times);
    if (first && sources[articles[*first]] != 0)
      ++result.stories[sources[articles[*first]]];
    else
      ++result.unknown;
  }
  return result;
}

}  // namespace dateline::searching
