// SPDX-License-Identifier: GPL-2.0-or-later
// Which English words are forms of one another: what inflection joins, what it keeps apart.
#include "text/english_words.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

using namespace dateline;

namespace {

/// As if every word stood in ten articles.
double everywhere(std::string_view) { return 10; }

bool finds(std::string_view typed, std::string_view word) {
  const std::vector<std::string> forms = english_forms(typed, everywhere);
  const bool found = std::ranges::find(forms, word) != forms.end();
  CHECK(found == is_english_form(word, typed, everywhere));
  return found;
}

struct Pair {
  const char *one, *other;
};

}  // namespace

TEST_CASE("english words: a word finds its inflected forms, and they find it") {
  for (const auto& [one, other] : {
           Pair{"ship", "ships"},
           Pair{"harbour", "harbours"},
           Pair{"ferry", "ferries"},
           Pair{"box", "boxes"},
           Pair{"crisis", "crises"},
           Pair{"man", "men"},
           Pair{"fireman", "firemen"},
           Pair{"wife", "wives"},
           Pair{"tooth", "teeth"},
           Pair{"say", "said"},
           Pair{"buy", "bought"},
           Pair{"rise", "risen"},
           Pair{"take", "took"},
           Pair{"go", "went"},
           Pair{"be", "were"},
           Pair{"have", "having"},
           Pair{"do", "done"},
           Pair{"stop", "stopping"},
           Pair{"rate", "rating"},
           Pair{"sing", "singing"},
           Pair{"change", "changing"},
           Pair{"waste", "wasted"},
           Pair{"agree", "agreed"},
           Pair{"deny", "denied"},
           Pair{"tie", "tying"},
           Pair{"travel", "travelled"},
           Pair{"travel", "traveling"},
           Pair{"bless", "blessed"},
           Pair{"address", "addressed"},
           Pair{"gain", "gained"},
           Pair{"misspell", "misspelled"},
           Pair{"burn", "burnt"},
           Pair{"burn", "burned"},
           Pair{"big", "bigger"},
           Pair{"happy", "happiest"},
           Pair{"cold", "coldest"},
           Pair{"bad", "worse"},
           Pair{"severe", "severest"},
           Pair{"build", "building"},
           Pair{"Obama", "obamas"},
           Pair{"iraqi", "iraqis"},
           Pair{"syringe", "syringes"},
       }) {
    CAPTURE(one);
    CAPTURE(other);
    const std::string word = one[0] == 'O' ? "obama" : one;
    CHECK(finds(word, other));
    CHECK(finds(other, word));
  }
}

TEST_CASE("english words: derived and unrelated words are kept apart") {
  for (const auto& [one, other] : {
           Pair{"execution", "executive"}, Pair{"relative", "relation"}, Pair{"organ", "organic"},
           Pair{"universe", "university"}, Pair{"severe", "several"},    Pair{"major", "majority"},
           Pair{"import", "important"},    Pair{"news", "new"},          Pair{"house", "housing"},
           Pair{"time", "timing"},         Pair{"seed", "see"},          Pair{"rate", "rat"},
           Pair{"sing", "singed"},         Pair{"number", "numb"},       Pair{"water", "wat"},
           Pair{"buildings", "built"},     Pair{"policy", "police"},     Pair{"tax", "taxis"},
           Pair{"new", "newer's"},         Pair{"election", "elect"},    Pair{"miner", "mine"},
       }) {
    CAPTURE(one);
    CAPTURE(other);
    CHECK_FALSE(finds(one, other));
    CHECK_FALSE(finds(other, one));
  }
}

TEST_CASE("english words: plurals with a meaning of their own stand alone when they are typed") {
  CHECK_FALSE(finds("arms", "arm"));
  CHECK(finds("arm", "arms"));
  CHECK_FALSE(finds("customs", "custom"));
}

TEST_CASE("english words: of words no lexicon knows the archive decides") {
  const std::map<std::string, double, std::less<>> archive{
      {"quaydrone", 100}, {"quaydrones", 40}, {"zorp", 1}, {"zorps", 90}};
  const auto frequency = [&](std::string_view word) {
    const auto found = archive.find(word);
    return found == archive.end() ? 0.0 : found->second;
  };
  CHECK(english_forms("quaydrones", frequency) ==
        std::vector<std::string>{"quaydrones", "quaydrone"});
  CHECK(english_forms("quaydrone", frequency) ==
        std::vector<std::string>{"quaydrone", "quaydrones"});
  CHECK(english_forms("zorps", frequency) == std::vector<std::string>{"zorps"});  // too rare a base
}

TEST_CASE("english words: what is no word of letters stands for itself") {
  for (const char* word : {"", "a", "of", "3.5", "at&t", "don't", "b2b", "élan"})
    CHECK(english_forms(word, everywhere) == std::vector<std::string>{word});
  const std::string long_word(300, 'x');
  CHECK(english_forms(long_word, everywhere).size() == 1);
}
