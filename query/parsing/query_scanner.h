// SPDX-License-Identifier: GPL-2.0-or-later
// QueryScanner: the text of a query, the position of the lexer, and the tokens read so far, within
// the limits. Used by the parts of the lexer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "language/characters.h"
#include "language/note_list.h"
#include "query_token.h"

namespace dateline::searching {

struct QueryScanner {
  QueryScanner(std::string_view query_text, Dialect query_dialect, NoteList& note_list)
      : text(query_text), dialect(query_dialect), notes(note_list) {}

  std::string_view text;
  Dialect dialect;
  NoteList& notes;
  std::size_t last_straight_quote = text.rfind('"');
  std::size_t position = 0;
  bool glued = false;    // no blank or parenthesis before position
  std::size_t open = 0;  // parentheses
  std::vector<QueryToken> tokens;
  bool cut = false;  // a limit was reached; the rest is not read

  bool google() const { return dialect == Dialect::google; }
  bool brackets() const { return dialect == Dialect::factiva; }  // are parentheses

  // The text from `position`.
  bool at_end() const { return position >= text.size(); }
  char here() const { return at_end() ? '\0' : text[position]; }
  CodePoint peek() const { return peek_at(position); }
  CodePoint peek_at(std::size_t where) const {
    return where < text.size() ? next_code_point(text, where) : ' ';
  }
  void skip_blanks();
  ScannedWord scan_word();
  /// The position of the next character that is not blank.
  std::size_t next_visible() const;
  /// The next word of ASCII letters and signs, if it is short enough for an operator.
  std::string_view next_plain_word() const;
  /// The position of the colon of a short name, or npos.
  std::size_t next_colon() const;
  /// False if no operand can begin here.
  bool operand_follows() const;

  // Text that was read.
  SourceSpan since(std::size_t begin) const { return {begin, position - begin}; }
  std::string_view written(SourceSpan place) const {
    return text.substr(place.offset, place.length);
  }
  bool behind_operand() const { return !tokens.empty() && ends_operand(tokens.back()); }

  // Tokens from `begin` to `position`. Nothing is written beyond a limit, which sets `cut`.
  QueryToken* push(QueryToken::Kind kind, std::size_t begin);
  void push(Operator what, std::size_t begin);
  void push_word(ScannedWord word, std::size_t begin, bool exact);
  void push_everything(std::size_t begin);
  void push_operator(OperatorReading reading, std::size_t begin);
  /// The field has all these values.
  void push_ranges(schema::FieldId field, const std::vector<std::string>& ranges,
                   std::size_t begin);
  /// Reduces `leaves` to the number that still fits; false when none does.
  bool take_leaves(std::size_t& leaves);
  bool take_leaf();
  /// How many leaves more a query may have.
  std::size_t room() const { return kMaxLeaves - leaves_; }
  /// A distance or count within its limits.
  std::uint32_t limited(std::uint32_t number, std::uint32_t most, SourceSpan place);

 private:
  std::size_t leaves_ = 0;
  bool distance_noted_ = false;
};

}  // namespace dateline::searching
