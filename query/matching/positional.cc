// SPDX-License-Identifier: GPL-2.0-or-later
#include "positional.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <utility>

namespace dateline::searching {
namespace {

using Kind = Query::Kind;
using Spans = std::vector<Span>;

/// Sorts the spans and removes repetitions.
void tidy(Spans& spans) {
  if (!std::ranges::is_sorted(spans)) std::ranges::sort(spans);
  const auto rest = std::ranges::unique(spans);
  spans.erase(rest.begin(), rest.end());
}

Spans common(const Spans& a, const Spans& b) {
  Spans both;
  std::ranges::set_intersection(a, b, std::back_inserter(both));
  return both;
}

/// Whether the text goes on from `x` to `y` behind it, and they are at most so far apart.
bool near_before(const Span& x, const Span& y, std::uint32_t distance) {
  return y.begin - x.end <= distance && in_one_field(x.end, y.begin);
}

/// Calls visit(x, y) for each x of `firsts` and its next y of `seconds`, and for each y and its
/// last x, where they are at most `distance` positions apart. A pair may come twice.
template <class Visit>
void for_each_pair(const Spans& firsts, const Spans& seconds, std::uint32_t distance,
                   Visit&& visit) {
  for (const Span& x : firsts) {
    const auto y = std::ranges::upper_bound(seconds, x.end, {}, &Span::begin);
    if (y != seconds.end() && near_before(x, *y, distance)) visit(x, *y);
  }
  Spans by_end = firsts;
  const auto order = [](const Span& span) { return std::pair(span.end, span.begin); };
  if (!std::ranges::is_sorted(by_end, {}, order)) std::ranges::sort(by_end, {}, order);
  for (const Span& y : seconds) {
    const auto behind = std::ranges::lower_bound(by_end, y.begin, {}, &Span::end);
    if (behind == by_end.begin()) continue;
    const Span& x = *std::prev(behind);
    if (near_before(x, y, distance)) visit(x, y);
  }
}

/// Those of `spans` that have none of `others` over them or at most `distance` positions away
/// (where it is ordered: behind them).
Spans away_from(const Spans& spans, const Spans& others, std::uint32_t distance, bool ordered) {
  std::vector<std::uint32_t> furthest_end;  // of others[0..i]
  for (const Span& other : others)
    furthest_end.push_back(furthest_end.empty() ? other.end
                                                : std::max(furthest_end.back(), other.end));
  Spans away;
  for (const Span& span : spans) {
    const std::uint32_t latest = span.end + std::min(distance, last_of_field(span.end) - span.end);
    const auto behind = std::ranges::upper_bound(others, latest, {}, &Span::begin);
    const std::uint32_t reach =
        ordered ? 0 : std::min(distance, span.begin - first_of_field(span.begin));
    const bool near =
        behind != others.begin() &&
        furthest_end[static_cast<std::size_t>(behind - others.begin() - 1)] >= span.begin - reach;
    if (!near) away.push_back(span);
  }
  return away;
}

bool among_first(const Span& span, std::uint32_t words) {
  if (span.end < schema::kBodyPosition) return span.end <= words;
  return span.end - first_of_field(span.end) < words;
}

class Evaluator {
 public:
  explicit Evaluator(ArticlePositions& article) : article_(article) {}

  /// Keeps the spans it finds from now on: trace() asks for them again at each level of the tree.
  void remember() { remembers_ = true; }

  Spans spans_of(const Query& query) {
    if (!remembers_) return find(query);
    const auto known = known_.find(&query);
    return known != known_.end() ? known->second : known_[&query] = find(query);
  }

 private:
  Spans find(const Query& query) {
    switch (query.kind) {
      case Kind::word:
        return article_.places(query, Reading::as_written);
      case Kind::phrase:
        return reach_of_slots(query).back();
      case Kind::disjunction: {
        Spans any;
        for (const Query& child : query.children) append(spans_of(child), any);
        tidy(any);
        return any;
      }
      case Kind::near:
        return query.unit == Query::Unit::words ? near_words(query) : in_units(query);
      case Kind::not_near: {
        if (query.unit != Query::Unit::words) return in_units(query);
        Spans spans = spans_of(query.children[0]);
        if (spans.empty()) return spans;
        return away_from(spans, spans_of(query.children[1]), query.number, query.ordered);
      }
      case Kind::at_least: {
        Spans spans = spans_of(query.children[0]);
        if (spans.size() < query.number) spans.clear();
        return spans;
      }
      case Kind::first: {
        Spans spans = spans_of(query.children[0]);
        std::erase_if(spans, [&](const Span& span) { return !among_first(span, query.number); });
        return spans;
      }
      default:  // has no positions
        return {};
    }
  }

