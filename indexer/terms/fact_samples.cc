// SPDX-License-Identifier: GPL-2.0-or-later
#include "fact_samples.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>
#include <utility>

#include "fingerprint.h"
#include "text/ascii.h"

namespace dateline::indexing {
namespace {

constexpr std::size_t kShortestFigure = 2, kShortestName = 3;

constexpr std::array<std::string_view, 9> kDigits{"one", "two",   "three", "four", "five",
                                                  "six", "seven", "eight", "nine"};

/// What a number is of. Sorted.
constexpr std::array<std::string_view, 18> kUnits{
    "billion", "bln", "bn",  "cents", "cts",     "dlr",    "dlrs",   "dollars", "euros",
    "million", "mln", "pct", "per",   "percent", "points", "pounds", "stg",     "trillion"};
static_assert(std::ranges::is_sorted(kUnits));

/// The digit that a word is, as a text; empty for other words.
std::string digit_of(std::string_view word) {
  const auto found = std::ranges::find(kDigits, word);
  return found == kDigits.end() ? std::string() : std::to_string(found - kDigits.begin() + 1);
}

std::uint64_t both(std::uint64_t first, std::uint64_t second) {
  constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15;
  return (first * kOdd ^ second) * kOdd;
}

}  // namespace

void FactSamples::clear() {
  figures_.clear();
  names_.clear();
  last_ = {};
}

void FactSamples::add(const Token& token, std::uint64_t word_hash) {
  const Number before = std::exchange(last_, {});
  constexpr std::size_t kLongestDigit = 5;  // letters
  if (is_ascii_digit(token.folded.front())) {
    const bool several = token.folded.size() >= kShortestFigure;
    if (several) add(figures_, word_hash);
    if (before.digits && token.begin == before.end + 1) add(figures_, both(before.hash, word_hash));
    last_ = {word_hash, token.end, true, !several};
  } else if (before.alone && std::ranges::binary_search(kUnits, token.folded)) {
    add(figures_, both(before.hash, 0));
  } else if (token.letter_case == Token::Case::lower && token.folded.size() <= kLongestDigit) {
    if (const std::string digit = digit_of(token.folded); !digit.empty())
      last_ = {Fingerprint::word_hash(digit), token.end, false, true};
  } else if (token.letter_case == Token::Case::capital &&
             token.break_before == Token::Break::none && token.folded.size() >= kShortestName) {
    add(names_, word_hash);
  }
}

void FactSamples::add(Sample& sample, std::uint64_t word_hash) {
  constexpr int kBits = 16;
  sample.insert(static_cast<std::uint16_t>(word_hash >> (64 - kBits)));
  if (sample.size() > schema::kMostFacts) sample.erase(std::prev(sample.end()));
}

std::string FactSamples::value() const {
  if (figures_.empty() && names_.empty()) return {};
  std::string bytes(1, static_cast<char>(figures_.size()));
  for (const Sample* sample : {&figures_, &names_})
    for (const std::uint16_t fact : *sample) {
      bytes += static_cast<char>(fact >> 8);
      bytes += static_cast<char>(fact & 0xFF);
    }
  return bytes;
}

}  // namespace dateline::indexing
