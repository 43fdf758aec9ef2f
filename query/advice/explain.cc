// SPDX-License-Identifier: GPL-2.0-or-later
#include "explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "error.h"
#include "language/query_relaxation.h"
#include "language/query_tree.h"
#include "matching/positional.h"
#include "parsing/canonical_text.h"
#include "query_warnings.h"

namespace dateline::searching {
namespace {

using Form = Query::Form;
using Kind = Query::Kind;

constexpr std::size_t kMaxSets = 64;  // clauses whose documents are in memory at once

/// The clause as a positional operator reads it: of a plain word, the word itself in all its
/// spellings, and none of its inflected forms.
Query as_written(Query query) {
  if (query.kind == Kind::word && is_inflected(query.form)) {
    Query once = node(Kind::at_least, {std::move(query)});
    once.number = 1;
    return once;
  }
  for (Query& child : query.children) child = as_written(std::move(child));
  return query;
}

/// In how many articles a form of a word counts.
std::size_t count_of(const FormTerm& form, Snapshot& snapshot) {
  if (form.languages.empty())
    return static_cast<std::size_t>(snapshot.index().statistics(form.term).doc_freq);
  DocSet allowed = snapshot.no_documents(), documents = snapshot.no_documents();
  for (const std::string& language : form.languages) allowed |= snapshot.language_filter(language);
  Postings list(snapshot.index(), form.term);
  for (auto some = list.next(); !some.empty(); some = list.next()) documents.insert_all(some);
  documents &= allowed;
  return documents.count();
}

/// A term with its document frequency.
std::string describe(const std::string& term, Snapshot& snapshot) {
  return fmt::format("{} ({:.0f})", term, snapshot.index().statistics(term).doc_freq);
}

/// The terms of a word, each with its document frequency; of several forms the most frequent first.
std::vector<std::string> describe(const ResolvedWord& word, Snapshot& snapshot) {
  std::vector<std::pair<std::size_t, std::string>> forms;
  for (const FormTerm& form : word.forms) {
    const std::size_t count = count_of(form, snapshot);
    if (count == 0 && word.forms.size() > 1) continue;
    forms.emplace_back(count, fmt::format("{} ({})", form.term, count));
    if (!form.languages.empty())
      forms.back().second += fmt::format(" in {}", fmt::join(form.languages, ", "));
  }
  std::ranges::stable_sort(forms, std::greater<>(), &std::pair<std::size_t, std::string>::first);
  std::vector<std::string> terms;
  for (auto& [count, text] : forms) terms.push_back(std::move(text));
  for (const TermSlot& slot : word.slots)
    for (const std::string& term : slot.any_of) terms.push_back(describe(term, snapshot));
  return terms;
}

class Explainer {
 public:
  Explainer(const Query& query, const Query& filters, const Matcher& search, Snapshot& snapshot,
            Deadline& deadline)
      : query_(query),
        filters_(filters),
        search_(search),
        snapshot_(snapshot),
        deadline_(deadline) {}

  std::vector<ExplainedClause> explain() {
    try {
      allowed_ = matched(filters_);
      total_ = count_allowed(matched(query_));
      walk(query_, 0, false);
      set_costs();
    } catch (const Error&) {
      if (!clauses_.empty())
        clauses_.back().remarks.emplace_back("The time is up; what follows is not explained.");
    }
    return std::move(clauses_);
  }

 private:
  DocSet matched(const Query& query) const { return Matcher(snapshot_, deadline_).match(query); }

  std::uint64_t count_allowed(DocSet documents) const {
    documents &= allowed_;
    return documents.count();
  }

  void walk(const Query& query, std::size_t depth, bool positional) {
    const Query read = positional ? as_written(query) : query;
    Matcher matcher(snapshot_, deadline_);
    DocSet documents = matcher.match(read);
    ExplainedClause clause;
    clause.depth = depth;
    clause.text = to_text(query);
    clause.count = documents.count();
    const auto matched = matcher.clauses().find(&read);
    if (query.kind == Kind::word && matched != matcher.clauses().end()) {
      clause.terms = describe(matched->second.word, snapshot_);
      for (const std::string& term : matched->second.terms)
        clause.terms.push_back(describe(term, snapshot_));
    }
    for (const WildcardCount& count : matcher.wildcard_counts())
      if (count.query == &read) {
        clause.words = count.expanded;
        clause.words_in_all = count.existing;
      }
    if (const auto cost = search_.costs().find(&query); cost != search_.costs().end()) {
      clause.candidates = cost->second.candidates;
      clause.position_lists = cost->second.position_lists;
    }
    clause.remarks = query_warnings(query, positional, documents, snapshot_, deadline_);
    const std::size_t index = clauses_.size();
    clauses_.push_back(std::move(clause));
    const bool top = query_.kind == Kind::conjunction ? depth == 1 : depth == 0;
    if (top && sets_.size() <= kMaxSets) sets_.emplace_back(index, std::move(documents));
    walk_children(query, depth, positional || reads_as_written(query.kind));
  }

  void walk_children(const Query& query, std::size_t depth, bool positional) {
    const bool was_excluded = excluded_;
    excluded_ = excluded_ || query.kind == Kind::negation;
    for (std::size_t i = 0; i < query.children.size(); ++i) {
      const Query& child = query.children[i];
      const bool gap = query.kind == Kind::phrase && child.kind == Kind::all;
      if (gap) continue;
      const std::size_t index = clauses_.size();
      path_.push_back(i);
      walk(child, depth + 1, positional);
      if (!positional && !excluded_ && depth > 0 && query.kind == Kind::conjunction &&
          child.kind == Kind::negation)
        clauses_[index].without = count_allowed(matched(left_out())) - total_;
      path_.pop_back();
    }
    excluded_ = was_excluded;
  }

  /// The whole query without the clause of a conjunction that `path_` leads to.
  Query left_out() const {
    Query changed = query_;
    Query* parent = &changed;
    for (std::size_t i = 0; i + 1 < path_.size(); ++i) parent = &parent->children[path_[i]];
    std::vector<Query> rest = std::move(parent->children);
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(path_.back()));
    *parent = all_of(std::move(rest));
    return changed;
  }

  /// Counts the articles that each clause of the whole query removes from the result.
  void set_costs() {
    if (sets_.size() > kMaxSets) return;
    if (query_.kind != Kind::conjunction && query_.kind != Kind::negation) return;
    for (const auto& [index, left_out] : sets_) {
      DocSet rest = allowed_;
      for (const auto& [other, documents] : sets_)
        if (other != index) rest &= documents;
      clauses_[index].without = rest.count() - total_;
    }
  }

  const Query& query_;
  const Query& filters_;
  const Matcher& search_;
  Snapshot& snapshot_;
  Deadline& deadline_;
  DocSet allowed_;
  std::uint64_t total_ = 0;
  std::vector<ExplainedClause> clauses_;
  std::vector<std::pair<std::size_t, DocSet>> sets_;  // of the clauses of the whole query
  std::vector<std::size_t> path_;                     // child by child, from query_
  bool excluded_ = false;                             // inside a negation
};

}  // namespace

std::vector<ExplainedClause> explain(const Query& query, const Query& filters,
                                     const Matcher& matcher, Snapshot& snapshot,
                                     Deadline& deadline) {
  return Explainer(query, filters, matcher, snapshot, deadline).explain();
}

}  // namespace dateline::searching
