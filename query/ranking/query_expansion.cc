// SPDX-License-Identifier: GPL-2.0-or-later
#include "query_expansion.h"

#include <xapian.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "snapshot/bm25.h"
#include "text/ascii.h"

namespace dateline::searching {
namespace {

/// Whether a term of the index is a word of title or body as it is written: others have a prefix.
bool is_written(std::string_view term) { return !is_ascii_upper(term.front()); }

/// Whether a term is the stem of such a word.
bool is_stem(std::string_view term) {
  return term.starts_with(schema::kStemPrefix) && term.size() > 1 && !is_ascii_upper(term[1]);
}

/// Whether a word says what an article is about: numbers, single letters and function words do not.
bool is_telling(std::string_view word) {
  return word.size() > 1 && word.find_first_not_of("0123456789.,-") != std::string_view::npos &&
         !is_function_word(word);
}

struct Candidate {
  double weight = 0;
  std::map<std::string, double> forms;  // tf, by form
};

class Feedback {
 public:
  explicit Feedback(Snapshot& snapshot)
      : snapshot_(snapshot), languages_(snapshot.codes(schema::FieldId::language)) {}

  void add(std::uint32_t document, double weight) {
    const Xapian::Database& database = snapshot_.database();
    const double length = database.get_doclength(document);
    for (auto term = database.termlist_begin(document); term != database.termlist_end(document);
         ++term) {
      const std::string name = *term;
      if (is_written(name) && is_telling(name)) {
        candidates_[stem_term(name, document)].forms[name] += term.get_wdf();
      } else if (is_stem(name)) {
        const double all = database.get_doccount(), with = term.get_termfreq();
        if (with < 2 || with > all / 2) continue;
        candidates_[name].weight += weight * term.get_wdf() / length;
      }
    }
  }

  std::vector<ExpansionTerm> best() const {
    std::vector<ExpansionTerm> terms;
    for (const auto& [term, candidate] : candidates_)
      if (candidate.weight > 0 && !candidate.forms.empty())
        terms.push_back({term, most_frequent(candidate.forms), false, candidate.weight});
    std::ranges::stable_sort(terms, std::greater<>(), &ExpansionTerm::weight);
    terms.resize(std::min(terms.size(), kExpansionTerms));
    return terms;
  }

 private:
  std::string stem_term(const std::string& word, std::uint32_t document) {
    const std::string& language = languages_.names[languages_.codes[document]];
    return make_term(schema::kStemPrefix, snapshot_.stemmer().stem(word, language));
  }

  static std::string most_frequent(const std::map<std::string, double>& forms) {
    return std::ranges::max_element(forms, {}, [](const auto& form) { return form.second; })->first;
  }

  Snapshot& snapshot_;
  const CodeColumn& languages_;
  std::map<std::string, Candidate> candidates_;  // by the stem's term
};

}  // namespace

std::vector<ExpansionTerm> expansion_terms(const std::vector<RankedDocument>& ranked,
                                           const Matcher& matcher, Snapshot& snapshot) {
  std::set<std::string> in_query;
  double words = 0;  // the number of the query's words; a function word counts less
  for (const auto& [query, matched] : matcher.clauses()) {
    for (const StemTerm& stem : matched.word.stems) in_query.insert(stem.term);
    for (const TermSlot& slot : matched.word.slots)  // of a phrase, as written
      in_query.insert(slot.any_of.begin(), slot.any_of.end());
    words += is_function_word(*query) ? kFunctionWordWeight : 1;
  }
  Feedback feedback(snapshot);
  for (std::size_t i = 0; i < std::min(ranked.size(), kFeedbackDocuments); ++i)
    feedback.add(ranked[i].number, 1.0 / static_cast<double>(i + 1));
  std::vector<ExpansionTerm> expansion = feedback.best();
  double sum = 0;
  for (const ExpansionTerm& term : expansion) sum += term.weight;
  const double share = words * kExpansionShare / (1 - kExpansionShare);
  const IndexReader& index = snapshot.index();
  const auto added = [&](const ExpansionTerm& term) {
    return term.weight * idf(snapshot.document_count(), index.statistics(term.term).doc_freq);
  };
  for (ExpansionTerm& term : expansion) {
    term.in_query = in_query.contains(term.term) || in_query.contains(term.word);
    term.weight *=
        share / sum *
        burstiness(index.statistics(term.term).coll_freq, index.statistics(term.term).doc_freq);
  }
  std::ranges::stable_sort(expansion, std::greater<>(), added);
  return expansion;
}

void add_expansion(const std::vector<ExpansionTerm>& expansion, std::vector<RankedDocument>& ranked,
                   Snapshot& snapshot, Deadline& deadline) {
  const IndexReader& index = snapshot.index();
  std::vector<RankedDocument*> window;
  for (std::size_t i = 0; i < std::min(ranked.size(), kExpansionWindow); ++i)
    window.push_back(&ranked[i]);
  std::ranges::sort(window, {}, &RankedDocument::number);
  const std::span<const double> norms = snapshot.norms();
  for (const ExpansionTerm& term : expansion) {
    deadline.check_now();
    const double weight =
        term.weight * idf(snapshot.document_count(), index.statistics(term.term).doc_freq);
    Postings postings(index, term.term);
    for (RankedDocument* document : window) {
      const Posting* const found = postings.find(document->number);
      if (found == nullptr) break;
      if (found->document == document->number)
        document->score += weight * saturation(found->tf, norms[document->number]);
    }
  }
}

}  // namespace dateline::searching
