// SPDX-License-Identifier: GPL-2.0-or-later
#include "german_words.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "fold.h"

namespace dateline {
namespace {

/// A verb, what it is in the third person, its past and its participle.
struct StrongVerb {
  std::string_view infinitive, present, past, participle;
};
constexpr StrongVerb kStrongVerbs[] = {
    {"beginnen", "beginnt", "begann", "begonnen"},
    {"bekommen", "bekommt", "bekam", "bekommen"},
    {"beschließen", "beschließt", "beschloss", "beschlossen"},
    {"betreffen", "betrifft", "betraf", "betroffen"},
    {"bieten", "bietet", "bot", "geboten"},
    {"bleiben", "bleibt", "blieb", "geblieben"},
    {"brechen", "bricht", "brach", "gebrochen"},
    {"brennen", "brennt", "brannte", "gebrannt"},
    {"bringen", "bringt", "brachte", "gebracht"},
    {"denken", "denkt", "dachte", "gedacht"},
    {"empfehlen", "empfiehlt", "empfahl", "empfohlen"},
    {"entscheiden", "entscheidet", "entschied", "entschieden"},
    {"erhalten", "erhält", "erhielt", "erhalten"},
    {"essen", "isst", "aß", "gegessen"},
    {"fahren", "fährt", "fuhr", "gefahren"},
    {"fallen", "fällt", "fiel", "gefallen"},
    {"fangen", "fängt", "fing", "gefangen"},
    {"finden", "findet", "fand", "gefunden"},
    {"fliegen", "fliegt", "flog", "geflogen"},
    {"fliehen", "flieht", "floh", "geflohen"},
    {"fließen", "fließt", "floss", "geflossen"},
    {"geben", "gibt", "gab", "gegeben"},
    {"gehen", "geht", "ging", "gegangen"},
    {"gelten", "gilt", "galt", "gegolten"},
    {"geschehen", "geschieht", "geschah", "geschehen"},
    {"gewinnen", "gewinnt", "gewann", "gewonnen"},
    {"greifen", "greift", "griff", "gegriffen"},
    {"halten", "hält", "hielt", "gehalten"},
    {"heben", "hebt", "hob", "gehoben"},
    {"heißen", "heißt", "hieß", "geheißen"},
    {"helfen", "hilft", "half", "geholfen"},
    {"kennen", "kennt", "kannte", "gekannt"},
    {"kommen", "kommt", "kam", "gekommen"},
    {"laden", "lädt", "lud", "geladen"},
    {"lassen", "lässt", "ließ", "gelassen"},
    {"laufen", "läuft", "lief", "gelaufen"},
    {"leiden", "leidet", "litt", "gelitten"},
    {"lesen", "liest", "las", "gelesen"},
    {"liegen", "liegt", "lag", "gelegen"},
    {"lügen", "lügt", "log", "gelogen"},
    {"nehmen", "nimmt", "nahm", "genommen"},
    {"nennen", "nennt", "nannte", "genannt"},
    {"reißen", "reißt", "riss", "gerissen"},
    {"rennen", "rennt", "rannte", "gerannt"},
    {"rufen", "ruft", "rief", "gerufen"},
    {"schlagen", "schlägt", "schlug", "geschlagen"},
    {"schließen", "schließt", "schloss", "geschlossen"},
    {"schneiden", "schneidet", "schnitt", "geschnitten"},
    {"schreiben", "schreibt", "schrieb", "geschrieben"},
    {"schweigen", "schweigt", "schwieg", "geschwiegen"},
    {"schwimmen", "schwimmt", "schwamm", "geschwommen"},
    {"sehen", "sieht", "sah", "gesehen"},
    {"senden", "sendet", "sandte", "gesandt"},
    {"singen", "singt", "sang", "gesungen"},
    {"sinken", "sinkt", "sank", "gesunken"},
    {"sitzen", "sitzt", "saß", "gesessen"},
    {"sprechen", "spricht", "sprach", "gesprochen"},
    {"springen", "springt", "sprang", "gesprungen"},
    {"stehen", "steht", "stand", "gestanden"},
    {"steigen", "steigt", "stieg", "gestiegen"},
    {"sterben", "stirbt", "starb", "gestorben"},
    {"stoßen", "stößt", "stieß", "gestoßen"},
    {"streiten", "streitet", "stritt", "gestritten"},
    {"tragen", "trägt", "trug", "getragen"},
    {"treffen", "trifft", "traf", "getroffen"},
    {"treiben", "treibt", "trieb", "getrieben"},
    {"treten", "tritt", "trat", "getreten"},
    {"trinken", "trinkt", "trank", "getrunken"},
    {"tun", "tut", "tat", "getan"},
    {"verbieten", "verbietet", "verbot", "verboten"},
    {"vergessen", "vergisst", "vergaß", "vergessen"},
    {"verlieren", "verliert", "verlor", "verloren"},
    {"versprechen", "verspricht", "versprach", "versprochen"},
    {"verstehen", "versteht", "verstand", "verstanden"},
    {"wachsen", "wächst", "wuchs", "gewachsen"},
    {"waschen", "wäscht", "wusch", "gewaschen"},
    {"weisen", "weist", "wies", "gewiesen"},
    {"werben", "wirbt", "warb", "geworben"},
    {"werfen", "wirft", "warf", "geworfen"},
    {"wissen", "wisst", "wusste", "gewusst"},
    {"ziehen", "zieht", "zog", "gezogen"},
    {"zwingen", "zwingt", "zwang", "gezwungen"},
};

/// Forms that are more often nouns: the castle, the deed, the ban.
constexpr std::array<std::string_view, 12> kNouns{"schloss", "tat",   "riss",    "tritt",
                                                  "schnitt", "griff", "trieb",   "verbot",
                                                  "laden",   "falle", "schlage", "gange"};

std::string fold(std::string_view word) { return fold_word(word).folded; }

std::set<std::string> forms_of(const StrongVerb& verb) {
  std::set<std::string> forms{fold(verb.infinitive), fold(verb.present), fold(verb.past),
                              fold(verb.participle)};
  const std::string stem =
      fold(verb.infinitive.substr(0, verb.infinitive.size() - (verb.infinitive == "tun" ? 1 : 2)));
  for (const char* ending : {"e", "t", "et", "st", "est"}) forms.insert(stem + ending);
  std::string past = fold(verb.past);
  if (past.ends_with('e')) past.pop_back();
  for (const char* ending : {"e", "en", "st", "est", "t", "et"}) forms.insert(past + ending);
  std::erase_if(forms, [](const std::string& form) {
    return std::ranges::find(kNouns, form) != kNouns.end();
  });
  return forms;
}

/// The forms of all strong verbs. A form of two verbs stands for the first.
const std::map<std::string, std::vector<std::string>>& verbs_by_form() {
  static const std::map<std::string, std::vector<std::string>> all = [] {
    std::map<std::string, std::vector<std::string>> made;
    for (const StrongVerb& verb : kStrongVerbs) {
      const std::set<std::string> forms = forms_of(verb);
      for (const std::string& form : forms)
        made.try_emplace(form, std::vector<std::string>(forms.begin(), forms.end()));
    }
    return made;
  }();
  return all;
}

/// The word without an ending of adjectives or nouns, if the dictionary then has it as a word with
/// this flag, else empty.
std::string_view own_word(std::string_view word, std::initializer_list<std::string_view> endings,
                          char flag, const InflectionDictionary& dictionary) {
  for (const std::string_view ending : endings)
    if (word.size() > ending.size() + 2 && word.ends_with(ending))
      if (const std::string_view own = word.substr(0, word.size() - ending.size());
          dictionary.has_flag(own, flag))
        return own;
  return {};
}

/// "politiker" of "politikern": a noun in -er with a genitive in -s.
std::string_view person(std::string_view word, const InflectionDictionary& dictionary) {
  constexpr char kGenitive = 'S';
  const std::string_view own = own_word(word, {"", "n", "s"}, kGenitive, dictionary);
  return own.ends_with("er") ? own : std::string_view();
}

/// "wirtschaftlich" of "wirtschaftlichen".
std::string_view derived_adjective(std::string_view word, const InflectionDictionary& dictionary) {
  constexpr char kAdjective = 'A';
  const std::string_view own =
      own_word(word, {"", "e", "en", "er", "es", "em"}, kAdjective, dictionary);
  for (const std::string_view ending : {"lich", "isch", "ig", "bar", "sam", "haft"})
    if (own.ends_with(ending)) return own;
  return {};
}

}  // namespace

std::vector<std::string> strong_verb_forms(std::string_view folded) {
  const auto found = verbs_by_form().find(std::string(folded));
  return found == verbs_by_form().end() ? std::vector<std::string>() : found->second;
}

bool is_german_derivation(std::string_view a, std::string_view b,
                          const InflectionDictionary* dictionary) {
  if (dictionary == nullptr) return false;
  return person(a, *dictionary) != person(b, *dictionary) ||
         derived_adjective(a, *dictionary) != derived_adjective(b, *dictionary);
}

}  // namespace dateline
