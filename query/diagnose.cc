// SPDX-License-Identifier: GPL-2.0-or-later
#include "diagnose.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analyzer.h"
#include "error.h"
#include "match.h"
#include "relax.h"
#include "spelling.h"

namespace dateline {
namespace {

using Form = Query::Form;
using Kind = Query::Kind;
using schema::FieldId;

constexpr std::size_t kMaxTries = 4;
constexpr std::size_t kMaxSpellings = 5;    // words that are looked up
constexpr std::size_t kMaxSuggestions = 3;  // for each
constexpr std::size_t kMaxClauses = 64;     // that are held as sets at once

bool is_positional(Kind kind) {
  return kind == Kind::phrase || kind == Kind::near || kind == Kind::not_near ||
         kind == Kind::at_least || kind == Kind::first;
}

/// Calls visit(leaf, under a positional operator) for words and values that are looked for, not
/// excluded.
template <class Visit>
void for_each_leaf(Query& query, bool positional, Visit&& visit) {
  if (query.kind == Kind::word || query.kind == Kind::value) visit(query, positional);
  if (query.kind == Kind::negation || query.kind == Kind::optional) return;
  for (std::size_t i = 0; i < query.children.size(); ++i)
    if (query.kind != Kind::not_near || i == 0)
      for_each_leaf(query.children[i], positional || is_positional(query.kind), visit);
}

/// Fields whose values are names that people spell.
bool has_names(FieldId field) {
  return field == FieldId::author || field == FieldId::source || field == FieldId::section ||
         field == FieldId::country || field == FieldId::type || field == FieldId::site;
}

/// A part of a leaf's text that is in no article.
struct UnknownPart {
  std::size_t begin = 0, end = 0;  // of the leaf's text, in bytes
  std::vector<std::string> suggestions;
};

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
      // The time is up: what is known by now is told.
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
          clauses_.clear();  // some would tell a half
          return false;
        }
        clauses_.push_back(
            {clause, filter ? filter_name(clause) : to_text(clause), filter, matched(clause)});
      }
      return true;
    };
    if (add(query_, false)) add(filters_, true);
  }

  /// The clauses that match nothing; else a pair, else a set of which none can be spared, that
  /// matches nothing together.
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

  /// Where a word's or value's text holds what is in no article.
  std::vector<UnknownPart> unknown_parts(const Query& leaf, bool positional) {
    std::vector<UnknownPart> parts;
    const Xapian::Database& db = snapshot_.database();
    if (leaf.kind == Kind::value) {
      const std::string_view prefix =
          leaf.field == FieldId::author ? schema::kAuthorPrefix : schema::field(leaf.field).prefix;
      if (!has_names(leaf.field) || leaf.form == Form::prefix || leaf.text.empty()) return parts;
      const std::string term = exact_term(leaf.field, leaf.text);
      if (!db.term_exists(term))
        parts.push_back({0, leaf.text.size(), nearest(prefix, term.substr(prefix.size()))});
      return parts;
    }
    if (leaf.form == Form::wildcard || leaf.form == Form::fuzzy) return parts;
    if (!positional && !matched(leaf).empty()) return parts;
    const std::string_view prefix =
        leaf.field == FieldId::author ? schema::field(leaf.field).prefix : "";
    tokenizer_.start(leaf.text);
    for (Token token; tokenizer_.next(token);)
      if (!token.ideograph && !db.term_exists(make_term(prefix, token.folded)))
        parts.push_back({token.begin, token.end, nearest(prefix, token.folded)});
    return parts;
  }

  std::vector<std::string> nearest(std::string_view prefix, std::string_view folded) const {
    return nearest_words(snapshot_.database(), prefix, folded, kMaxSuggestions, deadline_);
  }

  void find_spellings() {
    std::vector<std::pair<const Query*, UnknownPart>> unknown;
    Query corrected = query_, filters = filters_;
    const auto look_up = [&](Query& leaf, bool positional) {
      if (unknown.size() >= kMaxSpellings) return;
      const bool named = leaf.kind == Kind::value || leaf.field == FieldId::author;
      const std::string field(named ? schema::field(leaf.field).name : "");
      for (UnknownPart& part : unknown_parts(leaf, positional)) {
        std::string word = leaf.text.substr(part.begin, part.end - part.begin);
        const bool told =
            std::ranges::find(diagnosis_.spelling, word, &Diagnosis::Spelling::word) !=
            diagnosis_.spelling.end();
        if (!told) diagnosis_.spelling.push_back({std::move(word), part.suggestions, field});
        unknown.emplace_back(&leaf, std::move(part));
      }
    };
    for_each_leaf(corrected, false, look_up);
    const std::size_t of_query = unknown.size();
    for_each_leaf(filters, false, look_up);
    unknown.resize(of_query);
    try_corrected(corrected, unknown);
  }

  /// The query with the nearest spelling of each word, or with the next ones.
  void try_corrected(const Query& query,
                     const std::vector<std::pair<const Query*, UnknownPart>>& unknown) {
    for (std::size_t i = 0; i < kMaxSuggestions; ++i) {
      bool any = false;
      std::string change;
      Query corrected = query;
      // From the last part to the first, so that places in a text stay true.
      for (auto part = unknown.rbegin(); part != unknown.rend(); ++part) {
        const auto& [leaf, where] = *part;
        if (where.suggestions.empty()) continue;
        any = any || i < where.suggestions.size();
        const std::string& word = where.suggestions[std::min(i, where.suggestions.size() - 1)];
        Query& copy = counterpart(corrected, query, leaf);
        const std::string before = copy.text.substr(where.begin, where.end - where.begin);
        change.insert(0,
                      fmt::format("{} instead of {}{}", word, before, change.empty() ? "" : ", "));
        copy.text.replace(where.begin, where.end - where.begin, word);
      }
      if (!any || try_query(corrected, change)) return;
    }
  }

  /// The node of `copy` that stands where `node` stands in `original`.
  static Query& counterpart(Query& copy, const Query& original, const Query* node) {
    Query* found = nullptr;
    const auto walk = [&](const auto& self, Query& at, const Query& from) -> void {
      if (&from == node) found = &at;
      for (std::size_t i = 0; i < from.children.size() && found == nullptr; ++i)
        self(self, at.children[i], from.children[i]);
    };
    walk(walk, copy, original);
    return *found;
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

  /// Where leaving out one clause is not enough: as many as match something together, those written
  /// first first.
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

  /// Runs it; true when it finds something and is proposed.
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
  Tokenizer tokenizer_;
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

}  // namespace dateline
