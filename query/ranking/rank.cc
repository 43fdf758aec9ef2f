// SPDX-License-Identifier: GPL-2.0-or-later
#include "rank.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "bm25_scorer.h"
#include "query_expansion.h"
#include "rerank.h"
#include "snapshot/bm25.h"

namespace dateline::searching {
namespace {

/// Orders documents of equal score and date by id; those of several archives by the id there.
void order_by_id(std::vector<RankedDocument>::iterator begin,
                 std::vector<RankedDocument>::iterator end, const Snapshot& snapshot) {
  if (end - begin < 2) return;
  std::vector<std::pair<std::string, RankedDocument>> by_id;
  for (auto d = begin; d != end; ++d) by_id.emplace_back(snapshot.archives().own_id(d->number), *d);
  std::ranges::stable_sort(by_id, {},
                           [](const auto& entry) -> const std::string& { return entry.first; });
  std::ranges::transform(by_id, begin, [](const auto& entry) { return entry.second; });
}

/// Orders documents of one score, newest first, then by id, so far that the first `count` are in
/// order.
void order_tie(std::vector<RankedDocument>::iterator begin,
               std::vector<RankedDocument>::iterator end, std::size_t count, Snapshot& snapshot) {
  constexpr std::ptrdiff_t kFew = 100;  // so many dates are read one by one, without the column
  if (end - begin < 2) return;
  const NumberColumn* const column =
      end - begin > kFew ? &snapshot.numbers(schema::FieldId::date) : nullptr;
  std::vector<std::pair<std::int64_t, RankedDocument>> dated;
  for (auto d = begin; d != end; ++d)
    dated.emplace_back(column != nullptr ? column->values[d->number]
                                         : snapshot.number(schema::FieldId::date, d->number),
                       *d);
  std::ranges::stable_sort(dated, std::greater<>(),
                           &std::pair<std::int64_t, RankedDocument>::first);
  std::ranges::transform(dated, begin, [](const auto& entry) { return entry.second; });
  for (std::size_t i = 0; i < std::min(count, dated.size());) {
    std::size_t same_end = i + 1;
    while (same_end < dated.size() && dated[same_end].first == dated[i].first) ++same_end;
    order_by_id(begin + static_cast<std::ptrdiff_t>(i),
                begin + static_cast<std::ptrdiff_t>(same_end), snapshot);
    i = same_end;
  }
}

/// The end of the documents that score as `begin`.
std::vector<RankedDocument>::iterator tie_end(std::vector<RankedDocument>& ranked,
                                              std::vector<RankedDocument>::iterator begin) {
  return std::find_if(begin, ranked.end(), [&](const auto& d) { return d.score != begin->score; });
}

/// Orders by score, then newest first, then by id, and keeps the first `count`.
void order(std::vector<RankedDocument>& ranked, std::size_t count, Snapshot& snapshot) {
  std::ranges::stable_sort(ranked, std::greater<>(), &RankedDocument::score);
  count = std::min(count, ranked.size());
  const auto page_end = ranked.begin() + static_cast<std::ptrdiff_t>(count);
  for (auto begin = ranked.begin(); begin < page_end;) {
    const auto end = tie_end(ranked, begin);
    order_tie(begin, end, static_cast<std::size_t>(page_end - begin), snapshot);
    begin = end;
  }
  ranked.resize(count);
}

/// Keeps the first `count` by score, then newest first, then by id; in no order.
void cut(std::vector<RankedDocument>& ranked, std::size_t count, Snapshot& snapshot) {
  if (ranked.size() <= count) return;
  std::ranges::stable_sort(ranked, std::greater<>(), &RankedDocument::score);
  const auto last = ranked.begin() + static_cast<std::ptrdiff_t>(count - 1);
  const auto begin = std::ranges::lower_bound(ranked.begin(), last, last->score, std::greater<>(),
                                              &RankedDocument::score);
  order_tie(begin, tie_end(ranked, begin), static_cast<std::size_t>(last + 1 - begin), snapshot);
  ranked.resize(count);
}

/// Drops the documents that score less than the `count`-th best; returns the score of that one.
double drop_worse(std::vector<RankedDocument>& ranked, std::size_t count) {
  std::vector<double> scores;
  scores.reserve(ranked.size());
  for (const RankedDocument& document : ranked) scores.push_back(document.score);
  const auto last = scores.begin() + static_cast<std::ptrdiff_t>(count - 1);
  std::ranges::nth_element(scores, last, std::greater<>());
  std::erase_if(ranked, [&](const RankedDocument& document) { return document.score < *last; });
  return *last;
}

/// Collects the top `count` documents, with all that score as the last of them.
class BestScores {
 public:
  explicit BestScores(std::size_t count) : count_(count), capacity_(4 * count) {}

  void offer(std::uint32_t number, double score) {
    if (score < least_) return;
    best_.push_back({number, score});
    if (best_.size() < capacity_) return;
    least_ = drop_worse(best_, count_);
    capacity_ = std::max(4 * count_, 2 * best_.size());  // many may score the same
  }

  /// In the order they were offered.
  std::vector<RankedDocument> take() && {
    if (best_.size() > count_) drop_worse(best_, count_);
    return std::move(best_);
  }

