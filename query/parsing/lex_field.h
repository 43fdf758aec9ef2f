// SPDX-License-Identifier: GPL-2.0-or-later
// What the lexer finds before an operand with a name: fields and their values, functions of
// fields, CAPS(...), near5:"..." and addresses. The names themselves stand in query_names.
#pragma once

#include "query_scanner.h"

namespace dateline::searching {

/// An address, or a field with its colon, "=" or comparison and with a word or value behind it.
/// False, and nothing read, where none stands.
bool lex_field(QueryScanner& in);

/// "headline(" and "CAPS(", where `word` has just been read.
bool lex_function(QueryScanner& in, const ScannedWord& word, std::size_t begin);

}  // namespace dateline::searching
