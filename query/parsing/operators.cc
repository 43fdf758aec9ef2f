// SPDX-License-Identifier: GPL-2.0-or-later
#include "operators.h"

#include <algorithm>
#include <array>
#include <string>

#include "language/characters.h"
#include "language/query_escape.h"
#include "text/ascii.h"

namespace dateline::searching {
namespace {

using Unit = Query::Unit;

struct Name {
  std::string_view name;
  bool ordered = false;
  bool negated = false;
  std::uint32_t bare = 0;  // the number if none is written
  bool glued = false;      // "near5"
};

// clang-format off
constexpr std::array kNames = {
    Name{"near",    false, false, 10, true},
    Name{"w",       false, false, 0,  false},
    Name{"n",       false, false, 0,  false},
    Name{"around",  false, false, 0,  false},
    Name{"",        false, false, 0,  false},
    Name{"adj",     true,  false, 1,  true},
    Name{"pre",     true,  false, 10, true},
    Name{"p",       true,  false, 0,  false},
    Name{"onear",   true,  false, 10, true},
    Name{"notnear", false, true,  10, true},
    Name{"notpre",  true,  true,  10, true},
};
// clang-format on

const Name* find_name(std::string_view name) {
  const auto* found =
      std::find_if(kNames.begin(), kNames.end(), [&](const Name& n) { return n.name == name; });
  return found == kNames.end() ? nullptr : found;
}

std::optional<Unit> find_unit(std::string_view text) {
  if (text == "s" || text == "sent") return Unit::sentence;
  if (text == "p" || text == "para") return Unit::paragraph;
  if (text == "seg") return Unit::field;
  return std::nullopt;
}

OperatorReading reading_of(Operator what, std::uint32_t number = 0) {
  OperatorReading reading;
  reading.what = what;
  reading.proximity.number = number;
  return reading;
}

OperatorReading distance(const Name& name, std::uint32_t number) {
  OperatorReading reading = reading_of(Operator::proximity, number);
  reading.proximity.ordered = name.ordered;
  reading.proximity.negated = name.negated;
  return reading;
}

OperatorReading same(Unit unit) {
  OperatorReading reading = reading_of(Operator::proximity);
  reading.proximity.unit = unit;
  return reading;
}

/// "w/5", "/s", "atleast/3", "/F50/", "/N30/".
std::optional<OperatorReading> read_slash(std::string_view lower, std::size_t slash,
                                          Dialect dialect) {
  const std::string_view before = lower.substr(0, slash);
  const std::string_view after = lower.substr(slash + 1);
  if (before.empty() && after.size() > 2 && after.back() == '/')
    if (const auto number = read_digits(after.substr(1, after.size() - 2))) {
      if (after[0] == 'f') return reading_of(Operator::first_behind, *number);
      if (after[0] == 'n') return reading_of(Operator::proximity, *number);
    }
  if (const auto number = read_digits(after)) {
    if (before == "atleast") return reading_of(Operator::at_least, *number);
    if (before == "first") return reading_of(Operator::first, *number);
    const Name* name = find_name(before);
    if (name == nullptr) return std::nullopt;
    OperatorReading reading = distance(*name, *number);
    const bool within = before == "w" || before.empty();
    reading.vendors_differ = within && dialect == Dialect::standard;
    if (within && dialect == Dialect::factiva) reading.proximity.ordered = true;
    return reading;
  }
  const auto unit = find_unit(after);
  if (!unit || (before != "w" && !before.empty())) return std::nullopt;
  return same(*unit);
}

/// "near5", "adj5", "atleast5", and "first5(".
std::optional<OperatorReading> read_glued(std::string_view lower, bool before_parenthesis) {
  const std::size_t letters = std::min(lower.find_first_of("0123456789"), lower.size());
  const auto number = read_digits(lower.substr(letters));
  if (!number) return std::nullopt;
  const std::string_view name = lower.substr(0, letters);
  if (name == "atleast") return reading_of(Operator::at_least, *number);
  if (name == "first" && before_parenthesis) return reading_of(Operator::first, *number);
  const Name* proximity = find_name(name);
  if (proximity == nullptr || !proximity->glued) return std::nullopt;
  return distance(*proximity, *number);
}

/// NEAR, SAME, SENTENCE... Where they cannot be operators, they are words.
std::optional<OperatorReading> read_bare(std::string_view lower, Dialect dialect) {
  std::optional<OperatorReading> reading;
  if (lower == "same" || lower == "paragraph") reading = same(Unit::paragraph);
  if (lower == "sentence") reading = same(Unit::sentence);
  const Name* name = find_name(lower);
  if (name != nullptr && name->bare > 0) reading = distance(*name, name->bare);
  if (!reading) return std::nullopt;
  if (lower == "adj" && dialect == Dialect::xapian) reading->proximity.number = 10;
  reading->is_word_too = true;
  return reading;
}

}  // namespace

std::optional<std::uint32_t> read_digits(std::string_view text) {
  if (text.empty() || !std::all_of(text.begin(), text.end(), is_ascii_digit)) return std::nullopt;
  std::uint32_t number = 0;
  for (const char c : text)
    number = std::min(number * 10 + static_cast<std::uint32_t>(c - '0'), kMaxCount + 1);
  return number;
}

std::optional<std::uint32_t> number_behind(std::string_view name, std::string_view word) {
  if (lower_ascii(word.substr(0, name.size())) != name) return std::nullopt;
  return read_digits(word.substr(name.size()));
}

std::optional<Query::Form> caps_form(std::string_view word) {
  if (word.size() > 7) return std::nullopt;
  if (word == "FORMS") return Query::Form::forms;
  const std::string lower = lower_ascii(word);
  if (lower == "caps") return Query::Form::caps;
  if (lower == "allcaps") return Query::Form::all_caps;
  if (lower == "nocaps") return Query::Form::no_caps;
  if (lower == "wide") return Query::Form::wide;
  return std::nullopt;
}

std::optional<OperatorReading> read_operator(std::string_view word, bool before_parenthesis,
                                             Dialect dialect) {
  if (word.empty() || word.size() > 24) return std::nullopt;
  const std::string lower = lower_ascii(word);
  const bool any_case = dialect == Dialect::nexis || dialect == Dialect::factiva;
  const bool capitals = std::none_of(word.begin(), word.end(), is_ascii_lower);
  const std::string_view name = any_case ? std::string_view(lower) : word;
  const auto is = [&](std::string_view upper, std::string_view low) {
    return name == (any_case ? low : upper);
  };
  if (is("OR", "or")) return reading_of(Operator::disjunction);
  if (is("NOT", "not")) return reading_of(Operator::negation);
  if (is("AND", "and") || (dialect != Dialect::google && (word == "&" || word == "&&")))
    return reading_of(Operator::conjunction);
  if (dialect == Dialect::google) return std::nullopt;
  if (is("ANDNOT", "andnot") || is("BUTNOT", "butnot")) return reading_of(Operator::and_not);
  if (dialect == Dialect::xapian && word == "XOR") return reading_of(Operator::exclusive);

  if (const std::size_t slash = lower.find('/'); slash != std::string::npos)
    return read_slash(lower, slash, dialect);
  if (auto reading = read_glued(lower, before_parenthesis)) return reading;
  if (!any_case && !capitals) return std::nullopt;
  return read_bare(lower, dialect);
}

}  // namespace dateline::searching
