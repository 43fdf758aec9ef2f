// SPDX-License-Identifier: GPL-2.0-or-later
#include "date_clause.h"

#include <algorithm>
#include <array>
#include <utility>

#include "dates/dates.h"
#include "language/characters.h"
#include "language/query_escape.h"
#include "operators.h"
#include "range.h"

namespace dateline::searching {
namespace {

constexpr std::size_t kLongest = 64;  // bytes of a word or range looked at

/// The next word, without the signs that close a group around it.
std::string_view next_word(std::string_view text, std::size_t& position) {
  while (position < text.size() && (text[position] == ' ' || text[position] == '\t')) ++position;
  const std::size_t begin = position;
  while (position < text.size() && position - begin < kLongest) {
    std::size_t after = position;
    if (ends_word(next_code_point(text, after))) break;
    position = after;
  }
  while (position > begin && (text[position - 1] == ',' || text[position - 1] == ';')) --position;
  return text.substr(begin, position - begin);
}

/// A point or span of time, but no range and no comparison.
bool is_date(std::string_view text) {
  if (text.empty() || text.find("..") != std::string_view::npos) return false;
  if (text.find_first_of("<>*") != std::string_view::npos) return false;
  return read_range(schema::FieldId::date, text, 0).has_value();
}

/// The comparison that a word or sign stands for; absent if it is none.
std::optional<std::string_view> relation_sign(std::string_view word) {
  struct Relation {
    std::string_view word, sign;
  };
  static constexpr std::array kRelations{
      Relation{"after", ">"},  Relation{"aft", ">"}, Relation{"gtr", ">"},   Relation{">", ">"},
      Relation{"before", "<"}, Relation{"bef", "<"}, Relation{"lss", "<"},   Relation{"<", "<"},
      Relation{"geq", ">="},   Relation{">=", ">="}, Relation{"from", ">="}, Relation{"leq", "<="},
      Relation{"<=", "<="},    Relation{"=", ""},    Relation{"is", ""}};
  const std::string lower = lower_ascii(word);
  const auto* const found = std::ranges::find(kRelations, std::string_view(lower), &Relation::word);
  if (found == kRelations.end()) return std::nullopt;
  return found->sign;
}

/// "3/31/1987" as Nexis writes it, and "3/1987", as ISO 8601. Other text is as it was.
std::string iso_date(std::string_view text, Dialect dialect) {
  std::vector<std::string> parts{""};
  for (const char c : text) {
    if (c == '/')
      parts.emplace_back();
    else if (is_ascii_digit(c))
      parts.back() += c;
    else
      return std::string(text);
  }
  const std::string& year = parts.back();
  if (parts.size() < 2 || year.size() != 4) return std::string(text);
  for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
    if (parts[i].empty() || parts[i].size() > 2) return std::string(text);
    if (parts[i].size() == 1) parts[i].insert(0, 1, '0');
  }
  if (parts.size() == 2) return year + "-" + parts[0];
  if (parts.size() != 3 || dialect != Dialect::nexis) return std::string(text);
  if (parts[0] > "12") std::swap(parts[0], parts[1]);
  return year + "-" + parts[0] + "-" + parts[1];
}

/// "March 31, 1987", "31 March 1987" and "Mar 1987" at `position`, which moves behind it.
std::optional<std::string> written_out(std::string_view text, std::size_t& position) {
  constexpr std::size_t kIsoDay = 10, kIsoMonth = 7;
  std::size_t at = position;
  const auto next = [&] {
    const std::string_view word = next_word(text, at);
    if (at < text.size() && text[at] == ',') ++at;
    return word;
  };
  std::string words(next());
  words.append(" ").append(next());
  if (std::ranges::none_of(words, is_ascii_letter)) return std::nullopt;
  if (const auto month = parse_timestamp("1 " + words)) {
    position = at;
    return format_timestamp(*month).substr(0, kIsoMonth);
  }
  const std::string_view year = next();
  const std::size_t blank = words.find(' ');
  auto day = parse_timestamp(words + " " + std::string(year));  // 31 March 1987
  if (!day)
    day = parse_timestamp(words.substr(blank + 1) + " " + words.substr(0, blank) + " " +
                          std::string(year));
  if (!day) return std::nullopt;
  position = at;
  return format_timestamp(*day).substr(0, kIsoDay);
}

/// The date or number at `position`, which moves behind it; "7d" for Factiva's -7.
std::optional<std::string> read_operand(schema::FieldId field, std::string_view text,
                                        Dialect dialect, std::size_t& position) {
  if (!holds_dates(field)) {
    const std::string_view number = next_word(text, position);
    if (!read_digits(number)) return std::nullopt;
    return std::string(number);
  }
  if (auto date = written_out(text, position)) return date;
  const std::string_view word = next_word(text, position);
  if (word.starts_with('-')) {
    const auto days = read_digits(word.substr(1));
    if (!days) return std::nullopt;
    return std::string(word.substr(1)) + "d";
  }
  std::string date = iso_date(word, dialect);
  if (!is_date(date)) return std::nullopt;
  return date;
}

/// "after 20240101", "from A to B". Moves `position` behind it.
std::optional<std::string> read_relation(schema::FieldId field, std::string_view text,
                                         Dialect dialect, std::size_t& position) {
  std::size_t at = position;
  const std::string_view word = next_word(text, at);
  const auto sign = relation_sign(word);
  if (!sign) return std::nullopt;
  const auto first = read_operand(field, text, dialect, at);
  if (!first) return std::nullopt;
  position = at;
  const bool age = first->ends_with('d');
  const bool from = lower_ascii(word) == "from";
  if (from && lower_ascii(next_word(text, at)) == "to")
    if (const auto last = read_operand(field, text, dialect, at)) {
      position = at;
      return *first + ".." + *last;
    }
  if (age && sign->starts_with('>')) return first;  // a length of time ends now
  return std::string(*sign) + *first;
}

/// The text of the parentheses that `text` begins with, inner ones as blanks, and the length of
/// both; empty if they are never closed.
std::string inside_parentheses(std::string_view text, std::size_t& length) {
  constexpr std::size_t kLongestClause = 128;
  std::string inside;
  std::size_t open = 0;
  for (std::size_t i = 0; i < text.size() && i < kLongestClause; ++i) {
    const char c = text[i];
    open += c == '(';
    if (c == ')' && --open == 0) {
      length = i + 1;
      return inside;
    }
    inside += c == '(' || c == ')' ? ' ' : c;
  }
  return {};
}

}  // namespace

