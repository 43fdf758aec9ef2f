// SPDX-License-Identifier: GPL-2.0-or-later
// Wildcards and fuzzy words: which words fit, and what is found in an index's vocabulary.
#include "snapshot/term_dictionary.h"
#include "text/stemmer.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "segments/segment.h"
#include "support/support.h"

namespace dateline {

using namespace searching;
namespace {

Query word_query(std::string text, Query::Form form, std::uint32_t edits = 0) {
  Query word;
  word.kind = Query::Kind::word;
  word.form = form;
  word.text = std::move(text);
  word.number = edits;
  return word;
}

TEST_CASE("wildcards") {
  const struct {
    const char *pattern, *word;
    bool fits;
  } cases[] = {
      {"econom*", "economy", true}, {"econom*", "econom", true},  {"econom*", "econo", false},
      {"*gate", "watergate", true}, {"*gate", "gates", false},    {"wom?n", "woman", true},
      {"wom?n", "womn", false},     {"wom?n", "womaan", false},   {"earn*2", "earn", true},
      {"earn*2", "earned", true},   {"earn*2", "earning", false}, {"earn*12", "earning", true},
      {"col*r", "colour", true},    {"col*r", "colr", true},      {"col*1r", "color", true},
      {"col*1r", "colour", false},  {"*a*b*", "xaxbx", true},     {"*a*b*", "xbxax", false},
      {"CAF*", "cafe", true},       {"Élys*", "elysee", true},    {"??en", "жжen", true},
      {"mo?kva", "moжkva", true},   {"abc?*", "abc", false},      {"abc?*", "abcd", true},
      {"ab*ab", "ab", false},       {"ab*ab", "abab", true},      {"3?5*", "3.5", true},
  };
  Tokenizer tokenizer;
  for (const auto& c : cases) {
    CAPTURE(c.pattern);
    CAPTURE(c.word);
    const std::vector<WordToken> tokens =
        tokens_of(word_query(c.pattern, Query::Form::wildcard), tokenizer);
    REQUIRE(tokens.size() == 1);
    REQUIRE(tokens[0].pattern);
    CHECK(tokens[0].pattern->fits(c.word) == c.fits);
  }
}

TEST_CASE("wildcards of several tokens") {
  // A token with a pattern is P, one of any word *, else its letters.
  const struct {
    const char *text, *tokens;
  } cases[] = {
      {"co-oper*", "co P"}, {"co?-op*", "P P"}, {"a-*-b", "a * b"},   {"*-abc", "abc"},
      {"abc-*", "abc"},     {"東京*", "东 京"}, {"東?京", "东 * 京"}, {"東*京", "东 京"},
  };
  Tokenizer tokenizer;
  for (const auto& c : cases) {
    std::string tokens;
    for (const WordToken& token : tokens_of(word_query(c.text, Query::Form::wildcard), tokenizer))
      tokens += (tokens.empty() ? "" : " ") + (token.pattern    ? "P"
                                               : token.any_word ? "*"
                                                                : token.folded);
    CAPTURE(c.text);
    CHECK(tokens == c.tokens);
  }
}

TEST_CASE("fuzzy words") {
  const struct {
    const char* query;
    std::uint32_t edits;
    const char* word;
    bool fits;
  } cases[] = {
      {"gaddafi", 1, "gadafi", true},  {"gaddafi", 1, "qadafi", false},
      {"gaddafi", 2, "qadafi", true},  {"gaddafi", 1, "gaddfai", true},
      {"gaddafi", 0, "gaddafi", true}, {"gaddafi", 1, "gaddafis", true},
      {"gaddafi", 2, "gad", false},    {"us", 2, "usa", false},
      {"us", 2, "us", true},           {"abc", 2, "ca", false},  // no letter is touched twice
      {"abcd", 1, "bacd", true},       {"abcd", 2, "badc", true},
      {"müller", 1, "miller", true},   {"жук", 1, "жуки", true},
      {"жук", 1, "жаки", false},
  };
  Tokenizer tokenizer;
  for (const auto& c : cases) {
    CAPTURE(c.query);
    CAPTURE(c.word);
    const std::vector<WordToken> tokens =
        tokens_of(word_query(c.query, Query::Form::fuzzy, c.edits), tokenizer);
    REQUIRE(tokens.size() == 1);
    CHECK(tokens[0].pattern->fits(c.word) == c.fits);
  }
}

/// The whole table of optimal string alignment.
std::size_t distance(const std::string& a, const std::string& b) {
  std::vector<std::vector<std::size_t>> table(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i)
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        table[i][j] = i + j;
        continue;
      }
      table[i][j] = std::min({table[i - 1][j] + 1, table[i][j - 1] + 1,
                              table[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        table[i][j] = std::min(table[i][j], table[i - 2][j - 2] + 1);
    }
  return table[a.size()][b.size()];
}

TEST_CASE("the narrow table of distances agrees with the whole one") {
  std::mt19937 random(7);
  std::size_t near = 0;
  for (int i = 0; i < 30'000; ++i) {
    const auto word = [&](std::size_t least) {
      std::string text;
      for (std::size_t n = least + random() % 6; n > 0; --n)
        text += static_cast<char>('a' + random() % 3);
      return text;
    };
    const std::string a = word(3), b = word(1);
    const std::uint32_t edits = 1 + random() % 2;
    const bool expected = distance(a, b) <= edits;
    near += expected ? 1 : 0;
    if (WordPattern::fuzzy(a, edits).fits(b) != expected)
      FAIL_CHECK(fmt::format("{} {} {}", a, b, edits));
  }
  CHECK(near > 1000);
}

/// A segment of articles with these terms.
IndexReader index_of(const TemporaryFolder& folder,
                     const std::vector<std::vector<std::string>>& articles) {
  const auto segment = indexing::make_bulk_segment();
  std::uint32_t last = 0;
  for (const std::vector<std::string>& terms : articles) {
    segment->begin_document(++last);
    for (const std::string& term : terms) segment->add_posting(term, 1, 1);
  }
  segment->write(folder / "segment");
  return IndexReader({{{1, 1, last, last}, folder / "segment"}});
}

TEST_CASE("words of an index") {
  const TemporaryFolder folder;
  const IndexReader index =
      index_of(folder, {
                           {"cafe", "café", "cafes", "Scafe", "Zcafe", "XUcafe", "1987", "zebra"},
                           {"cafes", "Acafard", "Len", "XAcafe", "東京", "東"},
                           {"cafes", "cafeteria"},
                       });
  const struct {
    const char *pattern, *prefix, *terms;
  } cases[] = {
      {"caf*", "", "cafes cafe cafeteria"},  // most frequent first; accented forms are no words
      {"caf*", "S", "Scafe"},
      {"caf*", "A", "Acafard"},
      {"*a*", "", "cafes cafe cafeteria zebra"},
      {"?987", "", "1987"},
      {"xyz*", "", ""},
  };
  Deadline deadline;
  Tokenizer tokenizer;
  TermDictionary vocabulary(index, deadline);
  for (const auto& c : cases) {
    const Query query = word_query(c.pattern, Query::Form::wildcard);
    const WildcardTerms found =
        vocabulary.fitting({*tokens_of(query, tokenizer)[0].pattern}, c.prefix);
    CAPTURE(c.pattern);
    CHECK(fmt::format("{}", fmt::join(found.terms, " ")) == c.terms);
    CHECK(found.existing == found.terms.size());
  }
}

TEST_CASE("more words than are searched") {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < kMaxExpansions + 10; ++i) words.push_back(fmt::format("word{}", i));
  const TemporaryFolder folder;
  const IndexReader index = index_of(folder, {words, {words.back()}});
  Deadline deadline;
  Tokenizer tokenizer;
  const Query query = word_query("wor*", Query::Form::wildcard);
  const WildcardTerms found =
      TermDictionary(index, deadline).fitting({*tokens_of(query, tokenizer)[0].pattern}, "");
  CHECK(found.existing == words.size());
  CHECK(found.terms.size() == kMaxExpansions);
  CHECK(found.terms.front() == words.back());
}

TEST_CASE("words of an English stem") {
  const TemporaryFolder folder;
  const IndexReader index = index_of(
      folder, {{"merge", "merger", "mergers", "merging", "emerge", "dying", "died", "die"}});
  const struct {
    const char* word;
    const char* words;
  } cases[] = {{"mergers", "merger mergers"}, {"dies", "die died dying"}, {"nothing", ""}};
  Deadline deadline;
  Stemmer stemmer;
  TermDictionary vocabulary(index, deadline);
  for (const auto& c : cases) {
    std::vector<std::string> words = vocabulary.of_english_stem(c.word, stemmer);
    std::ranges::sort(words);
    CAPTURE(c.word);
    CHECK(fmt::format("{}", fmt::join(words, " ")) == c.words);
  }
}

TEST_CASE("a search that takes too long ends") {
  Deadline none, over(1e-9);
  none.check_now();
  CHECK_THROWS_WITH_AS(over.check_now(), "the search took longer than 1e-09 s", Error);
}

}  // namespace
}  // namespace dateline
