// SPDX-License-Identifier: GPL-2.0-or-later
#include "rerank.h"

#include <algorithm>
#include <functional>
#include <map>
#include <string>

#include "snapshot/bm25.h"
#include "snapshot/position_lists.h"
#include "snapshot/word_pattern.h"
#include "text/analyzer.h"
#include "text/ascii.h"

namespace dateline::searching {
namespace {

/// A plain word of the query.
struct TypedWord {
  std::size_t form = 0;   // index into the forms
  std::size_t place = 0;  // index among the clauses of its group
};

/// Two words of a query with only function words between them.
struct Pair {
  std::size_t first = 0, second = 0;  // forms
  std::size_t distance = 0;
};

/// A written form of a word, with its postings and positions.
struct WrittenForm {
  double idf = 0, weight = 1;
  Postings postings;
  PositionLists positions;
  bool in_pair = false;
};

/// The words of a query, and the pairs that stand together.
class TypedWords {
 public:
  TypedWords(const Query& query, const Snapshot& snapshot)
      : snapshot_(snapshot), cased_(has_lower_case(query)) {
    read(query);
  }

  std::vector<WrittenForm> forms;
  std::vector<std::size_t> words;  // forms, one for each time a word is in the query
  std::vector<Pair> pairs;

 private:
  void read(const Query& query) {
    switch (query.kind) {
      case Query::Kind::word:
        read_group({query});
        break;
      case Query::Kind::conjunction:
      case Query::Kind::disjunction:
      case Query::Kind::optional:
        read_group(query.children);
        break;
      default:
        break;
    }
  }

  void read_group(const std::vector<Query>& clauses) {
    std::vector<TypedWord> sequence;
    for (std::size_t place = 0; place < clauses.size(); ++place) {
      const Query& clause = clauses[place];
      if (clause.kind != Query::Kind::word) {
        sequence.clear();
        read(clause);
        continue;
      }
      const std::vector<WordToken> tokens = tokens_of(clause, tokenizer_);
      if (!is_plain(clause) || tokens.size() != 1 || tokens.front().ideograph) {
        sequence.clear();
        continue;
      }
      const WordToken& token = tokens.front();
      const bool function = is_function_word(clause);
      const TypedWord word{
          form_of(token.acronym ? schema::kAllCapsPrefix : std::string_view(), token, function),
          place};
      words.push_back(word.form);
      if (cased_ && !token.acronym && token.letter_case != Token::Case::lower)
        words.push_back(form_of(token.letter_case == Token::Case::capital ? schema::kCapitalPrefix
                                                                          : schema::kAllCapsPrefix,
                                token, function));
      if (forms[word.form].weight != 1) continue;
      if (!sequence.empty() && sequence.back().form != word.form) {
        pairs.push_back({sequence.back().form, word.form, place - sequence.back().place});
        forms[sequence.back().form].in_pair = forms[word.form].in_pair = true;
      }
      sequence.push_back(word);
    }
  }

  static bool is_plain(const Query& word) {
    return is_inflected(word.form) && word.field == schema::FieldId::text && word.boost == 1;
  }

  std::size_t form_of(std::string_view prefix, const WordToken& token, bool function) {
    const std::string term = make_term(prefix, token.folded);
    const auto [known, is_new] = numbers_.try_emplace(term, forms.size());
    if (is_new)
      forms.push_back({idf(snapshot_.document_count(), snapshot_.index().statistics(term).doc_freq),
                       function ? kFunctionWordWeight : 1, Postings(snapshot_.index(), term),
                       PositionLists(snapshot_.index(), term)});
    return known->second;
  }

  /// Capitals mean something only in a query that is not all capitals. Other scripts than Latin
  /// count as lower case.
  static bool has_lower_case(const Query& query) {
    return std::ranges::any_of(query.text, [](char c) { return is_ascii_lower(c) || c < 0; }) ||
           std::ranges::any_of(query.children, has_lower_case);
  }

