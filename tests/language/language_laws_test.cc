// SPDX-License-Identifier: GPL-2.0-or-later
// Laws of the query language: operators that can only find less than another, and operators that
// find the same. Tested on the sample archive with words of its articles.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <string>

#include "parsing/canonical_text.h"
#include "support/random_query.h"
#include "support/sample.h"
#include "text/analyzer.h"

namespace dateline {

using namespace indexing;
using namespace searching;
namespace {

/// What laws speak of, made of the sample's words, all of a query from one place in the text.
class Words {
 public:
  Words() : queries_(sample().articles(), kNow, *rc::gen::arbitrary<std::uint64_t>()) {
    queries_.turn_page();
  }
  std::string plain() {
    for (;;)
      if (std::string word = queries_.word_here(); queries_.is_plain(word)) return word;
  }
  std::string operand(int depth = 1) { return '(' + to_text(queries_.operand(depth)) + ')'; }
  std::string query() { return '(' + to_text(queries_.tree(2)) + ')'; }
  std::size_t below(std::size_t n) { return queries_.below(n); }
  /// 1 to `n`.
  std::string number(std::size_t n) { return std::to_string(1 + below(n)); }

 private:
  RandomQueries queries_;
};

/// Whether every query finds at least what the one before it does.
bool each_finds_more(const std::vector<std::string>& queries) {
  std::set<std::string> before;
  for (const std::string& query : queries) {
    const std::set<std::string> now = found(query);
    RC_LOG() << now.size() << " of " << query << '\n';
    if (!std::ranges::includes(now, before)) return false;
    before = now;
  }
  return true;
}

bool find_the_same(const std::string& a, const std::string& b) {
  RC_LOG() << total(a) << " of " << a << ", " << total(b) << " of " << b << '\n';
  return found(a) == found(b);
}

}  // namespace

TEST_CASE("laws of distances") {
  CHECK(rc::check("a greater distance finds more, and AND the most", [] {
    Words words;
    const std::string a = words.operand(), b = words.operand();
    const std::size_t n = 1 + words.below(12), m = n + words.below(30);
    for (const char* order : {"NEAR/", "PRE/"}) {
      const auto within = [&](std::size_t distance) {
        return a + ' ' + order + std::to_string(distance) + ' ' + b;
      };
      RC_ASSERT(each_finds_more({within(n), within(m), a + " AND " + b}));
    }
  }));
  CHECK(rc::check("in order finds less than in any order, which is the same both ways", [] {
    Words words;
    const std::string a = words.operand(), b = words.operand(), n = words.number(12);
    RC_ASSERT(each_finds_more({a + " PRE/" + n + ' ' + b, a + " NEAR/" + n + ' ' + b}));
    RC_ASSERT(find_the_same(a + " NEAR/" + n + ' ' + b, b + " NEAR/" + n + ' ' + a));
  }));
  CHECK(rc::check("a sentence is in a paragraph, that in a field, that in an article", [] {
    Words words;
    const std::string a = words.operand(), b = words.operand();
    RC_ASSERT(
        each_finds_more({a + " w/s " + b, a + " w/p " + b, a + " w/seg " + b, a + " AND " + b}));
  }));
  CHECK(rc::check("a word is near another or it is not", [] {
    Words words;
    const std::string a = words.plain(), b = words.plain(), quoted = '"' + a + '"';
    RC_PRE(fold_value(a) != fold_value(b));
    const std::string n = words.number(12);
    for (const std::string& near :
         {"NEAR/" + n, "PRE/" + n, std::string("w/s"), std::string("w/p"), std::string("w/seg")}) {
      const std::string with = quoted + ' ' + near + " \"" + b + '"';
      const std::string without = quoted + " NOT " + near + " \"" + b + '"';
      RC_ASSERT(find_the_same('(' + with + ") OR (" + without + ')', quoted));
    }
  }));
}

TEST_CASE("laws of counted words") {
  CHECK(rc::check("more often finds less", [] {
    Words words;
    const std::string a = words.operand();
    const std::size_t n = 1 + words.below(4);
    RC_ASSERT(each_finds_more({"ATLEAST/" + std::to_string(n + 1) + ' ' + a,
                               "ATLEAST/" + std::to_string(n) + ' ' + a, a}));
  }));
  CHECK(rc::check("more of the first words find more", [] {
    Words words;
    const std::string a = words.operand();
    const std::size_t n = 1 + words.below(30);
    RC_ASSERT(each_finds_more({"FIRST/" + std::to_string(n) + ' ' + a,
                               "FIRST/" + std::to_string(n + words.below(40)) + ' ' + a, a}));
  }));
}

TEST_CASE("laws of words") {
  CHECK(rc::check("one letter or two are any number of letters", [] {
    Words words;
    const std::string word = words.plain();
    RC_PRE(word.size() > 3 && std::ranges::all_of(word, [](char c) { return (c & 0x80) == 0; }));
    const std::size_t at = 1 + words.below(word.size() - 2);
    const std::string before = word.substr(0, at), behind = word.substr(at + 1);
    RC_ASSERT(each_finds_more({'"' + word + '"', before + '?' + behind, before + "*1" + behind,
                               before + "*2" + behind, before + '*' + behind}));
  }));
  CHECK(rc::check("more mistakes find more", [] {
    Words words;
    const std::string word = words.plain();
    RC_ASSERT(each_finds_more({'"' + word + '"', word + "~1", word + "~2"}));
  }));
  CHECK(rc::check("all in capitals is with a capital, and every word with one or without", [] {
    Words words;
    const std::string word = words.plain(), quoted = '"' + word + '"';
    RC_ASSERT(each_finds_more({"ALLCAPS(" + word + ')', "CAPS(" + word + ')', quoted}));
    RC_ASSERT(find_the_same("CAPS(" + word + ") OR NOCAPS(" + word + ')', quoted));
  }));
  CHECK(rc::check("headline and lead together", [] {
    Words words;
    const std::string word = words.plain();
    RC_ASSERT(find_the_same("hlead:" + word, "title:" + word + " OR lead:" + word));
    RC_ASSERT(each_finds_more({"lead:" + word, "body:" + word, word}));
  }));
}

TEST_CASE(
    "alternatives of a positional operator of which some score and some do not are all hits") {
  for (const char* query : {"FIRST/18 (strip OR strip~2)", "FIRST/18 (zzz OR strip~2)",
                            "(reopens OR *tion) w/5 the", "(moon OR s*) ATLEAST/2 (the OR s*)"}) {
    CAPTURE(query);
    SearchRequest request = request_for(query, Sort::relevance);
    const Results results = searcher().search(request);
    CHECK(results.hits.size() == results.total);
    CHECK(results.total > 1);
  }
}

TEST_CASE("a wildcard that stands for one word ranks what it finds") {
  for (const char* query : {"m*inister", "m*inister OR war", "m*inister AND war", "minsiter~"}) {
    CAPTURE(query);
    const Results results = searcher().search(request_for(query));
    CHECK(results.total > 0);
    CHECK(results.hits.size() == results.total);
  }
}

TEST_CASE("what only ranks never changes what is found") {
  CHECK(rc::check([] {
    Words words;
    const std::string a = words.query(), b = words.query();
    RC_ASSERT(find_the_same(a + " AND MAYBE " + b, a));
    RC_ASSERT(find_the_same(a + "^3", a));
  }));
}

}  // namespace dateline
