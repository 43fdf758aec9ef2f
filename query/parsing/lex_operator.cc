// SPDX-License-Identifier: GPL-2.0-or-later
#include "lex_operator.h"

#include <algorithm>

#include "language/characters.h"
#include "language/query_escape.h"

namespace dateline::searching {
namespace {

/// "president % clinton", but not "5 % growth".
bool lex_gap(QueryScanner& in, const ScannedWord& word, std::size_t begin) {
  if (word.shape != "%" || in.google() || !in.behind_operand() || !in.operand_follows())
    return false;
  const SourceSpan before = in.tokens.back().place;
  if (is_ascii_digit(in.text[before.offset + before.length - 1])) return false;
  if (in.take_leaf()) in.push(Operator::gap, begin);
  return true;
}

/// "a AROUND(5) b".
bool lex_around(QueryScanner& in, const ScannedWord& word, std::size_t begin) {
  if (word.shape != "AROUND" || in.here() != '(') return false;
  const std::size_t close =
      in.text.substr(0, std::min(in.text.size(), in.position + 12)).find(')', in.position);
  if (close == std::string_view::npos) return false;
  const auto number = read_digits(in.text.substr(in.position + 1, close - in.position - 1));
  if (!number) return false;
  in.position = close + 1;
  OperatorReading around;
  around.what = Operator::proximity;
  around.proximity.number = *number;
  in.push_operator(around, begin);
  return true;
}

/// "NOT w/5", "not w/5", also with a superfluous AND before it. `sure`: this NOT is an operator on
/// its own.
bool lex_not_near(QueryScanner& in, const ScannedWord& word, std::size_t begin, bool sure) {
  if (word.shape.size() != 3 || lower_ascii(word.shape) != "not" || in.google()) return false;
  const std::string_view next = in.next_plain_word();
  auto near = read_operator(next, false, in.dialect);
  if (!near || near->what != Operator::proximity || near->proximity.negated) return false;
  if (near->is_word_too && !sure) return false;
  const bool behind_and =
      sure && !in.tokens.empty() && in.tokens.back().what == Operator::conjunction;
  if (!in.behind_operand() && !behind_and) return false;
  const std::size_t behind_not = in.position;
  in.position = in.next_visible() + next.size();
  if (near->is_word_too && !in.operand_follows()) {
    in.position = behind_not;
    return false;
  }
  near->proximity.negated = true;
  in.push_operator(*near, begin);
  return true;
}

/// "NEAR 5" and "N5", "W5" between two operands, as other services write NEAR/5 and PRE/5.
bool lex_near_number(QueryScanner& in, const ScannedWord& word, std::size_t begin) {
  constexpr std::size_t kLongest = 3;  // N10
  if (in.google() || !in.behind_operand()) return false;
  OperatorReading within;
  within.what = Operator::proximity;
  const std::size_t behind = in.position;
  const auto glued = read_digits(std::string_view(word.shape).substr(1));
  if (word.shape == "NEAR" || word.shape == "ADJ" || word.shape == "PRE") {
    const std::string_view next = in.next_plain_word();
    const auto number = read_digits(next);
    if (!number) return false;
    within.proximity.number = *number;
    within.proximity.ordered = word.shape != "NEAR";
    in.position = in.next_visible() + next.size();
  } else if (glued && word.shape.size() <= kLongest &&
             (word.shape[0] == 'N' || word.shape[0] == 'W')) {
    within.proximity.number = *glued;
    within.proximity.ordered = word.shape[0] == 'W';
  } else {
    return false;
  }
  if (!in.operand_follows()) {
    in.position = behind;
    return false;
  }
  in.notes.add(in.since(begin), "distance-without-slash", "\"{}\" is read as {}/{}.",
               shortened(in.written(in.since(begin))), within.proximity.ordered ? "PRE" : "NEAR",
               within.proximity.number);
  in.push_operator(within, begin);
  return true;
}

/// "but not": in Nexis in any case.
bool is_but(std::string_view word, Dialect dialect) {
  if (dialect == Dialect::google || word.size() != 3) return false;
  return word == "BUT" || (dialect == Dialect::nexis && lower_ascii(word) == "but");
}

}  // namespace

bool lex_operator(QueryScanner& in, const ScannedWord& word, std::size_t begin) {
  if (lex_around(in, word, begin) || lex_gap(in, word, begin)) return true;
  if (is_but(word.shape, in.dialect)) {
    const auto next = read_operator(in.next_plain_word(), false, in.dialect);
    if (!next || next->what != Operator::negation) return false;
    in.push(Operator::conjunction, begin);
    return true;
  }
  if (lex_near_number(in, word, begin)) return true;
  const auto reading = read_operator(word.shape, in.here() == '(', in.dialect);
  if (lex_not_near(in, word, begin, reading.has_value())) return true;
  if (!reading) return false;
  if (reading->is_word_too && !(in.behind_operand() && in.operand_follows())) return false;
  in.push_operator(*reading, begin);
  return true;
}

bool lex_plus_number(QueryScanner& in) {
  const std::size_t begin = in.position;
  std::size_t end = begin + 1;
  while (end < in.text.size() && is_ascii_digit(in.text[end])) ++end;
  const auto number = read_digits(in.text.substr(begin + 1, end - begin - 1));
  if (!number || in.google() || !is_blank(in.peek_at(end)) || !in.behind_operand()) return false;
  in.position = end;
  if (!in.operand_follows()) {
    in.position = begin;
    return false;
  }
  OperatorReading within;
  within.what = Operator::proximity;
  within.proximity.number = *number;
  within.proximity.ordered = true;
  in.push_operator(within, begin);
  return true;
}

}  // namespace dateline::searching
