// SPDX-License-Identifier: GPL-2.0-or-later
#include "term_cache.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <utility>

namespace dateline::indexing {

void TermCache::clear() {
  if (entries_.empty()) entries_.resize(kFirstEntries);
  std::ranges::fill(entries_, Entry());
  words_ = 0;
}

std::size_t TermCache::hash(std::string_view word, std::uint16_t context) {
  return XXH3_64bits_withSeed(word.data(), word.size(), context);
}

std::uint16_t TermCache::context(std::string_view language, bool bare) {
  auto found = std::ranges::find(languages_, language);
  if (found == languages_.end()) found = languages_.emplace(found, language);
  return static_cast<std::uint16_t>((found - languages_.begin()) * 2 + (bare ? 1 : 0));
}

void TermCache::prefetch(std::string_view word, std::uint16_t context, Lookup& lookup) const {
  lookup.key = Key();
  if (word.size() > kLongest) return;
  std::memcpy(lookup.key.bytes.data(), word.data(), word.size());
  lookup.key.size = static_cast<std::uint8_t>(word.size());
  lookup.key.context = context;
  lookup.hash = hash(word, context);
  __builtin_prefetch(&entries_[lookup.hash & (entries_.size() - 1)]);
}

WordForms& TermCache::find(const Lookup& lookup) {
  const Key& key = lookup.key;
  if (key.size == 0) return of_long_word_ = WordForms();
  const std::size_t mask = entries_.size() - 1;
  for (std::size_t i = lookup.hash & mask;; i = (i + 1) & mask) {
    Entry& entry = entries_[i];
    if (std::memcmp(&entry.key, &key, sizeof key) == 0) return entry.forms;
    if (entry.key.size == 0) return insert(entry, key);
  }
}

WordForms& TermCache::insert(Entry& entry, const Key& key) {
  ++words_;
  entry.key = key;
  if (words_ * 2 < entries_.size()) return entry.forms;
  const auto before = std::exchange(entries_, decltype(entries_)(entries_.size() * 2));
  const std::size_t mask = entries_.size() - 1;
  WordForms* forms = nullptr;
  for (const Entry& old : before) {
    if (old.key.size == 0) continue;
    std::size_t i = hash({old.key.bytes.data(), old.key.size}, old.key.context) & mask;
    while (entries_[i].key.size != 0) i = (i + 1) & mask;
    entries_[i] = old;
    if (old.key == key) forms = &entries_[i].forms;
  }
  return *forms;
}

}  // namespace dateline::indexing
