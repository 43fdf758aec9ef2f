// SPDX-License-Identifier: GPL-2.0-or-later
#include "inflection_dictionary.h"

#include <fmt/format.h>
#include <unicode/ucnv.h>
#include <unicode/unistr.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "fold.h"
#include "snowball_stemmer.h"

namespace dateline {
namespace {

/// What is known of the dictionaries whose forms are inflections.
struct Source {
  std::string_view language, package;
  std::array<std::string_view, 3> files;  // without ending; the first that exists
  std::string_view refused_flags;         // of rules that derive words: "hablar" → "hablador"
};
constexpr std::array<Source, 8> kSources{{
    {"cs", "hunspell-cs", {"cs_CZ"}, "KRN"},
    {"de", "hunspell-de-de", {"de_DE", "de_DE_frami"}, ""},
    {"es", "hunspell-es", {"es_ES", "es"}, "ABCFHJKLMNOPQTU"},
    {"fr", "hunspell-fr-classical", {"fr", "fr_FR", "fr_FR-classique"}, ""},
    {"pl", "hunspell-pl", {"pl_PL"}, ""},
    {"pt", "hunspell-pt-pt", {"pt_PT", "pt_BR"}, "mHqrNWsditlhzcCMnDvBoywjGJ"},
    {"ru", "hunspell-ru", {"ru_RU"}, ""},
    {"uk", "hunspell-uk", {"uk_UA"}, ""},
}};

std::string read_file(const std::filesystem::path& path) {
  std::error_code error;
  std::string text(std::filesystem::exists(path, error) ? std::filesystem::file_size(path) : 0, 0);
  std::ifstream in(path, std::ios::binary);
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  return in ? text : std::string();
}

/// Calls visit(line) for each line, without its end.
template <class Visit>
void for_each_line(std::string_view text, Visit&& visit) {
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view line = text.substr(begin, end - begin);
    if (line.ends_with('\r')) line.remove_suffix(1);
    visit(line);
    begin = end + 1;
  }
}

std::vector<std::string_view> split(std::string_view line) {
  std::vector<std::string_view> parts;
  for (std::size_t i = 0; i < line.size();) {
    const std::size_t begin = line.find_first_not_of(" \t", i);
    if (begin == std::string_view::npos) break;
    i = std::min(line.find_first_of(" \t", begin), line.size());
    parts.push_back(line.substr(begin, i - begin));
  }
  return parts;
}

/// The text in UTF-8; `charset` is what its affix file names.
std::string in_utf8(std::string text, const std::string& charset) {
  if (charset.empty() || charset == "UTF-8") return text;
  UErrorCode status = U_ZERO_ERROR;
  const std::string name = charset.starts_with("ISO8859") ? "ISO-" + charset.substr(3) : charset;
  UConverter* converter = ucnv_open(name.c_str(), &status);
  if (U_FAILURE(status)) return {};
  std::string utf8;
  icu::UnicodeString(text.data(), static_cast<std::int32_t>(text.size()), converter, status)
      .toUTF8String(utf8);
  ucnv_close(converter);
  return U_FAILURE(status) ? std::string() : utf8;
}

/// The bytes of the first character.
std::string_view first_character(std::string_view word) {
  if (word.empty()) return {};
  std::size_t size = 1;
  while (size < word.size() && (static_cast<unsigned char>(word[size]) & 0xC0) == 0x80) ++size;
  return word.substr(0, size);
}
std::string_view last_character(std::string_view word) {
  if (word.empty()) return {};
  std::size_t begin = word.size() - 1;
  while (begin > 0 && (static_cast<unsigned char>(word[begin]) & 0xC0) == 0x80) --begin;
  return word.substr(begin);
}

/// One place of a condition: which characters may stand there.
struct Place {
  bool negated = false;
  std::vector<std::string> characters;  // none and negated = any
};
std::vector<Place> condition_of(std::string_view text) {
  std::vector<Place> places;
  while (!text.empty()) {
    Place place;
    if (text.front() == '.') {
      place.negated = true;
      text.remove_prefix(1);
    } else if (text.front() == '[') {
      text.remove_prefix(1);
      place.negated = text.starts_with('^');
      if (place.negated) text.remove_prefix(1);
      while (!text.empty() && text.front() != ']') {
        place.characters.emplace_back(first_character(text));
        text.remove_prefix(place.characters.back().size());
      }
      if (!text.empty()) text.remove_prefix(1);
    } else {
      place.characters.emplace_back(first_character(text));
      text.remove_prefix(place.characters.back().size());
    }
    places.push_back(std::move(place));
  }
  return places;
}

/// Whether a word ends as a condition asks.
bool ends_so(std::string_view word, const std::vector<Place>& condition) {
  for (auto place = condition.rbegin(); place != condition.rend(); ++place) {
    const std::string_view last = last_character(word);
    if (last.empty()) return false;
    const bool listed = std::ranges::find(place->characters, last) != place->characters.end();
    if (listed == place->negated) return false;
    word.remove_suffix(last.size());
  }
  return true;
}

/// How flags are written behind a word.
enum class FlagType { character, two_characters, number };

using Flag = std::uint32_t;
std::vector<Flag> flags_of(std::string_view text, FlagType type) {
  std::vector<Flag> flags;
  if (type == FlagType::number) {
    for (const char* at = text.data(); at < text.data() + text.size();) {
      Flag flag = 0;
      const auto [end, error] = std::from_chars(at, text.data() + text.size(), flag);
      if (error == std::errc()) flags.push_back(flag);
      at = std::max(end, at) + 1;
    }
    return flags;
  }
  while (!text.empty()) {
    Flag flag = 0;
    for (int i = 0; i < (type == FlagType::two_characters ? 2 : 1) && !text.empty(); ++i) {
      const std::string_view character = first_character(text);
      for (const char c : character) flag = (flag << 8) | static_cast<unsigned char>(c);
      text.remove_prefix(character.size());
    }
    flags.push_back(flag);
  }
  return flags;
}

/// How an ending is put behind a word: "y" is taken off, "ies" is put on.
struct Rule {
  Flag flag = 0;
  std::string strip, add, folded_strip;
  std::vector<Place> condition;
  bool participle = false;  // it makes past participles
};

std::string fold(std::string_view word) { return fold_word(word).folded; }
std::string lower(std::string_view word) { return fold_word(word).accented; }

/// A line of the dictionary: a word, and the flags of its rules.
struct Entry {
  std::string folded;
  std::string_view word, flags;
};

}  // namespace

