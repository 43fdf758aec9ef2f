// SPDX-License-Identifier: GPL-2.0-or-later
#include "match.h"

#include <algorithm>
#include <memory>
#include <set>
#include <tuple>
#include <utility>

#include "index_positions.h"
#include "phrase_scan.h"
#include "positional.h"
#include "snapshot/bm25.h"
#include "text/ascii.h"

namespace dateline::searching {
namespace {

using schema::FieldId;
using Kind = Query::Kind;

/// Words of a wildcard that score one by one inside of a positional operator; with more the
/// wildcard gives it no score.
constexpr std::size_t kMostScoredTerms = 16;

/// How costly a clause is to match: cheap ones first, so that the others see few candidates.
int cost(const Query& query) {
  switch (query.kind) {
    case Kind::word:
      return query.form == Query::Form::wildcard || query.form == Query::Form::fuzzy ? 2 : 0;
    case Kind::phrase:
      return 3;
    case Kind::negation:
      return 5;
    case Kind::near:
    case Kind::not_near:
    case Kind::at_least:
    case Kind::first:
      return 4;
    case Kind::conjunction:
    case Kind::disjunction: {
      int highest = 0;
      for (const Query& child : query.children) highest = std::max(highest, cost(child));
      return highest;
    }
    default:
      return 0;
  }
}

/// Whether every document of a phrase's terms matches, whatever their positions.
bool needs_no_positions(const ResolvedWord& phrase) {
  return phrase.slots.size() == 1 && phrase.slots[0].none_of.empty() &&
         (phrase.where == ResolvedWord::Where::anywhere ||
          phrase.where == ResolvedWord::Where::byline);
}

/// Finds the documents in which a query has a place. Documents must ascend.
class TreeReader {
 public:
  TreeReader(const IndexReader& index, const Query& query,
             const IndexPositions::ResolvedOf& resolved)
      : positions_(index), tree_(positions_.prepare(query, resolved)) {}

  bool has(std::uint32_t document) {
    positions_.move_to(document);
    return tree_.kind == Kind::word ? positions_.has(tree_)
                                    : !find_spans(tree_, positions_).empty();
  }
  std::size_t lists_read() const { return positions_.lists_read(); }

