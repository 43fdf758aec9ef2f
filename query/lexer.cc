// SPDX-License-Identifier: GPL-2.0-or-later
#include "lexer.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "characters.h"
#include "date_clause.h"
#include "query_text.h"

namespace dateline {
namespace {

using Kind = QueryToken::Kind;
using Form = Query::Form;
using schema::FieldId;

/// Bounds the memory of a long query that is mostly parentheses or operators; the canonical text
/// of kMaxLeaves leaves stays far below it.
constexpr std::size_t kMaxTokens = 16 * kMaxLeaves;

class Lexer {
 public:
  Lexer(std::string_view text, Dialect dialect, NoteList& notes)
      : text_(text), dialect_(dialect), notes_(notes), last_straight_quote_(text.rfind('"')) {}

  LexedQuery run() {
    while (skip_blanks(), position_ < text_.size() && !lexed_.cut) lex_one();
    return std::move(lexed_);
  }

 private:
  bool at_end() const { return position_ >= text_.size(); }
  char here() const { return at_end() ? '\0' : text_[position_]; }
  CodePoint peek() const { return peek_at(position_); }
  CodePoint peek_at(std::size_t position) const {
    return position < text_.size() ? next_code_point(text_, position) : ' ';
  }
  Place since(std::size_t begin) const { return {begin, position_ - begin}; }
  std::string_view written(Place place) const { return text_.substr(place.offset, place.length); }

  void skip_blanks();
  void lex_one();
  void lex_structure(Kind kind);
  void lex_or();
  void lex_sign();
  void lex_exact();
  void lex_phrase();
  void push_phrase(ScannedWord content, std::size_t begin, bool closed);
  void lex_phrase_suffix(QueryToken& phrase, bool is_value);
  std::uint32_t limited(std::uint32_t number, std::uint32_t most, Place place);
  bool closes_phrase(CodePoint opener, std::size_t begin, CodePoint c) const;
  void lex_word();
  bool lex_smiley();
  bool lex_address();
  bool lex_field();
  bool lex_unknown_field(std::size_t name_end);
  void lex_field_operand(const FieldScope& scope);
  void lex_value(bool address);
  void lex_bracket_range(FieldId field);
  bool lex_wide_scope();
  bool lex_numbered_field();
  bool lex_function(const ScannedWord& word, std::size_t begin);
  bool lex_caps(const ScannedWord& word, std::size_t begin);
  bool lex_around(const ScannedWord& word, std::size_t begin);
  bool lex_date_clause(const ScannedWord& word, std::size_t begin);
  bool lex_maybe(const ScannedWord& word, std::size_t begin);
  bool lex_gap(const ScannedWord& word, std::size_t begin);
  bool lex_operator(const ScannedWord& word, std::size_t begin);
  void push_operator(OperatorReading reading, std::size_t begin);
  void push_ranges(FieldId field, const std::vector<std::string>& ranges, std::size_t begin);
  void lex_boost();

  bool behind_operand() const {
    return !lexed_.tokens.empty() && ends_operand(lexed_.tokens.back().kind);
  }
  std::size_t next_visible() const;
  std::string_view next_plain_word() const;
  bool operand_follows() const;
  bool vendor() const { return dialect_ == Dialect::nexis || dialect_ == Dialect::factiva; }
  bool google() const { return dialect_ == Dialect::google; }
  bool brackets() const { return dialect_ == Dialect::factiva; }
  ScannedWord scan_word() { return dateline::scan_word(text_, position_, brackets()); }
  void push_word(ScannedWord word, std::size_t begin, bool exact);

  QueryToken* push(Kind kind, std::size_t begin);
  bool count_leaves(std::size_t& leaves);

