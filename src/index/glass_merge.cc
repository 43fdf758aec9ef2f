// SPDX-License-Identifier: GPL-2.0-or-later
#include "glass_merge.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "error.h"
#include "glass_database.h"
#include "glass_postings.h"
#include "glass_table.h"
#include "mapped_table.h"
#include "position_block.h"
#include "posting_chunk.h"
#include "posting_list.h"
#include "stem_dictionary.h"
#include "system/archive_files.h"

namespace dateline::glass {
namespace {

namespace fs = std::filesystem;

using Readers = std::vector<std::unique_ptr<TableReader>>;

/// Documents that the output is not to have, ascending.
class LeftOut {
 public:
  explicit LeftOut(const std::vector<std::uint32_t>& documents) : documents_(documents) {}
  bool empty() const { return documents_.empty(); }
  bool has(std::uint32_t document) const {
    return std::ranges::binary_search(documents_, document);
  }

 private:
  const std::vector<std::uint32_t>& documents_;
};

std::uint32_t checked_frequency(std::uint64_t v) {
  if (v > std::numeric_limits<std::uint32_t>::max())
    throw Error("a term is too frequent to merge these databases");
  return static_cast<std::uint32_t>(v);
}

struct Input {
  Input(const fs::path& path, AfterReading whether_kept)
      : folder(path), version(read_version_file(path)), after(whether_kept) {
    const MappedTable postlist(folder / kPostlistFile, version.root(Table::postlist));
    PostingList lengths = PostingList::lengths(postlist);
    if (lengths.open()) first_document = lengths.chunk().find(1).document;
  }
  std::unique_ptr<TableReader> open(Table table, const char* file) const {
    return std::make_unique<TableReader>(folder / file, version.root(table), after);
  }
  TableReader open_kept(Table table, const char* file) const {
    return {folder / file, version.root(table)};
  }

  fs::path folder;
  VersionFile version;
  AfterReading after;
  std::uint32_t first_document = 0;
};

Readers open_all(const std::vector<Input>& inputs, Table table, const char* file) {
  Readers readers;
  for (const Input& input : inputs) readers.push_back(input.open(table, file));
  return readers;
}

/// The current entries of several tables, by ascending key. Equal keys keep the order of the
/// inputs.
class EntryQueue {
  auto after() const {
    return [this](std::size_t a, std::size_t b) {
      const int order = readers_[a]->key().compare(readers_[b]->key());
      return order != 0 ? order > 0 : a > b;
    };
  }

 public:
  explicit EntryQueue(Readers readers) : readers_(std::move(readers)) {
    for (std::size_t i = 0; i < readers_.size(); ++i) advance(i);
  }

  bool empty() const { return heap_.empty(); }
  /// The table with the least key.
  std::size_t top() const { return heap_.front(); }
  TableReader& operator[](std::size_t input) { return *readers_[input]; }

  /// Removes the top, which put_back() or advance() adds again.
  std::size_t pop() {
    std::pop_heap(heap_.begin(), heap_.end(), after());
    const std::size_t input = heap_.back();
    heap_.pop_back();
    return input;
  }
  void put_back(std::size_t input) {
    heap_.push_back(input);
    std::push_heap(heap_.begin(), heap_.end(), after());
  }
  void advance(std::size_t input) {
    if (readers_[input]->next()) put_back(input);
  }

 private:
  Readers readers_;
  std::vector<std::size_t> heap_;
};

/// A chunk of a posting list, and its positions.
struct Chunk {
  std::uint32_t first = 0;  // document
  std::string postings;     // from the first's wdf on
  std::string block;        // of positions; empty: it has none
};

/// Reads the table of positions of one input along with its postlist table.
class BlockReader {
 public:
  explicit BlockReader(const Input& input)
      : entries_(std::make_unique<TableReader>(input.folder / kPositionsFile, input.after)) {
    more_ = entries_->next();
  }