 private:
  IndexPositions positions_;
  const Query tree_;
};

}  // namespace

bool is_function_word(const Query& query) {
  return query.kind == Kind::word && is_inflected(query.form) &&
         is_function_word(lower_ascii(query.text));
}

DocSet Matcher::match(const Query& query, const DocSet* within) {
  deadline_.check();
  DocSet result = snapshot_.no_documents();
  switch (query.kind) {
    case Kind::all:
      return terms_.all(within);
    case Kind::none:
      return result;
    case Kind::word:
    case Kind::phrase:
      return match_word(query, within);
    case Kind::near:
    case Kind::not_near:
    case Kind::at_least:
    case Kind::first:
      return match_positions(query, within);
    case Kind::conjunction:
      return match_conjunction(query, within);
    case Kind::disjunction:
      if (query.floor > 0) return match_floor(query, within);
      for (const Query& child : query.children) result |= match_optional(child, within);
      return result;
    case Kind::negation: {
      result = terms_.all(within);
      const bool outer = std::exchange(inside_negation_, true);
      result -= match(query.children.front(), within);
      inside_negation_ = outer;
      return result;
    }
    case Kind::optional:
      match_optional(query.children.front(), within);  // for ranking only
      return terms_.all(within);
    case Kind::value:
      result = values_.match_value(query);
      break;
    case Kind::range:
      result = values_.match_range(query);
      break;
  }
  if (within != nullptr) result &= *within;
  return result;
}

/// Matches a clause that need not match. Keeps the documents of a conjunction for ranking; of other
/// kinds, the clauses have them.
DocSet Matcher::match_optional(const Query& clause, const DocSet* within) {
  DocSet documents = match(clause, within);
  if (clause.kind == Kind::conjunction && !inside_negation_)
    conjunctions_.insert_or_assign(&clause, documents);
  return documents;
}

DocSet Matcher::match_conjunction(const Query& query, const DocSet* within) {
  std::vector<const Query*> clauses;
  for (const Query& child : query.children) clauses.push_back(&child);
  // Cheap clauses first, rare ones first among those. Optional clauses come last: they are matched
  // among the documents of the others.
  const auto order = [&](const Query* clause) {
    const int dear = cost(*clause);
    return std::tuple(clause->kind == Kind::optional, dear, dear == 0 ? estimate(*clause) : 0);
  };
  std::ranges::stable_sort(clauses, {}, order);
  DocSet result = match(*clauses.front(), within);
  for (std::size_t i = 1; i < clauses.size(); ++i) {
    const DocSet candidates = result;
    result = match(*clauses[i], &candidates);
  }
  return result;
}

DocSet Matcher::match_floor(const Query& query, const DocSet* within) {
  std::vector<double> matched(snapshot_.no_documents().last() + std::size_t{1});
  double all = 0;
  for (const Query& child : query.children) {
    const DocSet documents = match_optional(child, nullptr);
    if (documents.empty()) continue;
    const double weight = (is_function_word(child) ? kFunctionWordWeight : 1) *
                          idf(snapshot_.document_count(), static_cast<double>(documents.count()));
    all += weight;
    documents.for_each([&](std::uint32_t number) { matched[number] += weight; });
  }
  constexpr double kRounding = 1e-9;
  const double floor = query.floor * all - kRounding;
  DocSet result = snapshot_.no_documents();
  for (std::uint32_t number = 0; number < matched.size(); ++number)
    if (matched[number] > 0 && matched[number] >= floor) result.insert(number);
  if (within != nullptr) result &= *within;
  return result;
}

DocSet Matcher::match_word(const Query& query, const DocSet* within) {
  const bool inflected = query.kind == Kind::word && is_inflected(query.form);
  const ResolvedWord& word = inflected ? expansion_.inflected(query) : expansion_.as_written(query);
  MatchedClause matched{word, {}};
  DocSet documents = snapshot_.no_documents();
  bool as_its_term = false;
  switch (word.kind) {
    case ResolvedWord::Kind::nothing:
      break;
    case ResolvedWord::Kind::nested:
      return match_positions(query, within);
    case ResolvedWord::Kind::forms:
      as_its_term = word.where == ResolvedWord::Where::anywhere && word.forms.size() == 1;
      documents = match_forms(query, word, within, matched);
      break;
    case ResolvedWord::Kind::phrase:
      as_its_term = needs_no_positions(word) && word.slots[0].any_of.size() == 1;
      documents = match_phrase(query, word, within);
      break;
  }
  for (const ResolvedWord& other : word.others) {
    const DocSet there = match_phrase(query, other, within);
    if (there.empty()) continue;
    as_its_term = false;
    matched.postings.reset();
    matched.doc_freq.reset();
    if (matched.others)
      *matched.others |= there;
    else
      matched.others = there;
    documents |= there;
  }
  if (inside_negation_) return documents;
  if (!as_its_term) matched.documents = documents;
  clauses_.insert_or_assign(&query, std::move(matched));
  return documents;
}

/// About how many documents a clause matches that is cheap to match.
double Matcher::estimate(const Query& clause) {
  if (clause.kind != Kind::word || !is_inflected(clause.form)) return 0;
  double sum = 0;
  for (const FormTerm& form : expansion_.inflected(clause).forms)
    sum += snapshot_.index().statistics(form.term).doc_freq;
  return sum;
}

bool Matcher::exact() const {
  return std::ranges::all_of(wildcard_counts(), [](const WildcardCount& count) {
    return count.existing <= count.expanded;
  });
}

std::optional<DocSet> Matcher::articles_in(const std::vector<std::string>& languages) const {
  if (languages.empty()) return std::nullopt;
  DocSet result = snapshot_.no_documents();
  for (const std::string& code : languages) result |= snapshot_.language_filter(code);
  return result;
}

DocSet Matcher::match_forms(const Query& query, const ResolvedWord& word, const DocSet* within,
                            MatchedClause& matched) {
  DocSet result = snapshot_.no_documents();
  std::vector<std::optional<PostingRange>> kept(word.forms.size());
  for (std::size_t i = 0; i < word.forms.size(); ++i)
    result |= match_form(query, word, i, within, kept[i]);
  if (inside_negation_) return result;
  matched.postings = sum_postings(word, result, kept);
  if (within == nullptr && word.where == ResolvedWord::Where::anywhere)
    matched.doc_freq = static_cast<double>(result.count());
  return result;
}

/// The documents of one form, where the word is looked for. Sets `kept` as TermDocuments does.
DocSet Matcher::match_form(const Query& query, const ResolvedWord& word, std::size_t form,
                           const DocSet* within, std::optional<PostingRange>& kept) {
  using Where = ResolvedWord::Where;
  const FormTerm& at = word.forms[form];
  std::optional<DocSet> allowed = articles_in(at.languages);
  if (word.where == Where::lead || word.where == Where::hlead) {
    ResolvedWord alone;
    alone.kind = ResolvedWord::Kind::phrase;
    alone.where = word.where;
    alone.slots.push_back({0, {at.term}, {}});
    if (allowed && within != nullptr) *allowed &= *within;
    return match_phrase(query, alone, allowed ? &*allowed : within);
  }
  DocSet documents = terms_.with(at.term, within, &kept);
  if (allowed) documents &= *allowed;
  if (word.where == Where::body) drop_headline_only(at, word.title_forms[form], documents);
  return documents;
}

/// A form is in the body where its term frequency is more than the headline's share of it.
void Matcher::drop_headline_only(const FormTerm& form, const FormTerm& title_form,
                                 DocSet& documents) {
  const auto weight = static_cast<std::uint32_t>(schema::field(FieldId::title).weight);
  Postings all(snapshot_.index(), form.term);
  Postings titles(snapshot_.index(), title_form.term);
  for (auto some = titles.next(); !some.empty(); some = titles.next())
    for (const Posting& title : some) {
      if (!documents.contains(title.document)) continue;
      const Posting* const here = all.find(title.document);
      if (here != nullptr && here->tf <= weight * title.tf) documents.erase(title.document);
    }
}

/// The postings of all forms in `documents` as those of one word, whose tf is the sum of theirs.
/// Nothing where those of a form were not kept.
std::optional<PostingRange> Matcher::sum_postings(
    const ResolvedWord& word, const DocSet& documents,
    const std::vector<std::optional<PostingRange>>& kept) {
  if (!std::ranges::all_of(kept, [](const auto& range) { return range.has_value(); })) return {};
  if (kept.size() == 1) return kept.front();
  const std::span<std::uint32_t> tfs = snapshot_.tf_accumulators();
  std::vector<std::optional<DocSet>> allowed;
  double postings = 0;
  for (std::size_t i = 0; i < kept.size(); ++i) {
    allowed.push_back(articles_in(word.forms[i].languages));
    postings += static_cast<double>(kept[i]->count);
  }
  const std::vector<DocSet::Part> parts = documents.divide(snapshot_.threads().parts(postings));
  SearchThreads::run(parts.size(), [&](std::size_t part) {
    for (std::size_t i = 0; i < kept.size(); ++i)
      for (const Posting& posting : postings_in(terms_.kept(*kept[i]), parts[part]))
        if (documents.contains(posting.document) &&
            (!allowed[i] || allowed[i]->contains(posting.document)))
          tfs[posting.document] += posting.tf;
  });
  return terms_.replace_kept(kept.front()->begin, documents, parts, tfs);
}

TermStatistics Matcher::statistics(const MatchedClause& matched) const {
  constexpr std::size_t kMostKnown = 10'000;
  const std::vector<FormTerm>& forms = matched.word.forms;
  if (forms.size() == 1) return snapshot_.index().statistics(forms.front().term);
  std::string key;
  for (const FormTerm& form : forms) {
    key.append(form.term).append(" ");
    for (const std::string& language : form.languages) key.append(language).append(",");
  }
  std::map<std::string, TermStatistics>& known = snapshot_.word_statistics();
  if (const auto found = known.find(key); found != known.end()) return found->second;
  if (known.size() > kMostKnown) known.clear();
  return known[key] = count_forms(forms, matched.doc_freq);
}

/// `doc_freq`: where it is known.
TermStatistics Matcher::count_forms(const std::vector<FormTerm>& forms,
                                    std::optional<double> doc_freq) const {
  TermStatistics sum;
  DocSet all = snapshot_.no_documents();
  for (const FormTerm& form : forms) {
    if (form.languages.empty()) {
      sum.coll_freq += snapshot_.index().statistics(form.term).coll_freq;
      if (!doc_freq) terms_.add(form.term, all);
      continue;
    }
    const std::optional<DocSet> allowed = articles_in(form.languages);
    Postings list(snapshot_.index(), form.term);
    for (auto some = list.next(); !some.empty(); some = list.next())
      for (const Posting& posting : some) {
        if (!allowed->contains(posting.document)) continue;
        sum.coll_freq += posting.tf;
        all.insert(posting.document);
      }
  }
  sum.doc_freq = doc_freq ? *doc_freq : static_cast<double>(all.count());
  return sum;
}

DocSet Matcher::match_phrase(const Query& query, const ResolvedWord& phrase, const DocSet* within) {
  DocSet candidates = candidates_.find_phrase(phrase, within);
  if (needs_no_positions(phrase) || candidates.empty()) return candidates;
  // A document without an excluded form matches whatever its positions. One with an excluded form
  // matches where another form stands at some position.
  DocSet sure = snapshot_.no_documents();
  if (phrase.slots.size() == 1 && phrase.where == ResolvedWord::Where::anywhere) {
    sure = candidates;
    candidates = terms_.with_any(phrase.slots[0].none_of, &sure);
    sure -= candidates;
  }
  if (PhraseScan::can_read(phrase))
    return evaluate(query, candidates,
                    [&] { return std::make_unique<PhraseScan>(snapshot_.index(), phrase); });
  const auto resolved = [&](const Query&) -> const ResolvedWord& { return phrase; };
  sure |= evaluate(query, candidates, [&] {
    return std::make_unique<TreeReader>(snapshot_.index(), query, resolved);
  });
  return sure;
}

DocSet Matcher::match_positions(const Query& query, const DocSet* within) {
  const DocSet candidates = candidates_.find(query, within);
  std::set<std::string> terms;
  const auto resolved = [&](const Query& node) -> const ResolvedWord& {
    const ResolvedWord& word = expansion_.as_written(node);
    for (const TermSlot& slot : word.slots)
      if (slot.any_of.size() <= kMostScoredTerms)
        terms.insert(slot.any_of.begin(), slot.any_of.end());
    for (const auto& [slot, term] : word.pairs) terms.insert(term);
    return word;
  };
  DocSet documents = evaluate(query, candidates, [&] {
    return std::make_unique<TreeReader>(snapshot_.index(), query, resolved);
  });
  if (!inside_negation_) {
    ResolvedWord word;
    word.kind = ResolvedWord::Kind::nested;  // scores by its terms
    clauses_.insert_or_assign(&query, MatchedClause{word, documents, {terms.begin(), terms.end()}});
  }
  return documents;
}

/// The documents of `candidates` that a reader of `make` has. Each thread has a reader of its own.
template <class MakeReader>
DocSet Matcher::evaluate(const Query& query, const DocSet& candidates, MakeReader&& make) {
  constexpr double kReadPerCandidate = 10;  // postings, in the time that its positions take
  DocSet result = snapshot_.no_documents();
  const std::size_t count = candidates.count();
  const std::vector<DocSet::Part> parts =
      candidates.divide(snapshot_.threads().parts(kReadPerCandidate * static_cast<double>(count)));
  std::vector<decltype(make())> readers;
  while (readers.size() < parts.size()) readers.push_back(make());
  SearchThreads::run(parts.size(), [&](std::size_t part) {
    Deadline deadline = deadline_;
    candidates.for_each(parts[part], [&](std::uint32_t document) {
      deadline.check();
      if (readers[part]->has(document)) result.insert(document);
    });
  });
  PositionCost& cost = costs_[&query];
  cost.candidates += count;
  for (const auto& reader : readers) cost.position_lists += reader->lists_read();
  return result;
}

}  // namespace dateline::searching
