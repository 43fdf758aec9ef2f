// SPDX-License-Identifier: GPL-2.0-or-later
// The part of Matcher that finds by postings alone: those of terms, and candidates where positions
// have to be looked at.
#include <algorithm>
#include <span>
#include <utility>

#include "match.h"

namespace dateline::searching {

using Kind = Query::Kind;

namespace {

/// Postings of a search that are kept for ranking: 16 MB.
constexpr std::size_t kMostKept = 2'000'000;

}  // namespace

/// Keeps those in `within`; returns them.
std::span<const Posting> Matcher::keep_those(std::span<const Posting> some, const DocSet* within) {
  const std::size_t needed = kept_end_ + some.size();
  if (kept_.size() < needed) kept_.resize(std::max(needed, 2 * kept_.size()));
  Posting* const out = kept_.data() + kept_end_;
  std::size_t count = some.size();
  if (within != nullptr)
    count = within->copy_members(some, out);
  else
    std::ranges::copy(some, out);
  kept_end_ += count;
  return {out, count};
}

/// A posting list as a set. With few candidates it is asked for each of them instead of read.
DocSet Matcher::postings(const std::string& term, const DocSet* within,
                         std::optional<KeptPostings>* kept) {
  DocSet result = snapshot_.no_documents();
  const double documents = snapshot_.index().statistics(term).documents;
  const auto most = static_cast<double>(within != nullptr ? within->count() : result.last());
  const bool few = within != nullptr && most * kReadPerFind <= documents;
  const bool keep =
      kept != nullptr && static_cast<double>(kept_end_) + std::min(most, documents) <= kMostKept;
  const std::size_t begin = kept_end_;
  if (few) {
    Postings list(snapshot_.index(), term);
    for (std::uint32_t wanted = within->next(1); wanted <= within->last();) {
      const Posting* const found = list.find(wanted);
      if (found == nullptr) break;
      if (found->document == wanted) {
        if (keep) keep_those({found, 1}, nullptr);
        result.insert(wanted++);
      } else {
        wanted = found->document;
      }
      wanted = within->next(wanted);
    }
  } else if (keep) {
    deadline_.check_now();
    Postings list(snapshot_.index(), term);
    for (auto some = list.next(); !some.empty(); some = list.next())
      result.insert_all(keep_those(some, within));
  } else {
    add_postings(term, result);
    if (within != nullptr) result &= *within;
  }
  if (keep) kept->emplace(begin, kept_end_ - begin);
  return result;
}

void Matcher::add_postings(const std::string& term, DocSet& documents) const {
  deadline_.check_now();
  Postings list(snapshot_.index(), term);
  for (auto some = list.next(); !some.empty(); some = list.next()) documents.insert_all(some);
}

DocSet Matcher::any_postings(const std::vector<std::string>& terms, const DocSet* within) {
  if (terms.size() == 1) return postings(terms.front(), within);
  DocSet result = snapshot_.no_documents();
  for (const std::string& term : terms) add_postings(term, result);
  if (within != nullptr) result &= *within;
  return result;
}

/// The documents that have a term for each slot.
DocSet Matcher::candidates_for_chain(const ResolvedWord& leaf, const DocSet* within) {
  std::vector<std::pair<std::size_t, const TermSlot*>> rarest_first;
  for (const TermSlot& slot : leaf.slots) rarest_first.emplace_back(most_documents(slot), &slot);
  std::ranges::stable_sort(rarest_first, {}, &std::pair<std::size_t, const TermSlot*>::first);
  DocSet candidates = any_postings(rarest_first.front().second->any_of, within);
  for (std::size_t i = 1; i < rarest_first.size() && !candidates.empty(); ++i) {
    const DocSet before = candidates;
    candidates = any_postings(rarest_first[i].second->any_of, &before);
  }
  return candidates;
}

/// No fewer documents than have places of an operand, or match an operand of a unit.
DocSet Matcher::candidates_for(const Query& query, const DocSet* within) {
  deadline_.check();
  switch (query.kind) {
    case Kind::word:
    case Kind::phrase: {
      const ResolvedWord& leaf = leaf_of(query);
      if (leaf.kind == ResolvedWord::Kind::chain) return candidates_for_chain(leaf, within);
      if (leaf.kind == ResolvedWord::Kind::phrase) return candidates_for_all(query, within);
      return snapshot_.no_documents();
    }
    case Kind::disjunction: {
      DocSet any = snapshot_.no_documents();
      for (const Query& child : query.children) any |= candidates_for(child, within);
      return any;
    }
    case Kind::not_near:
    case Kind::at_least:
    case Kind::first:
      return candidates_for(query.children.front(), within);
    case Kind::near:
    case Kind::conjunction:
      return candidates_for_all(query, within);
    case Kind::all:
    case Kind::negation:
    case Kind::optional:
      return everything(within);
    default:
      return snapshot_.no_documents();
  }
}

DocSet Matcher::candidates_for_all(const Query& query, const DocSet* within) {
  std::vector<const Query*> rarest_first;
  for (const Query& child : query.children) {
    const bool left_out = query.kind == Kind::phrase && child.kind == Kind::word &&
                          leaf_of(child).kind == ResolvedWord::Kind::nothing;
    if (!left_out) rarest_first.push_back(&child);
  }
  std::ranges::stable_sort(rarest_first, {},
                           [&](const Query* child) { return most_documents(*child); });
  DocSet all = candidates_for(*rarest_first.front(), within);
  for (std::size_t i = 1; i < rarest_first.size() && !all.empty(); ++i) {
    const DocSet before = all;
    all = candidates_for(*rarest_first[i], &before);
  }
  return all;
}

std::size_t Matcher::most_documents(const TermSlot& slot) const {
  double sum = 0;
  for (const std::string& term : slot.any_of) sum += snapshot_.index().statistics(term).documents;
  return static_cast<std::size_t>(sum);
}

/// A bound of the number of documents candidates_for() finds.
std::size_t Matcher::most_documents(const Query& query) {
  const auto known = most_documents_.find(&query);
  if (known != most_documents_.end()) return known->second;
  std::size_t most = snapshot_.last_document();
  const auto lower = [&](std::size_t other) { most = std::min(most, other); };
  switch (query.kind) {
    case Kind::word:
    case Kind::phrase: {
      const ResolvedWord& leaf = leaf_of(query);
      for (const TermSlot& slot : leaf.slots) lower(most_documents(slot));
      break;
    }
    case Kind::near:
    case Kind::conjunction:
      for (const Query& child : query.children) lower(most_documents(child));
      break;
    case Kind::not_near:
    case Kind::at_least:
    case Kind::first:
      lower(most_documents(query.children.front()));
      break;
    case Kind::disjunction: {
      std::size_t sum = 0;
      for (const Query& child : query.children) sum += most_documents(child);
      lower(sum);
      break;
    }
    default:
      break;
  }
  return most_documents_[&query] = most;
}

}  // namespace dateline::searching
