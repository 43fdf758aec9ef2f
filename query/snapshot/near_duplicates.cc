// SPDX-License-Identifier: GPL-2.0-or-later
#include "near_duplicates.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "catalog/catalog.h"
#include "schema.h"
#include "snapshot.h"
#include "text/analyzer.h"

namespace dateline::searching {
namespace {

/// Disjoint sets of documents; the lowest document identifies its set.
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

// Near copies differ in at most kFingerprintBytes - kNearCopyBytes bytes. So if fingerprints are
// cut into one block more than that, near copies have an equal block. Only fingerprints with an
// equal block are compared, and no pair is missed (as Manku, Jain and Das Sarma do with bits:
// Detecting near-duplicates for web crawling, WWW 2007).
constexpr std::size_t kBlocks = schema::kFingerprintBytes - kNearCopyBytes + 1;

std::uint64_t block(const FingerprintedDocument& d, std::size_t i) {
  std::uint64_t bytes = 0;
  for (std::size_t at = i; at < d.fingerprint.size(); at += kBlocks)
    bytes = bytes << 8 | d.fingerprint[at];
  return bytes;
}

std::size_t equal_bytes(const FingerprintedDocument& a, const FingerprintedDocument& b) {
  std::size_t equal = 0;
  for (std::size_t i = 0; i < a.fingerprint.size(); ++i)
    equal += a.fingerprint[i] == b.fingerprint[i] ? 1 : 0;
  return equal;
}

/// Joins the near copies among those that agree in a block.
void join_near(const std::vector<FingerprintedDocument>& different, std::size_t number,
               UnionFind& sets) {
  std::vector<std::pair<std::uint64_t, std::uint32_t>> keys;  // and their places in `different`
  for (std::uint32_t i = 0; i < different.size(); ++i)
    keys.emplace_back(block(different[i], number), i);
  std::ranges::sort(keys);
  for (std::size_t i = 0; i < keys.size(); ++i)
    for (std::size_t j = i + 1; j < keys.size() && keys[j].first == keys[i].first; ++j) {
      const FingerprintedDocument &a = different[keys[i].second], &b = different[keys[j].second];
      if (equal_bytes(a, b) >= kNearCopyBytes) sets.join(a.document, b.document);
    }
}

std::vector<FingerprintedDocument> read_fingerprints(const IndexReader& index) {
  std::vector<FingerprintedDocument> documents;
  index.values(schema::kFingerprintSlot, [&](std::uint32_t document, std::string_view bytes) {
    FingerprintedDocument& d = documents.emplace_back();
    d.document = document;
    std::copy_n(bytes.begin(), std::min(bytes.size(), d.fingerprint.size()), d.fingerprint.begin());
  });
  return documents;
}

}  // namespace

NearDuplicates::NearDuplicates(std::vector<FingerprintedDocument> documents, std::uint32_t last)
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
  for (std::size_t i = 0; i < kBlocks; ++i) join_near(different, i, sets);
  for (std::uint32_t document = 0; document <= last; ++document)
    ++sizes_[lowest_[document] = sets.find(document)];
}

NearDuplicates::NearDuplicates(const IndexReader& index, std::uint32_t last)
    : NearDuplicates(read_fingerprints(index), last) {}

DocSet NearDuplicates::same_story(std::uint32_t document) const {
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

std::size_t NearDuplicates::count(const DocSet& documents) const {
  DocSet stories(documents.last());
  documents.for_each([&](std::uint32_t document) { stories.insert(story(document)); });
  return stories.count();
}

std::vector<NearDuplicates::First> NearDuplicates::first_of_each(
    const std::vector<std::uint32_t>& ranked, const DocSet& found) const {
  std::vector<std::uint32_t> copies(lowest_.size());  // by story; 0 once the story has its first
  found.for_each([&](std::uint32_t document) { ++copies[story(document)]; });
  std::vector<First> firsts;
  for (std::size_t place = 0; place < ranked.size(); ++place)
    if (const std::uint32_t n = std::exchange(copies[story(ranked[place])], 0); n != 0)
      firsts.push_back({place, n});
  return firsts;
}

DocSet match_story(const std::string& id, Snapshot& snapshot) {
  const std::uint32_t holder = snapshot.index().first_document(exact_term(schema::FieldId::id, id));
  if (holder == 0) return snapshot.no_documents();
  return snapshot.near_duplicates().same_story(holder);
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
  const NearDuplicates& stories = snapshot.near_duplicates();
  const DocSet all = snapshot.all_documents();
  DocSet result = snapshot.no_documents();
  all.for_each([&](std::uint32_t document) {
    const std::int64_t copies = stories.copies(document);
    if ((!from || copies >= *from) && (!to || copies < *to)) result.insert(document);
  });
  return result;
}

}  // namespace dateline::searching
