// SPDX-License-Identifier: GPL-2.0-or-later
// RunIds: gives each article of a run its id, so that none takes the place of another article:
// the id that the source gave, or one within the source, or a numbered one. It knows the articles
// of the archive and those that the run has read. Used by ingest and by add --dry-run; it changes
// no archive.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

#include "catalog/catalog.h"
#include "shared_ids.h"

namespace dateline::indexing {

class RunIds {
 public:
  /// `catalog` is that of the archive; null where there is none yet. `prefix` stands before ids
  /// that are not unique by themselves; may be empty.
  RunIds(const Catalog* catalog, std::string prefix)
      : catalog_(catalog), prefix_(std::move(prefix)) {}

  /// The next articles come from this input. `next_row` is that of the first of them.
  void begin_input(const std::string& name, Row next_row);

  /// Sets the id of `article`. Returns the article that has this id so far, of which it is another
  /// version or the same.
  std::optional<KnownArticle> settle(Article& article, const ContentHash& hash);
  /// The id that the article settled last had before.
  const std::string& given() const { return given_; }

  /// Remembers an article that is not in the catalog yet.
  void accept(const Article& article, const KnownArticle& as);
  /// It is in the catalog now.
  void stored(const std::string& id, Row row);

  std::uint64_t shared() const { return shared_; }      // with articles of other sources
  std::uint64_t repeated() const { return repeated_; }  // with others of their input

 private:
  struct UnderWay {
    KnownArticle known;
    IdHolder holder;
  };

  std::optional<KnownArticle> known(const std::string& id) const;
  IdHolder holder_of(const std::string& id, const KnownArticle& known) const;
  std::optional<KnownArticle> settle_given(Article& article, const ContentHash& hash);

  const Catalog* const catalog_;
  const std::string prefix_;
  std::unordered_map<std::string, UnderWay> under_way_;  // accepted, not yet in the catalog
  std::string input_name_;
  Row input_begin_ = 0;  // the row of its first article
  std::string given_;
  std::uint64_t shared_ = 0, repeated_ = 0;
};

}  // namespace dateline::indexing
