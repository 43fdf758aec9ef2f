// SPDX-License-Identifier: GPL-2.0-or-later
#include "diagnose.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "error.h"
#include "language/query_relaxation.h"
#include "matching/match.h"
#include "parsing/canonical_text.h"
#include "spelling_suggestions.h"

namespace dateline::searching {
namespace {

using Kind = Query::Kind;
using Spelling = Diagnosis::Spelling;

constexpr std::size_t kMaxTries = 4;
constexpr std::size_t kMaxSuggestions = 3;  // for each word that are tried
constexpr std::size_t kMaxClauses = 64;     // whose documents are in memory at once

struct Clause {
  Query query;
  std::string text;
  bool filter = false;
  DocSet documents;
};

class EmptySearch {
 public:
  EmptySearch(const Query& query, const Query& filters, Snapshot& snapshot, Deadline& deadline)
      : query_(query), filters_(filters), snapshot_(snapshot), deadline_(deadline) {}

  Diagnosis diagnose() {
    try {
      collect_clauses();
      find_empty_clauses();
      find_spellings();
      try_relaxed();
      try_without();
      try_most();
      try_without_filters();
    } catch (const Error&) {
      // The time is up: the diagnosis is incomplete.
    }
    return std::move(diagnosis_);
  }

 private:
  DocSet matched(const Query& query) const { return Matcher(snapshot_, deadline_).match(query); }

  void collect_clauses() {
    const auto add = [&](const Query& from, bool filter) {
      const bool several = from.kind == Kind::conjunction;
      for (std::size_t i = 0; i < (several ? from.children.size() : 1); ++i) {
        const Query& clause = several ? from.children[i] : from;
        if (clause.kind == Kind::all || clause.kind == Kind::optional) continue;
        if (clauses_.size() >= kMaxClauses) {
          clauses_.clear();  // the diagnosis needs all clauses or none
          return false;
        }
        clauses_.push_back(
            {clause, filter ? filter_name(clause) : to_text(clause), filter, matched(clause)});
      }
      return true;
    };
    if (add(query_, false)) add(filters_, true);
  }

  /// The clauses that match nothing; else a pair that matches nothing together; else a minimal set
  /// that matches nothing together.
  void find_empty_clauses() {
    for (const Clause& clause : clauses_)
      if (clause.documents.empty()) empty_.push_back(&clause);
    if (empty_.empty()) {
      find_empty_pair();
      if (empty_.empty()) find_empty_set();
      diagnosis_.together = !empty_.empty();
    }
    for (const Clause* clause : empty_) diagnosis_.empty_clauses.push_back(clause->text);
  }

  void find_empty_pair() {
    for (std::size_t i = 0; i < clauses_.size(); ++i)
      for (std::size_t j = 0; j < i; ++j) {
        DocSet both = clauses_[j].documents;
        both &= clauses_[i].documents;
        if (!both.empty()) continue;
        empty_ = {&clauses_[j], &clauses_[i]};
        return;
      }
  }

