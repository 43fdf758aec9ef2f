// SPDX-License-Identifier: GPL-2.0-or-later
#include "term_ids.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "error.h"
#include "index/glass_format.h"

namespace dateline::indexing {
namespace {

constexpr std::size_t kFirstSlots = 1 << 12;
constexpr std::size_t kLengthAt = 4;
constexpr std::size_t kTermAt = 5;

std::string_view record_term(const char* record) {
  return {record + kTermAt, static_cast<unsigned char>(record[kLengthAt])};
}

std::uint32_t record_number(const char* record) {
  std::uint32_t number;
  std::memcpy(&number, record, sizeof number);
  return number;
}

std::uint64_t beginning(std::string_view term) {
  std::uint64_t bytes = 0;
  for (std::size_t i = 0; i < 8; ++i)
    bytes = bytes << 8 | (i < term.size() ? static_cast<unsigned char>(term[i]) : 0u);
  return bytes;
}

}  // namespace

TermIds::TermIds() : slots_(kFirstSlots) {}

std::uint32_t TermIds::number(std::string_view term) {
  const auto hash = static_cast<std::uint32_t>(XXH3_64bits(term.data(), term.size()));
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t i = hash & mask;; i = (i + 1) & mask) {
    Slot& slot = slots_[i];
    if (slot.record == 0) return insert(slot, hash, term);
    if (slot.hash != hash) continue;
    const char* record = arena_.data() + slot.record - 1;
    if (record_term(record) == term) return record_number(record);
  }
}

std::uint32_t TermIds::insert(Slot& slot, std::uint32_t hash, std::string_view term) {
  glass::check_term(term);
  if (arena_.size() + kTermAt + term.size() >= std::numeric_limits<std::uint32_t>::max())
    throw Error("a segment has too many distinct terms");
  const auto number = static_cast<std::uint32_t>(records_.size());
  const auto at = static_cast<std::uint32_t>(arena_.size());
  arena_.resize(at + kTermAt + term.size());
  char* record = arena_.data() + at;
  std::memcpy(record, &number, sizeof number);
  record[kLengthAt] = static_cast<char>(term.size());
  std::memcpy(record + kTermAt, term.data(), term.size());
  records_.push_back(at);
  slot = {hash, at + 1};
  if (records_.size() * 2 > slots_.size()) grow();
  return number;
}

void TermIds::grow() {
  decltype(slots_) slots(slots_.size() * 2);
  const std::size_t mask = slots.size() - 1;
  for (const Slot& slot : slots_) {
    if (slot.record == 0) continue;
    std::size_t i = slot.hash & mask;
    while (slots[i].record != 0) i = (i + 1) & mask;
    slots[i] = slot;
  }
  slots_ = std::move(slots);
}

std::string_view TermIds::term(std::uint32_t number) const {
  return record_term(arena_.data() + records_[number]);
}

std::vector<std::uint32_t> TermIds::sorted(std::span<const std::uint32_t> times) {
  sort_new();
  std::vector<std::uint32_t> met;
  for (const Sorted& term : sorted_)
    if (times[term.number] != 0) met.push_back(term.number);
  return met;
}

void TermIds::sort_new() {
  const auto before = static_cast<std::ptrdiff_t>(sorted_.size());
  for (std::size_t number = sorted_.size(); number < size(); ++number) {
    const auto n = static_cast<std::uint32_t>(number);
    sorted_.push_back({beginning(term(n)), n});
  }
  const auto less = [this](const Sorted& a, const Sorted& b) {
    return a.beginning != b.beginning ? a.beginning < b.beginning : term(a.number) < term(b.number);
  };
  std::sort(sorted_.begin() + before, sorted_.end(), less);
  std::inplace_merge(sorted_.begin(), sorted_.begin() + before, sorted_.end(), less);
}

void TermIds::clear() { *this = TermIds(); }

}  // namespace dateline::indexing
