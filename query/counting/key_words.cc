// SPDX-License-Identifier: GPL-2.0-or-later
#include "key_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "count_request.h"
#include "error.h"
#include "log_ratio.h"
#include "search/snippet.h"
#include "search/strict_mode.h"
#include "snapshot/bm25.h"
#include "snapshot/index_terms.h"
#include "snapshot/term_dictionary.h"
#include "snapshot/word_pattern.h"
#include "text/ascii.h"

namespace dateline::searching {
namespace {

using schema::FieldId;

constexpr std::size_t kNear = 5;           // words on each side
constexpr std::size_t kMostRead = 20'000;  // texts
constexpr std::size_t kMostPaired = 50;
constexpr std::uint64_t kLeastStories = 2;  // that have a word, or are of a language

/// By language: in how many stories of the result a word is, and of the others.
struct Counts {
  std::vector<std::uint64_t> here, other;
  explicit Counts(std::size_t languages) : here(languages), other(languages) {}
};

/// A word that can tell a subject: of two characters or more, with a letter.
bool is_telling(const std::string& word) {
  if (characters_of(word).size() < 2) return false;
  return std::ranges::any_of(
      word, [](char c) { return is_ascii_lower(c) || static_cast<unsigned char>(c) >= 0x80; });
}

/// The words of a query, in all their forms.
void add_words(const Query& query, std::set<std::string>& words) {
  Tokenizer tokenizer;
  for (const WordToken& token : tokens_of(query.text, tokenizer)) words.insert(token.folded);
  for (const Query& child : query.children) add_words(child, words);
}

void add_words(const FoundPage& page, std::set<std::string>& words) {
  add_words(page.query, words);
  for (const auto& [word, forms] : page.forms) words.insert(forms.begin(), forms.end());
}

class KeyWords {
 public:
  KeyWords(const WordRequest& request, Searcher& searcher)
      : request_(request),
        searcher_(searcher),
        snapshot_(searcher.snapshot()),
        stories_(snapshot_.near_duplicates()),
        deadline_(request.search.timeout, request.search.cancelled),
        here_(snapshot_.no_documents()),
        other_(snapshot_.no_documents()) {}

  WordTable run() {
    match();
    if (request_.near.empty())
      count_all();
    else
      count_near();
    choose();
    if (request_.pairs) pair();
    table_.archive = searcher_.archive();
    return std::move(table_);
  }

 private:
  void match();
  CountedQuery counted(const std::string& text, const Results& results) const;
  void leave_out_stories_of_the_result();
  void count_stories();
  void vote(const std::string& term, Counts& counts);
  void count_all();
  void count_near();
  void add_near(const Article& article, Highlighter& marks, std::set<std::string>& near) const;
  void choose();
  void pair();
  DocSet stories_with(const KeyWord& word);

  std::uint32_t language_of(std::uint32_t document) const {
    return languages_->codes[stories_.story(document)];
  }

