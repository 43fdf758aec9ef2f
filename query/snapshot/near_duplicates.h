// SPDX-License-Identifier: GPL-2.0-or-later
// NearDuplicates: clusters of articles with nearly the same text, from the fingerprints in the
// index. Users know a cluster as a story. A chain of near copies connects the articles of a story,
// the likest first, and no two articles of it are told apart by their facts. Used by the matcher
// (story:, copies:) and for results by story; a snapshot computes them once.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "doc_set.h"
#include "schema.h"

namespace dateline::searching {

class IndexReader;
class Snapshot;

/// Two articles are near copies if at least this number of bytes in their fingerprints is equal,
/// and their figures, names and days do not tell them apart. They then share four tenths of all
/// runs of words, as a report and its beginning, or agency copy to which an outlet adds sentences.
inline constexpr std::size_t kNearCopyBytes = 14;

/// What tells regular reports and the like apart.
struct Facts {
  std::vector<std::uint16_t> figures, names;  // samples: the lowest hashes, ascending
  std::optional<std::int64_t> published;
  bool operator==(const Facts&) const = default;
};

using Fingerprint = std::array<std::uint8_t, schema::kFingerprintBytes>;

struct FingerprintedDocument {
  Fingerprint fingerprint{};
  std::uint32_t document = 0;
  Facts facts = {};
};

/// Which fingerprints have kNearCopyBytes bytes in common with another one: most articles have no
/// near copy, and nothing else is to be read of those.
std::vector<bool> have_near_ones(const std::vector<Fingerprint>& fingerprints);

/// Whether two near copies are one report. Each may leave out what the other has, but not both
/// figures of their own, or both names; and copies come within two days, if they are not the same
/// to the letter. The less like they are, the less may differ.
bool are_one_report(const FingerprintedDocument& a, const FingerprintedDocument& b);

class NearDuplicates {
 public:
  /// Of documents 0 to `last`. A document that is not in `documents` is a story by itself.
  NearDuplicates(std::vector<FingerprintedDocument> documents, std::uint32_t last);
  NearDuplicates(const IndexReader& index, std::uint32_t last);

  /// The lowest document of a document's story: it identifies the story.
  std::uint32_t story(std::uint32_t document) const { return lowest_[document]; }
  /// The number of articles with nearly its text, itself included.
  std::uint32_t copies(std::uint32_t document) const { return sizes_[lowest_[document]]; }
  DocSet same_story(std::uint32_t document) const;

  /// The number of stories in a set of documents.
  std::size_t count(const DocSet& documents) const;

  /// The first article of a story in a ranked list: its index there, and the number of the story's
  /// articles in `found`.
  struct First {
    std::size_t place = 0;
    std::uint32_t copies = 0;
  };
  /// One for each story in `ranked`. `found` holds all of `ranked`.
  std::vector<First> first_of_each(const std::vector<std::uint32_t>& ranked,
                                   const DocSet& found) const;

 private:
  std::vector<std::uint32_t> lowest_;  // by document
  std::vector<std::uint32_t> sizes_;   // by lowest document
};

/// The documents that story:, changed: and copies: (from <= copies < to) match.
DocSet match_story(const std::string& id, Snapshot& snapshot);
DocSet match_changed(const std::string& what, Snapshot& snapshot,
                     const std::function<void()>& check_time);
DocSet match_copies(std::optional<std::int64_t> from, std::optional<std::int64_t> to,
                    Snapshot& snapshot);

}  // namespace dateline::searching
