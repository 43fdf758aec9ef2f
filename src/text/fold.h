// SPDX-License-Identifier: GPL-2.0-or-later
// Folding of one word: Unicode case folding (NFKC_Casefold) and the removal of accents.
// Used by the analyzer only. ICU does the work.
#pragma once

#include <string>
#include <string_view>

namespace dateline {

struct FoldedWord {
  std::string accented;  // NFKC_Casefold: case, width and ligature variants gone, accents kept
  std::string folded;    // and without accents, where they are accents (see fold.cc)
};

/// `word` is valid UTF-8.
FoldedWord fold_word(std::string_view word);

}  // namespace dateline