struct InflectionDictionary::State {
  std::string words;
  FlagType flag_type = FlagType::character;
  std::vector<Rule> rules;                                              // by flag
  std::unordered_map<std::string, std::vector<const Rule*>> by_ending;  // folded
  // The entries by the first letter, folded. They are folded and sorted when one is looked up.
  struct Letter {
    std::vector<std::string_view> lines;
    std::vector<Entry> entries;
    bool folded = false;
  };
  std::unordered_map<std::string, Letter> letters;
  std::mutex mutex;  // of `letters`
  // The forms of words asked for, by accented and folded word: an archive of many languages asks
  // for each of them.
  std::map<std::pair<std::string, std::string>, std::vector<std::string>> known_forms;
  std::mutex known_mutex;

  void read_rules(std::string_view affixes, std::string_view refused_flags);
  void read_words();
  std::vector<const Entry*> entries_of(std::string_view folded);
  std::vector<const Rule*> rules_of(const Entry& entry) const;
  std::vector<const Entry*> lemmas(const FoldedWord& word);
};

namespace {

Entry entry_of(std::string_view line) {
  line = line.substr(0, line.find_first_of(" \t"));
  const std::size_t slash = line.find('/');
  return {fold(line.substr(0, slash)), line.substr(0, slash),
          slash == std::string_view::npos ? std::string_view() : line.substr(slash + 1)};
}

/// The form that a rule makes of a word; empty if it makes none.
std::string form_of(std::string_view word, const Rule& rule) {
  if (!word.ends_with(rule.strip) || !ends_so(word, rule.condition)) return {};
  return std::string(word.substr(0, word.size() - rule.strip.size())).append(rule.add);
}

}  // namespace

void InflectionDictionary::State::read_rules(std::string_view affixes,
                                             std::string_view refused_flags) {
  for_each_line(affixes, [&](std::string_view line) {
    const std::vector<std::string_view> parts = split(line);
    if (parts.size() >= 2 && parts[0] == "FLAG")
      flag_type = parts[1] == "long"  ? FlagType::two_characters
                  : parts[1] == "num" ? FlagType::number
                                      : FlagType::character;
    // "SFX flag Y count" begins the rules of a flag.
    if (parts.size() < 4 || parts[0] != "SFX" || (parts.size() == 4 && parts[2] == "Y")) return;
    const std::vector<Flag> flag = flags_of(parts[1], flag_type);
    const std::vector<Flag> refused = flags_of(refused_flags, FlagType::character);
    if (flag.size() != 1 || std::ranges::find(refused, flag[0]) != refused.end()) return;
    const auto text = [](std::string_view part) {
      part = part.substr(0, part.find('/'));  // flags of further endings derive
      return part == "0" ? std::string() : std::string(part);
    };
    Rule rule{flag[0], text(parts[2]), text(parts[3]), {}, {}, false};
    rule.folded_strip = fold(rule.strip);
    if (parts.size() > 4) rule.condition = condition_of(parts[4]);
    rule.participle = std::ranges::find(parts, "po:ppas") != parts.end();
    rules.push_back(std::move(rule));
  });
  std::ranges::stable_sort(rules, {}, &Rule::flag);
  for (const Rule& rule : rules) by_ending[fold(rule.add)].push_back(&rule);
}

