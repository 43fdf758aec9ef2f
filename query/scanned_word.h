// SPDX-License-Identifier: GPL-2.0-or-later
// A word of a query as it stands in the text, and what its stars and other signs mean.
// Used by the lexer.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "query.h"

namespace dateline {

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

/// Takes the word at `position`, which moves behind it. A backslash takes the meaning of what
/// follows it: of any character at the start of a word, of punctuation inside it.
ScannedWord scan_word(std::string_view text, std::size_t& position);

struct WordReading {
  std::string text;
  Query::Form form = Query::Form::stem;   // or exact, or prefix
  bool starred = false;                   // there was a * that was not escaped
  std::vector<std::string_view> remarks;  // sentences on what was not understood
};

/// `exact`: "=" stood before it.
WordReading read_word(ScannedWord word, bool exact);

}  // namespace dateline
