// SPDX-License-Identifier: GPL-2.0-or-later
#include "rank.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>

#include "ascii.h"
#include "bm25.h"
#include "expand.h"
#include "rerank.h"

namespace dateline {
namespace {

/// A set of documents as a clause of a Xapian query: with weight 0 a filter, else a term of its
/// own.
class SetSource : public Xapian::PostingSource {
 public:
  SetSource(const DocSet& documents, double weight, Deadline& deadline)
      : documents_(documents), weight_(weight), deadline_(deadline) {}

  Xapian::doccount get_termfreq_min() const override { return count_; }
  Xapian::doccount get_termfreq_est() const override { return count_; }
  Xapian::doccount get_termfreq_max() const override { return count_; }
  double get_weight() const override { return weight_; }
  void next(double) override {
    deadline_.check();
    at_ = documents_.next(at_ + 1);
  }
  void skip_to(Xapian::docid number, double) override {
    deadline_.check();
    if (number > at_) at_ = documents_.next(number);
  }
  bool at_end() const override { return at_ > documents_.last(); }
  Xapian::docid get_docid() const override { return at_; }
  void init(const Xapian::Database&) override {
    at_ = 0;
    set_maxweight(weight_);
  }
  std::string get_description() const override { return "SetSource"; }

 private:
  const DocSet& documents_;  // outlives the search
  const double weight_;
  Deadline& deadline_;
  const Xapian::doccount count_ = static_cast<Xapian::doccount>(documents_.count());
  std::uint32_t at_ = 0;
};

/// A part of the query as Xapian ranks it.
struct Scoring {
  Xapian::Query query;  // empty = gives no score
  bool covers = false;  // every document the part matches is one the Xapian query matches
  bool exact = false;   // ... and no other
};

/// Whether something in the query ranks that is not a function word.
bool has_meaning(const Query& query) {
  if (query.kind == Query::Kind::conjunction || query.kind == Query::Kind::disjunction ||
      query.kind == Query::Kind::optional)
    return std::ranges::any_of(query.children, has_meaning);
  return has_score(query) && !is_function_word(query);
}

class QueryBuilder {
 public:
  QueryBuilder(const Query& query, const Matcher& matcher, const Snapshot& snapshot,
               Deadline& deadline)
      : matcher_(matcher),
        snapshot_(snapshot),
        deadline_(deadline),
        some_meaning_(has_meaning(query)) {}

  Scoring build(const Query& query) {
    Scoring scoring = build_plain(query);
    scoring.query = scaled(std::move(scoring.query), query.boost);
    return scoring;
  }

  /// Whether a score is a sum of which not every part must match.
  bool sums() const { return sums_; }

 private:
  Scoring build_plain(const Query& query) {
    switch (query.kind) {
      case Query::Kind::word:
      case Query::Kind::phrase:
      case Query::Kind::near:
      case Query::Kind::not_near:
      case Query::Kind::at_least:
      case Query::Kind::first:
        return build_leaf(query);
      case Query::Kind::optional:
        return {build(query.children.front()).query, false, false};
      case Query::Kind::conjunction:
        return build_conjunction(query);
      case Query::Kind::disjunction:
        return build_disjunction(query);
      default:
        return {};
    }
  }

  Scoring build_conjunction(const Query& query) {
    std::vector<Xapian::Query> required, optional;
    bool exact = true;
    for (const Query& child : query.children) {
      const Scoring part = build(child);
      exact = exact && part.exact;
      if (part.query.empty()) continue;
      (part.covers ? required : optional).push_back(part.query);
    }
    const Xapian::Query any = any_of(optional);
    if (required.empty()) return {any, false, false};
    const Xapian::Query all(Xapian::Query::OP_AND, required.begin(), required.end());
    if (optional.empty()) return {all, true, exact};
    sums_ = true;
    return {Xapian::Query(Xapian::Query::OP_AND_MAYBE, all, any), true, false};
  }

  Scoring build_disjunction(const Query& query) {
    // An alternative that is there n times weighs n times as much, and is looked up once.
    std::vector<std::pair<std::string, const Query*>> children;
    std::map<std::string, std::size_t> times;
    for (const Query& child : query.children) {
      std::string text = to_text(child);
      if (++times[text] == 1) children.emplace_back(std::move(text), &child);
    }
    std::vector<Xapian::Query> parts;
    bool covers = true, exact = query.floor == 0;
    for (const auto& [text, child] : children) {
      Scoring part = build(*child);
      part.query = scaled(std::move(part.query), static_cast<double>(times[text]));
      covers = covers && part.covers;
      exact = exact && part.exact;
      if (!part.query.empty()) parts.push_back(part.query);
    }
    return {any_of(parts), covers, exact};
  }

