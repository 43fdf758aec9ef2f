// SPDX-License-Identifier: GPL-2.0-or-later
// Texts as the catalog stores them. Each is a zstd frame of its own, so that a damaged one does not
// affect others. Phrases that many texts of an archive share are in a dictionary; a frame names the
// dictionary it needs. Used by the catalog and the indexer. It knows no tables.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dateline {

/// A dictionary never changes after texts were compressed with it: without it they are lost.
/// Threads may share one.
class ZstdDictionary {
 public:
  /// `bytes` come from train(). Throws Error for others.
  explicit ZstdDictionary(std::string bytes);
  ~ZstdDictionary();
  ZstdDictionary(const ZstdDictionary&) = delete;
  ZstdDictionary& operator=(const ZstdDictionary&) = delete;

  /// Trains a dictionary on typical texts, concatenated in `samples`. Empty if they are too few or
  /// too different.
  static std::string train(std::string_view samples, std::span<const std::size_t> sizes);

  std::uint32_t number() const { return number_; }  // not 0; frames name it
  const std::string& bytes() const { return bytes_; }
  /// The checksum of a dictionary's bytes, which may be damaged.
  static std::int64_t sum(std::string_view bytes);

 private:
  friend std::string pack_text(std::string_view, const ZstdDictionary*);
  friend bool unpack_text(std::string_view, const ZstdDictionary*, std::string&);
  struct Digested;
  std::string bytes_;
  std::uint32_t number_;
  std::unique_ptr<Digested> digested_;
};

/// Compresses at a level for text that is written once and seldom read.
std::string pack_text(std::string_view text, const ZstdDictionary* dictionary = nullptr);
/// The number of the dictionary that a compressed text needs; 0 = none.
std::uint32_t dictionary_of(std::string_view packed);
/// The size of the text as the frame's head gives it; 0 if the head is damaged.
std::uint64_t unpacked_size(std::string_view packed);
/// False when the text is damaged or needs another dictionary.
bool unpack_text(std::string_view packed, const ZstdDictionary* dictionary, std::string& text);

}  // namespace dateline