  const Snapshot& snapshot_;
  const bool cased_;
  Tokenizer tokenizer_;
  std::map<std::string, std::size_t> numbers_;  // of forms, by term
};

/// The number of positions of `first` with one of `second` exactly `distance` after it.
double pair_tf(const std::vector<std::uint32_t>& first, const std::vector<std::uint32_t>& second,
               std::size_t distance) {
  double tf = 0;
  auto at = second.begin();
  for (const std::uint32_t position : first) {
    at = std::lower_bound(at, second.end(), position + distance);
    tf += at != second.end() && *at == position + distance;
  }
  return tf;
}

/// A document of the window.
struct Candidate {
  RankedDocument* document = nullptr;
  double added = 0;       // to its score, so far
  double most_added = 0;  // a bound of what the rest can add
};

/// The candidates that may still come among the first `count`. The others cannot: `count`
/// candidates have more already.
std::vector<Candidate> possible_best(std::vector<Candidate> candidates, std::size_t count) {
  if (count == 0 || count >= candidates.size()) return candidates;
  std::vector<double> scores;
  for (const Candidate& one : candidates) scores.push_back(one.document->score + one.added);
  const auto last = scores.begin() + static_cast<std::ptrdiff_t>(count) - 1;
  std::ranges::nth_element(scores, last, std::greater<>());
  constexpr double kRounding = 1e-9;
  std::erase_if(candidates, [&](const Candidate& one) {
    return one.document->score + one.added + one.most_added + kRounding < *last;
  });
  return candidates;
}

class Reranker {
 public:
  Reranker(TypedWords words, Snapshot& snapshot)
      : words_(std::move(words)),
        norms_(snapshot.norms()),
        here_(words_.forms.size()),
        tfs_(words_.forms.size()),
        positions_(words_.forms.size()) {}

  /// A bound of what any document can get.
  double most() const {
    double sum = 0;
    for (const std::size_t i : words_.words) sum += weight(words_.forms[i]) * kMostSaturation;
    for (const Pair& pair : words_.pairs) sum += weight(pair) * kMostSaturation;
    return sum;
  }

  /// Adds the scores of single words. Documents must ascend.
  void add_words(Candidate& candidate) {
    const std::uint32_t document = candidate.document->number;
    for (std::size_t i = 0; i < words_.forms.size(); ++i) {
      const Posting* const found = words_.forms[i].postings.find(document);
      here_[i] = found != nullptr && found->document == document;
      tfs_[i] = here_[i] ? found->tf : 0;
    }
    const double norm = norms_[document];
    for (const std::size_t i : words_.words)
      candidate.added += weight(words_.forms[i]) * saturation(tfs_[i], norm);
    candidate.most_added = 0;
    for (const Pair& pair : words_.pairs)
      if (here_[pair.first] && here_[pair.second])
        candidate.most_added += weight(pair) * kMostSaturation;
  }

  /// Adds the scores of pairs. Documents must ascend.
  void add_pairs(Candidate& candidate) {
    const std::uint32_t document = candidate.document->number;
    if (candidate.most_added == 0) return;
    for (std::size_t i = 0; i < words_.forms.size(); ++i) {
      WrittenForm& form = words_.forms[i];
      positions_[i].clear();
      if (form.in_pair && form.positions.find(document) == document)
        form.positions.read(positions_[i]);
    }
    for (const Pair& pair : words_.pairs)
      candidate.added += weight(pair) * saturation(pair_tf(positions_[pair.first],
                                                           positions_[pair.second], pair.distance),
                                                   norms_[document]);
    candidate.most_added = 0;
  }

 private:
  static constexpr double kMostSaturation = kBm25K1 + 1;

  static double weight(const WrittenForm& form) { return kWrittenWeight * form.weight * form.idf; }
  double weight(const Pair& pair) const {
    return kPairWeight * std::min(words_.forms[pair.first].idf, words_.forms[pair.second].idf);
  }

  TypedWords words_;
  const std::span<const double> norms_;
  // Of one document, by form.
  std::vector<bool> here_;
  std::vector<double> tfs_;
  std::vector<std::vector<std::uint32_t>> positions_;
};

}  // namespace

void rerank(const Query& query, std::vector<RankedDocument>& ranked, std::size_t count,
            Snapshot& snapshot, Deadline& deadline) {
  TypedWords words(query, snapshot);
  if (words.words.empty()) return;
  Reranker reranker(std::move(words), snapshot);
  std::vector<Candidate> window;
  for (std::size_t i = 0; i < std::min(ranked.size(), kRerankWindow); ++i)
    window.push_back({&ranked[i], 0, reranker.most()});
  window = possible_best(std::move(window), count);
  std::ranges::sort(window, {}, [](const Candidate& one) { return one.document->number; });
  for (Candidate& candidate : window) {
    deadline.check_now();
    reranker.add_words(candidate);
  }
  window = possible_best(std::move(window), count);
  for (Candidate& candidate : window) {
    deadline.check_now();
    reranker.add_pairs(candidate);
    candidate.document->score += candidate.added;
  }
}

}  // namespace dateline::searching
