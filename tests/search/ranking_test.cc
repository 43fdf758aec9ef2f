// SPDX-License-Identifier: GPL-2.0-or-later
// The order by relevance against its definition, computed article by article without an index, and
// what holds of any order.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "parsing/canonical_text.h"
#include "parsing/parser.h"
#include "search/searcher.h"
#include "support/random_query.h"
#include "support/sample.h"
#include "support/support.h"
#include "terms/document_terms.h"
#include "text/ascii.h"
#include "text/english_words.h"
#include "text/stemmer.h"

namespace dateline {

using namespace indexing;
using namespace searching;
namespace {

/// Takes in an article's terms and counts them.
class TermCounts : public TermSink {
 public:
  explicit TermCounts(const Article& article) {
    StoredArticle stored;
    stored.article = article;
    DocumentTerms().send(stored, *this);
  }
  void add_posting(std::string_view term, std::uint32_t position, std::uint32_t wdf) override {
    this->add_term(term, wdf);
    places_[std::string(term)].insert(position);
  }
  void add_term(std::string_view term, std::uint32_t wdf) override {
    counts_[std::string(term)] += wdf;
    length_ += wdf;
  }
  void add_value(std::uint32_t, std::string_view) override {}

  double count(const std::string& term) const {
    const auto found = counts_.find(term);
    return found == counts_.end() ? 0 : found->second;
  }
  /// Places where `first` has `second` at this distance behind it.
  double together(const std::string& first, const std::string& second, std::size_t distance) const {
    if (!places_.contains(first) || !places_.contains(second)) return 0;
    double times = 0;
    for (const std::size_t place : places_.at(first))
      times += places_.at(second).contains(place + distance);
    return times;
  }
  bool has(const std::string& term) const { return counts_.contains(term); }
  double length() const { return length_; }

 private:
  std::map<std::string, double> counts_;
  std::map<std::string, std::set<std::size_t>> places_;
  double length_ = 0;
};

/// A plain word: the articles it matches, and the forms of it that stand in them, each with the
/// languages it is a form in. No forms where it is not one plain word.
struct ScoredWord {
  std::string text, written, cased;  // the second and third as in the index; lower case: none
  std::map<std::string, std::set<std::string>> forms;
  std::set<std::string> articles;
};

/// By language, the words of the sample's articles; and in how many articles each word stands.
struct SampleWords {
  std::map<std::string, std::set<std::string>> of_language;
  std::map<std::string, double, std::less<>> frequency;
};

const SampleWords& sample_words() {
  static const SampleWords made = [] {
    SampleWords words;
    Tokenizer tokenizer;
    for (const Article& article : sample().articles()) {
      std::set<std::string> here;
      for (const std::string* text : {&article.title, &article.body}) {
        tokenizer.start(*text);
        for (Token token; tokenizer.next(token);)
          if (!token.ideograph) here.emplace(token.folded);
      }
      for (const std::string& word : here) ++words.frequency[word];
      words.of_language[article.language].merge(here);
    }
    return words;
  }();
  return made;
}

bool is_form(const std::string& word, const std::string& typed, const std::string& language,
             Stemmer& stemmer) {
  const auto frequency = [](std::string_view asked) {
    const auto found = sample_words().frequency.find(asked);
    return found == sample_words().frequency.end() ? 0.0 : found->second;
  };
  if (language == "en") return is_english_form(word, typed, frequency);
  const std::string stem(stemmer.stem(typed, language));
  return word == typed || stemmer.stem(word, language) == stem;
}

ScoredWord scored_word(const std::string& word) {
  ScoredWord scored{'\\' + word, {}, {}, {}, found('\\' + word)};
  Tokenizer tokenizer;
  Stemmer stemmer;
  tokenizer.start(word);
  Token token;
  if (!tokenizer.next(token) || token.ideograph || token.acronym) return scored;
  scored.written = token.folded;
  if (token.letter_case != Token::Case::lower)
    scored.cased = std::string(token.letter_case == Token::Case::capital ? schema::kCapitalPrefix
                                                                         : schema::kAllCapsPrefix)
                       .append(token.folded);
  scored.forms[scored.written];
  for (const auto& [language, words] : sample_words().of_language)
    for (const std::string& other : words)
      if (is_form(other, scored.written, language, stemmer)) scored.forms[other].insert(language);
  if (tokenizer.next(token)) scored.forms.clear();
  return scored;
}

/// Both stages of the ranking by their definitions, article by article.
class SlowRanking {
 public:
  explicit SlowRanking(const std::vector<Article>& articles) {
    for (const Article& article : articles) {
      counts_.emplace(article.id, article);
      languages_[article.id] = article.language;
      mean_length_ += counts_.at(article.id).length() / static_cast<double>(articles.size());
    }
  }

