// SPDX-License-Identifier: GPL-2.0-or-later
#include "more_like_this.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "error.h"
#include "matching/match.h"
#include "snapshot/word_pattern.h"
#include "text/analyzer.h"
#include "text/ascii.h"

namespace dateline::searching {
namespace {

using schema::FieldId;

// Chosen on Reuters-21578: most of the first ten share a topic with the article.
constexpr std::size_t kMostWords = 30;
constexpr std::size_t kShortestWord = 3;  // letters; of ideographs, two
constexpr double kSaturation = 1.2;       // how soon repetitions of a word stop counting
constexpr double kEnough = 0.1;           // of the weight of all words

/// A word in all its forms, or a pair of ideographs.
struct Subject {
  std::string word;  // its most frequent form
  double tf = 0;     // in the article; a word of the headline counts for more
  double boost = 0, weight = 0;
};

class SubjectFinder {
 public:
  SubjectFinder(Snapshot& snapshot, Deadline& deadline)
      : snapshot_(snapshot), deadline_(deadline), frequency_(snapshot.word_frequency()) {}

  std::vector<Subject> subjects_of(const Article& article, std::uint32_t copies) {
    language_ = article.language;
    count(article.title, article.language, schema::field(FieldId::title).weight);
    count(article.body, article.language, 1);
    std::vector<Subject> subjects;
    for (const auto& [base, forms] : forms_) {
      Subject subject;
      double most = 0;
      for (const auto& [word, tf] : forms) {
        subject.tf += tf;
        if (tf > most) subject.word = word, most = tf;
      }
      if (weigh(forms, copies, subject)) subjects.push_back(std::move(subject));
    }
    std::ranges::sort(subjects, [](const Subject& a, const Subject& b) {
      return a.weight != b.weight ? a.weight > b.weight : a.word < b.word;
    });
    if (subjects.size() > kMostWords) subjects.resize(kMostWords);
    return subjects;
  }

 private:
  void count(const std::string& text, const std::string& language, int weight) {
    for (const WordToken& token : tokens_of(text, tokenizer_)) {
      deadline_.check();
      const bool pair = token.ideograph;
      const std::string& word = pair ? token.bigram : token.folded;
      if (word.empty() || (!pair && characters_of(word).size() < kShortestWord)) continue;
      if (is_ascii_digit(word[0])) continue;
      forms_[pair ? word : base_form(word, language)][word] += weight;
    }
  }

  /// What the forms of a word have in common.
  std::string base_form(const std::string& word, const std::string& language) {
    if (language != "en") return std::string(snapshot_.stemmer().stem(word, language));
    return english_lemmas(word, frequency_).front().word;
  }

  /// In how many articles a word stands in any form.
  double document_frequency(const std::map<std::string, double>& forms,
                            const std::string& most_frequent) const {
    std::set<std::string> all;
    for (const auto& [word, tf] : forms) all.insert(word);
    if (language_ == "en")
      for (const std::string& word : english_forms(most_frequent, frequency_))
        if (frequency_(word) > 0) all.insert(word);
    if (all.size() == 1) return frequency_(make_term("", *all.begin()));
    DocSet documents = snapshot_.no_documents();
    for (const std::string& word : all) {
      Postings list(snapshot_.index(), make_term("", word));
      for (auto some = list.next(); !some.empty(); some = list.next()) documents.insert_all(some);
    }
    return static_cast<double>(documents.count());
  }

  /// Sets the weight. False for useless words: those that only the copies have, or half of all
  /// articles.
  bool weigh(const std::map<std::string, double>& forms, std::uint32_t copies,
             Subject& subject) const {
    const double all = snapshot_.document_count();
    const double doc_freq = document_frequency(forms, subject.word);
    if (doc_freq <= copies || doc_freq * 2 > all) return false;
    const double repeated = subject.tf * (kSaturation + 1) / (subject.tf + kSaturation);
    subject.boost = std::round(repeated * 10) / 10;
    subject.weight = subject.boost * std::log((all - doc_freq + 0.5) / (doc_freq + 0.5));
    return true;
  }

  Snapshot& snapshot_;
  Deadline& deadline_;
  Tokenizer tokenizer_;
  const WordFrequency frequency_;
  std::string language_;                                        // of the article
  std::map<std::string, std::map<std::string, double>> forms_;  // tf, by base form, by word
};

Query word_query(const Subject& subject) {
  Query word;
  word.kind = Query::Kind::word;
  word.text = subject.word;
  word.boost = subject.boost;
  return word;
}

/// Documents that have the share kEnough of the weight of all words.
DocSet with_enough(const std::vector<Subject>& subjects, Snapshot& snapshot, Deadline& deadline) {
  std::vector<double> weights(std::size_t{snapshot.last_document()} + 1);
  double all = 0;
  for (const Subject& subject : subjects) {
    all += subject.weight;
    Matcher(snapshot, deadline).match(word_query(subject)).for_each([&](std::uint32_t document) {
      weights[document] += subject.weight;
    });
  }
  DocSet result = snapshot.no_documents();
  for (std::uint32_t document = 1; document <= snapshot.last_document(); ++document)
    if (weights[document] > 0 && weights[document] >= kEnough * all) result.insert(document);
  return result;
}

}  // namespace

MoreLikeThis more_like_this(const std::string& id, Snapshot& snapshot, Deadline& deadline) {
  const std::vector<std::uint32_t> holders = snapshot.archives().documents_of(id);
  if (holders.empty())
    throw NoSuchArticle(fmt::format("no article has the id {}", id),
                        "ids are what --format ids prints, and the last line of each hit");
  const std::uint32_t document = holders.front();
  const std::optional<StoredArticle> stored = snapshot.archives().article(document);
  if (!stored)
    throw Error(fmt::format("article {} is in the index but not in the catalog", document),
                "run: dateline-indexer verify");
  const NearDuplicates& stories = snapshot.near_duplicates();
  const std::vector<Subject> subjects =
      SubjectFinder(snapshot, deadline).subjects_of(stored->article, stories.copies(document));
  MoreLikeThis similar;
  similar.query.kind = subjects.empty() ? Query::Kind::none : Query::Kind::disjunction;
  for (const Subject& subject : subjects) similar.query.children.push_back(word_query(subject));
  if (subjects.size() == 1) similar.query = word_query(subjects.front());
  similar.documents = with_enough(subjects, snapshot, deadline);
  similar.documents -= stories.same_story(document);
  return similar;
}

}  // namespace dateline::searching
