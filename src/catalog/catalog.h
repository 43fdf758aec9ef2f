// SPDX-License-Identifier: GPL-2.0-or-later
// Catalog: the SQLite half of an archive and its source of truth. It stores every version of every
// article (text compressed) and the names behind the codes in the index. Over the same connection
// it hands out the stores of the rest: journal, feeds, saved queries, runs, dictionaries,
// statistics. The index can be rebuilt from it.
//
// An article's row is its document number in the index. A new version of an article is a new
// row; the old one stays, superseded. Rows after the last checkpoint are pending.
//
//   add:    row inserted pending → index committed → checkpoint (and the row it replaces
//   superseded) remove: row marked removing  → index committed → row deleted
//
// A version the source withholds or has cancelled is a row like any other, but never in the index:
// it replaces the one before and is remembered as the article's last.
//
// Whoever opens it for writing completes the journal (ingest/archive_writer). One object belongs to
// one thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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

class Catalog {
 public:
  enum class Mode {
    read,
    write,
    rebuild,  // write, where an index of other versions is no error: it is about to be replaced
  };

  /// Opens the catalog of the archive in `folder`. write creates it where it is missing; the others
  /// throw an Error with a hint where there is none. Tables of an earlier version are upgraded, or
  /// read as they are. Throws where the index was written by another version of format or analysis.
  Catalog(const std::filesystem::path& folder, Mode mode);
  ~Catalog();
  Catalog(Catalog&&) noexcept;

  // What else the catalog holds; each has a header of its own.
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

  // The whole.
  /// From now on everything is read as of this moment, until unpin or the object's end.
  void pin();
  void unpin();
  /// Changes whenever another process has changed anything; cheap. It stands still while the
  /// catalog is pinned, and says nothing beyond this object.
  std::int64_t data_version() const;
  std::uint64_t generation() const;  // of the index; 0 = none yet
  /// Whatever is wrong with the tables, a sentence each: SQLite's own check (quick, or in full
  /// where `deep`), and what must hold between rows. Contents of articles: inspect.
  std::vector<std::string> check(bool deep) const;
  /// Writes the whole catalog, as it is seen from here, to a new file.
  void copy_to(const std::filesystem::path& file) const;
  /// Everything between begin and commit happens or does not; a destructor rolls back.
  void begin();
  void commit();

  // Articles.
  /// The article of a row in any state but removed; nothing when there is none. Throws Error when
  /// it is damaged.
  std::optional<StoredArticle> article(Row row) const;
  std::optional<InspectedArticle> inspect(Row row) const;
  /// Its id only (ties, export of ids).
  std::string id(Row row) const;
  /// Its title only (completion).
  std::string title(Row row) const;
  /// Rows the index must hold, ascending.
  void for_each_current(const std::function<void(Row row, const std::string& id)>& visit) const;
  /// Rows of earlier versions, and of last ones that are not usable, ascending.
  void for_each_superseded(const std::function<void(Row row, const std::string& id)>& visit) const;
  std::optional<KnownArticle> find(std::string_view id) const;

  /// Each version of an article but its first, with what has changed up to it.
  void for_each_changed(const std::function<void(Row row, Change change)>& visit) const;

  /// Names behind codes; field is source, section or author.
  std::vector<std::string> names(schema::FieldId field) const;  // by code; [0] is empty

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