  /// BM25 of each word, all its forms taken as one, times burstiness; a function word counts a
  /// tenth beside others.
  double first_stage(const std::string& id, const std::vector<ScoredWord>& words) const {
    const bool meaning = std::ranges::any_of(words, [](const auto& w) { return !is_function(w); });
    double sum = 0;
    for (const ScoredWord& word : words) {
      if (!word.articles.contains(id)) continue;
      double times = 0;
      for (const auto& [form, languages] : word.forms)
        if (form == word.written || languages.contains(languages_.at(id)))
          times += counts_.at(id).count(form);
      sum += (meaning && is_function(word) ? 0.1 : 1) * burstiness(word) *
             idf_of(static_cast<double>(word.articles.size())) * saturated(times, id);
    }
    return sum;
  }

  /// What the hundred best get on top: written forms, and neighbours as in the query.
  double second_stage(const std::string& id, const std::vector<ScoredWord>& words) const {
    double sum = 0;
    const bool mixed = std::ranges::any_of(words, [](const ScoredWord& word) {
      return std::ranges::any_of(word.text, [](char c) { return (c >= 'a' && c <= 'z') || c < 0; });
    });
    std::size_t last = words.size();  // the word of meaning before this one; none
    for (std::size_t i = 0; i < words.size(); ++i) {
      const std::string& written = words[i].written;
      const bool function = is_function(words[i]);
      sum +=
          0.1 * (function ? 0.1 : 1) * idf(written) * saturated(counts_.at(id).count(written), id);
      if (const std::string& cased = words[i].cased; mixed && !cased.empty())
        sum += 0.1 * (function ? 0.1 : 1) * idf(cased) * saturated(counts_.at(id).count(cased), id);
      if (function) continue;
      if (last < words.size() && words[last].written != written) {
        const double times = counts_.at(id).together(words[last].written, written, i - last);
        sum += 0.2 * std::min(idf(words[last].written), idf(written)) * saturated(times, id);
      }
      last = i;
    }
    return sum;
  }

 private:
  double saturated(double times, const std::string& id) const {
    constexpr double k1 = 1.2, b = 0.75, min_length = 0.5;
    const double length = std::max(counts_.at(id).length() / mean_length_, min_length);
    return (k1 + 1) * times / (k1 * (1 - b + b * length) + times);
  }

  /// Robertson and Sparck Jones; a term of more than a third of all articles keeps a little weight.
  double idf_of(double articles) const {
    const double odds = (static_cast<double>(counts_.size()) - articles + 0.5) / (articles + 0.5);
    return std::log(odds < 2 ? odds / 2 + 1 : odds);
  }
  double idf(const std::string& term) const { return idf_of(with(term)); }

  double burstiness(const ScoredWord& word) const {
    double times = 0;
    for (const auto& [form, languages] : word.forms)
      for (const auto& [id, article] : counts_)
        if (form == word.written || languages.contains(languages_.at(id)))
          times += article.count(form);
    return times == 0 ? 1 : std::pow(times / static_cast<double>(word.articles.size()), 0.4);
  }

  double with(const std::string& term) const {
    double with = 0;
    for (const auto& [id, article] : counts_) with += article.has(term);
    return with;
  }

  static bool is_function(const ScoredWord& word) {
    static const std::set<std::string> some{"the", "of", "in", "and", "to",  "a",    "is",
                                            "it",  "on", "at", "for", "was", "that", "with"};
    return some.contains(lower_ascii(word.text.substr(1)));
  }

