// SPDX-License-Identifier: GPL-2.0-or-later
#include "fold.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

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

UScriptCode script_of(UChar32 c) {
  UErrorCode status = U_ZERO_ERROR;
  return uscript_getScript(c, &status);
}

constexpr UChar32 kCyrillicIe = 0x0435, kDiaeresis = 0x0308, kAcute = 0x0301;
constexpr UChar32 kAlef = 0x0627, kTatweel = 0x0640;

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
      return false;
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

icu::UnicodeString without_accents(const icu::UnicodeString& text, UErrorCode& status) {
  const icu::UnicodeString decomposed = nfd().normalize(text, status);
  icu::UnicodeString out;
  UChar32 base = 0;
  for (std::int32_t i = 0; i < decomposed.length();) {
    const UChar32 c = decomposed.char32At(i);
    i += U16_LENGTH(c);
    if (u_charType(c) == U_NON_SPACING_MARK) {
      if (!is_accent(base, c)) out.append(c);
      continue;
    }
    base = c;
    if (c == kTatweel) continue;
    if (const char16_t* plain = plain_letters(c))
      out.append(plain);
    else
      out.append(c);
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