  std::string_view text_;
  Dialect dialect_;
  NoteList& notes_;
  std::size_t open_ = 0;  // parentheses
  bool distance_noted_ = false;
  std::size_t last_straight_quote_;
  std::size_t position_ = 0;
  bool glued_ = false;  // no blank or parenthesis before position_
  std::size_t leaves_ = 0;
  LexedQuery lexed_;
};

void Lexer::skip_blanks() {
  glued_ = position_ > 0 && text_[position_ - 1] != '(' && text_[position_ - 1] != '|';
  while (!at_end()) {
    std::size_t after = position_;
    if (!is_blank(next_code_point(text_, after))) break;
    position_ = after;
    glued_ = false;
  }
}

QueryToken* Lexer::push(Kind kind, std::size_t begin) {
  if (lexed_.tokens.size() >= kMaxTokens) {
    if (!lexed_.cut)
      notes_.add({begin, text_.size() - begin}, "too-long",
                 "The query has more than {} parts; the rest is ignored.", kMaxTokens);
    lexed_.cut = true;
    return nullptr;
  }
  QueryToken& token = lexed_.tokens.emplace_back();
  token.kind = kind;
  token.place = since(begin);
  return &token;
}

/// Makes `leaves` what is left of it; false when there is nothing.
bool Lexer::count_leaves(std::size_t& leaves) {
  const std::size_t room = kMaxLeaves - leaves_;
  if (leaves > room) {
    notes_.add({position_, text_.size() - position_}, "too-many-words",
               "The query has more than {} words; the rest is ignored.", kMaxLeaves);
    lexed_.cut = true;
    leaves = room;
  }
  leaves_ += leaves;
  return leaves > 0;
}

void Lexer::lex_one() {
  const CodePoint c = peek();
  switch (c) {
    case '(':
      return lex_structure(Kind::open);
    case ')':
      return lex_structure(Kind::close);
    case '[':
      return brackets() ? lex_structure(Kind::open) : lex_word();
    case ']':
      return brackets() ? lex_structure(Kind::close) : lex_word();
    case '|':
      return lex_or();
    case '-':
    case '+':
      return lex_sign();
    case '=':
      return google() ? lex_word() : lex_exact();
    case '{':
      return lex_phrase();
    case '}':
      notes_.add({position_++, 1}, "unbalanced-parenthesis",
                 "A closing brace has no opening one; it is left out.");
      return;
    default:
      return is_quote(c) ? lex_phrase() : lex_word();
  }
}

void Lexer::lex_structure(Kind kind) {
  ++position_;
  push(kind, position_ - 1);
  if (kind == Kind::open) ++open_;
  if (kind != Kind::close) return;
  if (open_ > 0) --open_;
  lex_boost();
}

/// "^3" right behind a group.
void Lexer::lex_boost() {
  if (here() != '^' || google()) return;
  const std::size_t begin = position_++;
  while (is_ascii_digit(here()) || here() == '.') ++position_;
  const double boost = read_boost(text_.substr(begin + 1, position_ - begin - 1));
  if (boost == 0)
    notes_.add(since(begin), "not-understood",
               "^ wants a number from {} to {} behind it and is left out.", kMinBoost, kMaxBoost);
  else if (QueryToken* token = push(Kind::boost, begin))
    token->boost = boost;
}

void Lexer::lex_or() {
  const std::size_t begin = position_++;
  if (here() == '|') ++position_;
  push(Kind::disjunction, begin);
}

/// "-x" and "+x" at the start of a word. Anywhere else the sign is a hyphen or nothing.
void Lexer::lex_sign() {
  const std::size_t begin = position_;
  while (here() == '-' || here() == '+') ++position_;
  if (glued_) return;
  if (text_[begin] == '+' && position_ == begin + 1 && is_ascii_digit(here()) && !google()) {
    std::size_t end = position_;
    while (end < text_.size() && is_ascii_digit(text_[end])) ++end;
    const auto number = read_digits(text_.substr(position_, end - position_));
    position_ = end;
    if (is_blank(peek()) && behind_operand() && operand_follows()) {  // "a +5 b"
      OperatorReading within;
      within.what = OperatorReading::What::proximity;
      within.proximity.number = number.value_or(1);
      within.proximity.ordered = true;
      return push_operator(within, begin);
    }
    position_ = begin + 1;
  }
  if (position_ == begin + 1 && !is_blank(peek())) {
    const Kind kind = text_[begin] == '-' ? Kind::negation : Kind::requirement;
    if (push(kind, begin) == nullptr) return;
    const std::size_t tokens = lexed_.tokens.size();
    lex_one();
    if (lexed_.tokens.size() > tokens) return;
    lexed_.tokens.pop_back();
  }
  if (!lexed_.cut)
    notes_.add(since(begin), "stray-operator", "\"{}\" has nothing to work on and is left out.",
               shortened(written(since(begin))));
}

void Lexer::lex_exact() {
  const std::size_t begin = position_++;
  if (is_quote(peek()) || here() == '{') {
    const std::size_t tokens = lexed_.tokens.size();
    lex_phrase();
    if (lexed_.tokens.size() > tokens) {
      lexed_.tokens.back().form = Form::exact;
      lexed_.tokens.back().place.length += lexed_.tokens.back().place.offset - begin;
      lexed_.tokens.back().place.offset = begin;
    }
    return;
  }
  const std::size_t tokens = lexed_.tokens.size();
  push_word(scan_word(), begin, true);
  if (lexed_.tokens.size() == tokens && !lexed_.cut)
    notes_.add(since(begin), "stray-operator",
               "\"{}\" has no word to be exact about and is left out.",
               shortened(written(since(begin))));
}

// A straight quotation mark is closed by a straight one (by another only when it is the last
// straight one), a typographic one by any, an opening brace by a closing one.
bool Lexer::closes_phrase(CodePoint opener, std::size_t begin, CodePoint c) const {
  if (opener == '{') return c == '}';
  if (opener == '"' && begin < last_straight_quote_) return c == '"';
  return is_quote(c);
}

void Lexer::lex_phrase() {
  const std::size_t begin = position_;
  const CodePoint opener = next_code_point(text_, position_);
  const std::size_t opener_end = position_;
  ScannedWord content;
  const auto append = [&](CodePoint c, bool escaped) {
    append_code_point(content.text, c);
    if (escaped)
      content.shape.resize(content.text.size(), 'x');
    else
      content.shape.append(content.text, content.shape.size());
  };
  bool closed = false;
  while (!at_end() && !closed) {
    const CodePoint c = next_code_point(text_, position_);
    if (c == '\\' && opener != '{' && (is_quote(peek()) || is_ascii_punctuation(peek()))) {
      append(next_code_point(text_, position_), true);
    } else if (closes_phrase(opener, begin, c)) {
      closed = true;
    } else if (!is_blank(c)) {
      append(c, false);
    } else if (!content.text.empty() && content.text.back() != ' ') {
      append(' ', false);
    }
  }
  if (!content.text.empty() && content.text.back() == ' ') content.keep(0, content.text.size() - 1);
  if (!closed)
    notes_.add({begin, opener_end - begin}, "unbalanced-quote",
               "A quotation mark is never closed; the phrase runs to the end of the query.");
  push_phrase(std::move(content), begin, closed);
}

void Lexer::push_phrase(ScannedWord content, std::size_t begin, bool closed) {
  const bool is_value = !lexed_.tokens.empty() && lexed_.tokens.back().kind == Kind::field &&
                        schema::field(lexed_.tokens.back().scope.field).kind != schema::Kind::text;
  std::vector<PhrasePiece> pieces;
  std::size_t leaves = 1;
  if (!is_value) {
    pieces = split_phrase(content);
    const auto counts = [](const PhrasePiece& piece) {
      return piece.kind == PhrasePiece::Kind::word || piece.kind == PhrasePiece::Kind::gap;
    };
    leaves = static_cast<std::size_t>(std::count_if(pieces.begin(), pieces.end(), counts));
    const std::size_t wanted = std::max<std::size_t>(leaves, 1);
    leaves = wanted;
    if (!count_leaves(leaves)) return;
    for (std::size_t i = 0, room = leaves; leaves < wanted && i < pieces.size(); ++i)
      if (counts(pieces[i]) && room-- == 0) pieces.resize(i);
  } else if (!count_leaves(leaves)) {
    return;
  }
  QueryToken* phrase = push(Kind::phrase, begin);
  if (phrase == nullptr) return;
  phrase->form = Form::folded;
  phrase->word = std::move(content);
  phrase->pieces = std::move(pieces);
  if (closed && !google()) lex_phrase_suffix(*phrase, is_value);
  phrase->place = since(begin);
}

/// What may stand right behind a phrase: * makes it the beginning of a value, ~5 says how far apart
/// its words may be, ^3 how much it counts.
void Lexer::lex_phrase_suffix(QueryToken& phrase, bool is_value) {
  if (here() == '*') {
    ++position_;
    phrase.starred = true;
  }
  while (!is_value && (here() == '~' || here() == '^')) {
    const std::size_t begin = position_++;
    while (is_ascii_digit(here()) || here() == '.') ++position_;
    const std::string_view digits = text_.substr(begin + 1, position_ - begin - 1);
    const auto number = read_digits(digits);
    const double boost = read_boost(digits);
    if (text_[begin] == '~' && number)
      phrase.number = std::max(1U, limited(*number, kMaxDistance, since(begin)));
    else if (text_[begin] == '^' && boost != 0)
      phrase.boost = boost;
    else
      notes_.add(since(begin), "not-understood",
                 "\"{}\" after a phrase is not understood and is left out.",
                 shortened(written(since(begin))));
  }
}

/// A distance or count within its limits.
std::uint32_t Lexer::limited(std::uint32_t number, std::uint32_t most, Place place) {
  if (number > 0 && number <= most) return number;
  const std::uint32_t nearest = number == 0 ? 1 : most;
  notes_.add(place, "number-limit", "The number has to be from 1 to {}; it is read as {}.", most,
             nearest);
  notes_.read_as(std::to_string(nearest));
  return nearest;
}

void Lexer::lex_word() {
  if (!glued_ && lex_smiley()) return;
  if (lex_address() || lex_wide_scope() || lex_numbered_field() || lex_field()) return;
  const std::size_t begin = position_;
  ScannedWord word = scan_word();
  if (word.text.empty()) return;
  if (lex_function(word, begin) || lex_caps(word, begin) || lex_around(word, begin) ||
      lex_operator(word, begin) || lex_date_clause(word, begin) || lex_maybe(word, begin) ||
      lex_gap(word, begin))
    return;
  if (word.shape == "*" || word.shape == "*:*") {
    std::size_t leaves = 1;
    if (count_leaves(leaves)) push(Kind::everything, begin);
    return;
  }
  // "(oil, gas)": any of them.
  const bool comma = open_ > 0 && word.shape.back() == ',' &&
                     (behind_operand() || word.shape.size() > 1) && operand_follows();
  if (word.shape.size() > 1 || !comma) push_word(std::move(word), begin, false);
  if (comma && behind_operand()) push(Kind::disjunction, position_ - 1);
}

/// ":-)" and the like, standing alone, are no parentheses.
bool Lexer::lex_smiley() {
  if (here() != ':' && here() != ';') return false;
  std::size_t end = position_ + 1;
  if (end < text_.size() && text_[end] == '-') ++end;
  const std::size_t mouth = end;
  while (end < text_.size() &&
         std::string_view("()DPpOo/\\|*").find(text_[end]) != std::string_view::npos)
    ++end;
  if (end == mouth || !is_blank(peek_at(end))) return false;
  position_ = end;
  return true;
}

/// An address as copied from a browser.
bool Lexer::lex_address() {
  std::size_t end = position_;
  while (end < text_.size() && (is_ascii_letter(text_[end]) ||
                                (end > position_ && (is_ascii_digit(text_[end]) ||
                                                     text_[end] == '+' || text_[end] == '-'))))
    ++end;
  if (end == position_ || !text_.substr(end).starts_with("://") || ends_word(peek_at(end + 3)))
    return false;
  const std::size_t begin = position_;
  if (QueryToken* field = push(Kind::field, begin)) field->scope.field = FieldId::url;
  lex_value(true);
  if (lexed_.cut) return true;
  ScannedWord& value = lexed_.tokens.back().word;
  value.keep(0, value.text.find_last_not_of(".,;:!?'") + 1);
  notes_.add(since(begin), "bare-address", "An address by itself is read as url:{}.",
             shortened(value.text));
  return true;
}

bool Lexer::lex_field() {
  std::size_t end = position_;
  while (end < text_.size() &&
         (is_ascii_letter(text_[end]) ||
          (end > position_ && (is_ascii_digit(text_[end]) || text_[end] == '_'))))
    ++end;
  if (end == position_ || end == text_.size()) return false;
  const char separator = text_[end];
  if (separator != ':' && separator != '=' && separator != '<' && separator != '>') return false;

  const std::optional<FieldScope> scope =
      find_scope(text_.substr(position_, end - position_), separator);
  const bool comparison = separator == '<' || separator == '>';
  const bool wrong =
      comparison && scope && schema::field(scope->field).kind != schema::Kind::number;
  if (!scope || wrong) return separator == ':' && lex_unknown_field(end);
  const CodePoint after = peek_at(end + 1);
  const bool opens = after == '(' || after == '{' || is_quote(after);
  if (separator == '=' && ends_word(after) && !opens) return false;

  const std::size_t begin = position_;
  position_ = comparison ? end : end + 1;
  QueryToken* field = push(Kind::field, begin);
  if (field == nullptr) return true;
  field->scope = *scope;
  lex_field_operand(*scope);
  return true;
}

/// A word, exact word or value right behind "field:"; a phrase or a group is left to lex_one.
void Lexer::lex_field_operand(const FieldScope& scope) {
  const bool is_text = schema::field(scope.field).kind == schema::Kind::text;
  if (here() == '=' && !is_text) {  // a value is exact anyway
    ++position_;
    ++lexed_.tokens.back().place.length;
  }
  const CodePoint c = peek();
  if (schema::field(scope.field).kind == schema::Kind::number && (c == '[' || c == '{'))
    return lex_bracket_range(scope.field);
  if (ends_word(c)) return;
  const std::size_t tokens = lexed_.tokens.size();
  const std::size_t begin = position_;
  if (!is_text) {
    lex_value(scope.field == FieldId::url);
  } else if (c == '=' && !google()) {
    lex_exact();
  } else {
    ScannedWord word = scan_word();
    if (lex_caps(word, begin)) return;
    std::size_t leaves = 1;
    if (word.shape != "*")
      push_word(std::move(word), begin, false);
    else if (count_leaves(leaves))
      push(Kind::everything, begin);
  }
  if (lexed_.tokens.size() > tokens || lexed_.cut) return;
  notes_.add(lexed_.tokens.back().place, "empty-field",
             "\"{}\" has nothing to look for and is left out.",
             shortened(written(lexed_.tokens.back().place)));
  lexed_.tokens.pop_back();
}

/// "foo:bar" where there is no field foo: two words, which a sign before them has to hold together.
bool Lexer::lex_unknown_field(std::size_t name_end) {
  const CodePoint after = peek_at(name_end + 1);
  const bool operand = is_letter(after) || is_quote(after) || after == '(' || after == '=';
  if (!operand) return false;
  const std::size_t begin = position_;
  const bool wrapped = after != '(';
  if (wrapped) push(Kind::open, begin);
  position_ = name_end;
  const std::string name(written(since(begin)));
  push_word({name, name}, begin, false);
  ++position_;
  notes_.add(since(begin), "unknown-field",
             "There is no field \"{}\"; it is searched as a word like what follows.",
             shortened(name));
  if (is_quote(after))
    lex_phrase();
  else if (after == '=')
    lex_exact();
  else if (wrapped) {
    const std::size_t word_begin = position_;
    push_word(scan_word(), word_begin, false);
  }
  if (wrapped) push(Kind::close, position_);
  return true;
}

/// A value runs to white space, a quotation mark, a parenthesis it has not opened, and, but for
/// addresses, to | or a comma at its end.
void Lexer::lex_value(bool address) {
  const std::size_t begin = position_;
  std::string value;
  std::size_t open = 0;
  while (!at_end()) {
    std::size_t after = position_;
    const CodePoint c = next_code_point(text_, after);
    if (is_blank(c) || is_quote(c) || (c == '|' && !address) || (c == ']' && brackets())) break;
    if (c == '(') ++open;
    if (c == ')' && open-- == 0) break;
    append_code_point(value, c);
    position_ = after;
  }
  if (!address)
    while (!value.empty() && (value.back() == ',' || value.back() == ';')) value.pop_back();
  const bool starred = value.ends_with('*');
  if (starred) value.pop_back();
  std::size_t leaves = 1;
  if ((value.empty() && !starred) || !count_leaves(leaves)) return;
  QueryToken* token = push(Kind::value, begin);
  if (token == nullptr) return;
  token->word = {value, value};
  token->starred = starred;
}

/// "date:[2024-01-01 TO 2024-02-01]"; otherwise a brace begins a phrase, a bracket a value.
void Lexer::lex_bracket_range(FieldId field) {
  const std::size_t begin = position_;
  if (const auto clause = read_bracket_range(field, text_.substr(position_))) {
    position_ += clause->length;
    const QueryToken token = lexed_.tokens.back();
    lexed_.tokens.pop_back();
    return push_ranges(token.scope.field, clause->ranges, begin);
  }
  if (here() == '{') return;
  lex_value(false);
}

/// "allintitle: a b": a field for all that follows in its group.
bool Lexer::lex_wide_scope() {
  const std::string_view name = next_plain_word();
  if (name.empty() || name.back() != ':') return false;
  const auto scope = find_wide_scope(name.substr(0, name.size() - 1));
  if (!scope) return false;
  const std::size_t begin = position_;
  position_ += name.size();
  if (QueryToken* field = push(Kind::field, begin)) field->scope = *scope;
  if (QueryToken* group = push(Kind::open, position_)) group->to_the_end = true;
  return true;
}

/// near5:"a b" and repeat5:nokia.
bool Lexer::lex_numbered_field() {
  const std::size_t colon =
      text_.substr(0, std::min(text_.size(), position_ + 16)).find(':', position_);
  if (colon == std::string_view::npos || google()) return false;
  const std::string_view name = text_.substr(position_, colon - position_);
  const std::size_t begin = position_;
  const CodePoint after = peek_at(colon + 1);
  if (const auto number = number_behind("near", name); number && is_quote(after)) {
    position_ = colon + 1;
    const std::size_t tokens = lexed_.tokens.size();
    lex_phrase();
    if (lexed_.tokens.size() == tokens) return true;
    QueryToken& phrase = lexed_.tokens.back();
    phrase.number = limited(*number, kMaxDistance, {begin, name.size()});
    phrase.place.length += phrase.place.offset - begin;
    phrase.place.offset = begin;
    return true;
  }
  const auto number = number_behind("repeat", name);
  if (!number || is_blank(after) || after == ')') return false;
  position_ = colon + 1;
  OperatorReading repeat;
  repeat.what = OperatorReading::What::at_least;
  repeat.proximity.number = *number;
  push_operator(repeat, begin);
  return true;
}

/// "headline(": the parenthesis that follows is the field's.
bool Lexer::lex_function(const ScannedWord& word, std::size_t begin) {
  if (here() != '(') return false;
  const auto scope = find_function(word.shape);
  if (!scope) return false;
  if (QueryToken* field = push(Kind::field, begin)) field->scope = *scope;
  return true;
}

/// "CAPS(", also with a space where no sentence has one.
bool Lexer::lex_caps(const ScannedWord& word, std::size_t begin) {
  const auto form = google() ? std::nullopt : caps_form(word.shape);
  if (!form) return false;
  std::size_t open = position_;
  const bool sure = *form != Form::caps || word.shape == "CAPS" || dialect_ == Dialect::nexis;
  if (here() == ' ' && sure) ++open;
  if (peek_at(open) != '(') return false;
  position_ = open + 1;
  if (QueryToken* group = push(Kind::open, begin)) group->form = *form;
  ++open_;
  return true;
}

/// "a AROUND(5) b".
bool Lexer::lex_around(const ScannedWord& word, std::size_t begin) {
  if (word.shape != "AROUND" || here() != '(') return false;
  const std::size_t close =
      text_.substr(0, std::min(text_.size(), position_ + 12)).find(')', position_);
  if (close == std::string_view::npos) return false;
  const auto number = read_digits(text_.substr(position_ + 1, close - position_ - 1));
  if (!number) return false;
  position_ = close + 1;
  OperatorReading around;
  around.what = OperatorReading::What::proximity;
  around.proximity.number = *number;
  push_operator(around, begin);
  return true;
}

bool Lexer::lex_date_clause(const ScannedWord& word, std::size_t begin) {
  if (google() || word.shape.size() != 4 || lower_ascii(word.shape) != "date") return false;
  const auto clause = read_date_clause(text_.substr(position_));
  if (!clause) return false;
  position_ += clause->length;
  push_ranges(FieldId::date, clause->ranges, begin);
  return true;
}

void Lexer::push_ranges(FieldId field, const std::vector<std::string>& ranges, std::size_t begin) {
  if (ranges.size() > 1) push(Kind::open, begin);
  for (const std::string& range : ranges) {
    std::size_t leaves = 1;
    if (!count_leaves(leaves)) break;
    if (QueryToken* token = push(Kind::field, begin)) token->scope.field = field;
    if (QueryToken* token = push(Kind::value, begin)) token->word = {range, range};
  }
  if (ranges.size() > 1) push(Kind::close, begin);
}

/// "MAYBE word", and "?word" behind a space.
bool Lexer::lex_maybe(const ScannedWord& word, std::size_t begin) {
  if (google()) return false;
  if (word.shape == "MAYBE" && operand_follows()) {
    push(Kind::maybe, begin);
    return true;
  }
  if (glued_ || word.shape[0] != '?' || !is_letter(peek_at(begin + 1))) return false;
  position_ = begin + 1;
  push(Kind::maybe, begin);
  lex_word();  // begins with a letter: never here again
  return true;
}

/// "president % clinton", but not "5 % growth".
bool Lexer::lex_gap(const ScannedWord& word, std::size_t begin) {
  if (word.shape != "%" || google() || !behind_operand() || !operand_follows()) return false;
  const Place before = lexed_.tokens.back().place;
  if (is_ascii_digit(text_[before.offset + before.length - 1])) return false;
  push(Kind::gap, begin);
  return true;
}

/// Where the next thing that is not blank stands.
std::size_t Lexer::next_visible() const {
  std::size_t position = position_;
  while (position < text_.size()) {
    std::size_t after = position;
    if (!is_blank(next_code_point(text_, after))) break;
    position = after;
  }
  return position;
}

/// The next word of ASCII letters and signs, if it is short enough for an operator.
std::string_view Lexer::next_plain_word() const {
  constexpr std::size_t kLongest = 24;
  const std::size_t begin = next_visible();
  std::size_t end = begin;
  while (end < text_.size() && end - begin <= kLongest && !ends_word(peek_at(end))) ++end;
  return end - begin <= kLongest ? text_.substr(begin, end - begin) : std::string_view();
}

/// False before what cannot begin an operand.
bool Lexer::operand_follows() const {
  const std::size_t next = next_visible();
  if (next == text_.size()) return false;
  const char c = text_[next];
  if (c == ')' || c == '}' || c == '|' || (c == ']' && brackets())) return false;
  const auto reading = read_operator(next_plain_word(), false, dialect_);
  return !reading || reading->is_word_too ||
         (reading->what != OperatorReading::What::conjunction &&
          reading->what != OperatorReading::What::disjunction);
}

bool Lexer::lex_operator(const ScannedWord& word, std::size_t begin) {
  using What = OperatorReading::What;
  if (word.shape == "BUT" && !google()) {
    const auto next = read_operator(next_plain_word(), false, dialect_);
    if (!next || next->what != What::negation) return false;
    push(Kind::conjunction, begin);
    return true;
  }
  std::optional<OperatorReading> reading = read_operator(word.shape, here() == '(', dialect_);
  const bool slash_not = word.shape.size() == 3 && lower_ascii(word.shape) == "not" && !google();
  if (slash_not) {  // "NOT w/5"
    const std::string_view next = next_plain_word();
    auto proximity = read_operator(next, false, dialect_);
    const bool negates = proximity && proximity->what == What::proximity &&
                         !proximity->proximity.negated && (reading || !proximity->is_word_too);
    if (negates && behind_operand()) {
      position_ = next_visible() + next.size();
      if (!proximity->is_word_too || operand_follows()) {
        proximity->proximity.negated = true;
        push_operator(*proximity, begin);
        return true;
      }
      position_ = begin + word.text.size();
    }
  }
  if (!reading) return false;
  if (reading->is_word_too && !(behind_operand() && operand_follows())) return false;
  push_operator(*reading, begin);
  return true;
}

void Lexer::push_operator(OperatorReading reading, std::size_t begin) {
  using What = OperatorReading::What;
  const auto counted = [&](Kind kind, std::uint32_t most) {
    const std::uint32_t number = limited(reading.proximity.number, most, since(begin));
    if (QueryToken* token = push(kind, begin)) token->number = number;
  };
  switch (reading.what) {
    case What::conjunction:
      push(Kind::conjunction, begin);
      return;
    case What::disjunction:
      push(Kind::disjunction, begin);
      return;
    case What::negation:
      push(Kind::negation, begin);
      return;
    case What::and_not:
      push(Kind::conjunction, begin);
      push(Kind::negation, begin);
      return;
    case What::exclusive:
      push(Kind::exclusive, begin);
      return;
    case What::at_least:
      return counted(Kind::at_least, kMaxCount);
    case What::first:
      return counted(Kind::first, kMaxCount);
    case What::first_behind:
      return counted(Kind::first_behind, kMaxCount);
    case What::proximity:
      break;
  }
  Proximity& proximity = reading.proximity;
  if (proximity.unit == Query::Unit::words)
    proximity.number = limited(proximity.number, kMaxDistance, since(begin));
  if (reading.vendors_differ && !std::exchange(distance_noted_, true))
    notes_.add(since(begin), "distance",
               "{} is read as a distance of at most {} from word to word, in either order: {} "
               "words between them.",
               shortened(written(since(begin))), proximity.number, proximity.number - 1);
  if (QueryToken* token = push(Kind::proximity, begin)) token->proximity = proximity;
}

void Lexer::push_word(ScannedWord word, std::size_t begin, bool exact) {
  const Place place = since(begin);
  if (count_letters(word.text) == 0) {
    if (word.shape.find('*') != std::string::npos && !exact)
      notes_.add(place, "stray-operator", "\"{}\" is no word and is left out.",
                 shortened(written(place)));
    return;
  }
  std::size_t leaves = 1;
  if (!count_leaves(leaves)) return;
  QueryToken* token = push(Kind::word, begin);
  if (token == nullptr) return;
  if (exact) token->form = Form::exact;
  token->word = std::move(word);
}

}  // namespace

bool ends_operand(Kind kind) {
  return kind == Kind::word || kind == Kind::phrase || kind == Kind::value || kind == Kind::close ||
         kind == Kind::everything || kind == Kind::boost || kind == Kind::first_behind;
}

LexedQuery lex_query(std::string_view text, Dialect dialect, NoteList& notes) {
  return Lexer(text, dialect, notes).run();
}

}  // namespace dateline
