// SPDX-License-Identifier: GPL-2.0-or-later
// ArchiveSet: the archives that are searched as one, mostly one alone. Their documents are numbered
// one archive behind the other, so that whatever counts, matches or ranks sees one index. It says
// which article a document is, and which documents an id names. A snapshot owns it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "dates/moment.h"
#include "index_reader.h"

namespace dateline::searching {

/// One of them. Its rows are the documents behind `base`, up to `last`.
struct OpenArchive {
  std::string name;  // stands before the ids of its articles, where there are several archives
  std::filesystem::path folder;
  Catalog catalog;
  std::uint32_t base = 0, last = 0;
  std::uint32_t articles = 0;  // that can be found
};

/// The names behind the codes of a field, in all archives.
struct NameTable {
  std::vector<std::string> names;               // [0] is empty
  std::vector<std::vector<std::uint32_t>> own;  // by archive: its code → the code here
};

class ArchiveSet {
 public:
  /// Opens them as they are now or as they were at a moment, each with its index. Throws Error,
  /// also where one is named twice.
  explicit ArchiveSet(const std::vector<std::filesystem::path>& folders,
                      const std::optional<Moment>& moment = {});

  const IndexReader& index() const { return index_; }
  const std::vector<OpenArchive>& all() const { return archives_; }
  bool several() const { return archives_.size() > 1; }
  /// The archive that holds a document.
  const OpenArchive& of(std::uint32_t document) const;

  /// As those of Catalog, by document. With several archives an id is "ARCHIVE/ID".
  std::optional<StoredArticle> article(std::uint32_t document) const;
  std::string id(std::uint32_t document) const;
  /// The id as its archive knows it.
  std::string own_id(std::uint32_t document) const;
  std::string title(std::uint32_t document) const;
  void for_each_changed(
      const std::function<void(std::uint32_t document, const Change& change)>& visit) const;
  /// Names that fold to the same are one.
  NameTable names(schema::FieldId field) const;

  /// The documents with that id, ascending: "ARCHIVE/ID", or the bare id, which may be that of an
  /// article in each archive.
  std::vector<std::uint32_t> documents_of(const std::string& id) const;
  /// Calls visit(archive, rest) for each archive whose name a text begins with.
  void for_each_named(
      std::string_view text,
      const std::function<void(const OpenArchive& archive, std::string_view rest)>& visit) const;
  /// Documents of several archives that have the same id: a group for each such id. Reads all ids.
  std::vector<std::vector<std::uint32_t>> shared_ids() const;

 private:
  void add_documents(const std::string& own_id, const OpenArchive& archive,
                     std::vector<std::uint32_t>& documents) const;

  IndexReader index_;
  std::vector<OpenArchive> archives_;
};

/// What tells archives apart: for each the shortest end of its path that no other has.
std::vector<std::string> archive_names(const std::vector<std::filesystem::path>& folders);

}  // namespace dateline::searching
