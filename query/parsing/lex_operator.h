// SPDX-License-Identifier: GPL-2.0-or-later
// Operators as the lexer reads them: by what stands round a word it may be one. The words
// themselves stand in operators.
#pragma once

#include "query_scanner.h"

namespace dateline::searching {

/// AND, NOT w/5, AROUND(5) and the like, where `word` has just been read. False where it is a word.
bool lex_operator(QueryScanner& in, const ScannedWord& word, std::size_t begin);

/// "+5" of "a +5 b". False, and nothing read, where it is none.
bool lex_plus_number(QueryScanner& in);

}  // namespace dateline::searching
