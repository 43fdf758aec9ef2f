// SPDX-License-Identifier: GPL-2.0-or-later
// Did you mean: near words against a look at every word, what is suggested, and how many typing
// errors in headlines the first suggestion repairs.
#include <doctest/doctest.h>

#include <fmt/format.h>
#include <algorithm>
#include <ctime>
#include <random>
#include <set>

#include "advice/spelling.h"
#include "advice/spelling_suggestions.h"
#include "parsing/parser.h"
#include "search/searcher.h"
#include "snapshot/index_terms.h"
#include "snapshot/snapshot.h"
#include "snapshot/word_pattern.h"
#include "support/support.h"

using namespace dateline;
using namespace dateline::indexing;
using namespace dateline::searching;
namespace fs = std::filesystem;

namespace {

using Random = std::mt19937;

std::size_t below(Random& random, std::size_t n) { return random() % n; }

/// One typing error: swapped, dropped, doubled, on a neighbouring key, or a wrong vowel.
std::string mistyped(const std::string& word, Random& random) {
  static const std::string kVowels = "aeiou";
  static const std::string kRows[] = {"qwertyuiop", "asdfghjkl", "zxcvbnm"};
  for (;;) {
    std::string typed = word;
    const std::size_t i = below(random, word.size());
    switch (below(random, 5)) {
      case 0:
        if (i + 1 < word.size()) std::swap(typed[i], typed[i + 1]);
        break;
      case 1:
        typed.erase(i, 1);
        break;
      case 2:
        typed.insert(i, 1, word[i]);
        break;
      case 3:
        for (const std::string& row : kRows)
          if (const std::size_t at = row.find(word[i]); at != std::string::npos)
            typed[i] = at == 0                ? row[1]
                       : at + 1 == row.size() ? row[at - 1]
                                              : row[at + 1 - 2 * below(random, 2)];
        break;
      default:
        if (kVowels.find(word[i]) != std::string::npos) typed[i] = kVowels[below(random, 5)];
    }
    if (typed != word) return typed;
  }
}

struct Mistyped {
  std::string query, clean, word, typed;
};

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  Tokenizer tokenizer;
  tokenizer.start(text);
  for (Token token; tokenizer.next(token);) words.emplace_back(token.folded);
  return words;
}

bool is_plain(const std::string& word) {
  return word.size() >= 4 && std::ranges::all_of(word, [](char c) { return c >= 'a' && c <= 'z'; });
}

/// Headlines with an error in a word of four letters or more that at least five articles have.
std::vector<Mistyped> mistyped_headlines(const Snapshot& snapshot, std::size_t count) {
  Random random(20240607);
  std::vector<Mistyped> all;
  std::set<std::string> seen;
  while (all.size() < count) {
    const auto row = static_cast<Row>(1 + below(random, snapshot.last_document()));
    const std::optional<StoredArticle> stored = snapshot.catalog().article(row);
    if (!stored) continue;
    const std::vector<std::string> words = words_of(stored->article.title);
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < words.size(); ++i)
      if (is_plain(words[i]) && snapshot.index().statistics(words[i]).doc_freq >= 5)
        places.push_back(i);
    if (words.size() < 3 || places.empty()) continue;
    const std::size_t place = places[below(random, places.size())];
    std::vector<std::string> typed = words;
    typed[place] = mistyped(words[place], random);
    if (seen.insert(stored->article.title).second)
      all.push_back({fmt::format("{}", fmt::join(typed, " ")),
                     fmt::format("{}", fmt::join(words, " ")), words[place], typed[place]});
  }
  return all;
}

std::vector<Misspelling> misspellings_of(const std::string& text, Snapshot& snapshot) {
  Deadline none;
  const Query query = parse_query(text, {}).query;
  std::vector<Misspelling> misspellings = find_misspellings(query, snapshot, none);
  for (Misspelling& misspelling : misspellings)
    misspelling.leaf = nullptr;  // of a query that is gone
  return misspellings;
}

