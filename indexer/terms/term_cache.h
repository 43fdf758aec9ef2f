// SPDX-License-Identifier: GPL-2.0-or-later
// TermCache: the terms of each word met, as the numbers a sink gave them. A word is prefixed
// and numbered once; its next occurrences cost one lookup here. Used by document_terms,
// some ten million times a minute.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "system/large_pages.h"

namespace dateline::indexing {

inline constexpr std::uint32_t kNoForm = UINT32_MAX;  // not asked for yet

/// Numbers of a folded word's terms.
struct WordForms {
  std::uint64_t hash = 0;  // Fingerprint::word_hash; 0 = not asked for yet
  std::uint32_t word = kNoForm, of_field = kNoForm;
  std::uint32_t all_caps = kNoForm, capital = kNoForm;
};

class TermCache {
 public:
  TermCache() { clear(); }

  void clear();
  bool full() const { return words_ == kMostWords; }
  /// Words of another language, or of bylines (not `bare`), have other forms.
  std::uint16_t context(std::string_view language, bool bare);

  /// A word of up to kLongest bytes, compared as a whole.
  static constexpr std::size_t kLongest = 29;
  struct Key {
    std::array<char, kLongest> bytes{};
    std::uint8_t size = 0;  // 0: the entry is free
    std::uint16_t context = 0;
    bool operator==(const Key&) const = default;
  };
  struct Lookup {
    Key key;
    std::size_t hash = 0;
  };
  /// Prepares the lookup of a word and prefetches its entry. The processor has it some words later.
  void prefetch(std::string_view word, std::uint16_t context, Lookup& lookup) const;
  /// The forms of a word, all kNoForm when it is new. When full(), the word must not be new. Valid
  /// until the next call. Forms of very long words are not cached.
  WordForms& find(const Lookup& lookup);

 private:
  struct alignas(64) Entry {
    Key key;
    WordForms forms;
  };
  static_assert(sizeof(Entry) == 64, "an entry is one line of the processor's cache");
  static constexpr std::size_t kFirstEntries = 1 << 12, kMostWords = 1 << 18;

  static std::size_t hash(std::string_view word, std::uint16_t context);
  WordForms& insert(Entry& entry, const Key& key);

  std::vector<Entry, LargePageAllocator<Entry>> entries_;
  std::size_t words_ = 0;
  std::vector<std::string> languages_;
  WordForms of_long_word_;
};

}  // namespace dateline::indexing