 private:
  const std::size_t count_;
  std::size_t capacity_;
  double least_ = -std::numeric_limits<double>::infinity();
  std::vector<RankedDocument> best_;
};

/// The best of several, each the best of a part, in the order of the parts.
std::vector<RankedDocument> best_of(std::vector<BestScores>&& parts, std::size_t count) {
  if (parts.size() == 1) return std::move(parts.front()).take();
  BestScores best(count);
  for (BestScores& part : parts)
    for (const RankedDocument& document : std::move(part).take())
      best.offer(document.number, document.score);
  return std::move(best).take();
}

/// Ascending by number. Sets the scores of `documents` back to 0.
std::vector<RankedDocument> take_best(const DocSet& documents, std::span<double> scores,
                                      std::size_t count, const SearchThreads& threads) {
  const std::vector<DocSet::Part> parts =
      documents.divide(threads.parts(static_cast<double>(documents.count())));
  std::vector<BestScores> best(parts.size(), BestScores(count));
  SearchThreads::run(parts.size(), [&](std::size_t part) {
    documents.for_each(parts[part], [&](std::uint32_t number) {
      best[part].offer(number, std::exchange(scores[number], 0));
    });
  });
  return best_of(std::move(best), count);
}

/// The same for the documents of one word. It needs no score accumulators.
std::vector<RankedDocument> take_best(const OneWord& word, Snapshot& snapshot, std::size_t count) {
  const std::span<const double> norms = snapshot.norms();
  const std::span<const Posting> all = word.postings;
  const std::size_t parts = snapshot.threads().parts(static_cast<double>(all.size()));
  std::vector<BestScores> best(parts, BestScores(count));
  SearchThreads::run(parts, [&](std::size_t part) {
    const std::size_t begin = all.size() * part / parts, end = all.size() * (part + 1) / parts;
    for (const Posting& posting : all.subspan(begin, end - begin))
      best[part].offer(posting.document,
                       word.weight * saturation(posting.tf, norms[posting.document]));
  });
  return best_of(std::move(best), count);
}

/// The best by the sum of the weights of the query's words, in no order.
std::vector<RankedDocument> first_stage(const Query& query, const Matcher& matcher,
                                        const DocSet& documents, std::size_t count,
                                        Snapshot& snapshot, Deadline& deadline) {
  const std::size_t all = documents.count();
  count = std::min(count, all);
  if (count == 0) return {};
  std::vector<RankedDocument> ranked;
  if (const std::optional<OneWord> word = one_word(query, matcher, all, snapshot)) {
    ranked = take_best(*word, snapshot, count);
    cut(ranked, count, snapshot);
    return ranked;
  }
  const std::span<double> scores = snapshot.score_accumulators();
  try {
    add_scores(query, matcher, documents, snapshot, deadline, scores);
    ranked = take_best(documents, scores, count, snapshot.threads());
  } catch (...) {
    documents.for_each([&](std::uint32_t number) { scores[number] = 0; });
    throw;
  }
  cut(ranked, count, snapshot);
  return ranked;
}

}  // namespace

std::vector<RankedDocument> rank_by_relevance(const Query& query, const Matcher& matcher,
                                              const DocSet& documents, std::size_t count,
                                              Snapshot& snapshot, Deadline& deadline,
                                              std::vector<ExpansionTerm>* expansion) {
  const std::size_t window = expansion == nullptr ? kRerankWindow : kExpansionWindow;
  std::vector<RankedDocument> ranked =
      first_stage(query, matcher, documents, std::max(count, window), snapshot, deadline);
  // Only the best are reranked, and the same ones for any length of the page.
  if (ranked.size() > kRerankWindow) order(ranked, ranked.size(), snapshot);
  if (expansion != nullptr) {
    std::vector<RankedDocument> best(
        ranked.begin(),
        ranked.begin() + static_cast<std::ptrdiff_t>(std::min(ranked.size(), kRerankWindow)));
    rerank(query, best, best.size(), snapshot, deadline);
    order(best, best.size(), snapshot);
    *expansion = expansion_terms(best, matcher, snapshot);
    add_expansion(*expansion, ranked, snapshot, deadline);
    order(ranked, ranked.size(), snapshot);
  }
  rerank(query, ranked, count, snapshot, deadline);
  order(ranked, count, snapshot);
  return ranked;
}

std::vector<RankedDocument> rank_by_date(const DocSet& documents, DateOrder order,
                                         std::size_t count, Snapshot& snapshot) {
  const std::vector<std::int64_t>& dates = snapshot.numbers(schema::FieldId::date).values;
  std::vector<RankedDocument> all;
  all.reserve(documents.count());
  documents.for_each([&](std::uint32_t number) { all.push_back({number, 0}); });
  const auto before = [&](const RankedDocument& a, const RankedDocument& b) {
    const std::int64_t x = dates[a.number], y = dates[b.number];
    if (x == NumberColumn::kAbsent || y == NumberColumn::kAbsent)
      return x != y && y == NumberColumn::kAbsent;
    return order == DateOrder::newest ? x > y : x < y;
  };
  count = std::min(count, all.size());
  // Sorts only the documents before the end of the page, and those equal to the last one there.
  if (count < all.size()) {
    std::ranges::nth_element(all, all.begin() + static_cast<std::ptrdiff_t>(count), before);
    const RankedDocument last =
        *std::max_element(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count), before);
    std::erase_if(all, [&](const RankedDocument& d) { return before(last, d); });
  }
  std::ranges::sort(all, before);
  for (auto begin = all.begin(); begin < all.begin() + static_cast<std::ptrdiff_t>(count);) {
    const auto end = std::find_if(
        begin, all.end(), [&](const auto& d) { return dates[d.number] != dates[begin->number]; });
    order_by_id(begin, end, snapshot);
    begin = end;
  }
  all.resize(count);
  return all;
}

}  // namespace dateline::searching
