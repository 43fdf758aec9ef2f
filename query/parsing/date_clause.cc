// SPDX-License-Identifier: GPL-2.0-or-later
#include "date_clause.h"

#include <array>

#include "language/characters.h"
#include "language/query_escape.h"
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

}  // namespace

std::optional<ClauseReading> read_date_clause(std::string_view text) {
  struct Relation {
    std::string_view word, sign;
  };
  static constexpr std::array<Relation, 9> relations{{{"after", ">"},
                                                      {"aft", ">"},
                                                      {">", ">"},
                                                      {"before", "<"},
                                                      {"bef", "<"},
                                                      {"<", "<"},
                                                      {"=", ""},
                                                      {"is", ""},
                                                      {"from", ">="}}};
  if (text.empty() || !is_blank(static_cast<unsigned char>(text.front()))) return std::nullopt;
  std::size_t position = 0;
  const std::string relation = lower_ascii(next_word(text, position));
  for (const Relation& known : relations) {
    if (relation != known.word) continue;
    const std::string_view first = next_word(text, position);
    if (!is_date(first)) return std::nullopt;
    ClauseReading clause{{std::string(known.sign).append(first)}, position};
    if (relation != "from" || lower_ascii(next_word(text, position)) != "to") return clause;
    const std::string_view last = next_word(text, position);
    if (!is_date(last)) return clause;
    return ClauseReading{{std::string(first).append("..").append(last)}, position};
  }
  return std::nullopt;
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
