// SPDX-License-Identifier: GPL-2.0-or-later
// DocSet: a set of documents as a bitmap over their numbers. Match computes one, and every number a
// user sees is counted on it. Dense: a million documents take 125 kB, and the set operations run at
// memory speed.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <vector>

namespace dateline::searching {

class DocSet {
 public:
  /// Empty, for numbers 0 to `last`. The operands of an operation have the same `last`.
  explicit DocSet(std::uint32_t last = 0) : bits_(last / 64 + 1), last_(last) {}

  /// Numbers from 64 * begin to before 64 * end. Several threads may change parts of one set.
  struct Part {
    std::size_t begin = 0, end = 0;
    std::uint32_t first() const { return static_cast<std::uint32_t>(64 * begin); }
    std::uint32_t last() const { return static_cast<std::uint32_t>(64 * end - 1); }
  };

  std::uint32_t last() const { return last_; }
  void insert(std::uint32_t number) {
    check(number);
    bits_[number / 64] |= bit(number);
  }
  /// Inserts the `document` of each element; documents must ascend.
  template <class Documents>
  void insert_all(const Documents& some) {
    if (some.empty()) return;
    insert(some.back().document);
    for (const auto& one : some) bits_[one.document / 64] |= bit(one.document);
  }
  /// Copies the elements whose `document` is a member to `out`; returns their number. Documents
  /// must ascend, and `out` must have space for all elements. The loop has no branch, because a
  /// processor cannot predict membership.
  template <class Element>
  std::size_t copy_members(std::span<const Element> some, Element* out) const {
    if (!some.empty()) check(some.back().document);
    std::size_t n = 0;
    for (const Element& one : some) {
      out[n] = one;
      n += bits_[one.document / 64] >> (one.document % 64) & 1;
    }
    return n;
  }
  void erase(std::uint32_t number) { bits_[number / 64] &= ~bit(number); }
  bool contains(std::uint32_t number) const {
    return number <= last_ && (bits_[number / 64] & bit(number)) != 0;
  }

  DocSet& operator&=(const DocSet& other) {
    for (std::size_t i = 0; i < bits_.size(); ++i) bits_[i] &= other.bits_[i];
    return *this;
  }
  DocSet& operator|=(const DocSet& other) {
    for (std::size_t i = 0; i < bits_.size(); ++i) bits_[i] |= other.bits_[i];
    return *this;
  }
  DocSet& operator-=(const DocSet& other) {
    for (std::size_t i = 0; i < bits_.size(); ++i) bits_[i] &= ~other.bits_[i];
    return *this;
  }
  bool operator==(const DocSet&) const = default;

  std::size_t count() const { return count_bits(bits_); }
  std::size_t count(const Part& part) const {
    return count_bits(std::span(bits_).subspan(part.begin, part.end - part.begin));
  }
  bool empty() const {
    for (const std::uint64_t word : bits_)
      if (word != 0) return false;
    return true;
  }

  /// The first member >= `number`, or last() + 1 when there is none.
  std::uint32_t next(std::uint32_t number) const {
    if (number > last_) return last_ + 1;
    std::size_t i = number / 64;
    std::uint64_t word = bits_[i] & (~std::uint64_t{0} << (number % 64));
    while (word == 0) {
      if (++i == bits_.size()) return last_ + 1;
      word = bits_[i];
    }
    return static_cast<std::uint32_t>(i * 64 + static_cast<std::size_t>(std::countr_zero(word)));
  }

  /// Parts with about as many members each.
  std::vector<Part> divide(unsigned parts) const;

  /// Calls visit(number) for each member, ascending.
  template <class Visit>
  void for_each(Visit&& visit) const {
    for_each({0, bits_.size()}, visit);
  }
  /// The same for those of a part.
  template <class Visit>
  void for_each(const Part& part, Visit&& visit) const {
    for (std::size_t i = part.begin; i < part.end; ++i)
      for (std::uint64_t word = bits_[i]; word != 0; word &= word - 1)
        visit(
            static_cast<std::uint32_t>(i * 64 + static_cast<std::size_t>(std::countr_zero(word))));
  }

 private:
  void check(std::uint32_t number) const {
    if (number > last_)
      throw std::out_of_range("the index is damaged: it names a document it has not");
  }
  static std::size_t count_bits(std::span<const std::uint64_t> words);
  static std::uint64_t bit(std::uint32_t number) { return std::uint64_t{1} << (number % 64); }

  std::vector<std::uint64_t> bits_;
  std::uint32_t last_;
};

}  // namespace dateline::searching