std::optional<ClauseReading> read_relation_clause(schema::FieldId field, std::string_view text,
                                                  Dialect dialect) {
  const bool nexis = dialect == Dialect::nexis;
  const bool wrapped = nexis && text.starts_with('(');
  if (text.empty() || (!wrapped && !is_blank(static_cast<unsigned char>(text.front()))))
    return std::nullopt;
  ClauseReading clause;
  std::string inside;
  if (wrapped) {
    inside = inside_parentheses(text, clause.length);
  } else {
    inside = text.substr(0, 2 * kLongest);
    if (nexis)
      std::ranges::replace_if(
          inside, [](char c) { return c == '(' || c == ')'; }, ' ');
  }
  std::size_t position = 0;
  for (;;) {
    const auto range = read_relation(field, inside, dialect, position);
    if (!range) break;
    clause.ranges.push_back(*range);
    if (!wrapped) clause.length = position;
    if (!nexis || lower_ascii(next_word(inside, position)) != "and") break;
  }
  if (clause.ranges.empty()) return std::nullopt;
  if (wrapped && inside.find_first_not_of(' ', position) != std::string::npos) return std::nullopt;
  // A date in parentheses of its own: "geq (1/1/2024)".
  if (!wrapped && nexis)
    while (clause.length < text.size() && text[clause.length] == ')' &&
           std::ranges::count(text.substr(0, clause.length), '(') >
               std::ranges::count(text.substr(0, clause.length), ')'))
      ++clause.length;
  return clause;
}

std::optional<ClauseReading> read_range_end(std::string_view text) {
  std::size_t position = 0;
  const std::string head(text.substr(0, kLongest));
  if (lower_ascii(next_word(head, position)) != "to") return std::nullopt;
  const std::string_view last = next_word(head, position);
  if (!is_date(last)) return std::nullopt;
  return ClauseReading{{std::string(last)}, position};
}

std::optional<ClauseReading> read_bracket_range(schema::FieldId field, std::string_view text) {
  const std::string_view head = text.substr(0, kLongest);
  const std::size_t close = head.find_first_of("]}");
  if (close == std::string_view::npos) return std::nullopt;
  std::size_t position = 1;
  const std::string_view inside = head.substr(0, close);
  const std::string_view first = next_word(inside, position);
  if (next_word(inside, position) != "TO") return std::nullopt;
  const std::string_view last = next_word(inside, position);
  ClauseReading clause;
  clause.length = close + 1;
  const bool exclusive_first = text.front() == '{', exclusive_last = text[close] == '}';
  if (first != "*" && last != "*" && !exclusive_first && !exclusive_last) {
    clause.ranges.push_back(std::string(first).append("..").append(last));
  } else {
    if (first != "*") clause.ranges.push_back((exclusive_first ? ">" : ">=") + std::string(first));
    if (last != "*") clause.ranges.push_back((exclusive_last ? "<" : "<=") + std::string(last));
    if (clause.ranges.empty()) clause.ranges.emplace_back("*");
  }
  for (const std::string& range : clause.ranges)
    if (!read_range(field, range, 0)) return std::nullopt;
  return clause;
}

}  // namespace dateline::searching
