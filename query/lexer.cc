// SPDX-License-Identifier: GPL-2.0-or-later
#include "lexer.h"

#include <optional>
#include <utility>

#include "characters.h"
#include "query_text.h"
#include "scanned_word.h"

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
  Lexer(std::string_view text, NoteList& notes)
      : text_(text), notes_(notes), last_straight_quote_(text.rfind('"')) {}

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
  void lex_phrase_suffix(QueryToken& phrase);
  bool closes_phrase(CodePoint opener, std::size_t begin, CodePoint c) const;
  void lex_word();
  bool lex_smiley();
  bool lex_address();
  bool lex_field();
  bool lex_unknown_field(std::size_t name_end);
  void lex_field_operand(const FieldScope& scope);
  void lex_value(bool address);
  bool lex_operator(const ScannedWord& word, std::size_t begin);
  bool lex_later_operator(const ScannedWord& word, std::size_t begin);
  bool not_follows() const;
  ScannedWord scan_word() { return dateline::scan_word(text_, position_); }
  void push_word(ScannedWord word, std::size_t begin, bool exact);

  QueryToken* push(Kind kind, std::size_t begin);
  bool count_leaves(std::size_t& leaves);

  std::string_view text_;
  NoteList& notes_;
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
  lexed_.tokens.push_back({kind, Form::stem, {}, {}, {}, since(begin)});
  return &lexed_.tokens.back();
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
    case '|':
      return lex_or();
    case '-':
    case '+':
      return lex_sign();
    case '=':
      return lex_exact();
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
      lexed_.tokens.back().place = since(begin);
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
  std::string content;
  bool closed = false;
  while (!at_end() && !closed) {
    CodePoint c = next_code_point(text_, position_);
    if (c == '\\' && opener != '{' && (is_quote(peek()) || here() == '\\')) {
      append_code_point(content, next_code_point(text_, position_));
    } else if (closes_phrase(opener, begin, c)) {
      closed = true;
    } else if (!is_blank(c)) {
      append_code_point(content, c);
    } else if (!content.empty() && content.back() != ' ') {
      content += ' ';
    }
  }
  if (!content.empty() && content.back() == ' ') content.pop_back();
  if (!closed)
    notes_.add({begin, opener_end - begin}, "unbalanced-quote",
               "A quotation mark is never closed; the phrase runs to the end of the query.");

  const bool is_value = !lexed_.tokens.empty() && lexed_.tokens.back().kind == Kind::field &&
                        schema::field(lexed_.tokens.back().scope.field).kind != schema::Kind::text;
  std::vector<std::string> words = phrase_words(content);
  std::size_t leaves = is_value || words.empty() ? 1 : words.size();
  if (!count_leaves(leaves)) return;
  if (words.size() > leaves && !is_value) words.resize(leaves);
  QueryToken* phrase = push(Kind::phrase, begin);
  if (phrase == nullptr) return;
  phrase->form = Form::folded;
  phrase->text = std::move(content);
  phrase->words = std::move(words);
  if (closed) lex_phrase_suffix(*phrase);
  phrase->place = since(begin);
}

/// What may stand right behind a phrase: * makes it the beginning of a value, ~5 and ^3 are of
/// later.
void Lexer::lex_phrase_suffix(QueryToken& phrase) {
  if (here() == '*') {
    ++position_;
    phrase.form = Form::prefix;
  } else if (here() == '~' || here() == '^') {
    const std::size_t begin = position_++;
    while (is_ascii_digit(here()) || here() == '.') ++position_;
    notes_.add(since(begin), "not-understood",
               "\"{}\" after a phrase is not understood and is left out.",
               shortened(written(since(begin))));
  }
}

