// SPDX-License-Identifier: GPL-2.0-or-later
#include "month_names.h"

#include <unicode/dtfmtsym.h>
#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <array>
#include <bitset>
#include <map>
#include <set>

namespace dateline {
namespace {

/// The languages whose names are known: those of ICU's list in which news is written.
constexpr std::array kLanguages{
    "af", "ar",      "ar_LB", "ar_DZ", "az", "be", "bg", "bn", "bs", "ca", "cs",  "cy",
    "da", "de",      "de_AT", "el",    "en", "es", "et", "eu", "fa", "fi", "fil", "fr",
    "ga", "gl",      "gu",    "he",    "hi", "hr", "hu", "hy", "id", "is", "it",  "ja",
    "ka", "kk",      "kn",    "ko",    "ky", "lt", "lv", "mk", "ml", "mn", "mr",  "ms",
    "nb", "ne",      "nl",    "nn",    "pa", "pl", "pt", "ro", "ru", "sk", "sl",  "sq",
    "sr", "sr_Latn", "sv",    "sw",    "ta", "te", "th", "tr", "uk", "ur", "uz",  "vi"};

using Months = std::bitset<13>;

struct NameTables {
  std::map<std::string, Months> months;                           // of all languages
  std::map<std::string, std::map<std::string, int>> of_language;  // code → name → month
  std::set<std::string> weekdays;
};

std::string utf8_of(const icu::UnicodeString& text) {
  std::string result;
  text.toUTF8String(result);
  return result;
}

void add_names(const char* code, NameTables& tables) {
  using Symbols = icu::DateFormatSymbols;
  UErrorCode status = U_ZERO_ERROR;
  const Symbols symbols(icu::Locale(code), status);
  if (U_FAILURE(status)) return;
  std::map<std::string, int>& own = tables.of_language[std::string(code).substr(0, 2)];
  for (const auto context : {Symbols::FORMAT, Symbols::STANDALONE})
    for (const auto width : {Symbols::WIDE, Symbols::ABBREVIATED}) {
      int32_t count = 0;
      const icu::UnicodeString* names = symbols.getMonths(count, context, width);
      for (int32_t i = 0; i < count && i < 12; ++i) {
        const std::string name = fold_name(utf8_of(names[i]));
        // A name of digits alone ("3") is a number to its readers as well.
        if (name.size() < 2 || name.find_first_of("0123456789") != std::string::npos) continue;
        tables.months[name].set(static_cast<std::size_t>(i) + 1);
        own.emplace(name, i + 1);
      }
      names = symbols.getWeekdays(count, context, width);
      for (int32_t i = 1; i < count; ++i)
        if (const std::string name = fold_name(utf8_of(names[i])); name.size() > 1)
          tables.weekdays.insert(name);
    }
}

const NameTables& tables() {
  static const NameTables made = [] {
    NameTables tables;
    for (const char* code : kLanguages) add_names(code, tables);
    return tables;
  }();
  return made;
}

std::optional<int> only(Months months) {
  if (months.count() != 1) return std::nullopt;
  for (int month = 1; month <= 12; ++month)
    if (months.test(static_cast<std::size_t>(month))) return month;
  return std::nullopt;
}

}  // namespace

std::string fold_name(std::string_view word) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* const apart = icu::Normalizer2::getNFKDInstance(status);
  icu::UnicodeString text = icu::UnicodeString::fromUTF8(
      icu::StringPiece(word.data(), static_cast<int32_t>(word.size())));
  text.foldCase();
  if (U_SUCCESS(status)) text = apart->normalize(text, status);
  icu::UnicodeString plain;
  for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
    const UChar32 c = text.char32At(i);
    if (u_charType(c) == U_NON_SPACING_MARK || c == 0x200C || c == 0x200D || c == 0x200E ||
        c == 0x200F)
      continue;
    plain.append(c);
  }
  // The letters of Korean are whole again, as others write them.
  const icu::Normalizer2* const whole = icu::Normalizer2::getNFCInstance(status);
  if (U_SUCCESS(status)) plain = whole->normalize(plain, status);
  std::string result = utf8_of(plain);
  while (!result.empty() && result.back() == '.') result.pop_back();
  return result;
}

std::optional<int> find_month_name(const std::string& folded, std::string_view language) {
  const NameTables& all = tables();
  if (const auto own = all.of_language.find(std::string(language.substr(0, 2)));
      own != all.of_language.end())
    if (const auto found = own->second.find(folded); found != own->second.end())
      return found->second;
  if (const auto found = all.months.find(folded); found != all.months.end())
    return only(found->second);
  constexpr std::string_view kIn = "ב";  // Hebrew writes it before the name
  if (folded.starts_with(kIn) && folded.size() > kIn.size())
    return find_month_name(folded.substr(kIn.size()), language);
  constexpr std::size_t kShortest = 3;
  if (folded.size() < kShortest) return std::nullopt;
  Months begun;
  for (auto at = all.months.lower_bound(folded);
       at != all.months.end() && at->first.starts_with(folded); ++at)
    begun |= at->second;
  return only(begun);
}

bool is_weekday_name(const std::string& folded) { return tables().weekdays.contains(folded); }

}  // namespace dateline
