// SPDX-License-Identifier: GPL-2.0-or-later
#include "story_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <numeric>
#include <set>
#include <unordered_set>
#include <utility>

#include "article_view.h"
#include "error.h"
#include "story_times.h"
#include "text/analyzer.h"

namespace dateline::searching {
namespace {

constexpr std::size_t kRun = 5;         // words
constexpr double kOwnParagraph = 0.5;   // of its words that are not shared
constexpr double kAnotherReport = 0.3;  // shared by one that a chain of copies brought in
using Runs = std::unordered_set<std::size_t>;

/// A text as its words: their hashes, and where they begin.
struct Words {
  std::vector<std::size_t> hashes, begins;
};

Words words_of(std::string_view text) {
  Words words;
  Tokenizer tokenizer;
  tokenizer.start(text);
  for (Token token; tokenizer.next(token);) {
    words.hashes.push_back(std::hash<std::string_view>()(token.folded));
    words.begins.push_back(token.begin);
  }
  return words;
}

/// Calls visit(place, hash) for each run of `length` words.
template <class Visit>
void for_each_run(const Words& words, std::size_t length, Visit&& visit) {
  for (std::size_t i = 0; i + length <= words.hashes.size(); ++i) {
    std::size_t hash = 0;
    for (std::size_t j = i; j < i + length; ++j)
      hash = (hash ^ words.hashes[j]) * 0x9E3779B97F4A7C15 + (hash >> 29);
    visit(i, hash);
  }
}

Runs runs_of(const Words& words, std::size_t length) {
  Runs runs;
  for_each_run(words, length, [&](std::size_t, std::size_t hash) { runs.insert(hash); });
  return runs;
}

/// By word, whether it stands in a run that is among `runs`.
std::vector<bool> covered(const Words& words, std::size_t length, const Runs& runs) {
  std::vector<bool> in(words.hashes.size());
  for_each_run(words, length, [&](std::size_t place, std::size_t hash) {
    if (!runs.contains(hash)) return;
    for (std::size_t i = place; i < place + length; ++i) in[i] = true;
  });
  return in;
}

double share_of(const std::vector<bool>& in) {
  if (in.empty()) return 0;
  return static_cast<double>(std::ranges::count(in, true)) / static_cast<double>(in.size());
}

/// The paragraphs of a text most of whose words are not shared.
std::vector<std::string> paragraphs_without(std::string_view text, const Words& words,
                                            const std::vector<bool>& in) {
  std::vector<std::string> paragraphs;
  std::size_t word = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find("\n\n", begin), text.size());
    std::size_t all = 0, shared = 0;
    for (; word < words.begins.size() && words.begins[word] < end; ++word, ++all)
      shared += in[word] ? 1 : 0;
    if (all > 0 && static_cast<double>(all - shared) > kOwnParagraph * static_cast<double>(all))
      paragraphs.emplace_back(text.substr(begin, end - begin));
    begin = std::min(text.find_first_not_of('\n', end), text.size());
  }
  return paragraphs;
}

struct Member {
  std::uint32_t document = 0;
  StoredArticle stored;
  StoryTime time;
};

std::vector<Member> members_of(std::uint32_t document, Snapshot& snapshot) {
  std::vector<Member> members;
  snapshot.near_duplicates().same_story(document).for_each([&](std::uint32_t one) {
    std::optional<StoredArticle> stored = snapshot.archives().article(one);
    if (!stored)
      throw Error(fmt::format("article {} is in the index but not in the catalog", one),
                  "run: dateline-indexer verify");
    const StoryTime time(stored->article.published, stored->article.utc_offset);
    members.push_back({one, std::move(*stored), time});
  });
  std::ranges::sort(members, [](const Member& a, const Member& b) {
    if (comes_before(a.time, b.time) != comes_before(b.time, a.time))
      return comes_before(a.time, b.time);
    return std::pair(a.stored.first_seen, a.document) < std::pair(b.stored.first_seen, b.document);
  });
  return members;
}

const std::string& text_of(const Article& article) {
  return article.body.empty() ? article.title : article.body;
}

StoryCopy copy_of(const Member& member, const Member& first) {
  const Article &article = member.stored.article, &base = first.stored.article;
  StoryCopy copy;
  copy.id = article.id;
  copy.title = article.title;
  copy.source = article.source;
  copy.published = article.published;
  copy.utc_offset = article.utc_offset;
  copy.day_only = member.time.day_only;
  copy.first_seen = member.stored.first_seen;
  if (member.time.dated && first.time.dated) {
    if (member.time.day_only || first.time.day_only)
      copy.days = member.time.day - first.time.day;
    else
      copy.seconds = member.time.instant - first.time.instant;
  }
  SharedText shared = shared_text(text_of(base), text_of(article));
  copy.kept = shared.kept;
  copy.own = shared.own;
  copy.likeness = shared.likeness;
  copy.own_paragraphs = std::move(shared.own_paragraphs);
  copy.dropped_paragraphs = std::move(shared.dropped_paragraphs);
  copy.own_title = fold_value(article.title) != fold_value(base.title);
  copy.apart = copy.kept < kAnotherReport && 1 - copy.own < kAnotherReport;
  return copy;
}

}  // namespace

SharedText shared_text(std::string_view first, std::string_view copy) {
  const Words before = words_of(first), after = words_of(copy);
  const std::size_t length =
      std::max<std::size_t>(1, std::min({kRun, before.hashes.size(), after.hashes.size()}));
  const Runs old_runs = runs_of(before, length), new_runs = runs_of(after, length);
  const std::vector<bool> kept = covered(before, length, new_runs);
  const std::vector<bool> taken = covered(after, length, old_runs);
  const auto both = static_cast<double>(
      std::ranges::count_if(old_runs, [&](std::size_t run) { return new_runs.contains(run); }));
  const double either = static_cast<double>(old_runs.size() + new_runs.size()) - both;
  SharedText shared;
  shared.kept = before.hashes.empty() ? 1 : share_of(kept);
  shared.own = after.hashes.empty() ? 0 : 1 - share_of(taken);
  shared.likeness = either > 0 ? both / either : 1;
  shared.own_paragraphs = paragraphs_without(copy, after, taken);
  shared.dropped_paragraphs = paragraphs_without(first, before, kept);
  return shared;
}

std::optional<Story> view_story(const std::string& id, Snapshot& snapshot) {
  const std::optional<std::uint32_t> document = document_of(id, snapshot);
  if (!document) return std::nullopt;
  const std::vector<Member> members = members_of(*document, snapshot);
  std::vector<StoryTime> times;
  std::set<std::string> outlets;
  Story story;
  story.asked = snapshot.archives().id(*document);
  for (const Member& member : members) {
    times.push_back(member.time);
    story.undated += member.time.dated ? 0 : 1;
    const std::string outlet = fold_value(member.stored.article.source);
    if (!outlet.empty()) outlets.insert(outlet);
    story.copies.push_back(copy_of(member, members.front()));
  }
  const std::optional<std::size_t> first = first_of(times);
  if (first) story.first = members[*first].stored.article.id;
  story.compared_with = members.front().stored.article.id;
  story.outlets = outlets.size();
  std::ranges::stable_partition(story.copies, [](const StoryCopy& copy) { return !copy.apart; });
  return story;
}

}  // namespace dateline::searching