  /// Whether any chunk of the list with this key has positions. Keys ascend.
  bool has_list(std::string_view key) {
    pass(key);
    const std::string_view found = more_ ? entries_->key() : std::string_view();
    return found.starts_with(key) && (found.size() == key.size() ||
                                      (found[key.size()] == '\0' && found.size() > key.size() + 1 &&
                                       found[key.size() + 1] != '\xff'));
  }
  /// The block of a chunk; empty where it has none. Keys ascend.
  std::string_view block(std::string_view key) {
    pass(key);
    return more_ && entries_->key() == key ? entries_->tag() : std::string_view();
  }

 private:
  void pass(std::string_view key) {
    while (more_ && entries_->key() < key) more_ = entries_->next();
  }

  std::unique_ptr<TableReader> entries_;
  bool more_ = false;
};

/// Calls visit(key, first document, last document, postings) for each chunk of the list whose first
/// chunk `reader` stands on; leaves it at the last. `number_at`: where in the keys of later chunks
/// the document number is.
template <class Visit>
void for_each_chunk(TableReader& reader, std::size_t number_at, Visit&& visit) {
  Decoder chunk(reader.tag());
  chunk.uint();  // termfreq
  chunk.uint();  // collfreq
  std::uint32_t first = chunk.uint32() + 1;
  for (;;) {
    const bool last = chunk.byte() == '1';
    const std::uint32_t span = chunk.uint32();
    visit(reader.key(), first, first + span, chunk);
    if (last) return;
    if (!reader.next() || reader.key().size() <= number_at)
      throw Error("a posting list has no end");
    first = Decoder(reader.key().substr(number_at)).sortable();
    chunk = Decoder(reader.tag());
  }
}

/// Calls visit(document, wdf) for each posting of a chunk.
template <class Visit>
void for_each_posting(std::uint32_t document, Decoder chunk, Visit&& visit) {
  for (;;) {
    visit(document, chunk.uint32());
    if (chunk.empty()) return;
    document += chunk.uint32() + 1;
  }
}

/// Calls visit(document, value) for each value of a chunk. `number_at`: as in for_each_chunk.
template <class Visit>
void for_each_value(std::string_view key, std::string_view tag, std::size_t number_at,
                    Visit&& visit) {
  std::uint32_t document = Decoder(key.substr(number_at)).sortable();
  Decoder chunk(tag);
  for (;;) {
    visit(document, chunk.string());
    if (chunk.empty()) return;
    document += chunk.uint32() + 1;
  }
}

/// The slot of a chunk of values, and where its document number is.
std::pair<std::uint32_t, std::size_t> slot_of(std::string_view key) {
  Decoder rest(key.substr(kValueChunk.size()));
  const std::uint32_t slot = rest.uint32();
  return {slot, key.size() - rest.rest().size()};
}

/// Statistics of the values that are not left out, by the keys of their entries.
std::map<std::string, ValueStatistics> statistics_of_values(const std::vector<Input>& inputs,
                                                            const LeftOut& left_out) {
  std::map<std::string, ValueStatistics> statistics;
  for (const Input& input : inputs) {
    TableReader entries = input.open_kept(Table::postlist, kPostlistFile);
    while (entries.next() && entries.key() < kDocumentLengths) {
      if (!entries.key().starts_with(kValueChunk)) continue;
      const auto [slot, number_at] = slot_of(entries.key());
      std::string key(kValueStatistics);
      append_uint_last(key, slot);
      ValueStatistics& of_slot = statistics[key];
      for_each_value(entries.key(), entries.tag(), number_at,
                     [&](std::uint32_t document, std::string_view value) {
                       if (!left_out.has(document)) of_slot.add(value);
                     });
    }
  }
  std::erase_if(statistics, [](const auto& slot) { return slot.second.documents == 0; });
  return statistics;
}

/// Merges the postlist tables, four kinds of entries, in the order of their keys; and the tables
/// of positions, which follow the posting lists.
class PostlistMerge {
 public:
  PostlistMerge(const std::vector<Input>& inputs, const LeftOut& left_out, DatabaseWriter& out)
      : in_(open_all(inputs, Table::postlist, kPostlistFile)),
        left_out_(left_out),
        out_(out.postlist),
        list_(out.postlist, out.positions),
        values_(out.postlist) {
    for (const Input& input : inputs) blocks_.emplace_back(input);
    if (!left_out.empty()) statistics_of_slots_ = statistics_of_values(inputs, left_out);
  }

