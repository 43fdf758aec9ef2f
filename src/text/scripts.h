// SPDX-License-Identifier: GPL-2.0-or-later
// Scripts written without spaces between words. Used by the analyzer, which indexes them by
// character and pair, and by the query language, which looks for the words in them. Needs ICU.
#pragma once

#include <unicode/uscript.h>

namespace dateline {

/// The mark that lengthens a kana's vowel, and its halfwidth form. They belong to no script.
inline bool lengthens_kana(UChar32 c) { return c == 0x30FC || c == 0xFF70; }

/// Whether the script of `c` has no spaces between words, so that a dictionary must find them.
inline bool has_unspaced_words(UChar32 c) {
  UErrorCode status = U_ZERO_ERROR;
  switch (uscript_getScript(c, &status)) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_THAI:
    case USCRIPT_LAO:
    case USCRIPT_KHMER:
    case USCRIPT_MYANMAR:
      return true;
    default:
      return false;
  }
}

/// Whether the script of `c` is indexed by character and pair: those, Hangul, whose words have
/// spaces but carry their particles with them, and Bopomofo, which spells single syllables. ICU has
/// no dictionary for these two.
inline bool is_indexed_by_character(UChar32 c) {
  UErrorCode status = U_ZERO_ERROR;
  const UScriptCode script = uscript_getScript(c, &status);
  return script == USCRIPT_HANGUL || script == USCRIPT_BOPOMOFO || has_unspaced_words(c);
}

}  // namespace dateline