  std::map<std::string, TermCounts> counts_;
  std::map<std::string, std::string> languages_;
  double mean_length_ = 0;
};

/// Scores as given never rise; equal ones go by date, newest first and undated last, then by id.
bool in_order(const std::vector<Hit>& hits) {
  const auto key = [](const Hit& hit) {
    return std::tuple(-hit.score, !hit.published, -hit.published.value_or(0), hit.id);
  };
  return std::ranges::is_sorted(hits, {}, key);
}

}  // namespace

TEST_CASE("relevance is what its definition says") {
  const SlowRanking ranking(sample().articles());
  std::map<std::string, std::tuple<bool, std::int64_t>> dates;
  for (const Article& a : sample().articles())
    dates[a.id] = {!a.published, -a.published.value_or(0)};
  std::uint64_t articles_scored = 0, beyond = 0, pairs = 0;
  CHECK(rc::check([&] {
    RandomQueries random(sample().articles(), kNow, *rc::gen::arbitrary<std::uint64_t>());
    const bool all = *rc::gen::arbitrary<bool>(), common = *rc::gen::arbitrary<bool>();
    std::string text;
    std::vector<ScoredWord> words;
    const auto add = [&](const std::string& word) {
      words.push_back(scored_word(word));
      if (words.back().forms.empty())
        words.pop_back();
      else
        text += (text.empty() ? "" : all ? " AND " : " OR ") + words.back().text;
    };
    random.turn_page();
    for (auto n = *rc::gen::inRange(1, 4); n > 0; --n) {
      const std::string word = random.word_here();
      if (word.size() > 7) add(word);  // no function word that is not added below
      if (common) add(*rc::gen::element<std::string>("the", "of", "in", "and", "to"));
    }
    RC_PRE(!words.empty());
    RC_LOG() << text << '\n';
    const Results results = searcher().search(request_for(text));
    std::vector<std::tuple<double, std::tuple<bool, std::int64_t>, std::string>> first;
    for (const Hit& hit : results.hits)
      first.emplace_back(-ranking.first_stage(hit.id, words), dates.at(hit.id), hit.id);
    std::ranges::sort(first);
    std::map<std::string, double> scores;
    for (std::size_t i = 0; i < first.size(); ++i) {
      const std::string& id = std::get<2>(first[i]);
      const double more = i < 100 ? ranking.second_stage(id, words) : 0;
      scores[id] = more - std::get<0>(first[i]);
    }
    for (const Hit& hit : results.hits) RC_ASSERT(std::abs(hit.score - scores.at(hit.id)) < 1e-6);
    articles_scored += results.hits.size();
    beyond += results.hits.size() > 100;
    pairs += words.size() > 1;
  }));
  CHECK(articles_scored > 100);
  CHECK(beyond > 0);
  CHECK(pairs > 10);
}

TEST_CASE("whatever is asked, equal scores go by date, then by id") {
  CHECK(rc::check([] {
    const Results results = searcher().search(request_for(to_text(
        RandomQueries(sample().articles(), kNow, *rc::gen::arbitrary<std::uint64_t>()).tree(2))));
    RC_ASSERT(in_order(results.hits));
  }));
}

TEST_CASE("a name in capitals finds the name first") {
  const TemporaryFolder folder;
  std::vector<Article> articles;
  for (const char* body :
       {"They sold an apple in the market.", "They sold the Apple in the market."}) {
    Article article;
    article.id = articles.empty() ? "fruit" : "maker";
    article.body = body;
    article.language = "en";
    articles.push_back(article);
  }
  make_archive(folder.path(), articles);
  Searcher archive(folder.path());
  CHECK(archive.search(request_for("Apple sold", Sort::relevance)).hits.front().id == "maker");
  CHECK(archive.search(request_for("apple sold", Sort::relevance)).hits.front().id == "fruit");
}

TEST_CASE("--floor: articles with enough of the words by weight, counted exactly") {
  const std::string sentence = "what was done about the flooding in the city of Derna";
  const std::vector<std::string> words{"what", "was", "done", "about", "the",  "flooding",
                                       "in",   "the", "city", "of",    "Derna"};
  std::map<std::string, double> matched;
  double all = 0;
  for (const std::string& word : words) {
    const std::set<std::string> articles = found('\\' + word);
    if (articles.empty()) continue;
    const double odds = (static_cast<double>(sample().articles().size()) -
                         static_cast<double>(articles.size()) + 0.5) /
                        (static_cast<double>(articles.size()) + 0.5);
    const bool function =
        std::set<std::string>{"what", "was", "about", "the", "in", "of"}.contains(word);
    const double weight = (function ? 0.1 : 1) * std::log(odds < 2 ? odds / 2 + 1 : odds);
    all += weight;
    for (const std::string& id : articles) matched[id] += weight;
  }
  std::size_t last = sample().articles().size() + 1;
  for (const double floor : {0.0, 0.01, 0.1, 0.3, 0.5, 0.9}) {
    std::set<std::string> expected, got;
    for (const auto& [id, weight] : matched)
      if (weight >= floor * all - 1e-6) expected.insert(id);
    SearchRequest request = request_for(sentence, Sort::relevance);
    request.query.match_any = true;
    request.query.floor = floor;
    const Results results = searcher().search(request);
    for (const Hit& hit : results.hits) got.insert(hit.id);
    CHECK(got == expected);
    CHECK(results.total == expected.size());
    CHECK(results.total <= last);
    last = results.total;
  }
  CHECK(last < 5);
}

TEST_CASE("--expand changes the order and nothing else, on every page alike") {
  for (const char* text : {"earthquake", "interest rates", "bank OR strike", "\"south pole\" moon",
                           "strike -pay", "title:war", "date:2024 election"}) {
    CAPTURE(std::string(text));
    SearchRequest request = request_for(text);
    request.filters.sources = {"Meridian Ledger", "Harbour Post", "Tidewater News Agency"};
    const Results plain = searcher().search(request);
    request.order.expand = true;
    const Results expanded = searcher().search(request);
    CHECK_FALSE(plain.expansion);
    REQUIRE(expanded.expansion);
    CHECK(expanded.expansion->empty() == expanded.hits.empty());
    CHECK(in_order(expanded.hits));
    std::vector<std::string> before, after, joined;
    for (const Hit& hit : plain.hits) before.push_back(hit.id);
    for (const Hit& hit : expanded.hits) after.push_back(hit.id);
    request.page.limit = 3;
    for (; request.page.offset < after.size(); request.page.offset += 3)
      for (const Hit& hit : searcher().search(request).hits) joined.push_back(hit.id);
    CHECK(joined == after);
    std::ranges::sort(before);
    std::ranges::sort(after);
    CHECK(before == after);
  }
}

TEST_CASE("words of a phrase are not shown as added") {
  SearchRequest request = request_for("\"Nobel Prize\" literature");
  request.order.expand = true;
  const Results results = searcher().search(request);
  REQUIRE(results.expansion);
  for (const char* word : {"nobel", "prize", "literature"})
    CHECK(std::ranges::count(*results.expansion, word) == 0);
  CHECK(results.expansion->size() > 10);
}

TEST_CASE("the form typed comes before other inflections, neighbours before strangers") {
  const TemporaryFolder folder;
  const auto article = [](const char* id, const char* body) {
    Article made;
    made.id = id;
    made.title = "Report";
    made.body = body;
    made.language = "en";
    return made;
  };
  make_archive(folder.path(), {article("a", "The strikes ended in spring near harbours."),
                               article("b", "The strike ended in spring near harbours."),
                               article("c", "Spring came; the dark harbour was calm and cold."),
                               article("d", "The dark spring came; harbour was calm and cold."),
                               article("e", "Nothing."), article("f", "Nothing else.")});
  Searcher archive(folder.path());
  const auto first = [&](const char* text) {
    return archive.search(request_for(text)).hits.front().id;
  };
  CHECK(first("strike spring") == "b");
  CHECK(first("strikes spring") == "a");
  CHECK(first("dark harbour") == "c");
  CHECK(first("dark spring") == "d");
}

}  // namespace dateline
