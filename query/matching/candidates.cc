// SPDX-License-Identifier: GPL-2.0-or-later
#include "candidates.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace dateline::searching {

using Kind = Query::Kind;

DocSet CandidateFinder::find_phrase(const ResolvedWord& phrase, const DocSet* within) {
  std::vector<std::pair<std::size_t, const TermSlot*>> rarest_first;
  for (const TermSlot& slot : phrase.slots) rarest_first.emplace_back(most_documents(slot), &slot);
  std::ranges::stable_sort(rarest_first, {}, &std::pair<std::size_t, const TermSlot*>::first);
  DocSet candidates = terms_.with_any(rarest_first.front().second->any_of, within);
  for (std::size_t i = 1; i < rarest_first.size() && !candidates.empty(); ++i) {
    const DocSet before = candidates;
    candidates = terms_.with_any(rarest_first[i].second->any_of, &before);
  }
  return candidates;
}

DocSet CandidateFinder::find(const Query& query, const DocSet* within) {
  deadline_.check();
  switch (query.kind) {
    case Kind::word:
    case Kind::phrase: {
      const ResolvedWord& word = expansion_.as_written(query);
      if (word.kind == ResolvedWord::Kind::phrase) {
        DocSet found = find_phrase(word, within);
        for (const ResolvedWord& other : word.others) found |= find_phrase(other, within);
        return found;
      }
      if (!word.pairs.empty()) return find_pairs(query, word, within);
      if (word.kind == ResolvedWord::Kind::nested) return find_all(query, within);
      return snapshot_.no_documents();
    }
    case Kind::disjunction: {
      DocSet any = snapshot_.no_documents();
      for (const Query& child : query.children) any |= find(child, within);
      return any;
    }
    case Kind::not_near:
    case Kind::at_least:
    case Kind::first:
      return find(query.children.front(), within);
    case Kind::near:
    case Kind::conjunction:
      return find_all(query, within);
    case Kind::all:
    case Kind::negation:
    case Kind::optional:
      return terms_.all(within);
    default:
      return snapshot_.no_documents();
  }
}

/// The candidates of every slot of a phrase, or of the words that two slots are in one.
DocSet CandidateFinder::find_pairs(const Query& phrase, const ResolvedWord& resolved,
                                   const DocSet* within) {
  DocSet all = terms_.all(within);
  for (std::size_t i = 0; i < phrase.children.size() && !all.empty(); ++i) {
    const auto pair = resolved.pairs.find(i);
    if (pair == resolved.pairs.end()) {
      if (phrase.children[i].kind != Kind::word ||
          expansion_.as_written(phrase.children[i]).kind != ResolvedWord::Kind::nothing)
        all &= find(phrase.children[i], &all);
      continue;
    }
    DocSet both = find(phrase.children[i], &all);
    both &= find(phrase.children[++i], &all);
    both |= terms_.with_any({pair->second}, &all);
    all = std::move(both);
  }
  return all;
}

/// The documents that are candidates of every child, the rarest child first.
DocSet CandidateFinder::find_all(const Query& query, const DocSet* within) {
  std::vector<const Query*> rarest_first;
  for (const Query& child : query.children) {
    const bool left_out = query.kind == Kind::phrase && child.kind == Kind::word &&
                          expansion_.as_written(child).kind == ResolvedWord::Kind::nothing;
    if (!left_out) rarest_first.push_back(&child);
  }
  std::ranges::stable_sort(rarest_first, {},
                           [&](const Query* child) { return most_documents(*child); });
  DocSet all = find(*rarest_first.front(), within);
  for (std::size_t i = 1; i < rarest_first.size() && !all.empty(); ++i) {
    const DocSet before = all;
    all = find(*rarest_first[i], &before);
  }
  return all;
}

std::size_t CandidateFinder::most_documents(const TermSlot& slot) const {
  double sum = 0;
  for (const std::string& term : slot.any_of) sum += snapshot_.index().statistics(term).doc_freq;
  return static_cast<std::size_t>(sum);
}

/// A bound of the number of documents find() returns.
std::size_t CandidateFinder::most_documents(const Query& query) {
  const auto known = most_documents_.find(&query);
  if (known != most_documents_.end()) return known->second;
  std::size_t most = snapshot_.last_document();
  const auto lower = [&](std::size_t other) { most = std::min(most, other); };
  switch (query.kind) {
    case Kind::word:
    case Kind::phrase:
      if (!expansion_.as_written(query).others.empty()) break;
      for (const TermSlot& slot : expansion_.as_written(query).slots) lower(most_documents(slot));
      break;
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
