// SPDX-License-Identifier: GPL-2.0-or-later
// The parts of the lexer that read names: fields and their values, functions of fields, CAPS(...),
// near5:"..." and addresses. query_names has the names.
#pragma once

#include "query_scanner.h"

namespace dateline::searching {

/// An address, or a field with its colon, "=" or comparison and with a word or value behind it.
/// Returns false and reads nothing if there is none.
bool lex_field(QueryScanner& in);

/// "headline(" and "CAPS(", where `word` has just been read.
bool lex_function(QueryScanner& in, const ScannedWord& word, std::size_t begin);

}  // namespace dateline::searching