 public:
  /// The words of `query` that make up its spans `kept`. Those of a phrase belong to `phrase`.
  void trace(const Query& query, const Spans& kept, std::vector<MatchedWord>& words,
             const Query* phrase = nullptr) {
    if (kept.empty()) return;
    switch (query.kind) {
      case Kind::word:
        for (const Span& span : kept) words.push_back({span, phrase != nullptr ? phrase : &query});
        return;
      case Kind::phrase:
        return trace_phrase(query, kept, words, phrase != nullptr ? phrase : &query);
      case Kind::near:
        if (query.unit == Query::Unit::words) return trace_near(query, kept, words);
        for (const Query& child : query.children) trace_operand(child, kept, words);
        return;
      case Kind::disjunction:
        for (const Query& child : query.children)
          trace(child, common(spans_of(child), kept), words, phrase);
        return;
      case Kind::not_near:
      case Kind::at_least:
      case Kind::first:
        return trace_operand(query.children[0], kept, words);
      default:
        return;
    }
  }

 private:
  static void append(const Spans& some, Spans& all) {
    all.insert(all.end(), some.begin(), some.end());
  }

  /// For each slot of a phrase the spans from the phrase's first word to this slot. Stops at the
  /// first slot without spans.
  std::vector<Spans> reach_of_slots(const Query& phrase) {
    std::vector<Spans> reach{spans_of(phrase.children[0])};
    for (std::size_t i = 1; i < phrase.children.size() && !reach.back().empty(); ++i) {
      Spans longer;
      const Query& slot = phrase.children[i];
      if (slot.kind == Kind::all) {
        longer = reach.back();
        for (Span& span : longer) ++span.end;
      } else {
        const Spans next = spans_of(slot);
        for (const Span& before : reach.back())
          for (const Span& behind : beginning_at(before.end + 1, next))
            if (in_one_field(before.begin, behind.end))
              longer.push_back({before.begin, behind.end});
      }
      tidy(longer);
      reach.push_back(std::move(longer));
    }
    return reach;
  }

  static std::ranges::subrange<Spans::const_iterator> beginning_at(std::uint32_t position,
                                                                   const Spans& spans) {
    return std::ranges::equal_range(spans, position, {}, &Span::begin);
  }

  Spans near_words(const Query& near) {
    const Spans a = spans_of(near.children[0]);
    if (a.empty()) return {};
    const Spans b = spans_of(near.children[1]);
    Spans hulls;
    const auto add = [&](const Span& x, const Span& y) { hulls.push_back({x.begin, y.end}); };
    for_each_pair(a, b, near.number, add);
    if (!near.ordered) for_each_pair(b, a, near.number, add);
    tidy(hulls);
    return hulls;
  }

  /// An operand inside the units of an article: where it holds, and its spans there.
  struct InUnits {
    std::vector<char> holds;  // by unit
    Spans spans;
  };

  /// The unit a span lies in; absent (the number of units) when it crosses the end of one.
  static std::size_t unit_of(const Span& span, const std::vector<std::uint32_t>& ends) {
    const auto end = std::ranges::lower_bound(ends, span.begin);
    if (end != ends.end() && *end < span.end) return ends.size() + 1;
    return static_cast<std::size_t>(end - ends.begin());
  }

  Spans in_units(const Query& query) {
    const std::vector<std::uint32_t>& ends = article_.ends(query.unit);
    InUnits a = operand(query.children[0], ends);
    if (a.spans.empty() && std::ranges::none_of(a.holds, std::identity())) return {};
    const InUnits b = operand(query.children[1], ends);
    const bool wanted = query.kind == Kind::near;
    for (std::size_t i = 0; i < a.holds.size(); ++i)
      a.holds[i] = a.holds[i] != 0 && (b.holds[i] != 0) == wanted;
    if (wanted) append(b.spans, a.spans);
    keep_where_it_holds(a, ends);
    return std::move(a.spans);
  }

  static void keep_where_it_holds(InUnits& found, const std::vector<std::uint32_t>& ends) {
    std::erase_if(found.spans,
                  [&](const Span& span) { return found.holds[unit_of(span, ends)] == 0; });
    tidy(found.spans);
  }

  InUnits operand(const Query& query, const std::vector<std::uint32_t>& ends) {
    InUnits found{std::vector<char>(ends.size() + 1, 0), {}};
    add_operand(query, ends, found);
    return found;
  }

