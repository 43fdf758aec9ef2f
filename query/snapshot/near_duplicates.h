// SPDX-License-Identifier: GPL-2.0-or-later
// NearDuplicates: articles with nearly the same text, grouped. Found from the fingerprints in the
// index; a story is what a chain of near copies connects, so it does not depend on the order of
// articles. Used by the matcher (story:, copies:) and for results by story; made once for a
// snapshot.
#pragma once

#include <xapian.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "doc_set.h"
#include "schema.h"

namespace dateline::searching {

class Snapshot;

/// Fingerprints with so many equal bytes or more are near copies: six tenths of all runs of words
/// are common, as in agency copy with a few sentences of each outlet's own. With fewer, the regular
/// reports of other days (one text, other numbers) outnumber the copies in Reuters' articles.
inline constexpr std::size_t kNearCopyBytes = 19;

struct FingerprintedDocument {
  std::array<std::uint8_t, schema::kFingerprintBytes> fingerprint{};
  std::uint32_t document = 0;
};

class NearDuplicates {
 public:
  /// Of documents 0 to `last`; those that `documents` does not name stand alone.
  NearDuplicates(std::vector<FingerprintedDocument> documents, std::uint32_t last);
  NearDuplicates(const Xapian::Database& database, std::uint32_t last);

  /// The lowest document of a document's story: equal for two exactly when their story is.
  std::uint32_t story(std::uint32_t document) const { return lowest_[document]; }
  /// How many articles have nearly its text, itself included.
  std::uint32_t copies(std::uint32_t document) const { return sizes_[lowest_[document]]; }
  DocSet same_story(std::uint32_t document) const;

  /// How many stories a set of documents tells.
  std::size_t count(const DocSet& documents) const;

  /// The first of each story in a ranked list: its place there, and how many of `found` tell it.
  struct First {
    std::size_t place = 0;
    std::uint32_t copies = 0;
  };
  /// `found` holds all of `ranked`.
  std::vector<First> first_of_each(const std::vector<std::uint32_t>& ranked,
                                   const DocSet& found) const;

 private:
  std::vector<std::uint32_t> lowest_;  // by document
  std::vector<std::uint32_t> sizes_;   // by lowest document
};

/// What story: and changed: match, and what copies: does (from <= copies < to).
DocSet match_story(const std::string& id, Snapshot& snapshot);
DocSet match_changed(const std::string& what, const Snapshot& snapshot);
DocSet match_copies(std::optional<std::int64_t> from, std::optional<std::int64_t> to,
                    Snapshot& snapshot);

}  // namespace dateline::searching
