// SPDX-License-Identifier: GPL-2.0-or-later
// Phrases as the lexer reads them: quotation marks of every kind, braces, and the signs right
// behind: "..."~5, "..."^2. What stands inside is split by phrase.h.
#pragma once

#include "query_scanner.h"

namespace dateline::searching {

/// At a quotation mark or a brace.
void lex_phrase(QueryScanner& in);

/// At "=": a word or phrase in this form only.
void lex_exact(QueryScanner& in);

}  // namespace dateline::searching
