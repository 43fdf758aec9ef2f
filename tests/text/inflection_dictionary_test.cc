// SPDX-License-Identifier: GPL-2.0-or-later
// Inflected forms by dictionaries in the format of hunspell: small ones written here, and those
// that this machine has.
#include "text/inflection_dictionary.h"

#include <doctest/doctest.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdlib>

#include "text/analyzer.h"
#include "text/german_words.h"

using namespace dateline;

namespace {

/// Sets DICPATH, which is empty for all tests else.
struct DictionaryPath {
  explicit DictionaryPath(const char* path) { ::setenv("DICPATH", path, 1); }
  ~DictionaryPath() { ::setenv("DICPATH", "", 1); }
};

constexpr std::string_view kRules =
    "SET UTF-8\n"
    "SFX S Y 2\n"
    "SFX S 0 s [^xz]\n"
    "SFX S z ces z\n"
    "SFX V Y 3\n"
    "SFX V er e er\n"
    "SFX V er é er po:ppas\n"
    "SFX V er ons/X [^g]er\n"
    "SFX D Y 1\n"
    "SFX D er eur er\n"
    "PFX X Y 1\n"
    "PFX X 0 re .\n";
constexpr const char* kWords =
    "7\nmarche/S\nmarché/S\nmarcher/VD\nluz/S\nprix\nParis\nneiger/VDX\n";

std::string forms(const InflectionDictionary& dictionary, std::string_view word) {
  Tokenizer tokenizer;
  tokenizer.start(word);
  Token token;
  REQUIRE(tokenizer.next(token));
  return fmt::format("{}", fmt::join(dictionary.forms(token.folded, token.accented), " "));
}

}  // namespace

TEST_CASE("a word's forms are those that the rules of its dictionary make") {
  const InflectionDictionary dictionary(kRules, kWords, "D");
  CHECK(forms(dictionary, "luz") == "luces luz");
  CHECK(forms(dictionary, "LUCES") == "luces luz");
  CHECK(forms(dictionary, "neigeons").empty());  // the condition: no g before -er
  CHECK(forms(dictionary, "neige") == "neige neiger");
  CHECK(forms(dictionary, "neigeur").empty());  // a derived word
  CHECK(forms(dictionary, "reneiger").empty());
  CHECK(forms(dictionary, "prix").empty());
  CHECK(forms(dictionary, "paris").empty());
  CHECK(dictionary.forms("", "").empty());
  CHECK(dictionary.inflects("marchons"));
  CHECK_FALSE(dictionary.inflects("prix"));
}

TEST_CASE("a dictionary form is no form of another word, but a participle is one of its verb") {
  const InflectionDictionary dictionary(kRules, kWords, "D");
  CHECK(forms(dictionary, "marche") == "marche marches");
  CHECK(forms(dictionary, "marchons") == "marche marcher marchons");  // marché
  CHECK(forms(dictionary, "marcher") == "marche marcher marchons");
}

TEST_CASE("dictionaries of other charsets and of flags of two letters are read") {
  const InflectionDictionary latin2("SET ISO8859-2\nSFX M Y 1\nSFX M a \xEA a\n",
                                    "1\nszko\xB3"
                                    "a/M\n",
                                    "");
  CHECK(forms(latin2, "szkołę") == "szkola szkole");
  const InflectionDictionary two(
      "FLAG long\nSFX a0 Y 1\nSFX a0 o as o\nSFX 0b Y 1\nSFX 0b o is o\n",
      "2\ncanto/a0\nlibro/zz0b\n", "");
  CHECK(forms(two, "canto") == "cantas canto");
  CHECK(forms(two, "libris") == "libris libro");
}

TEST_CASE("damaged dictionaries are read as far as they are whole") {
  for (const char* rules :
       {"", "SFX", "SFX A Y 1\nSFX A", "SFX A 0 s [^", "SET nothing\nSFX A 0 s ."})
    for (const char* words : {"", "1", "1\n", "1\n/A", "1\nword/", "1\n\xFF\xFE/A"}) {
      const InflectionDictionary dictionary(rules, words, "");
      CHECK(forms(dictionary, "words").empty());
    }
}