  /// Adds where `query` holds to `found`.
  void add_operand(const Query& query, const std::vector<std::uint32_t>& ends, InUnits& found) {
    switch (query.kind) {
      case Kind::disjunction:
        for (const Query& child : query.children) add_operand(child, ends, found);
        return;
      case Kind::conjunction: {
        InUnits all = operand(query.children.front(), ends);
        for (std::size_t i = 1; i < query.children.size(); ++i) {
          const InUnits one = operand(query.children[i], ends);
          std::ranges::transform(all.holds, one.holds, all.holds.begin(), std::bit_and<char>());
          append(one.spans, all.spans);
        }
        keep_where_it_holds(all, ends);
        std::ranges::transform(found.holds, all.holds, found.holds.begin(), std::bit_or<char>());
        append(all.spans, found.spans);
        return;
      }
      case Kind::negation: {
        const InUnits one = operand(query.children.front(), ends);
        for (std::size_t i = 0; i < one.holds.size(); ++i)
          if (one.holds[i] == 0) found.holds[i] = 1;
        return;
      }
      case Kind::all:
      case Kind::optional:
        std::ranges::fill(found.holds, 1);
        return;
      default:
        for (const Span& span : spans_of(query)) {
          const std::size_t unit = unit_of(span, ends);
          if (unit > ends.size()) continue;
          found.holds[unit] = 1;
          found.spans.push_back(span);
        }
    }
  }

  /// trace() of an operand of a unit, which may be a conjunction.
  void trace_operand(const Query& query, const Spans& kept, std::vector<MatchedWord>& words) {
    if (query.kind == Kind::conjunction || query.kind == Kind::disjunction) {
      for (const Query& child : query.children) trace_operand(child, kept, words);
    } else if (query.kind != Kind::negation) {
      trace(query, common(spans_of(query), kept), words);
    }
  }

  void trace_near(const Query& near, const Spans& kept, std::vector<MatchedWord>& words) {
    const Spans a = spans_of(near.children[0]), b = spans_of(near.children[1]);
    Spans of_a, of_b;
    const auto is_kept = [&](const Span& x, const Span& y) {
      return std::ranges::binary_search(kept, Span{x.begin, y.end});
    };
    for_each_pair(a, b, near.number, [&](const Span& x, const Span& y) {
      if (!is_kept(x, y)) return;
      of_a.push_back(x);
      of_b.push_back(y);
    });
    if (!near.ordered)
      for_each_pair(b, a, near.number, [&](const Span& x, const Span& y) {
        if (!is_kept(x, y)) return;
        of_b.push_back(x);
        of_a.push_back(y);
      });
    tidy(of_a);
    tidy(of_b);
    trace(near.children[0], of_a, words);
    trace(near.children[1], of_b, words);
  }

  /// From the last slot back: which of its spans end a kept span, and what they continue.
  void trace_phrase(const Query& query, Spans kept, std::vector<MatchedWord>& words,
                    const Query* phrase) {
    const std::vector<Spans> reach = reach_of_slots(query);
    for (std::size_t i = query.children.size(); i-- > 1;) {
      const Query& slot = query.children[i];
      Spans shorter, of_slot;
      if (slot.kind == Kind::all) {
        shorter = kept;
        for (Span& span : shorter) --span.end;
        kept = common(shorter, reach[i - 1]);
        continue;
      }
      const Spans next = spans_of(slot);
      for (const Span& before : reach[i - 1])
        for (const Span& behind : beginning_at(before.end + 1, next))
          if (std::ranges::binary_search(kept, Span{before.begin, behind.end})) {
            shorter.push_back(before);
            of_slot.push_back(behind);
          }
      tidy(shorter);
      tidy(of_slot);
      trace(slot, of_slot, words, phrase);
      kept = std::move(shorter);
    }
    trace(query.children[0], kept, words, phrase);
  }

  ArticlePositions& article_;
  bool remembers_ = false;
  std::map<const Query*, Spans> known_;
};

void add_matched(const Query& query, ArticlePositions& article, std::vector<MatchedWord>& words) {
  switch (query.kind) {
    case Kind::word:
      for (const Span& span : article.places(query, Reading::stem)) words.push_back({span, &query});
      return;
    case Kind::conjunction:
    case Kind::disjunction:
    case Kind::optional:
      for (const Query& child : query.children) add_matched(child, article, words);
      return;
    case Kind::negation:
      return;
    default: {
      Evaluator evaluator(article);
      evaluator.remember();
      evaluator.trace(query, evaluator.spans_of(query), words);
    }
  }
}

}  // namespace

bool reads_as_written(Query::Kind kind) {
  return kind == Kind::phrase || kind == Kind::near || kind == Kind::not_near ||
         kind == Kind::at_least || kind == Kind::first;
}

std::vector<Span> find_spans(const Query& query, ArticlePositions& article) {
  return Evaluator(article).spans_of(query);
}

std::vector<MatchedWord> find_matched_words(const Query& query, ArticlePositions& article) {
  std::vector<MatchedWord> words;
  add_matched(query, article, words);
  std::ranges::stable_sort(words, {}, &MatchedWord::span);
  const auto rest = std::ranges::unique(words, [](const MatchedWord& a, const MatchedWord& b) {
    return a.span == b.span && a.leaf == b.leaf;
  });
  words.erase(rest.begin(), rest.end());
  return words;
}

}  // namespace dateline::searching
