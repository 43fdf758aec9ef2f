// SPDX-License-Identifier: GPL-2.0-or-later
// Catalog: the SQLite half of an archive and its source of truth. It stores every version of every
// article (text compressed) and the names behind the codes in the index. Over the same connection
// it hands out the stores of the rest: journal, feeds, saved queries, runs, dictionaries,
// statistics. The index can be rebuilt from it.
//
// An article's row is its document number in the index. A new version of an article is a new
// row; the old one stays, superseded, in the catalog and in the index. Rows after the last
// checkpoint are pending.
//
//   add:    row inserted pending → index committed → checkpoint; the row it replaces is superseded
//   remove: row marked removing  → index committed → row deleted
//
// A version that the source withholds or has cancelled is a row like any other, but is never in the
// index. It replaces the version before and is the article's last version.
//
// A writer completes the journal when it opens the catalog (ingest/archive_writer). An object
// belongs to one thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dead_rows.h"
#include "index_segment.h"
#include "schema.h"
#include "stored_article.h"
#include "text/charset.h"

namespace dateline {

class CatalogStatistics;
class FeedStore;
class Journal;
class QueryStore;
class RunLog;
class TextDictionaries;
class VersionStore;

class Catalog {
 public:
  enum class Mode {
    read,
    write,
    rebuild,  // as write, but an index of other versions is no error, for it will be replaced
  };

  /// Opens the catalog of the archive in `folder`. The mode write creates a missing catalog; the
  /// other modes throw an Error with a hint. Tables of an earlier version are upgraded by a writer
  /// and read as they are by a reader. Throws Error when the index was written by another version
  /// of format or analysis.
  Catalog(const std::filesystem::path& folder, Mode mode);
  ~Catalog();
  Catalog(Catalog&&) noexcept;

  // The other stores of the catalog, each with its own header.
  Journal& journal();
  const Journal& journal() const;
  FeedStore& feeds();
  const FeedStore& feeds() const;
  QueryStore& queries();
  const QueryStore& queries() const;
  RunLog& runs();
  const RunLog& runs() const;
  TextDictionaries& dictionaries();
  const CatalogStatistics& statistics() const;
  VersionStore& versions();
  const VersionStore& versions() const;

  // The whole.
  /// From now on all reads see the catalog of this moment, until unpin() or the end of the object.
  void pin();
  void unpin();
  /// A number that changes when another process changes the catalog; cheap. It does not change
  /// while the catalog is pinned. Numbers of different objects cannot be compared.
  std::int64_t data_version() const;
  std::uint64_t generation() const;  // how often the index has changed; 0 = there is none yet
  /// The index, in the order of rows.
  std::vector<IndexSegment> segments() const;
  /// What searches leave out of it. Throws Error where the list is damaged.
  DeadRows dead_rows() const;
  /// Whatever is wrong with the tables, a sentence each: SQLite's own check (quick, or in full
  /// where `deep`), and what must hold between rows. Contents of articles: inspect.
  std::vector<std::string> check(bool deep) const;
  /// Writes the whole catalog, as this object sees it, to a new file.
  void copy_to(const std::filesystem::path& file) const;
  /// Changes between begin() and commit() take effect together or not at all. A destructor rolls
  /// back.
  void begin();
  void commit();

  // Articles.
  /// The article of a row, unless it is removed; absent if there is no such row. Throws Error when
  /// the article is damaged.
  std::optional<StoredArticle> article(Row row) const;
  std::optional<InspectedArticle> inspect(Row row) const;
  /// Its id only (ties, export of ids).
  std::string id(Row row) const;
  /// Its title only (completion).
  std::string title(Row row) const;
  /// Rows that searches find, ascending; of all, or those from `first` to `last`.
  void for_each_current(const std::function<void(Row row, const std::string& id)>& visit,
                        Row first = 0, Row last = std::numeric_limits<Row>::max()) const;
  /// The same, and those of earlier versions that were usable, which the index holds as well.
  void for_each_held(const std::function<void(Row row, const std::string& id, bool current)>& visit,
                     Row first = 0, Row last = std::numeric_limits<Row>::max()) const;
  /// Rows of earlier versions, and of last ones that are not usable, ascending.
  void for_each_superseded(const std::function<void(Row row, const std::string& id)>& visit) const;
  std::optional<KnownArticle> find(std::string_view id) const;

  /// Each two versions of an article that follow each other and are usable.
  struct EditedVersion {
    Row row = 0;
    std::string title, body;
  };
  void for_each_edit(const std::function<void(const EditedVersion& before,
                                              const EditedVersion& after)>& visit) const;
  /// Each version of an article except the first, with all changes since the first.
  void for_each_changed(const std::function<void(Row row, Change change)>& visit) const;

  /// Names behind codes; field is source, section or author.
  std::vector<std::string> names(schema::FieldId field) const;  // by code; [0] is empty
  /// Groups the names as this program folds them, in a transaction of its own: what an index of
  /// another analysis needs before it is rebuilt.
  void group_names();

  // Within a transaction:
  Row next_row() const;  // one more than any row ever used
  NameCode name_code(schema::FieldId field, std::string_view name);  // makes one when new
  void insert_pending(const StoredArticle& article);
  void add_origin(Row row, TextOrigin origin);  // of a text that was not UTF-8

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace dateline