std::string first_suggestion(const std::string& query, const std::string& word,
                             Snapshot& snapshot) {
  for (const Misspelling& misspelling : misspellings_of(query, snapshot))
    if (misspelling.word == word && !misspelling.suggestions.empty())
      return misspelling.suggestions.front();
  return "";
}

}  // namespace

TEST_CASE("of 500 Reuters headlines with a typing error, nine in ten are repaired at once") {
  const fs::path data = repository_root().parent_path() / "shared/data/reuters21578";
  if (!fs::exists(data)) return;
  const TemporaryFolder folder;
  add_files(folder / "archive", {data.string()});
  Snapshot snapshot(folder / "archive");
  const std::vector<Mistyped> headlines = mistyped_headlines(snapshot, 500);
  std::size_t repaired = 0, known = 0, doubted = 0;
  const std::clock_t start = std::clock();
  for (const Mistyped& one : headlines) {
    const std::string first = first_suggestion(one.query, one.typed, snapshot);
    repaired += first == one.word;
    known += snapshot.index().statistics(one.typed).doc_freq > 0;
  }
  const double ms = 1000.0 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  for (const Mistyped& one : headlines)
    for (const Misspelling& misspelling : misspellings_of(one.clean, snapshot))
      doubted += !misspelling.suggestions.empty();
  MESSAGE(
      repaired << " of " << headlines.size() << " errors repaired by the first suggestion ("
               << known << " made another word of the archive); " << doubted
               << " words doubted where there is no error; "
               << fmt::format("{:.2f} ms a headline", ms / static_cast<double>(headlines.size())));
  CHECK(repaired * 10 >= headlines.size() * 9);
  CHECK(doubted * 50 <= headlines.size());
}

TEST_CASE("near words are those a look at every word finds") {
  const TemporaryFolder folder;
  add_files(folder / "archive", {(repository_root() / "corpus").string()});
  const Snapshot snapshot(folder / "archive");
  std::vector<std::string> all;
  for (IndexTerms terms(snapshot.index(), ""); !terms.at_end(); terms.next())
    if (const std::string& word = terms.term(); word[0] < 'A' || word[0] > 'Z') all.push_back(word);
  Random random(7);
  Deadline none;
  for (int i = 0; i < 150; ++i) {
    std::string word = all[below(random, all.size())];
    if (i % 3 > 0 && is_plain(word)) word = mistyped(word, random);
    if (i % 3 > 1 && is_plain(word)) word = mistyped(word, random);
    const std::u32string letters = characters_of(word);
    if (letters.size() < 3) continue;
    CAPTURE(word);
    std::vector<std::string> expected, found;
    for (const std::string& other : all) {
      const std::size_t edits = edit_distance(word, other, 2);
      const bool two = edits == 2 && letters.size() >= 5 && characters_of(other)[0] == letters[0];
      const bool another_script = letters[0] < 0x2E80 && characters_of(other)[0] >= 0x2E80;
      if ((edits == 1 || two) && !another_script) expected.push_back(other);
    }
    for (const NearWord& near : near_words(snapshot.index(), "", word, none))
      found.push_back(near.word);
    CHECK(found == expected);
  }
}

TEST_CASE("misspellings that are easily made cost less") {
  struct Row {
    const char *meant, *likelier, *less;
  };
  const Row table[] = {
      {"strike", "stirke", "staike"},    // swapped
      {"strike", "strkie", "strke"},     // swapped, left out
      {"strike", "strikke", "striqke"},  // doubled
      {"committee", "comittee", "commttee"},
      {"strike", "strije", "stripe"},        // the key beside it
      {"minister", "menister", "mtnister"},  // another vowel
      {"graphic", "grafic", "gramic"},       // sounds alike
      {"cocoa", "kocoa", "wocoa"},
      {"bank", "bnak", "abnk"},  // the first letter is seldom wrong
      {"bank", "bang", "lank"},
  };
  for (const Row& row : table) {
    CAPTURE(std::string(row.likelier));
    CAPTURE(std::string(row.less));
    CHECK(misspelling_cost(row.meant, row.meant) == 0);
    CHECK(misspelling_cost(row.meant, row.likelier) < misspelling_cost(row.meant, row.less));
    CHECK(misspelling_cost(row.meant, row.likelier) == misspelling_cost(row.likelier, row.meant));
  }
}

