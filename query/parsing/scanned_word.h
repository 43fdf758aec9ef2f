// SPDX-License-Identifier: GPL-2.0-or-later
// A word of a query as it is written, and the meaning of its stars and other signs. Used by the
// lexer, by term_clause and phrase, and by to_text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "language/parse_options.h"
#include "language/query.h"

namespace dateline::searching {

/// A word as scanned: `shape` is as long as `text` and has an x for each byte that was escaped,
/// so that syntax is looked for in the shape only.
struct ScannedWord {
  std::string text;
  std::string shape;

  void keep(std::size_t begin, std::size_t end) {
    text = text.substr(begin, end - begin);
    shape = shape.substr(begin, end - begin);
  }
};

/// Reads the word at `position`, which moves behind it. A backslash makes the next character
/// literal: any character at the start of a word, punctuation inside it. `brackets`: [ and ] end a
/// word.
ScannedWord scan_word(std::string_view text, std::size_t& position, bool brackets = false);

struct WordContext {
  Query::Form form = Query::Form::stem;  // of a word without signs: stem, folded (in a phrase),
                                         // exact, caps, all_caps or no_caps
  Dialect dialect = Dialect::standard;
  bool in_phrase = false;
};

/// A note on a word.
struct Remark {
  std::string_view code;
  std::string message;
  std::string repair;
};

struct WordReading {
  std::string text;  // empty: no word is left to search for
  Query::Form form = Query::Form::stem;
  std::uint32_t number = 0;  // edits
  double boost = 1;
  std::vector<Remark> remarks;
};

WordReading read_word(ScannedWord word, const WordContext& context);

/// The factor in "^3", within the limits; 0 if it is no factor.
double read_boost(std::string_view digits);

}  // namespace dateline::searching
