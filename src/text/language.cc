// SPDX-License-Identifier: GPL-2.0-or-later
// Languages of articles: CLD2 for detection, ICU for names and codes.
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <cld2/public/compact_lang_det.h>  // needs the standard headers above before it
#include <unicode/locid.h>
#include <unicode/uloc.h>

#include <map>

#include "analyzer.h"
#include "language_name.h"

#include "ascii.h"

namespace dateline {
namespace {

/// The language that CLD2 reports as reliable in the first `bytes` of text; else empty.
std::string detect(std::string_view text, std::size_t bytes) {
  std::size_t size = std::min(text.size(), bytes);
  while (size > 0 && size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80)
    --size;
  bool reliable = false;
  const CLD2::Language language =
      CLD2::DetectLanguage(text.data(), static_cast<int>(size), /*is_plain_text=*/true, &reliable);
  return reliable ? normal_language(CLD2::LanguageCode(language)) : std::string();
}

/// How often the text has one of these letters of two bytes.
std::size_t letters_of(std::string_view text, std::string_view letters) {
  std::size_t found = 0;
  for (std::size_t at = 0; at + 1 < text.size(); ++at)
    for (std::size_t letter = 0; letter < letters.size(); letter += 2)
      if (text.substr(at, 2) == letters.substr(letter, 2)) ++found;
  return found;
}

/// Serbian and Macedonian lack letters that all other Cyrillic alphabets have. CLD2 takes short
/// texts of these for them.
std::string by_alphabet(std::string language, std::string_view text) {
  if (language != "sr" && language != "mk") return language;
  if (letters_of(text, "йщъыьэюя") < 2 || letters_of(text, "јљњћџђѓќѕ") > 0) return language;
  if (letters_of(text, "ў") > 0) return "be";
  if (letters_of(text, "іїє") > 0) return "uk";
  const bool russian = letters_of(text, "ыэ") > 0 || letters_of(text, "ъ") == 0;
  return russian ? "ru" : "bg";
}

/// The names of languages in the language `of_names`, lower case → code.
void add_language_names(const char* of_names, std::map<std::string, std::string>& names) {
  for (const char* const* code = uloc_getISOLanguages(); *code != nullptr; ++code) {
    if (std::string_view(*code).size() != 2) continue;
    icu::UnicodeString name;
    icu::Locale(*code).getDisplayLanguage(icu::Locale(of_names), name);
    std::string utf8;
    name.toLower().toUTF8String(utf8);
    names.emplace(utf8, *code);
  }
}

/// In English, as most files name them.
const std::map<std::string, std::string>& language_names() {
  static const std::map<std::string, std::string> names = [] {
    std::map<std::string, std::string> made;
    add_language_names("en", made);
    return made;
  }();
  return names;
}

/// In the languages in which services show their pages: "anglais", "Englisch".
const std::map<std::string, std::string>& foreign_language_names() {
  static const std::map<std::string, std::string> names = [] {
    std::map<std::string, std::string> made;
    for (const char* language : {"de", "fr", "es", "it", "nl", "pt", "ru", "ja", "zh", "sv", "da",
                                 "nb", "fi", "pl", "cs", "ko", "ar", "tr", "ca"})
      add_language_names(language, made);
    return made;
  }();
  return names;
}

/// The codes libraries write where ISO 639-2 has two: ICU knows the other one.
std::string_view terminology_code(std::string_view code) {
  static constexpr std::pair<std::string_view, std::string_view> kCodes[] = {
      {"alb", "sq"}, {"arm", "hy"}, {"baq", "eu"}, {"bur", "my"}, {"chi", "zh"},
      {"cze", "cs"}, {"dut", "nl"}, {"fre", "fr"}, {"geo", "ka"}, {"ger", "de"},
      {"gre", "el"}, {"ice", "is"}, {"mac", "mk"}, {"mao", "mi"}, {"may", "ms"},
      {"per", "fa"}, {"rum", "ro"}, {"slo", "sk"}, {"tib", "bo"}, {"wel", "cy"}};
  for (const auto& [library, usual] : kCodes)
    if (code == library) return usual;
  return code;
}

bool is_language_code(const std::string& code) {
  for (const char* const* known = uloc_getISOLanguages(); *known != nullptr; ++known)
    if (code == *known) return true;
  return false;
}

}  // namespace

std::string normal_language(std::string_view name) {
  const std::string lower = lower_ascii(name);
  if (const auto found = language_names().find(lower); found != language_names().end())
    return found->second;
  std::string code = lower.substr(0, lower.find_first_of("-_"));
  if (code == "iw") return "he";
  if (code == "jw") return "jv";
  if (code == "in") return "id";
  code = terminology_code(code);
  if (code.size() == 3) {  // "deu" → "de"
    const std::string two = icu::Locale(code.c_str()).getLanguage();
    if (two.size() == 2) code = two;
  }
  if (code.size() == 2 || code.size() == 3) return is_language_code(code) ? code : std::string();
  constexpr std::size_t kLongest = 40;
  if (lower.size() < 4 || lower.size() > kLongest) return {};
  std::string folded;
  icu::UnicodeString::fromUTF8(std::string(name)).toLower().toUTF8String(folded);
  const auto found = foreign_language_names().find(folded);
  return found == foreign_language_names().end() ? std::string() : found->second;
}

std::string language_name(std::string_view code) {
  icu::UnicodeString name;
  icu::Locale(std::string(code).c_str()).getDisplayLanguage(icu::Locale("en"), name);
  std::string utf8;
  return name.toUTF8String(utf8);
}

std::string detect_language(std::string_view title, std::string_view body) {
  // A short piece usually suffices (12 µs); otherwise more text is read.
  constexpr std::size_t kGlance = 240, kLook = 2000;
  const std::string_view text = body.empty() ? title : body;
  std::string language = detect(text, kGlance);
  if (language != "en") language = by_alphabet(detect(text, kLook), text.substr(0, kLook));
  return language;
}

}  // namespace dateline