void InflectionDictionary::State::read_words() {
  std::unordered_map<std::string, Letter*> letter_of;  // by the first letter as it is written
  std::string_view written;
  Letter* letter = nullptr;
  const std::size_t behind_count = std::min(words.find('\n'), words.size());
  for_each_line(std::string_view(words).substr(behind_count), [&](std::string_view line) {
    if (line.empty()) return;
    if (const std::string_view character = first_character(line); character != written) {
      written = character;
      Letter*& known = letter_of[std::string(written)];
      if (known == nullptr) known = &letters[std::string(first_character(fold(written)))];
      letter = known;
    }
    letter->lines.push_back(line);
  });
}

/// The entries with this folded word.
std::vector<const Entry*> InflectionDictionary::State::entries_of(std::string_view folded) {
  const auto found = letters.find(std::string(first_character(folded)));
  if (found == letters.end()) return {};
  Letter& letter = found->second;
  {
    const std::lock_guard lock(mutex);
    if (!letter.folded) {
      for (const std::string_view line : letter.lines) letter.entries.push_back(entry_of(line));
      std::ranges::sort(letter.entries, {}, &Entry::folded);
      letter.lines = {};
      letter.folded = true;
    }
  }
  std::vector<const Entry*> entries;
  for (auto at = std::ranges::lower_bound(letter.entries, folded, {}, &Entry::folded);
       at != letter.entries.end() && at->folded == folded; ++at)
    entries.push_back(&*at);
  return entries;
}

std::vector<const Rule*> InflectionDictionary::State::rules_of(const Entry& entry) const {
  std::vector<const Rule*> found;
  for (const Flag flag : flags_of(entry.flags, flag_type))
    for (auto at = std::ranges::lower_bound(rules, flag, {}, &Rule::flag);
         at != rules.end() && at->flag == flag; ++at)
      found.push_back(&*at);
  return found;
}

/// The entries that a word is a form of: those whose form has its accents, else all. A word that is
/// a dictionary form is a form of itself, and of a verb only as its participle: "dit" is said, but
/// "marche" is a march.
std::vector<const Entry*> InflectionDictionary::State::lemmas(const FoldedWord& word) {
  std::vector<const Entry*> own = entries_of(word.folded);
  std::erase_if(own, [&](const Entry* entry) { return rules_of(*entry).empty(); });
  const auto is_whole = [&](const Entry* entry) { return lower(entry->word) == word.accented; };
  if (std::ranges::any_of(own, is_whole)) std::erase_if(own, std::not_fn(is_whole));
  std::set<const Entry*> whole, others;
  const std::string_view folded = word.folded;
  for (std::size_t size = 0; size < folded.size(); ++size) {
    const auto endings = by_ending.find(std::string(folded.substr(folded.size() - size)));
    if (endings == by_ending.end()) continue;
    const std::string_view rest = folded.substr(0, folded.size() - size);
    for (const Rule* rule : endings->second) {
      if (!own.empty() && !rule->participle) continue;
      for (const Entry* entry : entries_of(std::string(rest).append(rule->folded_strip)))
        if (std::ranges::count(flags_of(entry->flags, flag_type), rule->flag) > 0)
          if (const std::string form = form_of(entry->word, *rule); !form.empty()) {
            const FoldedWord made = fold_word(form);
            if (made.folded == folded)
              (made.accented == word.accented ? whole : others).insert(entry);
          }
    }
  }
  std::set<const Entry*>& found =
      !whole.empty() || std::ranges::any_of(own, is_whole) ? whole : others;
  found.insert(own.begin(), own.end());
  return {found.begin(), found.end()};
}

InflectionDictionary::InflectionDictionary(std::string_view affixes, std::string words,
                                           std::string_view refused_flags)
    : state_(std::make_unique<State>()) {
  std::string charset;
  for_each_line(affixes, [&](std::string_view line) {
    if (const auto parts = split(line); charset.empty() && parts.size() == 2 && parts[0] == "SET")
      charset = parts[1];
  });
  state_->words = in_utf8(std::move(words), charset);
  state_->read_rules(in_utf8(std::string(affixes), charset), refused_flags);
  state_->read_words();
}

InflectionDictionary::~InflectionDictionary() = default;