  Scoring build_leaf(const Query& query) {
    const auto found = matcher_.leaves().find(&query);
    if (found == matcher_.leaves().end()) return {};
    const MatchedLeaf& matched = found->second;
    const Xapian::Query scored = scaled(
        scored_terms(matched), some_meaning_ && is_function_word(query) ? kFunctionWordWeight : 1);
    if (!matched.documents) return {scored, true, true};
    const DocSet& documents = *matched.documents;
    if (scored.empty())
      return {Xapian::Query(new_source(documents, weight_of(documents.count()))), true, true};
    const Xapian::Query filter(new_source(documents, 0));
    if (matched.leaf.kind != Leaf::Kind::phrase)
      return {Xapian::Query(Xapian::Query::OP_FILTER, scored, filter), true, true};
    // A wildcard among a positional operator's words scores nothing, and may be all there is.
    sums_ = true;
    return {Xapian::Query(Xapian::Query::OP_AND_MAYBE, filter, scored), true, true};
  }

  /// What a leaf scores by; empty where that is one weight for all of its documents.
  Xapian::Query scored_terms(const MatchedLeaf& matched) {
    const Leaf& leaf = matched.leaf;
    switch (leaf.kind) {
      case Leaf::Kind::stems: {
        std::vector<Xapian::Query> stems;
        for (const LanguageTerm& stem : leaf.stems)
          if (snapshot_.database().term_exists(stem.term)) stems.push_back(stem_query(stem.term));
        return any_of(stems);
      }
      case Leaf::Kind::chain: {
        if (leaf.existing != 0 && matched.documents) return {};  // its words count as one
        std::vector<Xapian::Query> slots;
        for (const TermSlot& slot : leaf.slots) slots.push_back(any_of(slot.any_of));
        return Xapian::Query(Xapian::Query::OP_AND, slots.begin(), slots.end());
      }
      default:
        return any_of(matched.terms);
    }
  }

  Xapian::Query stem_query(const std::string& term) const {
    const Xapian::Database& database = snapshot_.database();
    return scaled(Xapian::Query(term),
                  burstiness(static_cast<double>(database.get_collection_freq(term)),
                             database.get_termfreq(term)));
  }

  static Xapian::Query scaled(Xapian::Query query, double factor) {
    if (query.empty() || factor == 1) return query;
    return {Xapian::Query::OP_SCALE_WEIGHT, query, factor};
  }

  Xapian::Query any_of(const std::vector<std::string>& terms) {
    return any_of(std::vector<Xapian::Query>(terms.begin(), terms.end()));
  }

  Xapian::Query any_of(const std::vector<Xapian::Query>& parts) {
    sums_ = sums_ || parts.size() > 1;
    return Xapian::Query(Xapian::Query::OP_OR, parts.begin(), parts.end());
  }

  /// Xapian takes over the source.
  Xapian::PostingSource* new_source(const DocSet& documents, double weight) const {
    return (new SetSource(documents, weight, deadline_))->release();
  }

  /// What one occurrence of a term with so many documents weighs in an article of average length:
  /// all words of a wildcard together count as one word.
  double weight_of(std::size_t count) const {
    return idf(snapshot_.database().get_doccount(), static_cast<double>(count));
  }

