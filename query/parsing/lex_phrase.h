// SPDX-License-Identifier: GPL-2.0-or-later
// The part of the lexer that reads phrases: quotation marks of every kind, braces, and the signs
// right behind them: "..."~5, "..."^2. phrase.h splits the content.
#pragma once

#include "query_scanner.h"

namespace dateline::searching {

/// At a quotation mark or a brace.
void lex_phrase(QueryScanner& in);

/// At "=": a word or phrase in this form only.
void lex_exact(QueryScanner& in);

}  // namespace dateline::searching
