// SPDX-License-Identifier: GPL-2.0-or-later
#include "query_expansion.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string_view>

#include "snapshot/bm25.h"
#include "snapshot/word_pattern.h"
#include "text/plain_text.h"

namespace dateline::searching {
namespace {

/// Whether a word says what an article is about: numbers, single letters and function words do not.
bool is_telling(std::string_view word) {
  return word.size() > 1 && word.find_first_not_of("0123456789.,-") != std::string_view::npos &&
         !is_function_word(word);
}

struct Candidate {
  double weight = 0;
  double doc_freq = 0;                  // of its most frequent form
  std::map<std::string, double> forms;  // tf, by form
};

class Feedback {
 public:
  explicit Feedback(Snapshot& snapshot)
      : snapshot_(snapshot),
        languages_(snapshot.codes(schema::FieldId::language)),
        frequency_(snapshot.word_frequency()) {}

  void add(std::uint32_t document, double weight) {
    const std::optional<StoredArticle> stored = snapshot_.archives().article(document);
    Postings lengths = Postings::lengths(snapshot_.index());
    const Posting* const length = lengths.find(document);
    if (!stored || length == nullptr) return;
    for (const auto& [name, tf] : written_words(stored->article)) {
      if (!is_telling(name)) continue;
      Candidate& candidate = candidates_[base_form(name, document)];
      candidate.forms[name] += tf;
      candidate.weight += weight * tf / length->tf;
      candidate.doc_freq =
          std::max<double>(candidate.doc_freq, snapshot_.index().statistics(name).doc_freq);
    }
  }

  std::vector<ExpansionTerm> best() const {
    const double all = snapshot_.document_count();
    std::vector<ExpansionTerm> terms;
    for (const auto& [base, candidate] : candidates_) {
      if (candidate.doc_freq < 2 || candidate.doc_freq > all / 2) continue;
      ExpansionTerm term{most_frequent(candidate.forms), {}, false, candidate.weight};
      for (const auto& [form, tf] : candidate.forms) term.forms.push_back(form);
      terms.push_back(std::move(term));
    }
    std::ranges::stable_sort(terms, std::greater<>(), &ExpansionTerm::weight);
    terms.resize(std::min(terms.size(), kExpansionTerms));
    return terms;
  }

 private:
  /// The terms of title and body as they are written, with their tf, as the index has them.
  std::map<std::string, double> written_words(const Article& article) {
    std::map<std::string, double> words;
    const auto add = [&](const std::string& text, std::size_t first, std::size_t last, double tf) {
      const std::vector<WordToken> tokens = tokens_of(text, tokenizer_);
      for (std::size_t i = first; i < std::min(last, tokens.size()); ++i) {
        const WordToken& token = tokens[i];
        words[make_term("", token.folded)] += tf;
        if (token.ideograph && !token.bigram.empty()) words[token.bigram] += tf;
        if (!token.ideograph && token.accented != token.folded)
          words[make_term("", token.accented)] += tf;
      }
    };
    // A headline weighs more than text, and one that only repeats the text nothing.
    const double headline = repeats_first_sentence(article.title, article.body)
                                ? 0
                                : schema::field(schema::FieldId::title).weight;
    add(article.title, 0, schema::kTitleWords, headline);
    add(article.title, schema::kTitleWords, SIZE_MAX, headline == 0 ? 0 : 1);
    add(article.body, 0, SIZE_MAX, 1);
    return words;
  }

  /// What the forms of a word have in common.
  std::string base_form(const std::string& word, std::uint32_t document) {
    const std::string& language = languages_.names[languages_.codes[document]];
    if (language == "en") return english_lemmas(word, frequency_).front().word;
    return std::string(snapshot_.stemmer().stem(word, language));
  }

  static std::string most_frequent(const std::map<std::string, double>& forms) {
    return std::ranges::max_element(forms, {}, [](const auto& form) { return form.second; })->first;
  }

  Snapshot& snapshot_;
  const CodeColumn& languages_;
  Tokenizer tokenizer_;
  const WordFrequency frequency_;
  std::map<std::string, Candidate> candidates_;  // by base form
};

/// How many articles have one of some forms: at least those of the most frequent one.
TermStatistics statistics_of(const std::vector<std::string>& forms, const IndexReader& index) {
  TermStatistics of;
  for (const std::string& form : forms) {
    of.doc_freq = std::max(of.doc_freq, index.statistics(form).doc_freq);
    of.coll_freq += index.statistics(form).coll_freq;
  }
  return of;
}

}  // namespace

std::vector<ExpansionTerm> expansion_terms(const std::vector<RankedDocument>& ranked,
                                           const Matcher& matcher, Snapshot& snapshot) {
  std::set<std::string> in_query;
  double words = 0;  // the number of the query's words; a function word counts less
  for (const auto& [query, matched] : matcher.clauses()) {
    for (const FormTerm& form : matched.word.forms) in_query.insert(form.term);
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
    return term.weight * idf(snapshot.document_count(), statistics_of(term.forms, index).doc_freq);
  };
  for (ExpansionTerm& term : expansion) {
    term.in_query = std::ranges::any_of(
        term.forms, [&](const std::string& form) { return in_query.contains(form); });
    const TermStatistics of = statistics_of(term.forms, index);
    term.weight *= share / sum * burstiness(of.coll_freq, of.doc_freq);
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
  std::vector<double> tfs(window.size());
  for (const ExpansionTerm& term : expansion) {
    deadline.check_now();
    const double weight =
        term.weight * idf(snapshot.document_count(), statistics_of(term.forms, index).doc_freq);
    std::ranges::fill(tfs, 0);
    for (const std::string& form : term.forms) {
      Postings postings(index, form);
      for (std::size_t i = 0; i < window.size(); ++i) {
        const Posting* const found = postings.find(window[i]->number);
        if (found == nullptr) break;
        if (found->document == window[i]->number) tfs[i] += found->tf;
      }
    }
    for (std::size_t i = 0; i < window.size(); ++i)
      if (tfs[i] > 0) window[i]->score += weight * saturation(tfs[i], norms[window[i]->number]);
  }
}

}  // namespace dateline::searching
