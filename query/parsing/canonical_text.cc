// SPDX-License-Identifier: GPL-2.0-or-later
#include "canonical_text.h"

#include <cstddef>
#include <vector>

#include "language/query_printer.h"
#include "lexer.h"

namespace dateline::searching {
namespace {

using Kind = QueryToken::Kind;
using Form = Query::Form;

/// `spelling` twice in parentheses, where most signs have a meaning.
std::vector<QueryToken> lex_twice(const std::string& spelling, NoteList& notes) {
  return lex_query('(' + spelling + ' ' + spelling + ')', Dialect::standard, notes).tokens;
}

/// True when the tokens are `size` for each spelling, the last of them of that kind.
bool are_two(const std::vector<QueryToken>& tokens, std::size_t size, Kind kind) {
  return tokens.size() == 2 * size + 2 && tokens[size].kind == kind &&
         tokens[2 * size].kind == kind;
}

bool same_word(const WordReading& reading, const Query& word, Form form) {
  return reading.remarks.empty() && reading.text == word.text && reading.form == form &&
         reading.number == word.number && reading.boost == word.boost;
}

class LexerReader final : public SpellingReader {
 public:
  bool is_phrase_word(const std::string& spelling, const Query& word, Form form) const override {
    NoteList notes;
    const auto tokens = lex_twice('"' + spelling + ' ' + spelling + '"', notes);
    if (!notes.empty() || !are_two(tokens, 1, Kind::phrase) || tokens[1].pieces.size() != 2)
      return false;
    for (const PhrasePiece& piece : tokens[1].pieces)
      if (piece.kind != PhrasePiece::Kind::word ||
          !same_word(read_word(piece.word, {form, Dialect::standard, true}), word,
                     word.form == Form::folded ? form : word.form))
        return false;
    return true;
  }

  bool is_word(const std::string& field, const std::string& spelling,
               const Query& word) const override {
    NoteList notes;
    const auto tokens = lex_twice(field + spelling, notes);
    const std::size_t size = field.empty() ? 1 : 2;
    if (!notes.empty() || !are_two(tokens, size, Kind::word)) return false;
    for (const std::size_t i : {size, 2 * size}) {
      const bool exact = tokens[i].form == Form::exact;
      if (exact != (word.form == Form::exact)) return false;
      const WordContext context{tokens[i].form, Dialect::standard, false};
      if (!same_word(read_word(tokens[i].word, context), word, word.form)) return false;
    }
    return true;
  }

  bool is_value(const std::string& spelling, const Query& leaf) const override {
    const bool starred = leaf.kind == Query::Kind::value && leaf.form == Query::Form::prefix;
    NoteList notes;
    const auto tokens = lex_twice(spelling, notes);
    const auto is_leaf = [&](const QueryToken& token) {
      if (leaf.kind == Query::Kind::range)
        return token.word.text + (token.starred ? "*" : "") == leaf.text;
      return token.word.text == leaf.text && token.starred == starred;
    };
    return notes.empty() && are_two(tokens, 2, Kind::value) && is_leaf(tokens[2]) &&
           is_leaf(tokens[4]);
  }
};

}  // namespace

std::string to_text(const Query& query) { return print_query(query, LexerReader()); }

}  // namespace dateline::searching