  /// Returns the statistics of the documents that it has.
  Statistics run() {
    while (!in_.empty() && in_[in_.top()].key().starts_with(kUserMetadata)) join_stems();
    for (const auto& [key, statistics] : statistics_of_slots_) out_.add(key, statistics.encode());
    while (!in_.empty()) {
      const std::string_view key = in_[in_.top()].key();
      if (key.starts_with(kValueStatistics))
        add_statistics();
      else if (key.starts_with(kValueChunk))
        copy_values();
      else
        join_lists();
    }
    return statistics_;
  }

 private:
  const std::vector<std::size_t>& pop_equal();
  void join_stems();
  void add_statistics();
  void copy_values();
  void join_lists();
  void join_chunks(std::size_t number_at);
  void join_postings(std::size_t number_at, bool lengths);
  void add_chunk(const Chunk& chunk);

  EntryQueue in_;
  std::vector<BlockReader> blocks_;  // by input
  const LeftOut& left_out_;
  TableWriter& out_;
  PostingListWriter list_;
  ValueStreamWriter values_;
  std::map<std::string, ValueStatistics> statistics_of_slots_;  // where documents are left out
  Statistics statistics_;
  std::string key_;
  std::vector<std::size_t> equal_;
  // Kept for their memory.
  std::vector<Chunk> chunks_;
  std::vector<Posting> postings_;
  std::vector<std::uint32_t> places_;
  PositionBlock block_;
};

/// The inputs whose next entry has the least key, taken out of the queue.
const std::vector<std::size_t>& PostlistMerge::pop_equal() {
  equal_.assign(1, in_.pop());
  key_ = in_[equal_.front()].key();
  while (!in_.empty() && in_[in_.top()].key() == key_) equal_.push_back(in_.pop());
  return equal_;
}

/// A stem's words that occur in any input, also where the documents that had them are left out.
void PostlistMerge::join_stems() {
  std::vector<std::string_view> words;
  for (std::size_t input : pop_equal())
    for (const std::string_view word : words_of_stem(in_[input].tag())) words.push_back(word);
  out_.add(key_, stem_tag(std::move(words)));
  for (std::size_t input : equal_) in_.advance(input);
}

void PostlistMerge::add_statistics() {
  ValueStatistics sum;
  for (std::size_t input : pop_equal()) sum.add(ValueStatistics::decode(in_[input].tag()));
  if (left_out_.empty()) out_.add(key_, sum.encode());
  for (std::size_t input : equal_) in_.advance(input);
}

void PostlistMerge::copy_values() {
  const std::size_t input = in_.pop();
  if (left_out_.empty()) {
    out_.add(in_[input].key(), in_[input].tag());
  } else {
    const auto [slot, number_at] = slot_of(in_[input].key());
    values_.begin(slot);
    for_each_value(in_[input].key(), in_[input].tag(), number_at,
                   [&](std::uint32_t document, std::string_view value) {
                     if (!left_out_.has(document)) values_.add(document, value);
                   });
    values_.end();
  }
  in_.advance(input);
}

/// The posting lists of a term, or the document lengths, one after the other.
void PostlistMerge::join_lists() {
  pop_equal();
  const bool lengths = key_ == kDocumentLengths;
  const std::size_t number_at = key_.size() + (lengths ? 0 : 1);
  const bool positions =
      std::ranges::any_of(equal_, [&](std::size_t input) { return blocks_[input].has_list(key_); });
  if (left_out_.empty() && !lengths && !positions)
    join_chunks(number_at);
  else
    join_postings(number_at, lengths);
  for (std::size_t input : equal_) in_.advance(input);
}

/// Of a term without positions.
void PostlistMerge::join_chunks(std::size_t number_at) {
  std::uint64_t termfreq = 0;
  std::uint64_t collfreq = 0;
  for (std::size_t input : equal_) {
    Decoder head(in_[input].tag());
    termfreq += head.uint();
    collfreq += head.uint();
  }
  list_.begin_term(key_, checked_frequency(termfreq), checked_frequency(collfreq));
  for (std::size_t input : equal_)
    for_each_chunk(in_[input], number_at,
                   [&](std::string_view, std::uint32_t first, std::uint32_t last,
                       Decoder postings) { list_.add(first, last, postings); });
  list_.end();
}

/// Takes the list apart. What it counts is known before its first chunk is written, so all its
/// chunks are held meanwhile, packed.
void PostlistMerge::join_postings(std::size_t number_at, bool lengths) {
  std::uint64_t termfreq = 0, collfreq = 0;
  std::uint32_t before = 0;
  chunks_.clear();
  const auto count = [&](std::uint32_t document, std::uint32_t wdf) {
    if (document <= before) throw Error("the document numbers of databases to be merged overlap");
    before = document;
    if (left_out_.has(document)) return;
    ++termfreq;
    collfreq += wdf;
    if (!lengths) return;
    statistics_.add_length(wdf);
    statistics_.last_document = document;
  };
  for (std::size_t input : equal_)
    for_each_chunk(in_[input], number_at,
                   [&](std::string_view key, std::uint32_t first, std::uint32_t, Decoder postings) {
                     chunks_.push_back({first, std::string(postings.rest()),
                                        std::string(blocks_[input].block(key))});
                     for_each_posting(first, postings, count);
                   });
  if (termfreq == 0) return;
  if (lengths)
    list_.begin_lengths();
  else
    list_.begin_term(key_, checked_frequency(termfreq), checked_frequency(collfreq));
  for (const Chunk& chunk : chunks_) add_chunk(chunk);
  list_.end();
}

void PostlistMerge::add_chunk(const Chunk& chunk) {
  postings_.clear();
  for_each_posting(chunk.first, Decoder(chunk.postings),
                   [&](std::uint32_t document, std::uint32_t wdf) {
                     postings_.push_back({document, wdf});
                   });
  if (!chunk.block.empty()) block_.open(chunk.block, postings_);
  for (std::size_t i = 0; i < postings_.size(); ++i) {
    if (left_out_.has(postings_[i].document)) continue;
    places_.clear();
    if (!chunk.block.empty()) block_.read(i, places_);
    list_.add(postings_[i].document, postings_[i].tf, places_);
  }
}

bool has_entries(const VersionFile& version, Table table) {
  return !version.root(table).absent && version.root(table).entries > 0;
}

}  // namespace

void check_mergeable(const fs::path& folder) {
  const VersionFile version = read_version_file(folder);
  const auto refuse = [&](const char* what) {
    throw Error(fmt::format("the database {} {}", folder.string(), what),
                "run: dateline-indexer rebuild");
  };
  for (const RootInfo& root : version.roots)
    if (!root.absent && root.block_size != kBlockSize) refuse("has blocks of another size");
  for (Table table : {Table::docdata, Table::spelling, Table::synonym})
    if (has_entries(version, table)) refuse("has tables that are not of an index");
}

void merge(const std::vector<fs::path>& paths, const fs::path& output,
           const std::vector<fs::path>& used_up, const std::vector<std::uint32_t>& left_out) {
  std::vector<Input> inputs;
  for (const fs::path& path : paths)
    inputs.emplace_back(path, std::ranges::find(used_up, path) == used_up.end()
                                  ? AfterReading::kept
                                  : AfterReading::used_up);
  std::stable_sort(inputs.begin(), inputs.end(), [](const Input& a, const Input& b) {
    return a.first_document < b.first_document;
  });
  const LeftOut without(left_out);
  DatabaseWriter database(output, WriteOut::at_once);
  Statistics statistics = PostlistMerge(inputs, without, database).run();
  for (const Input& input : inputs)
    statistics.wdf_upper_bound =
        std::max(statistics.wdf_upper_bound, input.version.statistics.wdf_upper_bound);
  database.finish(statistics);
}

}  // namespace dateline::glass
