// SPDX-License-Identifier: GPL-2.0-or-later
#include "english_words.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "english_lexicon.h"

namespace dateline {
namespace {

using Lemmas = std::set<EnglishLemma>;

/// The lines of a table that begin with a word: what follows it in each.
std::vector<std::string_view> lines_of(const english::Table& table, std::string_view word) {
  const auto line = [&](std::uint32_t begin) {
    return table.text.substr(begin, table.text.find('\n', begin) - begin);
  };
  const auto key = [&](std::uint32_t begin) {
    const std::string_view rest = table.text.substr(begin);
    return rest.substr(0, rest.find(' '));
  };
  std::vector<std::string_view> found;
  for (auto at = std::ranges::lower_bound(table.lines, word, {}, key);
       at != table.lines.end() && key(*at) == word; ++at)
    found.push_back(line(*at).substr(word.size() + 1));
  return found;
}

std::string_view classes_of(std::string_view word) {
  const auto found = lines_of(english::kLexicon, word);
  return found.empty() ? std::string_view() : found.front();
}

bool is_listed(std::string_view word, std::string_view list) {
  const auto found = lines_of(english::kListedWords, word);
  return std::ranges::find(found, list) != found.end();
}

bool is_a(std::string_view word, char word_class) {
  return classes_of(word).find(word_class) != std::string_view::npos;
}
bool is_verb(std::string_view word) { return is_a(word, 'v') && !is_listed(word, "not-verb"); }

/// The words that a table of irregular ones has beside `word` in a class: "went" ↔ "go".
std::vector<std::string> irregular(const english::Table& table, std::string_view word,
                                   char word_class) {
  std::vector<std::string> others;
  for (const std::string_view line : lines_of(table, word))
    if (line.back() == word_class) others.emplace_back(line.substr(0, line.size() - 2));
  return others;
}

bool is_vowel(char c) { return std::string_view("aeiou").find(c) != std::string_view::npos; }
bool has_vowel(std::string_view word) {
  return word.find_first_of("aeiouy") != std::string_view::npos;
}
bool ends_in_any(std::string_view word, std::initializer_list<std::string_view> endings) {
  return std::ranges::any_of(endings, [&](std::string_view e) { return word.ends_with(e); });
}

/// "stopp": ends in a consonant that is doubled before an ending.
bool is_doubled(std::string_view word) {
  return word.size() >= 3 && word.back() == word[word.size() - 2] &&
         std::string_view("bdfgklmnprtvz").find(word.back()) != std::string_view::npos;
}

/// "rat", "shin", "quot": one syllable, whose consonant would be doubled if it had no e.
bool is_one_short_syllable(std::string_view word) {
  if (word.size() < 3 || is_vowel(word.back()) ||
      std::string_view("wxy").find(word.back()) != std::string_view::npos)
    return false;
  const std::size_t vowel = word.size() - 2;
  if (!is_vowel(word[vowel])) return false;
  for (std::size_t i = 0; i < vowel; ++i)
    if (is_vowel(word[i]) && !(word[i] == 'u' && i > 0 && word[i - 1] == 'q')) return false;
  return true;
}

std::string operator+(std::string_view word, const char* ending) {
  return std::string(word).append(ending);
}

using Candidates = std::vector<std::string>;

/// What may have been a word before its ending -s, the likeliest first.
Candidates before_s(std::string_view word) {
  if (word.size() < 3 || !word.ends_with('s') || word.ends_with("ss")) return {};
  const std::string_view less_s = word.substr(0, word.size() - 1);
  const std::string_view less_es = word.substr(0, word.size() - 2);
  if (word.ends_with("ies")) {
    const std::string_view b = word.substr(0, word.size() - 3);
    return {b + "y", b + "ie"};
  }
  if (ends_in_any(word, {"ches", "shes", "sses", "xes", "zzes", "oes"}))
    return {std::string(less_es), std::string(less_s)};
  if (ends_in_any(word, {"ses", "zes"})) return {std::string(less_s), std::string(less_es)};
  return {std::string(less_s)};
}

/// The same of -ed and -ing, whose rest is `b`.
Candidates before_ed_or_ing(std::string_view b) {
  if (!has_vowel(b)) return {};
  const std::string whole(b), with_e = b + "e";
  if (is_doubled(b)) return {std::string(b.substr(0, b.size() - 1)), whole};
  if (is_one_short_syllable(b)) return {with_e};
  if (ends_in_any(b, {"ng", "ss", "sh", "ch", "ck", "ll", "nd", "rd", "ld", "ct", "pt",
                      "st", "nt", "mp", "lk", "rk", "sk", "w",  "x",  "y",  "o"}))
    return {whole, with_e};
  return {with_e, whole};
}

Candidates before_verb_ending(std::string_view word) {
  if (word == "lying" || word == "dying" || word == "tying" || word == "vying")
    return {word.substr(0, 1) + "ie"};
  if (word.ends_with("eed"))
    return word.size() >= 6 || word == "freed" || word == "treed"
               ? Candidates{std::string(word.substr(0, word.size() - 1))}
               : Candidates{};
  if (word.ends_with("ied")) {
    const std::string_view b = word.substr(0, word.size() - 3);
    return {b + "y", b + "ie"};
  }
  if (word.ends_with("ed")) return before_ed_or_ing(word.substr(0, word.size() - 2));
  if (word.ends_with("ing")) return before_ed_or_ing(word.substr(0, word.size() - 3));
  return before_s(word);
}

/// Whether a verb has another past than -ed: "singed" is no form of "sing".
bool refuses_ed(std::string_view verb) {
  const auto forms = irregular(english::kIrregularLemmas, verb, 'v');
  return std::ranges::any_of(forms,
                             [](const std::string& form) {
                               return !form.ends_with("ing") && !form.ends_with('s');
                             }) &&
         !is_listed(verb, "doublet");
}

/// "firemen" → "fireman".
std::optional<std::string> man_of(std::string_view word) {
  if (word.size() < 5 || !word.ends_with("men")) return std::nullopt;
  std::string man(word);
  man[man.size() - 2] = 'a';
  return is_a(man, 'n') ? std::optional(man) : std::nullopt;
}

void add_noun(std::string_view word, Lemmas& lemmas) {
  const auto listed = irregular(english::kIrregularForms, word, 'n');
  for (const std::string& lemma : listed) lemmas.insert({lemma, 'n'});
  if (!listed.empty()) return;
  // These have no plural in -s.
  static constexpr std::array<std::string_view, 9> kOther{
      "man", "woman", "child", "foot", "tooth", "goose", "mouse", "louse", "ox"};
  for (const std::string& candidate : before_s(word))
    if (is_a(candidate, 'n') && std::ranges::find(kOther, candidate) == kOther.end()) {
      lemmas.insert({candidate, 'n'});
      return;
    }
  if (const auto man = man_of(word)) lemmas.insert({*man, 'n'});
}

void add_verb(std::string_view word, Lemmas& lemmas) {
  const auto listed = irregular(english::kIrregularForms, word, 'v');
  for (const std::string& lemma : listed) lemmas.insert({lemma, 'v'});
  if (!listed.empty()) return;
  for (const std::string& candidate : before_verb_ending(word)) {
    if (!is_verb(candidate)) continue;
    if (!word.ends_with("ed") || !refuses_ed(candidate)) lemmas.insert({candidate, 'v'});
    return;
  }
}

void add_adjective(std::string_view word, Lemmas& lemmas) {
  if (word == "worse" || word == "worst") {
    lemmas.insert({"bad", 'a'});
    return;
  }
  const bool more = word.ends_with("er"), most = word.ends_with("est");
  if ((!more && !most) || is_a(word, 'n') || (more && is_a(word, 'v'))) return;
  const auto listed = irregular(english::kIrregularForms, word, 'a');
  for (const std::string& lemma : listed) lemmas.insert({lemma, 'a'});
  if (!listed.empty()) return;
  const std::string_view b = word.substr(0, word.size() - (more ? 2 : 3));
  if (b.size() < 2) return;
  Candidates candidates;
  if (is_doubled(b)) candidates.emplace_back(b.substr(0, b.size() - 1));
  if (b.ends_with('i')) candidates.push_back(b.substr(0, b.size() - 1) + "y");
  candidates.push_back(b + "e");
  candidates.emplace_back(b);
  for (const std::string& candidate : candidates)
    if (is_a(candidate, 'a')) {
      lemmas.insert({candidate, 'a'});
      return;
    }
}

void add_own_classes(std::string_view word, Lemmas& lemmas) {
  for (const char letter : classes_of(word))
    if (letter != 'p') lemmas.insert({std::string(word), letter});
}

/// Of a word the lexicon does not know, by what the archive has.
void add_unknown(std::string_view word, const WordFrequency& frequency, Lemmas& lemmas) {
  Candidates candidates;
  if (!word.ends_with("us") && !word.ends_with("is")) candidates = before_s(word);
  const bool verb = word.ends_with("ed") || word.ends_with("ing");
  if (verb)
    for (std::string& candidate : before_verb_ending(word))
      if (classes_of(candidate) != "p")  // a name is no verb: Berning is no form of Bern
        candidates.push_back(std::move(candidate));
  std::erase_if(candidates, [&](const std::string& candidate) {
    return candidate.size() < 3 || !has_vowel(candidate) || is_listed(candidate, "closed") ||
           (word.ends_with("ed") && refuses_ed(candidate));
  });
  constexpr double kShare = 0.05, kFewest = 2;
  const double enough = candidates.empty() ? 0 : std::max(kFewest, kShare * frequency(word));
  const std::string* best = nullptr;
  double most = 0;
  for (const std::string& candidate : candidates)
    if (const double here = frequency(candidate); here >= enough && here > most) {
      best = &candidate;
      most = here;
    }
  if (best != nullptr)
    for (const char letter : {'n', 'v'}) lemmas.insert({*best, letter});
  else if (verb && word.size() >= 7 && !candidates.empty())
    lemmas.insert({candidates.front(), 'v'});
  for (const char letter : {'n', 'v'}) lemmas.insert({std::string(word), letter});
}

/// The verbs whose forms no rule makes, and one that is too short for the rules; the dictionary
/// form is the first.
constexpr std::array<std::array<std::string_view, 8>, 4> kAuxiliaries{{
    {"be", "am", "is", "are", "was", "were", "been", ""},
    {"have", "has", "had", "having", "", "", "", ""},
    {"do", "does", "did", "done", "doing", "", "", ""},
    {"go", "goes", "went", "gone", "going", "", "", ""},
}};

Lemmas lemmas_of(std::string_view word, const WordFrequency& frequency) {
  for (const auto& forms : kAuxiliaries)
    if (!word.empty() && std::ranges::find(forms, word) != forms.end())
      return {{std::string(forms[0]), 'v'}};
  const bool letters = std::ranges::all_of(word, [](char c) { return c >= 'a' && c <= 'z'; });
  constexpr std::size_t kLongest = 60;
  if (word.size() < 3 || word.size() > kLongest || !letters || is_listed(word, "closed"))
    return {{std::string(word), 'x'}};
  Lemmas lemmas;
  if (is_listed(word, "own")) {
    add_own_classes(word, lemmas);
    if (lemmas.empty()) lemmas.insert({std::string(word), 'x'});
    return lemmas;
  }
  add_noun(word, lemmas);
  add_verb(word, lemmas);
  add_adjective(word, lemmas);
  add_own_classes(word, lemmas);
  if (!lemmas.empty()) return lemmas;
  if (is_a(word, 'p')) return {{std::string(word), 'n'}};
  add_unknown(word, frequency, lemmas);
  return lemmas;
}

void add_verb_forms(const std::string& verb, std::set<std::string>& forms) {
  for (const char* ending : {"s", "es", "ed", "d", "ing"}) forms.insert(verb + ending);
  const std::string_view less_one = std::string_view(verb).substr(0, verb.size() - 1);
  const std::string doubled = verb + verb.back();
  for (const char* ending : {"ed", "ing"}) forms.insert(doubled + ending);
  if (verb.ends_with('y')) forms.insert({less_one + "ied", less_one + "ies"});
  if (verb.ends_with('e')) forms.insert(less_one + "ing");
  if (verb.ends_with("ie")) forms.insert(less_one.substr(0, less_one.size() - 1) + "ying");
}

void add_noun_forms(const std::string& noun, std::set<std::string>& forms) {
  forms.insert({noun + "s", noun + "es"});
  const std::string_view less_one = std::string_view(noun).substr(0, noun.size() - 1);
  if (noun.ends_with('y')) forms.insert(less_one + "ies");
  if (noun.ends_with("man")) forms.insert(noun.substr(0, noun.size() - 2) + "en");
}

void add_adjective_forms(const std::string& adjective, std::set<std::string>& forms) {
  const std::string_view less_one = std::string_view(adjective).substr(0, adjective.size() - 1);
  const std::string doubled = adjective + adjective.back();
  for (const char* ending : {"er", "est", "r", "st"}) forms.insert(adjective + ending);
  for (const char* ending : {"er", "est"}) forms.insert(doubled + ending);
  if (adjective.ends_with('y')) forms.insert({less_one + "ier", less_one + "iest"});
  if (adjective == "bad") forms.insert({"worse", "worst"});
}

/// All that may be a form of a lemma, whether or not it is.
std::set<std::string> possible_forms(const EnglishLemma& lemma) {
  std::set<std::string> forms{lemma.word};
  for (const auto& auxiliary : kAuxiliaries)
    if (lemma.word == auxiliary[0])
      for (const std::string_view form : auxiliary)
        if (!form.empty()) forms.emplace(form);
  for (const std::string& form : irregular(english::kIrregularLemmas, lemma.word, lemma.word_class))
    forms.insert(form);
  if (lemma.word.size() < 2) return forms;
  if (lemma.word_class == 'n') add_noun_forms(lemma.word, forms);
  if (lemma.word_class == 'v') add_verb_forms(lemma.word, forms);
  if (lemma.word_class == 'a') add_adjective_forms(lemma.word, forms);
  return forms;
}

}  // namespace

std::vector<EnglishLemma> english_lemmas(std::string_view word, const WordFrequency& frequency) {
  const Lemmas lemmas = lemmas_of(word, frequency);
  return {lemmas.begin(), lemmas.end()};
}

std::vector<EnglishLemma> typed_english_lemmas(std::string_view word,
                                               const WordFrequency& frequency) {
  if (is_listed(word, "own-plural")) return {{std::string(word), 'x'}};
  return english_lemmas(word, frequency);
}

std::vector<std::string> english_forms(std::string_view word, const WordFrequency& frequency) {
  const std::vector<EnglishLemma> lemmas = typed_english_lemmas(word, frequency);
  std::set<std::string> forms;
  for (const EnglishLemma& lemma : lemmas)
    for (const std::string& form : possible_forms(lemma))
      if (form != word && !forms.contains(form) && frequency(form) > 0 &&
          lemmas_of(form, frequency).contains(lemma))
        forms.insert(form);
  std::vector<std::string> result{std::string(word)};
  result.insert(result.end(), forms.begin(), forms.end());
  return result;
}

bool is_english_form(std::string_view word, std::string_view typed,
                     const WordFrequency& frequency) {
  if (word == typed) return true;
  const Lemmas own = lemmas_of(word, frequency);
  const std::vector<EnglishLemma> wanted = typed_english_lemmas(typed, frequency);
  return std::ranges::any_of(wanted, [&](const EnglishLemma& lemma) {
    return own.contains(lemma) && possible_forms(lemma).contains(std::string(word));
  });
}

}  // namespace dateline