  void find_empty_set() {
    if (clauses_.empty() || !intersection(all_clauses(), nullptr).empty()) return;
    empty_ = all_clauses();
    for (std::size_t i = empty_.size(); i-- > 0;) {
      if (!intersection(empty_, empty_[i]).empty()) continue;
      empty_.erase(empty_.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }

  std::vector<const Clause*> all_clauses() const {
    std::vector<const Clause*> all;
    for (const Clause& clause : clauses_) all.push_back(&clause);
    return all;
  }

  DocSet intersection(const std::vector<const Clause*>& clauses, const Clause* spared) const {
    DocSet result = snapshot_.all_documents();
    for (const Clause* clause : clauses)
      if (clause != spared) result &= clause->documents;
    return result;
  }

  void find_spellings() {
    std::vector<Misspelling> misspellings = find_misspellings(query_, snapshot_, deadline_);
    try_corrected(misspellings);
    std::ranges::move(find_misspellings(filters_, snapshot_, deadline_),
                      std::back_inserter(misspellings));
    for (Misspelling& misspelling : misspellings)
      if (std::ranges::find(diagnosis_.spelling, misspelling.word, &Spelling::word) ==
          diagnosis_.spelling.end())
        diagnosis_.spelling.push_back(
            {std::move(misspelling.word), std::move(misspelling.suggestions),
             std::move(misspelling.field), misspelling.articles, misspelling.leaf->place});
  }

  /// The query with the likeliest spelling of each word, or with the next ones.
  void try_corrected(const std::vector<Misspelling>& misspellings) {
    for (std::size_t choice = 0; choice < kMaxSuggestions; ++choice) {
      bool any = false;
      std::string change;
      for (const Misspelling& misspelling : misspellings) {
        if (misspelling.suggestions.empty()) continue;
        any = any || choice < misspelling.suggestions.size();
        change += fmt::format(
            "{}{} instead of {}", change.empty() ? "" : ", ",
            misspelling.suggestions[std::min(choice, misspelling.suggestions.size() - 1)],
            misspelling.word);
      }
      if (!any) return;
      const Query changed = corrected(query_, misspellings, choice);
      if (!try_query(changed, std::move(change))) continue;
      diagnosis_.corrected = to_text(changed);
      return;
    }
  }

  void try_relaxed() {
    for (const Clause* clause : empty_) {
      if (clause->filter) continue;
      for (const Query& wider : relaxed(clause->query))
        if (try_query(replaced(*clause, &wider),
                      fmt::format("{} instead of {}", to_text(wider), clause->text)))
          break;
    }
  }

  void try_without() {
    if (empty_.empty()) return;
    if (!diagnosis_.together) {
      std::vector<Query> rest;
      std::string left_out;
      for (const Clause& clause : clauses_) {
        if (clause.filter) continue;
        if (!clause.documents.empty())
          rest.push_back(clause.query);
        else
          left_out += (left_out.empty() ? "" : ", ") + clause.text;
      }
      if (!left_out.empty()) try_query(all_of(std::move(rest)), "without " + left_out);
      return;
    }
    for (const Clause* clause : empty_)
      if (!clause->filter) try_query(replaced(*clause, nullptr), "without " + clause->text);
  }

  /// Where it is not enough to leave out one clause: keeps as many clauses as match something
  /// together, in the order they are written.
  void try_most() {
    if (!diagnosis_.tries.empty()) return;
    DocSet together = snapshot_.all_documents();
    for (const Clause& clause : clauses_)
      if (clause.filter) together &= clause.documents;
    std::vector<Query> rest;
    std::string left_out;
    for (const Clause& clause : clauses_) {
      if (clause.filter) continue;
      DocSet narrower = together;
      narrower &= clause.documents;
      if (narrower.empty()) {
        left_out += (left_out.empty() ? "" : ", ") + clause.text;
      } else {
        together = std::move(narrower);
        rest.push_back(clause.query);
      }
    }
    if (!left_out.empty()) try_query(all_of(std::move(rest)), "without " + left_out);
  }

  void try_without_filters() {
    if (filters_.kind == Kind::all) return;
    const bool several = filters_.kind == Kind::conjunction;
    std::string names;
    for (std::size_t i = 0; i < (several ? filters_.children.size() : 1); ++i)
      names += (i == 0 ? "" : ", ") + filter_name(several ? filters_.children[i] : filters_);
    try_query(query_, "without " + names, false);
  }

  /// The query with another clause in the place of one, or with none.
  Query replaced(const Clause& clause, const Query* by) const {
    std::vector<Query> rest;
    for (const Clause& other : clauses_) {
      if (other.filter) continue;
      if (&other != &clause)
        rest.push_back(other.query);
      else if (by != nullptr)
        rest.push_back(*by);
    }
    return all_of(std::move(rest));
  }

  /// Runs a query and proposes it where it finds something; returns whether it did.
  bool try_query(const Query& query, std::string change, bool filtered = true) {
    if (diagnosis_.tries.size() >= kMaxTries || !says_something(query)) return false;
    DocSet documents = matched(query);
    if (filtered && filters_.kind != Kind::all) documents &= matched(filters_);
    if (documents.empty()) return false;
    diagnosis_.tries.push_back({to_text(query), std::move(change), documents.count()});
    return true;
  }

  /// Whether some clause of the query asks for anything.
  static bool says_something(const Query& query) {
    if (query.kind == Kind::conjunction) return std::ranges::any_of(query.children, says_something);
    return query.kind != Kind::all && query.kind != Kind::none && query.kind != Kind::negation &&
           query.kind != Kind::optional;
  }

  const Query& query_;
  const Query& filters_;
  Snapshot& snapshot_;
  Deadline& deadline_;
  std::vector<Clause> clauses_;
  std::vector<const Clause*> empty_;
  Diagnosis diagnosis_;
};

}  // namespace

std::string filter_name(const Query& filter) {
  if (filter.kind == Kind::range)
    return !filter.to ? "--after" : filter.from ? "--after and --before" : "--before";
  if (filter.kind == Kind::value)
    return fmt::format("--{} \"{}\"", schema::field(filter.field).name, filter.text);
  std::string names;
  for (const Query& value : filter.children) {
    if (!names.empty()) names += ' ';
    names += filter_name(value);
  }
  return names;
}

Diagnosis diagnose(const Query& query, const Query& filters, Snapshot& snapshot,
                   Deadline& deadline) {
  return EmptySearch(query, filters, snapshot, deadline).diagnose();
}

}  // namespace dateline::searching
