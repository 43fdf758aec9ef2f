// SPDX-License-Identifier: GPL-2.0-or-later
// Texts as the catalog stores them: each a zstd frame of its own, so that one that is damaged
// spoils no other. What the texts of an archive have in common stands in a dictionary; a frame
// names the one it needs. Used by catalog and by those who fill it. Knows no tables.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dateline {

/// Not to be changed once texts have been packed with it: without it they are lost. Any threads may
/// use one together.
class ZstdDictionary {
 public:
  /// Bytes as train() gave them. Throws Error for others.
  explicit ZstdDictionary(std::string bytes);
  ~ZstdDictionary();
  ZstdDictionary(const ZstdDictionary&) = delete;
  ZstdDictionary& operator=(const ZstdDictionary&) = delete;

  /// Of typical texts, one after the other in `samples`. Empty where they are too few or too
  /// different for it to pay.
  static std::string train(std::string_view samples, std::span<const std::size_t> sizes);

  std::uint32_t number() const { return number_; }  // not 0; frames name it
  const std::string& bytes() const { return bytes_; }
  /// Over bytes that may be a damaged dictionary's.
  static std::int64_t sum(std::string_view bytes);

 private:
  friend std::string pack_text(std::string_view, const ZstdDictionary*);
  friend bool unpack_text(std::string_view, const ZstdDictionary*, std::string&);
  struct Digested;
  std::string bytes_;
  std::uint32_t number_;
  std::unique_ptr<Digested> digested_;
};

/// At a level meant for text that is written once and read seldom.
std::string pack_text(std::string_view text, const ZstdDictionary* dictionary = nullptr);
/// The number of the dictionary a packed text needs; 0 = none.
std::uint32_t dictionary_of(std::string_view packed);
/// What its beginning says that the text has; 0 where that is damaged.
std::uint64_t unpacked_size(std::string_view packed);
/// False where the text is damaged, or its dictionary is not `dictionary`.
bool unpack_text(std::string_view packed, const ZstdDictionary* dictionary, std::string& text);

}  // namespace dateline
