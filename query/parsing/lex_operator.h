// SPDX-License-Identifier: GPL-2.0-or-later
// The part of the lexer that reads operators. The text around a word decides whether it is one.
// operators.h has the words.
#pragma once

#include "query_scanner.h"

namespace dateline::searching {

/// AND, NOT w/5, AROUND(5) and the like, where `word` has just been read. Returns false if it is an
/// ordinary word.
bool lex_operator(QueryScanner& in, const ScannedWord& word, std::size_t begin);

/// "+5" of "a +5 b". Returns false and reads nothing if it is none.
bool lex_plus_number(QueryScanner& in);

}  // namespace dateline::searching