std::vector<std::string> InflectionDictionary::forms(std::string_view folded,
                                                     std::string_view accented) const {
  constexpr std::size_t kMostKnown = 10'000;
  const std::pair<std::string, std::string> word(accented, folded);
  {
    const std::lock_guard lock(state_->known_mutex);
    const auto known = state_->known_forms.find(word);
    if (known != state_->known_forms.end()) return known->second;
  }
  std::set<std::string> all;
  for (const Entry* lemma : state_->lemmas({std::string(accented), std::string(folded)})) {
    std::map<std::string, std::string> of_lemma{{lower(lemma->word), lemma->folded}};
    for (const Rule* rule : state_->rules_of(*lemma))
      if (const std::string form = form_of(lemma->word, *rule);
          !form.empty() && form.find('-') == std::string::npos) {
        FoldedWord made = fold_word(form);
        of_lemma.emplace(std::move(made.accented), std::move(made.folded));
      }
    for (const auto& [whole, form] : of_lemma)
      if (!all.contains(form)) {
        const std::vector<const Entry*> lemmas = state_->lemmas({whole, form});
        if (std::ranges::find(lemmas, lemma) != lemmas.end()) all.insert(form);
      }
  }
  if (!all.empty()) all.emplace(folded);
  std::vector<std::string> forms(all.begin(), all.end());
  const std::lock_guard lock(state_->known_mutex);
  if (state_->known_forms.size() >= kMostKnown) state_->known_forms.clear();
  return state_->known_forms.emplace(word, std::move(forms)).first->second;
}

bool InflectionDictionary::inflects(std::string_view folded) const {
  return !state_->lemmas({std::string(folded), std::string(folded)}).empty();
}

bool InflectionDictionary::has_flag(std::string_view folded, char flag) const {
  return std::ranges::any_of(state_->entries_of(folded), [&](const Entry* entry) {
    return entry->flags.find(flag) != std::string_view::npos;
  });
}

std::string InflectionDictionary::package(std::string_view language) {
  const auto source = std::ranges::find(kSources, language, &Source::language);
  return source == kSources.end() ? std::string() : std::string(source->package);
}

namespace {

/// The files of a dictionary.
struct Files {
  std::string name, affixes, words;
};

/// The folders of dictionaries, as a variable of the environment has them.
std::string dictionary_path() {
  const char* variable = std::getenv("DICPATH");
  return variable != nullptr ? variable : "/usr/share/hunspell:/usr/share/myspell/dicts";
}

std::optional<Files> find_files(const Source& source, const std::string& path) {
  for (std::size_t begin = 0; begin < path.size();) {
    const std::size_t end = std::min(path.find(':', begin), path.size());
    const std::filesystem::path folder = path.substr(begin, end - begin);
    begin = end + 1;
    for (const std::string_view file : source.files) {
      if (file.empty()) continue;
      Files files{std::string(file), read_file(folder / (std::string(file) + ".aff")),
                  read_file(folder / (std::string(file) + ".dic"))};
      if (!files.affixes.empty() && !files.words.empty()) return files;
    }
  }
  return std::nullopt;
}

std::string identity_of(std::string_view name, std::string_view bytes) {
  return fmt::format("{}, {} bytes, xxh3 {:016x}", name, bytes.size(),
                     XXH3_64bits(bytes.data(), bytes.size()));
}

}  // namespace

std::map<std::string, std::string> InflectionDictionary::identities(
    const std::vector<std::string>& languages) {
  static std::mutex mutex;
  static std::map<std::pair<std::string, std::string_view>, std::string> known;  // read once
  const std::string path = dictionary_path();
  const std::lock_guard lock(mutex);
  std::map<std::string, std::string> identities;
  for (const std::string& language : languages) {
    if (SnowballStemmer::of(language) != nullptr) {
      const std::string file = SnowballStemmer::library();
      const auto [at, is_new] = known.try_emplace({file, ""});
      std::error_code error;
      if (is_new)
        at->second = identity_of(std::filesystem::weakly_canonical(file, error).filename().string(),
                                 read_file(file));
      identities[language] = at->second;
      continue;
    }
    const auto source = std::ranges::find(kSources, language, &Source::language);
    if (source == kSources.end()) continue;
    const auto [at, is_new] = known.try_emplace({path, source->language});
    if (is_new)
      if (const std::optional<Files> files = find_files(*source, path))
        at->second = identity_of(files->name, files->affixes + files->words);
    identities[language] = at->second;
  }
  return identities;
}

const InflectionDictionary* InflectionDictionary::of(std::string_view language) {
  const auto source = std::ranges::find(kSources, language, &Source::language);
  if (source == kSources.end()) return nullptr;
  const std::string path = dictionary_path();
  static std::mutex mutex;
  static std::map<std::pair<std::string, std::string>, std::unique_ptr<InflectionDictionary>> known;
  const std::lock_guard lock(mutex);
  const auto [at, is_new] = known.try_emplace({path, std::string(language)});
  if (!is_new) return at->second.get();
  if (std::optional<Files> files = find_files(*source, path))
    at->second = std::make_unique<InflectionDictionary>(files->affixes, std::move(files->words),
                                                        source->refused_flags);
  return at->second.get();
}

}  // namespace dateline