namespace {

/// Thirty articles on rates and a few others, with a rare word and misprints among them.
fs::path small_archive(const fs::path& folder) {
  std::vector<Article> articles;
  const auto add = [&](const std::string& title, const std::string& body) {
    Article& a = articles.emplace_back();
    a.id = std::to_string(articles.size());
    a.title = title;
    a.body = body;
    a.language = "en";
    a.source = "Harbour Post";
  };
  for (int i = 0; i < 30; ++i) add("Bank rate", "The central bank left its interest rate alone.");
  for (int i = 0; i < 120; ++i) add("Harvest", "The farmers brought in barley and wheat.");
  for (int i = 0; i < 20; ++i) add("Café", "The résumé of the trade talks.");
  for (int i = 0; i < 6; ++i) add("Trail", "A trail through the wood.");
  for (int i = 0; i < 5; ++i) add("Trial", "The trial of the banker, a judge said.");
  add("Harvest", "The harvset of barley was late, said Barkley.");
  make_archive(folder, articles);
  return folder;
}

Searcher& small() {
  static const TemporaryFolder folder;
  static Searcher opened(small_archive(folder / "archive"));
  return opened;
}

Results small_search(const std::string& text, bool correct = false) {
  SearchRequest request;
  request.query.text = text;
  request.advice.correct = correct;
  return small().search(request);
}

/// "word: suggestion, suggestion; word: ...".
std::string meant(const std::string& text) {
  const Results results = small_search(text);
  std::string all;
  if (results.did_you_mean)
    for (const Spelling& word : results.did_you_mean->words)
      all += fmt::format("{}{} ({}): {}", all.empty() ? "" : "; ", word.word, word.articles,
                         fmt::join(word.suggestions, ", "));
  return all;
}

}  // namespace

TEST_CASE("what was meant") {
  struct Row {
    const char *query, *meant;
  };
  const Row table[] = {
      {"bank rate", ""},
      {"intrest", "intrest (0): interest"},
      {"barley OR harvset", "harvset (1): harvest"},
      {"harvset", "harvset (1): harvest"},  // found, and doubted
      {"\"central bnak\"", "bnak (0): bank"},
      {"title:harvets", "harvets (0): harvest, harvset"},
      {"barley -intrest", ""},  // what is excluded is not looked for
      {"barkley", ""},          // rare, but a name: barley is no 10 times likelier
      {"judge traal", "traal (0): trial, trail, trade"},  // the company a word keeps
      {"wood traal", "traal (0): trail, trial, trade"},
      {"resumé trades", ""},
      {"resuem", "resuem (0): résumé"},  // as it is written
      {"rate2", ""},                     // a number is nobody's misspelling
      {"interests", ""},                 // an inflection
      {"central intrest bnak", "intrest (0): interest; bnak (0): bank"},
      {"source:\"Harbor Post\"", "Harbor Post (0): harbour post"},
      {"intrest*", ""},
  };
  for (const Row& row : table) {
    CAPTURE(std::string(row.query));
    CHECK(meant(row.query) == row.meant);
  }
}

TEST_CASE("--correct searches what was meant where nothing is found, and says so") {
  const Results plain = small_search("central intrest bnak");
  CHECK(plain.total == 0);
  const Results results = small_search("central intrest bnak", true);
  CHECK(results.total == 30);
  CHECK(results.query_text == "central intrest bnak");
  CHECK(results.canonical == "central AND interest AND bank");
  REQUIRE(results.notes.size() == 1);
  CHECK(results.notes[0].code == "corrected");
  CHECK(results.notes[0].repair == results.canonical);
  // What finds something stays as it is, and so does what no spelling helps.
  CHECK(small_search("harvset", true).canonical == "harvset");
  CHECK(small_search("harvset", true).total == 1);
  CHECK(small_search("zeppelin", true).total == 0);
  CHECK(small_search("zeppelin", true).notes.empty());
}
