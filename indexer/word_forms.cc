// SPDX-License-Identifier: GPL-2.0-or-later
#include "word_forms.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <utility>

namespace dateline {

void WordFormsTable::clear() {
  if (entries_.empty()) entries_.resize(kFirstEntries);
  std::ranges::fill(entries_, Entry());
  words_ = 0;
}

std::size_t WordFormsTable::hash(const Key& key) { return XXH3_64bits(&key, sizeof key); }

std::uint16_t WordFormsTable::context(std::string_view language, bool bare) {
  auto found = std::ranges::find(languages_, language);
  if (found == languages_.end()) found = languages_.emplace(found, language);
  return static_cast<std::uint16_t>((found - languages_.begin()) * 2 + (bare ? 1 : 0));
}

WordForms& WordFormsTable::of(std::string_view word, std::uint16_t context) {
  if (word.size() > kLongest) return of_long_word_ = WordForms();
  Key key;
  std::memcpy(key.bytes.data(), word.data(), word.size());
  key.size = static_cast<std::uint8_t>(word.size());
  key.context = context;
  const std::size_t mask = entries_.size() - 1;
  for (std::size_t i = hash(key) & mask;; i = (i + 1) & mask) {
    Entry& entry = entries_[i];
    if (std::memcmp(&entry.key, &key, sizeof key) == 0) return entry.forms;
    if (entry.key.size == 0) return insert(entry, key);
  }
}

WordForms& WordFormsTable::insert(Entry& entry, const Key& key) {
  ++words_;
  entry.key = key;
  if (words_ * 2 < entries_.size()) return entry.forms;
  const std::vector<Entry> before =
      std::exchange(entries_, std::vector<Entry>(entries_.size() * 2));
  const std::size_t mask = entries_.size() - 1;
  WordForms* forms = nullptr;
  for (const Entry& old : before) {
    if (old.key.size == 0) continue;
    std::size_t i = hash(old.key) & mask;
    while (entries_[i].key.size != 0) i = (i + 1) & mask;
    entries_[i] = old;
    if (old.key == key) forms = &entries_[i].forms;
  }
  return *forms;
}

}  // namespace dateline
