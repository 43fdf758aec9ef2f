// SPDX-License-Identifier: GPL-2.0-or-later
#include "fold.h"

#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "error.h"

namespace dateline {
namespace {

const icu::Normalizer2& normalizer(const icu::Normalizer2* (*get)(UErrorCode&)) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* found = get(status);
  if (U_FAILURE(status))
    throw Error("ICU has no normalization data", "install the package libicu72");
  return *found;
}

const icu::Normalizer2& nfkc_casefold() {
  static const icu::Normalizer2& n = normalizer(&icu::Normalizer2::getNFKCCasefoldInstance);
  return n;
}
const icu::Normalizer2& nfd() {
  static const icu::Normalizer2& n = normalizer(&icu::Normalizer2::getNFDInstance);
  return n;
}
const icu::Normalizer2& nfc() {
  static const icu::Normalizer2& n = normalizer(&icu::Normalizer2::getNFCInstance);
  return n;
}

UChar32 simplified(UChar32 c);

UScriptCode script_of(UChar32 c) {
  UErrorCode status = U_ZERO_ERROR;
  return uscript_getScript(c, &status);
}

constexpr UChar32 kCyrillicIe = 0x0435, kDiaeresis = 0x0308, kAcute = 0x0301;
constexpr UChar32 kAlef = 0x0627, kTatweel = 0x0640;
constexpr std::uint8_t kNukta = 7;  // a combining class: the dot below letters of India

/// Whether `mark` on `base` is an accent that people omit when they type. A mark that makes another
/// letter (Cyrillic й, Devanagari vowels, kana voicing) is no accent.
bool is_accent(UChar32 base, UChar32 mark) {
  switch (script_of(base)) {
    case USCRIPT_LATIN:
    case USCRIPT_GREEK:
    case USCRIPT_HEBREW:
      return true;
    case USCRIPT_CYRILLIC:
      return mark == kAcute || (mark == kDiaeresis && base == kCyrillicIe);
    case USCRIPT_ARABIC:  // vowel signs; hamza and madda only on alef
      return (mark >= 0x064B && mark <= 0x0652) || mark == 0x0670 || base == kAlef;
    default:
      return u_getCombiningClass(mark) == kNukta;
  }
}

/// Letters with a stroke or joined letters, which have no decomposition.
const char16_t* plain_letters(UChar32 c) {
  switch (c) {
    case 0x00E6:
      return u"ae";
    case 0x0153:
      return u"oe";
    case 0x00F8:
      return u"o";
    case 0x0142:
      return u"l";
    case 0x0111:
      return u"d";
    case 0x0131:
      return u"i";
    case 0x00F0:
      return u"d";
    case 0x00FE:
      return u"th";
    default:
      return nullptr;
  }
}

/// The letter that stands for several which writers do not tell apart: what Arabic, Persian and
/// Urdu keyboards type for one letter, and digits of any script. Other characters are themselves.
UChar32 usual_letter(UChar32 c) {
  if (u_charType(c) == U_DECIMAL_DIGIT_NUMBER) return '0' + u_charDigitValue(c);
  switch (c) {
    case 0x0649:
    case 0x06CC:
    case 0x06D2:
      return 0x064A;  // yeh
    case 0x06A9:
    case 0x06AA:
      return 0x0643;  // kaf
    case 0x0671:
      return kAlef;
    case 0x06BE:
    case 0x06C1:
    case 0x06C3:
    case 0x06D5:
      return 0x0647;  // heh
    case 0x0901:
      return 0x0902;  // Devanagari: a nasal vowel
    default:
      return simplified(c);
  }
}

/// Whether Devanagari `nasal` before `consonant` may be written as a dot above: हिन्दी, हिंदी.
bool is_nasal_of(UChar32 nasal, UChar32 consonant) {
  constexpr struct {
    UChar32 nasal, first, last;
  } kClasses[] = {{0x0919, 0x0915, 0x0918},
                  {0x091E, 0x091A, 0x091D},
                  {0x0923, 0x091F, 0x0922},
                  {0x0928, 0x0924, 0x0927},
                  {0x092E, 0x092A, 0x092D}};
  for (const auto& of : kClasses)
    if (nasal == of.nasal && consonant >= of.first && consonant <= of.last) return true;
  return false;
}

/// The simplified form of a Chinese character; itself where it has none, as in Japanese.
UChar32 simplified(UChar32 c) {
  constexpr UChar32 kFirst = 0x4E00, kLast = 0x9FFF;
  if (c < kFirst || c > kLast) return c;
  static const std::vector<UChar32> forms = [] {
    std::vector<UChar32> all(kLast - kFirst + 1);
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<icu::Transliterator> to_simplified(
        icu::Transliterator::createInstance("Traditional-Simplified", UTRANS_FORWARD, status));
    for (UChar32 from = kFirst; from <= kLast; ++from) {
      icu::UnicodeString text(from);
      if (U_SUCCESS(status)) to_simplified->transliterate(text);
      all[static_cast<std::size_t>(from - kFirst)] =
          text.countChar32() == 1 ? text.char32At(0) : from;
    }
    return all;
  }();
  return forms[static_cast<std::size_t>(c - kFirst)];
}

icu::UnicodeString without_accents(const icu::UnicodeString& text, UErrorCode& status) {
  const icu::UnicodeString decomposed = nfd().normalize(text, status);
  icu::UnicodeString out;
  UChar32 base = 0;
  for (std::int32_t i = 0; i < decomposed.length();) {
    const UChar32 c = decomposed.char32At(i);
    i += U16_LENGTH(c);
    if (u_charType(c) == U_NON_SPACING_MARK) {
      if (!is_accent(base, c)) out.append(usual_letter(c));
      continue;
    }
    base = c;
    if (c == kTatweel) continue;
    constexpr UChar32 kVirama = 0x094D, kDotAbove = 0x0902;
    if (const char16_t* plain = plain_letters(c)) {
      out.append(plain);
    } else if (decomposed.char32At(i) == kVirama && is_nasal_of(c, decomposed.char32At(i + 1))) {
      out.append(kDotAbove);
      ++i;
    } else {
      out.append(usual_letter(c));
    }
  }
  return nfc().normalize(out, status);
}

}  // namespace

FoldedWord fold_word(std::string_view word) {
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString text = icu::UnicodeString::fromUTF8(
      icu::StringPiece(word.data(), static_cast<std::int32_t>(word.size())));
  text = nfkc_casefold().normalize(text, status);
  text.findAndReplace(icu::UnicodeString(static_cast<UChar32>(0x2019)), icu::UnicodeString("'"));
  FoldedWord result;
  text.toUTF8String(result.accented);
  without_accents(text, status).toUTF8String(result.folded);
  return result;
}

}  // namespace dateline
