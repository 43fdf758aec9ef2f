// SPDX-License-Identifier: GPL-2.0-or-later
// print_query: Query → canonical text. It asks a SpellingReader how a spelling would be read, and
// knows no lexer. to_text (canonical_text.h) binds it to the lexer.
#pragma once

#include <string>

#include "query.h"

namespace dateline::searching {

/// How a spelling would be read in the default dialect.
class SpellingReader {
 public:
  virtual ~SpellingReader() = default;
  /// True when `spelling` in a phrase of words of `form` is read as `word`, without a note.
  virtual bool is_phrase_word(const std::string& spelling, const Query& word,
                              Query::Form form) const = 0;
  /// True when `spelling` behind `field` ("title:", or nothing) is read as `word`, without a note.
  virtual bool is_word(const std::string& field, const std::string& spelling,
                       const Query& word) const = 0;
  /// True when `spelling`, its field included, is read as the value or range `leaf`, without a
  /// note.
  virtual bool is_value(const std::string& spelling, const Query& leaf) const = 0;
};

std::string print_query(const Query& query, const SpellingReader& reader);

}  // namespace dateline::searching
