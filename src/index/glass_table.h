// SPDX-License-Identifier: GPL-2.0-or-later
// One table of a glass database (glass_block.h): written in one sequential pass over ascending
// keys, or read in key order. Used by segment and merge. It does not interpret the entries and
// never changes a table that exists. A tag is split so that four items fit in a block, because
// later updates rely on it. A compressed tag, which readers copy anyway, is also split where its
// beginning fills a leaf.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "glass_format.h"

namespace dateline::glass {

using Block = std::array<unsigned char, kBlockSize>;

/// Whether the system begins to write files to the disk while they grow. Who keeps them flushes
/// them.
enum class WriteOut : bool { later, at_once };

class TableReader;

class TableWriter {
 public:
  /// The first entry, or `create_empty`, creates the file.
  TableWriter(std::filesystem::path file, std::uint32_t compress_min, WriteOut write_out);
  ~TableWriter();
  TableWriter(const TableWriter&) = delete;
  TableWriter& operator=(const TableWriter&) = delete;

  /// A key has 1 to 255 bytes. Throws Error for a key that is not greater than the one before.
  /// `compressed` says that the tag is a raw deflate stream.
  void add(std::string_view key, std::string_view tag, bool compressed = false);

  /// Adds the current entry of `from` and those after it whose keys are less than `end` (all if
  /// `end` is empty). Leaves `from` at the next entry; returns false if there is none. Entries that
  /// fit are copied as they are in the leaf.
  bool add_until(TableReader& from, std::string_view end);

  /// The key that was added last; empty if there is none. Valid until the next call of add().
  std::string_view last_key() const;

  /// Creates the file of a table that must exist even without entries.
  void create_empty();

  /// Writes the open blocks. No entry may be added after it.
  RootInfo finish();

 private:
  struct OpenBlock {
    Block bytes;
    std::size_t directory_end = 0;
    std::size_t items_begin = 0;
    std::string separator;  // its key in the parent block
    std::uint16_t separator_component = 0;

    void clear();
    std::size_t free() const { return items_begin - directory_end; }
    bool empty() const;
    unsigned char* new_item(std::size_t size);
  };

  void open();
  void add_items(TableReader& from, std::string_view end);
  void add_item(std::string_view key, std::string_view piece, std::uint16_t component,
                std::uint8_t flags);
  std::size_t first_piece(std::size_t key_size, std::size_t tag_size) const;
  void start_leaf(std::string_view key, std::uint16_t component);
  void add_branch(std::size_t level, const std::string& separator, std::uint16_t component,
                  std::uint32_t child);
  void close_block(std::size_t level);
  std::uint32_t write_block(std::size_t level);
  void flush();
  void close_file();
  [[noreturn]] void fail(std::string_view what) const;
  [[noreturn]] void fail(int error_number) const;

  std::filesystem::path file_;
  const WriteOut write_out_;
  int fd_ = -1;
  RootInfo info_;
  std::vector<OpenBlock> levels_;  // the open block of each level; the leaf first
  std::uint32_t blocks_ = 0;       // written
  std::vector<unsigned char> buffer_;
};

/// Whether a table is still needed after it was read. The reader of a table that is used up frees
/// the blocks it has read at once, so that the writer of the output reuses their memory.
enum class AfterReading : bool { kept, used_up };

/// Walks the entries of a table in key order. The views that key() and tag() return are valid until
/// next().
class TableReader {
 public:
  /// A table that is used up must have been written by TableWriter, whose blocks are in key order.
  TableReader(std::filesystem::path file, const RootInfo& info,
              AfterReading after = AfterReading::kept);
  /// Of a table that TableWriter has written, and that no version file names: its root is its last
  /// block.
  explicit TableReader(std::filesystem::path file, AfterReading after = AfterReading::kept);
  ~TableReader();
  TableReader(const TableReader&) = delete;
  TableReader& operator=(const TableReader&) = delete;

  /// Moves to the next entry; the first call moves to the first entry. False at the end. Throws
  /// Error when the table cannot be read.
  bool next();

  std::string_view key() const { return key_; }
  std::string_view tag() const { return tag_; }
  /// Whether the tag is a raw deflate stream.
  bool compressed() const { return compressed_; }

 private:
  struct OpenBlock {
    Block bytes;
    std::size_t items = 0;
    std::size_t next = 0;  // the next item
  };
  struct Item {
    std::string_view key;
    std::string_view piece;
    std::uint8_t flags;
    std::string_view whole;  // as it is in the leaf
  };

  friend class TableWriter;  // copies whole items

  void open();
  void begin(const RootInfo& info);
  void load(std::size_t level, std::uint32_t number);
  bool next_leaf();
  bool next_item(Item& item);
  Item item_at(std::size_t index) const;
  std::size_t items_before(std::string_view end) const;
  void free_blocks(std::uint32_t end);
  [[noreturn]] void fail(std::string_view what) const;

  std::filesystem::path file_;
  const AfterReading after_;
  int fd_ = -1;
  std::uint32_t freed_ = 0;        // blocks freed, from the first
  std::vector<OpenBlock> levels_;  // the path to the current leaf; the leaf first
  std::string_view key_;
  std::string_view tag_;
  bool compressed_ = false;
  std::string whole_key_;  // of an entry of several components
  std::string whole_tag_;
};

}  // namespace dateline::glass