void Lexer::lex_word() {
  if (!glued_ && lex_smiley()) return;
  if (lex_address() || lex_field()) return;
  const std::size_t begin = position_;
  ScannedWord word = scan_word();
  if (lex_operator(word, begin) || lex_later_operator(word, begin)) return;
  if (word.shape == "*" || word.shape == "*:*") {
    std::size_t leaves = 1;
    if (count_leaves(leaves)) push(Kind::everything, begin);
    return;
  }
  push_word(std::move(word), begin, false);
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
  std::string& address = lexed_.tokens.back().text;
  address.erase(address.find_last_not_of(".,;:!?'") + 1);
  notes_.add(since(begin), "bare-address", "An address by itself is read as url:{}.",
             shortened(address));
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
  if (ends_word(c)) return;
  const std::size_t tokens = lexed_.tokens.size();
  const std::size_t begin = position_;
  if (!is_text) {
    lex_value(scope.field == FieldId::url);
  } else if (c == '=') {
    lex_exact();
  } else {
    ScannedWord word = scan_word();
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
    if (is_blank(c) || is_quote(c) || (c == '|' && !address)) break;
    if (c == '(') ++open;
    if (c == ')' && open-- == 0) break;
    append_code_point(value, c);
    position_ = after;
  }
  if (!address)
    while (!value.empty() && (value.back() == ',' || value.back() == ';')) value.pop_back();
  const bool prefix = value.ends_with('*');
  if (prefix) value.pop_back();
  std::size_t leaves = 1;
  if ((value.empty() && !prefix) || !count_leaves(leaves)) return;
  QueryToken* token = push(Kind::value, begin);
  if (token == nullptr) return;
  token->text = std::move(value);
  if (prefix) token->form = Form::prefix;
}

bool Lexer::not_follows() const {
  std::size_t position = position_;
  while (position < text_.size() && is_blank(peek_at(position))) next_code_point(text_, position);
  return position > position_ && text_.substr(position).starts_with("NOT") &&
         ends_word(peek_at(position + 3));
}

bool Lexer::lex_operator(const ScannedWord& word, std::size_t begin) {
  const std::string& shape = word.shape;
  const bool both = shape == "ANDNOT";
  if (both || shape == "AND" || shape == "&" || shape == "&&" ||
      (shape == "BUT" && not_follows())) {
    push(Kind::conjunction, begin);
    if (both) push(Kind::negation, begin);
    return true;
  }
  if (shape == "OR" || shape == "NOT") {
    push(shape == "OR" ? Kind::disjunction : Kind::negation, begin);
    return true;
  }
  return false;
}

bool Lexer::lex_later_operator(const ScannedWord& word, std::size_t begin) {
  const LaterOperator later = later_operator(word.shape, here() == '(');
  if (later == LaterOperator::none) return false;
  if (word.shape == "AROUND") {  // its number is in parentheses
    const std::size_t close = text_.substr(0, position_ + 8).find(')', position_);
    if (close == std::string_view::npos ||
        !all_digits(text_.substr(position_ + 1, close - position_ - 1)))
      return false;
    position_ = close + 1;
  }
  const std::string name = shortened(written(since(begin)));
  if (later == LaterOperator::prefix) {
    notes_.add(since(begin), "not-understood", "{} is not understood and is left out.", name);
    return true;
  }
  const bool negative = later == LaterOperator::not_near;
  notes_.add(since(begin), "not-understood", "{} is not understood and is read as {}.", name,
             negative ? "AND NOT" : "AND");
  push(Kind::conjunction, begin);
  if (negative) push(Kind::negation, begin);
  return true;
}

void Lexer::push_word(ScannedWord word, std::size_t begin, bool exact) {
  const Place place = since(begin);
  WordReading reading = read_word(std::move(word), exact);
  if (count_letters(reading.text) == 0) {
    if (reading.starred && !exact)
      notes_.add(place, "stray-operator", "\"{}\" is no word and is left out.",
                 shortened(written(place)));
    return;
  }
  std::size_t leaves = 1;
  if (!count_leaves(leaves)) return;
  for (const std::string_view remark : reading.remarks)
    notes_.add(place, "not-understood", "{}", remark);
  QueryToken* token = push(Kind::word, begin);
  if (token == nullptr) return;
  token->form = reading.form;
  token->text = std::move(reading.text);
}

}  // namespace

LexedQuery lex_query(std::string_view text, NoteList& notes) { return Lexer(text, notes).run(); }

}  // namespace dateline
