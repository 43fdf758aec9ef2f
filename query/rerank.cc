// SPDX-License-Identifier: GPL-2.0-or-later
#include "rerank.h"

#include <algorithm>
#include <map>
#include <string>

#include "analyzer.h"
#include "ascii.h"
#include "bm25.h"
#include "word_token.h"

namespace dateline {
namespace {

/// A plain word of the query.
struct TypedWord {
  std::size_t form = 0;   // index into the forms
  std::size_t place = 0;  // among the clauses of its group
};

/// Two words of a query with only function words between them.
struct Pair {
  std::size_t first = 0, second = 0;  // forms
  std::size_t distance = 0;
};

/// A written form of a word and its postings.
struct WrittenForm {
  std::string term;
  double idf = 0, weight = 1;
  Xapian::PostingIterator at, end;
};

/// The words of a query, and which stand together.
class TypedWords {
 public:
  TypedWords(const Query& query, const Snapshot& snapshot)
      : database_(snapshot.database()), cased_(has_lower_case(query)) {
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
      if (!sequence.empty() && sequence.back().form != word.form)
        pairs.push_back({sequence.back().form, word.form, place - sequence.back().place});
      sequence.push_back(word);
    }
  }

  static bool is_plain(const Query& word) {
    return word.form == Query::Form::stem && word.field == schema::FieldId::text && word.boost == 1;
  }

  std::size_t form_of(std::string_view prefix, const WordToken& token, bool function) {
    const std::string term = make_term(prefix, token.folded);
    const auto [known, is_new] = numbers_.try_emplace(term, forms.size());
    if (is_new)
      forms.push_back({term, idf(database_.get_doccount(), database_.get_termfreq(term)),
                       function ? kFunctionWordWeight : 1, database_.postlist_begin(term),
                       database_.postlist_end(term)});
    return known->second;
  }

  /// Capitals tell something only where not all is in capitals; other scripts than ours are taken
  /// as mixed.
  static bool has_lower_case(const Query& query) {
    return std::ranges::any_of(query.text,
                               [](char c) { return (c >= 'a' && c <= 'z') || c < 0; }) ||
           std::ranges::any_of(query.children, has_lower_case);
  }

  const Xapian::Database& database_;
  const bool cased_;
  Tokenizer tokenizer_;
  std::map<std::string, std::size_t> numbers_;  // of forms, by term
};

/// How often `second` stands exactly `distance` after `first`.
double times_together(const std::vector<std::uint32_t>& first,
                      const std::vector<std::uint32_t>& second, std::size_t distance) {
  double times = 0;
  auto at = second.begin();
  for (const std::uint32_t position : first) {
    at = std::lower_bound(at, second.end(), position + distance);
    times += at != second.end() && *at == position + distance;
  }
  return times;
}

class Reranker {
 public:
  Reranker(TypedWords words, const Snapshot& snapshot)
      : words_(std::move(words)), database_(snapshot.database()) {
    for (const Pair& pair : words_.pairs) in_pair_[pair.first] = in_pair_[pair.second] = true;
  }

  /// What is added to a document's score. Documents must ascend.
  double added(std::uint32_t document) {
    const double length = database_.get_doclength(document) / database_.get_avlength();
    std::vector<double> times(words_.forms.size());
    std::vector<std::vector<std::uint32_t>> places(words_.forms.size());
    for (std::size_t i = 0; i < words_.forms.size(); ++i) {
      WrittenForm& form = words_.forms[i];
      if (form.at != form.end) form.at.skip_to(document);
      if (form.at == form.end || *form.at != document) continue;
      times[i] = form.at.get_wdf();
      if (in_pair_.contains(i))
        places[i].assign(form.at.positionlist_begin(), form.at.positionlist_end());
    }
    double sum = 0;
    for (const std::size_t i : words_.words) {
      const WrittenForm& form = words_.forms[i];
      sum += kWrittenWeight * form.weight * form.idf * saturation(times[i], length);
    }
    for (const Pair& pair : words_.pairs) {
      const double together =
          times_together(places[pair.first], places[pair.second], pair.distance);
      const double rarer = std::min(words_.forms[pair.first].idf, words_.forms[pair.second].idf);
      sum += kPairWeight * rarer * saturation(together, length);
    }
    return sum;
  }

 private:
  TypedWords words_;
  const Xapian::Database& database_;
  std::map<std::size_t, bool> in_pair_;
};

}  // namespace

void rerank(const Query& query, std::vector<RankedDocument>& ranked, const Snapshot& snapshot,
            Deadline& deadline) {
  TypedWords words(query, snapshot);
  if (words.words.empty()) return;
  std::vector<RankedDocument*> window;
  for (std::size_t i = 0; i < std::min(ranked.size(), kRerankWindow); ++i)
    window.push_back(&ranked[i]);
  std::ranges::sort(window, {}, &RankedDocument::number);
  Reranker reranker(std::move(words), snapshot);
  for (RankedDocument* document : window) {
    deadline.check_now();
    document->score += reranker.added(document->number);
  }
}

}  // namespace dateline
