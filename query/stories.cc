// SPDX-License-Identifier: GPL-2.0-or-later
#include "stories.h"

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>
#include <utility>

#include "analyzer.h"
#include "catalog.h"
#include "schema.h"
#include "snapshot.h"

namespace dateline {
namespace {

/// Sets of documents that grow together; the lowest stands for its set.
class UnionFind {
 public:
  explicit UnionFind(std::size_t size) : parent_(size) {
    std::iota(parent_.begin(), parent_.end(), 0U);
  }
  std::uint32_t find(std::uint32_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  void join(std::uint32_t a, std::uint32_t b) {
    a = find(a);
    b = find(b);
    parent_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<std::uint32_t> parent_;
};

// Near pairs are found as by Manku, Jain and Das Sarma (Detecting near-duplicates for web crawling,
// WWW 2007): of kBlocks blocks, those that differ hold one of the kNearCopyBits bits at least, so
// that two blocks or more are equal. For each choice of two, all that agree in them are compared.
constexpr unsigned kBlocks = 8, kBlockBits = 64 / kBlocks;
static_assert(kNearCopyBits <= static_cast<int>(kBlocks) - 2);

std::uint32_t block(std::uint64_t fingerprint, unsigned i) {
  return static_cast<std::uint32_t>(fingerprint >> (i * kBlockBits) & ((1U << kBlockBits) - 1));
}

/// Joins the near copies among those that agree in blocks a and b.
void join_near(const std::vector<FingerprintedDocument>& different, unsigned a, unsigned b,
               std::vector<std::uint32_t>& order, UnionFind& sets) {
  constexpr std::size_t kKeys = std::size_t{1} << (2 * kBlockBits);
  const auto key = [&](const FingerprintedDocument& d) {
    return block(d.fingerprint, a) << kBlockBits | block(d.fingerprint, b);
  };
  std::vector<std::uint32_t> begin(kKeys + 1);  // of each key's part of `order`
  for (const FingerprintedDocument& d : different) ++begin[key(d) + 1];
  std::partial_sum(begin.begin(), begin.end(), begin.begin());
  std::vector<std::uint32_t> next(begin.begin(), begin.end() - 1);
  for (std::uint32_t i = 0; i < different.size(); ++i) order[next[key(different[i])]++] = i;
  for (std::size_t k = 0; k < kKeys; ++k)
    for (std::uint32_t i = begin[k]; i < begin[k + 1]; ++i)
      for (std::uint32_t j = i + 1; j < begin[k + 1]; ++j) {
        const FingerprintedDocument &x = different[order[i]], &y = different[order[j]];
        if (std::popcount(x.fingerprint ^ y.fingerprint) <= kNearCopyBits)
          sets.join(x.document, y.document);
      }
}

std::vector<FingerprintedDocument> read_fingerprints(const Xapian::Database& database) {
  std::vector<FingerprintedDocument> documents;
  const auto end = database.valuestream_end(schema::kFingerprintSlot);
  for (auto v = database.valuestream_begin(schema::kFingerprintSlot); v != end; ++v) {
    std::uint64_t fingerprint = 0;
    for (const char byte : *v) fingerprint = fingerprint << 8 | static_cast<unsigned char>(byte);
    documents.push_back({fingerprint, v.get_docid()});
  }
  return documents;
}

}  // namespace

Stories::Stories(std::vector<FingerprintedDocument> documents, std::uint32_t last)
    : lowest_(std::size_t{last} + 1), sizes_(std::size_t{last} + 1) {
  std::ranges::sort(documents, {},
                    [](const auto& d) { return std::pair(d.fingerprint, d.document); });
  UnionFind sets(lowest_.size());
  std::vector<FingerprintedDocument> different;
  for (const FingerprintedDocument& d : documents)
    if (different.empty() || different.back().fingerprint != d.fingerprint)
      different.push_back(d);
    else
      sets.join(different.back().document, d.document);
  std::vector<std::uint32_t> order(different.size());
  for (unsigned a = 0; a < kBlocks; ++a)
    for (unsigned b = a + 1; b < kBlocks; ++b) join_near(different, a, b, order, sets);
  for (std::uint32_t document = 0; document <= last; ++document)
    ++sizes_[lowest_[document] = sets.find(document)];
}

Stories::Stories(const Xapian::Database& database, std::uint32_t last)
    : Stories(read_fingerprints(database), last) {}

DocSet Stories::same_story(std::uint32_t document) const {
  const auto last = static_cast<std::uint32_t>(lowest_.size() - 1);
  DocSet result(last);
  if (copies(document) == 1) {
    result.insert(document);
    return result;
  }
  for (std::uint32_t other = story(document); other <= last; ++other)
    if (story(other) == story(document)) result.insert(other);
  return result;
}

std::size_t Stories::count(const DocSet& documents) const {
  DocSet told(documents.last());
  documents.for_each([&](std::uint32_t document) { told.insert(story(document)); });
  return told.count();
}

std::vector<Stories::First> Stories::first_of_each(const std::vector<std::uint32_t>& ranked,
                                                   const DocSet& found) const {
  std::vector<std::uint32_t> copies(lowest_.size());  // of stories not yet met
  found.for_each([&](std::uint32_t document) { ++copies[story(document)]; });
  std::vector<First> firsts;
  for (std::size_t place = 0; place < ranked.size(); ++place)
    if (const std::uint32_t n = std::exchange(copies[story(ranked[place])], 0); n != 0)
      firsts.push_back({place, n});
  return firsts;
}

DocSet match_story(const std::string& id, Snapshot& snapshot) {
  const Xapian::Database& db = snapshot.database();
  const std::string term = exact_term(schema::FieldId::id, id);
  const auto holder = db.postlist_begin(term);
  if (holder == db.postlist_end(term)) return snapshot.no_documents();
  return snapshot.stories().same_story(*holder);
}

DocSet match_changed(const std::string& what, const Snapshot& snapshot) {
  const std::string wanted = fold_value(what);
  const bool negative = wanted == "no";
  DocSet result = snapshot.no_documents();
  snapshot.catalog().for_each_changed([&](Row row, Change change) {
    const bool counts = wanted == "yes" || negative || (wanted == "title" && change.title) ||
                        (wanted == "body" && change.body) || (wanted == "date" && change.date);
    if (counts && row <= snapshot.last_document()) result.insert(row);
  });
  DocSet all = snapshot.all_documents();  // earlier versions are not in the index
  if (negative) return all -= result;
  return all &= result;
}

DocSet match_copies(std::optional<std::int64_t> from, std::optional<std::int64_t> to,
                    Snapshot& snapshot) {
  const Stories& stories = snapshot.stories();
  const DocSet all = snapshot.all_documents();
  DocSet result = snapshot.no_documents();
  all.for_each([&](std::uint32_t document) {
    const std::int64_t copies = stories.copies(document);
    if ((!from || copies >= *from) && (!to || copies < *to)) result.insert(document);
  });
  return result;
}

}  // namespace dateline
