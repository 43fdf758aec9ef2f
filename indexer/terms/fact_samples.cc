// SPDX-License-Identifier: GPL-2.0-or-later
#include "fact_samples.h"

#include <iterator>

#include "text/ascii.h"

namespace dateline::indexing {
namespace {

constexpr std::size_t kShortestFigure = 2, kShortestName = 3;

}  // namespace

void FactSamples::clear() {
  figures_.clear();
  names_.clear();
}

void FactSamples::add(const Token& token, std::uint64_t word_hash) {
  if (is_ascii_digit(token.folded.front())) {
    if (token.folded.size() >= kShortestFigure) add(figures_, word_hash);
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
