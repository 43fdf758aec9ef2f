// SPDX-License-Identifier: GPL-2.0-or-later
#include "glass_merge.h"

#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "error.h"
#include "glass_database.h"
#include "glass_postings.h"
#include "glass_table.h"
#include "system/archive_files.h"

namespace dateline::glass {
namespace {

namespace fs = std::filesystem;

using Readers = std::vector<std::unique_ptr<TableReader>>;

std::uint32_t checked_frequency(std::uint64_t v) {
  if (v > std::numeric_limits<std::uint32_t>::max())
    throw Error("a term is too frequent to merge these databases");
  return static_cast<std::uint32_t>(v);
}

struct Input {
  Input(const fs::path& path, AfterReading whether_kept)
      : folder(path), version(read_version_file(path)), after(whether_kept) {
    TableReader terms(folder / kTermlistFile, version.root(Table::termlist));
    if (terms.next()) first_document = Decoder(terms.key()).sortable();
  }
  std::unique_ptr<TableReader> open(Table table, const char* file) const {
    return std::make_unique<TableReader>(folder / file, version.root(table), after);
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

void merge_positions(EntryQueue in, TableWriter& out) {
  while (!in.empty()) {
    const std::size_t input = in.pop();
    const std::string_view next = in.empty() ? std::string_view() : in[in.top()].key();
    if (out.add_until(in[input], next)) in.put_back(input);
  }
}

/// Merges the postlist tables, which hold three kinds of entries in the order of their keys.
class PostlistMerge {
 public:
  PostlistMerge(Readers readers, TableWriter& out)
      : in_(std::move(readers)), out_(out), list_(out) {}

  void run() {
    while (!in_.empty()) {
      const std::string_view key = in_[in_.top()].key();
      if (key.starts_with(kValueStatistics))
        add_statistics();
      else if (key.starts_with(kValueChunk))
        copy_entry();
      else
        join_lists();
    }
  }

 private:
  /// Removes the inputs with the least key from the queue and returns them.
  const std::vector<std::size_t>& pop_equal() {
    equal_.assign(1, in_.pop());
    key_ = in_[equal_.front()].key();
    while (!in_.empty() && in_[in_.top()].key() == key_) equal_.push_back(in_.pop());
    return equal_;
  }

  void add_statistics() {
    ValueStatistics sum;
    for (std::size_t input : pop_equal()) sum.add(ValueStatistics::decode(in_[input].tag()));
    out_.add(key_, sum.encode());
    for (std::size_t input : equal_) in_.advance(input);
  }

  void copy_entry() {
    const std::size_t input = in_.pop();
    out_.add(in_[input].key(), in_[input].tag());
    in_.advance(input);
  }

  /// Concatenates the posting lists of a term, or the document lengths.
  void join_lists() {
    std::uint64_t termfreq = 0;
    std::uint64_t collfreq = 0;
    for (std::size_t input : pop_equal()) {
      Decoder head(in_[input].tag());
      termfreq += head.uint();
      collfreq += head.uint();
    }
    const bool lengths = key_ == kDocumentLengths;
    if (lengths)
      list_.begin_lengths();
    else
      list_.begin_term(key_, checked_frequency(termfreq), checked_frequency(collfreq));
    for (std::size_t input : equal_) {
      append_list(in_[input], key_.size() + (lengths ? 0 : 1));
      in_.advance(input);
    }
    list_.end();
  }

  /// Leaves the reader at the last chunk. `number_at` is the offset of the document number in a
  /// key.
  void append_list(TableReader& reader, std::size_t number_at) {
    Decoder chunk(reader.tag());
    chunk.uint();  // termfreq
    chunk.uint();  // collfreq
    const std::uint32_t first = chunk.uint32() + 1;
    bool last = append_chunk(chunk, first);
    while (!last) {
      if (!reader.next() || reader.key().size() <= number_at)
        throw Error("a posting list has no end");
      const std::uint32_t next = Decoder(reader.key().substr(number_at)).sortable();
      last = append_chunk(Decoder(reader.tag()), next);
    }
  }

  bool append_chunk(Decoder chunk, std::uint32_t document) {
    const bool last = chunk.byte() == '1';
    const std::uint32_t span = chunk.uint32();
    list_.add(document, document + span, chunk);
    return last;
  }

  EntryQueue in_;
  TableWriter& out_;
  PostingListWriter list_;
  std::string key_;
  std::vector<std::size_t> equal_;
};

/// The inputs are in the order of their documents, whose ranges do not overlap.
void append_term_lists(const Readers& inputs, TableWriter& out) {
  for (const auto& reader : inputs) {
    if (!reader->next()) continue;
    if (reader->key() <= out.last_key())
      throw Error("the document numbers of databases to be merged overlap");
    out.add_until(*reader, {});
  }
}

bool has_entries(const VersionFile& version, Table table) {
  return !version.root(table).absent && version.root(table).entries > 0;
}

bool can_merge(const fs::path& folder) {
  const VersionFile version = read_version_file(folder);
  for (const RootInfo& root : version.roots)
    if (!root.absent && root.block_size != kBlockSize) return false;
  for (Table table : {Table::docdata, Table::spelling, Table::synonym})
    if (has_entries(version, table)) return false;
  if (version.statistics.documents > 0 && !has_entries(version, Table::termlist)) return false;
  TableReader entries(folder / kPostlistFile, version.root(Table::postlist));
  return !entries.next() || !entries.key().starts_with(kUserMetadata);
}

}  // namespace

bool can_merge(const std::vector<fs::path>& inputs) {
  try {
    return std::all_of(inputs.begin(), inputs.end(),
                       [](const fs::path& input) { return can_merge(input); });
  } catch (const Error&) {  // Xapian gives a better message
    return false;
  }
}

void merge(const std::vector<fs::path>& paths, const fs::path& output, unsigned jobs,
           const std::vector<fs::path>& used_up) {
  std::vector<Input> inputs;
  for (const fs::path& path : paths)
    inputs.emplace_back(path, std::ranges::find(used_up, path) == used_up.end()
                                  ? AfterReading::kept
                                  : AfterReading::used_up);
  std::stable_sort(inputs.begin(), inputs.end(), [](const Input& a, const Input& b) {
    return a.first_document < b.first_document;
  });
  Statistics statistics;
  for (const Input& input : inputs) statistics.add(input.version.statistics);

  DatabaseWriter database(output, Synced::yes);
  const auto policy = jobs > 1 ? std::launch::async : std::launch::deferred;
  std::future<void> positions = std::async(policy, [&] {
    merge_positions(EntryQueue(open_all(inputs, Table::position, kPositionFile)),
                    database.position);
  });
  append_term_lists(open_all(inputs, Table::termlist, kTermlistFile), database.termlist);
  PostlistMerge(open_all(inputs, Table::postlist, kPostlistFile), database.postlist).run();
  positions.get();
  database.finish(statistics);
}

}  // namespace dateline::glass