TEST_CASE("installed dictionaries join inflections and no derived words") {
  const DictionaryPath path("/usr/share/hunspell");
  struct Row {
    const char *language, *typed, *other;
    bool form;
  };
  constexpr Row kRows[] = {
      {"es", "elección", "elecciones", true}, {"es", "dijo", "decir", true},
      {"es", "juez", "jueces", true},         {"es", "jugador", "jugar", false},
      {"es", "puerto", "puerta", false},      {"fr", "cheval", "chevaux", true},
      {"fr", "grève", "grèves", true},        {"fr", "grève", "grever", false},
      {"fr", "nouvelle", "nouveau", true},    {"fr", "veut", "vouloir", true},
      {"fr", "dit", "disent", true},          {"fr", "ouverture", "ouvrir", false},
      {"pl", "rząd", "rządu", true},          {"pl", "Warszawa", "Warszawie", true},
      {"pl", "sąd", "sądzić", false},         {"uk", "Київ", "Києві", true},
      {"uk", "пам’ять", "пам'яті", true},     {"uk", "вчений", "вчитель", false},
      {"ru", "Россия", "России", true},       {"ru", "сказала", "сказать", true},
      {"ru", "городской", "город", false},    {"cs", "Praha", "Praze", true},
      {"cs", "vláda", "vlády", true},         {"pt", "eleição", "eleições", true},
      {"pt", "disse", "disseram", true},
  };
  for (const Row& row : kRows) {
    const InflectionDictionary* dictionary = InflectionDictionary::of(row.language);
    if (dictionary == nullptr) {
      MESSAGE("no dictionary of ", row.language);
      continue;
    }
    CAPTURE(row.typed);
    CAPTURE(row.other);
    const std::string all = fmt::format(" {} ", forms(*dictionary, row.typed));
    CHECK((all.find(fmt::format(" {} ", fold_value(row.other))) != std::string::npos) == row.form);
  }
}

TEST_CASE("without a folder of dictionaries there are none") {
  const DictionaryPath path("");
  CHECK(InflectionDictionary::of("pl") == nullptr);
  CHECK(InflectionDictionary::of("en") == nullptr);
  CHECK(InflectionDictionary::package("pl") == "hunspell-pl");
  CHECK(InflectionDictionary::package("sv").empty());
  CHECK(InflectionDictionary::identities({"en", "pl", "sv"}) ==
        std::map<std::string, std::string>{{"pl", ""}});
}

TEST_CASE("German: strong verbs are joined, and persons are no forms of what they do") {
  const auto verb = [](std::string_view word) {
    return fmt::format(" {} ", fmt::join(strong_verb_forms(word), " "));
  };
  for (const char* form : {"ging", "gingen", "geht", "gegangen", "gehe"}) {
    CAPTURE(form);
    CHECK(verb("gehen").find(fmt::format(" {} ", form)) != std::string::npos);
    CHECK(verb(form).find(" gehen ") != std::string::npos);
  }
  CHECK(strong_verb_forms("arbeiten").empty());
  CHECK(strong_verb_forms("schloss").empty());  // a castle
  // The flags of hunspell-de-de: S, a genitive in -s; A, an adjective.
  const InflectionDictionary dictionary(
      "SET UTF-8\n", "6\nMaler/NS\nMal/S\nBilder/N\nBild/R\nfreundlich/A\nFreund/S\n", "");
  CHECK(is_german_derivation("mal", "maler", &dictionary));
  CHECK(is_german_derivation("malern", "mal", &dictionary));
  CHECK_FALSE(is_german_derivation("maler", "malers", &dictionary));
  CHECK_FALSE(is_german_derivation("bild", "bilder", &dictionary));
  CHECK(is_german_derivation("freund", "freundlichen", &dictionary));
  CHECK_FALSE(is_german_derivation("freundlich", "freundlichen", &dictionary));
  CHECK_FALSE(is_german_derivation("mal", "maler", nullptr));
}
