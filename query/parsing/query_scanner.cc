// SPDX-License-Identifier: GPL-2.0-or-later
#include "query_scanner.h"

#include <algorithm>
#include <utility>

#include "language/query_escape.h"

namespace dateline::searching {
namespace {

using Kind = QueryToken::Kind;

/// Limits the memory of a long query that is mostly parentheses or operators. The canonical text of
/// kMaxLeaves leaves stays far below this limit.
constexpr std::size_t kMaxTokens = 16 * kMaxLeaves;

/// The length of Factiva's /N30/ or /F50/ at the beginning of `text`; 0 if it has none.
std::size_t slash_operator(std::string_view text) {
  if (text.size() < 4 || text[0] != '/') return 0;
  const char letter = static_cast<char>(text[1] | 0x20);
  std::size_t end = 2;
  while (end < text.size() && is_ascii_digit(text[end])) ++end;
  if ((letter != 'n' && letter != 'f') || end == 2 || end == text.size() || text[end] != '/')
    return 0;
  return end + 1;
}

}  // namespace

void QueryScanner::skip_blanks() {
  glued = position > 0 && text[position - 1] != '(' && text[position - 1] != '|';
  while (!at_end()) {
    std::size_t after = position;
    if (!is_blank(next_code_point(text, after))) break;
    position = after;
    glued = false;
  }
}

ScannedWord QueryScanner::scan_word() {
  if (dialect != Dialect::factiva) return searching::scan_word(text, position, brackets());
  // Blanks around /N30/ and /F50/ may be left out.
  std::size_t end = position + slash_operator(text.substr(position));
  if (end == position)
    for (++end; end < text.size() && slash_operator(text.substr(end)) == 0;) ++end;
  return searching::scan_word(text.substr(0, end), position, brackets());
}

QueryToken* QueryScanner::push(Kind kind, std::size_t begin) {
  if (tokens.size() >= kMaxTokens) {
    if (!cut)
      notes.add({begin, text.size() - begin}, "too-long",
                "The query has more than {} parts; the rest is ignored.", kMaxTokens);
    cut = true;
    return nullptr;
  }
  QueryToken& token = tokens.emplace_back();
  token.kind = kind;
  token.place = since(begin);
  return &token;
}

bool QueryScanner::take_leaves(std::size_t& leaves) {
  const std::size_t room = kMaxLeaves - leaves_;
  if (leaves > room) {
    notes.add({position, text.size() - position}, "too-many-words",
              "The query has more than {} words; the rest is ignored.", kMaxLeaves);
    cut = true;
    leaves = room;
  }
  leaves_ += leaves;
  return leaves > 0;
}

std::uint32_t QueryScanner::limited(std::uint32_t number, std::uint32_t most, SourceSpan place) {
  if (number > 0 && number <= most) return number;
  const std::uint32_t nearest = number == 0 ? 1 : most;
  notes.add(place, "number-limit", "The number has to be from 1 to {}; it is read as {}.", most,
            nearest);
  notes.read_as(std::to_string(nearest));
  return nearest;
}

void QueryScanner::push_word(ScannedWord word, std::size_t begin, bool exact) {
  const SourceSpan place = since(begin);
  if (count_letters(word.text) == 0) {
    if (word.shape.find('*') != std::string::npos && !exact)
      notes.add(place, "stray-operator", "\"{}\" is no word and is left out.",
                shortened(written(place)));
    return;
  }
  if (!take_leaf()) return;
  QueryToken* token = push(Kind::word, begin);
  if (token == nullptr) return;
  if (exact) token->form = Query::Form::exact;
  token->word = std::move(word);
}

void QueryScanner::push_ranges(schema::FieldId field, const std::vector<std::string>& ranges,
                               std::size_t begin) {
  if (ranges.size() > 1) push(Kind::open, begin);
  for (const std::string& range : ranges) {
    if (!take_leaf()) break;
    if (QueryToken* token = push(Kind::field, begin)) token->scope.field = field;
    if (QueryToken* token = push(Kind::value, begin)) token->word = {range, range};
  }
  if (ranges.size() > 1) push(Kind::close, begin);
}

void QueryScanner::push(Operator what, std::size_t begin) {
  if (QueryToken* token = push(Kind::operation, begin)) token->what = what;
}

void QueryScanner::push_operator(OperatorReading reading, std::size_t begin) {
  if (reading.what == Operator::and_not) {
    push(Operator::conjunction, begin);
    return push(Operator::negation, begin);
  }
  Proximity& proximity = reading.proximity;
  const bool counts = reading.what == Operator::at_least || reading.what == Operator::first ||
                      reading.what == Operator::first_behind;
  if (counts)
    proximity.number = limited(proximity.number, kMaxCount, since(begin));
  else if (reading.what == Operator::proximity && proximity.unit == Query::Unit::words)
    proximity.number = limited(proximity.number, kMaxDistance, since(begin));
  if (reading.vendors_differ && !std::exchange(distance_noted_, true))
    notes.add(since(begin), "distance",
              "{} is read as a distance of at most {} from word to word, in either order: {} "
              "words between them.",
              shortened(written(since(begin))), proximity.number, proximity.number - 1);
  QueryToken* token = push(Kind::operation, begin);
  if (token == nullptr) return;
  token->what = reading.what;
  token->proximity = proximity;
}

std::size_t QueryScanner::next_visible() const {
  std::size_t next = position;
  while (next < text.size()) {
    std::size_t after = next;
    if (!is_blank(next_code_point(text, after))) break;
    next = after;
  }
  return next;
}

std::size_t QueryScanner::next_colon() const {
  constexpr std::size_t kLongest = 16;
  return text.substr(0, std::min(text.size(), position + kLongest)).find(':', position);
}

std::string_view QueryScanner::next_plain_word() const {
  constexpr std::size_t kLongest = 24;
  const std::size_t begin = next_visible();
  std::size_t end = begin;
  while (end < text.size() && end - begin <= kLongest && !ends_word(peek_at(end))) ++end;
  return end - begin <= kLongest ? text.substr(begin, end - begin) : std::string_view();
}

bool QueryScanner::operand_follows() const {
  const std::size_t next = next_visible();
  if (next == text.size()) return false;
  const char c = text[next];
  if (c == ')' || c == '}' || c == '|' || (c == ']' && brackets())) return false;
  const auto reading = read_operator(next_plain_word(), false, dialect);
  return !reading || reading->is_word_too ||
         (reading->what != Operator::conjunction && reading->what != Operator::disjunction);
}

bool QueryScanner::take_leaf() {
  std::size_t leaves = 1;
  return take_leaves(leaves);
}

void QueryScanner::push_everything(std::size_t begin) {
  if (take_leaf()) push(Kind::everything, begin);
}

}  // namespace dateline::searching
