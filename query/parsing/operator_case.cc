// SPDX-License-Identifier: GPL-2.0-or-later
#include "operator_case.h"

#include <cstddef>

namespace dateline::searching {

void note_lower_case(std::string_view text, const std::vector<QueryToken>& tokens,
                     NoteList& notes) {
  const auto written = [&](SourceSpan place) { return text.substr(place.offset, place.length); };
  for (std::size_t i = 1; i + 1 < tokens.size(); ++i) {
    if (tokens[i].kind != QueryToken::Kind::word || tokens[i - 1].kind == QueryToken::Kind::field)
      continue;
    const std::string_view word = written(tokens[i].place);
    if (word != "or" && word != "and" && word != "not") continue;
    if (!ends_operand(tokens[i - 1]) || !begins_operand(tokens[i + 1])) continue;
    notes.add(tokens[i].place, "lowercase-operator",
              "\"{}\" is searched as a word; as an operator it is written in capitals.", word);
  }
}

}  // namespace dateline::searching
