// SPDX-License-Identifier: GPL-2.0-or-later
// The part of the lexer that reads phrases: quotation marks of every kind, braces, and the signs
// right behind them: "..."~5, "..."^2. phrase.h splits the content.
#pragma once

#include <cstddef>
#include <string>

#include "query_scanner.h"

namespace dateline::searching {

/// At a quotation mark or a brace.
void lex_phrase(QueryScanner& in);

/// `quoted`, a phrase with its marks, which the text from here to `end` stands for.
void lex_quoted(QueryScanner& in, const std::string& quoted, std::size_t end);

/// At "=": a word or phrase in this form only.
void lex_exact(QueryScanner& in);

}  // namespace dateline::searching