  const Matcher& matcher_;
  const Snapshot& snapshot_;
  Deadline& deadline_;
  const bool some_meaning_;  // a query of function words only is ranked by them
  bool sums_ = false;
};

/// Documents between which neither score nor date decides go by id.
void order_by_id(std::vector<RankedDocument>::iterator begin,
                 std::vector<RankedDocument>::iterator end, const Snapshot& snapshot) {
  if (end - begin < 2) return;
  std::vector<std::pair<std::string, RankedDocument>> by_id;
  for (auto d = begin; d != end; ++d) by_id.emplace_back(snapshot.catalog().id(d->number), *d);
  std::ranges::sort(by_id, {}, [](const auto& entry) -> const std::string& { return entry.first; });
  std::ranges::transform(by_id, begin, [](const auto& entry) { return entry.second; });
}

/// Puts runs of equal score in order: newest first, then by id.
void order_ties(std::vector<RankedDocument>& ranked, const Snapshot& snapshot) {
  for (auto begin = ranked.begin(); begin != ranked.end();) {
    const auto end =
        std::find_if(begin, ranked.end(), [&](const auto& d) { return d.score != begin->score; });
    if (end - begin > 1) {
      std::vector<std::pair<std::int64_t, RankedDocument>> dated;
      for (auto d = begin; d != end; ++d)
        dated.emplace_back(snapshot.number(schema::FieldId::date, d->number), *d);
      std::ranges::stable_sort(dated,
                               [](const auto& a, const auto& b) { return a.first > b.first; });
      auto out = begin;
      for (auto d = dated.begin(); d != dated.end();) {
        const auto same_end =
            std::find_if(d, dated.end(), [&](const auto& x) { return x.first != d->first; });
        const auto same_begin = out;
        for (; d != same_end; ++d) *out++ = d->second;
        order_by_id(same_begin, out, snapshot);
      }
    }
    begin = end;
  }
}

/// The best by the sum of what the query's words weigh; in order, as rank_by_relevance's result.
std::vector<RankedDocument> first_stage(const Query& query, const Matcher& matcher,
                                        const DocSet& documents, bool filtered, std::size_t count,
                                        Snapshot& snapshot, Deadline& deadline) {
  const std::size_t total = documents.count();
  count = std::min(count, total);
  if (count == 0) return {};
  QueryBuilder builder(query, matcher, snapshot, deadline);
  const Scoring scoring = builder.build(query);
  // While it prunes a sum of clauses, Xapian 1.4 can pass over a document that belongs on the page
  // (where an OR becomes an AND, the document the other side already stands on). So sums are not
  // pruned, and stand beside the set, which looks at the clock.
  const bool pruned = scoring.covers && !builder.sums();
  Xapian::Query xapian_query = scoring.query;
  if (filtered || !scoring.exact || !pruned) {
    const Xapian::Query filter((new SetSource(documents, 0, deadline))->release());
    xapian_query = scoring.covers
                       ? Xapian::Query(Xapian::Query::OP_FILTER, scoring.query, filter)
                       : Xapian::Query(Xapian::Query::OP_AND_MAYBE, filter, scoring.query);
  }
  Xapian::Enquire enquire(snapshot.database());
  enquire.set_query(xapian_query);
  enquire.set_weighting_scheme(Xapian::BM25Weight(kBm25K1, 0, 1, kBm25B, kShortestLength));
  const auto checked = static_cast<Xapian::doccount>(pruned ? 0 : total);
  // Xapian breaks ties by document number. Where a tie crosses the end of the page, more documents
  // are asked for until all that are equal are there to be ordered.
  for (std::size_t wanted = std::min(count + 1, total);; wanted = std::min(wanted * 4, total)) {
    const Xapian::MSet mset = enquire.get_mset(0, static_cast<Xapian::doccount>(wanted), checked);
    std::vector<RankedDocument> ranked;
    ranked.reserve(mset.size());
    for (auto hit = mset.begin(); hit != mset.end(); ++hit)
      ranked.push_back({*hit, hit.get_weight()});
    if (wanted < total && ranked.size() > count - 1 &&
        ranked.back().score == ranked[count - 1].score)
      continue;
    order_ties(ranked, snapshot);
    ranked.resize(std::min(count, ranked.size()));
    return ranked;
  }
}

}  // namespace

bool has_score(const Query& query) {
  switch (query.kind) {
    case Query::Kind::word:
    case Query::Kind::phrase:
    case Query::Kind::near:
    case Query::Kind::not_near:
    case Query::Kind::at_least:
    case Query::Kind::first:
      return true;
    case Query::Kind::conjunction:
    case Query::Kind::disjunction:
    case Query::Kind::optional:
      return std::ranges::any_of(query.children, has_score);
    default:
      return false;
  }
}

std::vector<RankedDocument> rank_by_relevance(const Query& query, const Matcher& matcher,
                                              const DocSet& documents, bool filtered,
                                              std::size_t count, Snapshot& snapshot,
                                              Deadline& deadline,
                                              std::vector<ExpansionTerm>* expansion) {
  const std::size_t window = expansion == nullptr ? kRerankWindow : kExpansionWindow;
  std::vector<RankedDocument> ranked =
      first_stage(query, matcher, documents, filtered, std::max(count, window), snapshot, deadline);
  const auto sort = [&](std::vector<RankedDocument>& scored) {
    std::ranges::stable_sort(scored, std::greater<>(), &RankedDocument::score);
    order_ties(scored, snapshot);
  };
  if (expansion != nullptr) {
    std::vector<RankedDocument> best(
        ranked.begin(),
        ranked.begin() + static_cast<std::ptrdiff_t>(std::min(ranked.size(), kRerankWindow)));
    rerank(query, best, snapshot, deadline);
    sort(best);
    *expansion = expansion_of(best, matcher, snapshot);
    add_expansion(*expansion, ranked, snapshot, deadline);
    sort(ranked);
  }
  rerank(query, ranked, snapshot, deadline);
  sort(ranked);
  ranked.resize(std::min(count, ranked.size()));
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
  if (count <
      all.size()) {  // only what comes before the end of the page, or is equal to it, is sorted
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

}  // namespace dateline