  const WordRequest& request_;
  Searcher& searcher_;
  Snapshot& snapshot_;
  const NearDuplicates& stories_;
  Deadline deadline_;
  DocSet here_, other_;                    // articles
  const CodeColumn* languages_ = nullptr;  // code 0: not known
  std::vector<std::uint32_t> voted_;       // by story: the number of the last word it counted for
  std::uint32_t word_number_ = 0;
  std::set<std::string> asked_;  // words that the query names
  std::map<std::string, Counts> counts_;
  std::vector<std::uint64_t> stories_here_, stories_other_;  // by language
  WordTable table_;
};

CountedQuery KeyWords::counted(const std::string& text, const Results& results) const {
  if (request_.search.advice.strict) refuse_notes(results);
  return {text, results.canonical, results.notes, results.total};
}

void KeyWords::match() {
  const std::string& text = request_.search.query.text;
  FoundPage found = searcher_.find(request_for_counting(request_.search, text));
  table_.query = counted(text, found.results);
  add_words(found, asked_);
  here_ = std::move(found.documents);
  SearchRequest others = request_for_counting(request_.search, request_.against.value_or(""));
  others.query.similar.clear();
  FoundPage against = searcher_.find(others);
  if (request_.against) table_.against = counted(*request_.against, against.results);
  other_ = std::move(against.documents);
  languages_ = &snapshot_.codes(FieldId::language);
  voted_.resize(std::size_t{snapshot_.last_document()} + 1);
}

/// A story that the result has is not among the others, for its copies say the same.
void KeyWords::leave_out_stories_of_the_result() {
  std::vector<bool> has(std::size_t{snapshot_.last_document()} + 1);
  here_.for_each([&](std::uint32_t document) { has[stories_.story(document)] = true; });
  const DocSet before = other_;
  before.for_each([&](std::uint32_t document) {
    if (has[stories_.story(document)]) other_.erase(document);
  });
}

void KeyWords::count_stories() {
  const std::size_t languages = std::max<std::size_t>(languages_->names.size(), 1);
  const auto count = [&](const DocSet& documents) {
    ++word_number_;
    std::vector<std::uint64_t> stories(languages);
    documents.for_each([&](std::uint32_t document) {
      if (std::exchange(voted_[stories_.story(document)], word_number_) != word_number_)
        ++stories[language_of(document)];
    });
    return stories;
  };
  stories_here_ = count(here_);
  stories_other_ = count(other_);
}

/// Adds the stories that have a term.
void KeyWords::vote(const std::string& term, Counts& counts) {
  ++word_number_;
  Postings list(snapshot_.index(), term);
  for (auto some = list.next(); !some.empty(); some = list.next())
    for (const Posting& posting : some) {
      const std::uint32_t document = posting.document;
      const bool here = here_.contains(document);
      if (!here && !other_.contains(document)) continue;
      if (std::exchange(voted_[stories_.story(document)], word_number_) == word_number_) continue;
      ++(here ? counts.here : counts.other)[language_of(document)];
    }
}

/// All words of the index.
void KeyWords::count_all() {
  leave_out_stories_of_the_result();
  count_stories();
  for (IndexTerms terms(snapshot_.index(), ""); !terms.at_end(); terms.next()) {
    deadline_.check_now();
    if (is_ascii_upper(terms.term().front())) {  // a prefix
      terms.skip_to("[");
      if (terms.at_end()) return;
    }
    const std::string name = terms.term();
    if (!is_folded(name) || !is_telling(name)) continue;
    Counts counts(stories_here_.size());
    vote(name, counts);
    const bool any = std::ranges::any_of(counts.here, [](auto n) { return n > 0; });
    if (any || std::ranges::any_of(counts.other, [](auto n) { return n > 0; }))
      counts_.emplace(name, std::move(counts));
  }
}

/// Adds the words within five of a match.
void KeyWords::add_near(const Article& article, Highlighter& marks,
                        std::set<std::string>& near) const {
  using Part = TextPositions::Part;
  marks.set(article);
  for (const Part part : {Part::headline, Part::body}) {
    const std::vector<TextPositions::Word>& words = marks.words(part);
    for (const Highlighter::Match& match : marks.matches(part)) {
      const auto first = static_cast<std::size_t>(
          std::ranges::upper_bound(words, match.begin, {}, &TextPositions::Word::end) -
          words.begin());
      const auto behind = static_cast<std::size_t>(
          std::ranges::lower_bound(words, match.end, {}, &TextPositions::Word::begin) -
          words.begin());
      for (std::size_t i = first - std::min(first, kNear);
           i < std::min(behind + kNear, words.size()); ++i)
        if ((i < first || i >= behind) && is_telling(words[i].folded)) near.insert(words[i].folded);
    }
  }
}

/// Words near one, in the stories of the result that have it, against words anywhere in stories
/// without it.
void KeyWords::count_near() {
  SearchRequest request = request_for_counting(request_.search, request_.near);
  request.query.similar.clear();
  const FoundPage node = searcher_.find(request);
  if (!node.query.children.empty())
    throw Error(fmt::format("--near {} is not one word or phrase", request_.near),
                "for example --near harbour, or --near '\"prime minister\"'");
  table_.near = request_.near;
  add_words(node, asked_);
  other_ -= node.documents;
  here_ &= node.documents;
  leave_out_stories_of_the_result();
  const std::size_t all = here_.count(), step = (all + kMostRead - 1) / kMostRead;
  std::map<std::uint32_t, std::set<std::string>> by_story;
  Highlighter marks(node.query, node.forms);
  std::size_t place = 0, read = 0;
  const DocSet articles = here_;
  articles.for_each([&](std::uint32_t document) {
    if (step > 1 && place++ % step != 0) return here_.erase(document);
    deadline_.check_now();
    ++read;
    if (const std::optional<StoredArticle> stored = snapshot_.archives().article(document))
      add_near(stored->article, marks, by_story[stories_.story(document)]);
  });
  if (read < all) {
    table_.sampled = read;
    table_.sampled_of = all;
  }
  count_stories();
  for (const auto& [story, words] : by_story)
    for (const std::string& word : words)
      ++counts_.try_emplace(word, Counts(stories_here_.size()))
            .first->second.here[language_of(story)];
  for (auto& [word, counts] : counts_) {
    deadline_.check_now();
    Counts anywhere(stories_here_.size());
    vote(word, anywhere);
    counts.other = std::move(anywhere.other);
  }
}

/// The best words of each language.
void KeyWords::choose() {
  for (std::size_t code = 0; code < stories_here_.size(); ++code) {
    const std::uint64_t here = stories_here_[code], other = stories_other_[code];
    if (here < kLeastStories || other < kLeastStories) continue;
    const std::string language = languages_->names.empty() ? "" : languages_->names[code];
    ComparedLanguage& compared =
        table_.languages.emplace_back(ComparedLanguage{language, here, other, 0});
    for (const auto& [word, counts] : counts_)
      compared.compared += counts.here[code] + counts.other[code] > 0 ? 1 : 0;
    std::vector<KeyWord> words;
    for (const auto& [word, counts] : counts_) {
      const std::uint64_t f1 = counts.here[code], f2 = counts.other[code];
      if (f1 < kLeastStories || asked_.contains(word)) continue;
      if (language == "en" && is_function_word(word)) continue;
      const double bound = log_ratio_bound(f1, here, f2, other, compared.compared);
      if (bound > 0)
        words.push_back(
            {language, word, f1, here, f2, other, log_ratio(f1, here, f2, other), bound});
    }
    std::ranges::stable_sort(words, std::greater<>(), &KeyWord::bound);
    if (words.size() > request_.words) words.resize(request_.words);
    std::ranges::move(words, std::back_inserter(table_.words));
  }
  std::ranges::stable_sort(table_.languages, std::greater<>(), &ComparedLanguage::stories);
  const auto rank = [&](const KeyWord& word) {
    return std::ranges::find(table_.languages, word.language, &ComparedLanguage::language) -
           table_.languages.begin();
  };
  std::ranges::stable_sort(table_.words, {}, rank);
}

/// The stories of the result, in the language of the word, that have it; each as its first article.
DocSet KeyWords::stories_with(const KeyWord& word) {
  DocSet stories = snapshot_.no_documents();
  Postings list(snapshot_.index(), word.word);
  for (auto some = list.next(); !some.empty(); some = list.next())
    for (const Posting& posting : some)
      if (here_.contains(posting.document) &&
          languages_->names[language_of(posting.document)] == word.language)
        stories.insert(stories_.story(posting.document));
  return stories;
}

void KeyWords::pair() {
  table_.with_pairs = true;
  const std::size_t words = std::min(table_.words.size(), kMostPaired);
  std::vector<DocSet> stories;
  for (std::size_t i = 0; i < words; ++i) stories.push_back(stories_with(table_.words[i]));
  std::uint64_t compared = 0;
  for (std::size_t i = 0; i < words; ++i)
    for (std::size_t j = i + 1; j < words; ++j)
      compared += table_.words[i].language == table_.words[j].language ? 1 : 0;
  for (std::size_t i = 0; i < words; ++i)
    for (std::size_t j = i + 1; j < words; ++j) {
      const KeyWord &one = table_.words[i], &with = table_.words[j];
      if (one.language != with.language) continue;
      DocSet both = stories[i];
      both &= stories[j];
      const std::uint64_t n = both.count(), a = stories[i].count(), b = stories[j].count();
      if (n < kLeastStories || one.of_stories <= a) continue;
      const double bound = log_ratio_bound(n, a, b - n, one.of_stories - a, compared);
      if (bound > 0)
        table_.pairs.push_back(
            {one.language, one.word, with.word, n,
             static_cast<double>(a) * static_cast<double>(b) / static_cast<double>(one.of_stories),
             bound});
    }
  std::ranges::stable_sort(table_.pairs, std::greater<>(), &WordPair::bound);
}

}  // namespace

WordTable key_words(const WordRequest& request, Searcher& searcher) {
  return KeyWords(request, searcher).run();
}

}  // namespace dateline::searching
