// SPDX-License-Identifier: GPL-2.0-or-later
// Catalog: the SQLite half of an archive and its source of truth. It holds every article once (text
// compressed), the names behind the codes in the index, the inputs read, the records rejected, and
// the journal of what the index does not hold yet. The index can be made again from it.
//
// An article's row is its document number in the index. A new version of an article is a new
// row; the old one stays, superseded. Pending are the rows after the last one settled.
//
//   add:    row inserted pending → index committed → indexed (and the row it replaces superseded)
//   remove: row marked removing  → index committed → row deleted
//
// A version the source withholds or has cancelled is a row like any other, but never in the index:
// it replaces the one before and is remembered as the article's last.
//
// Whoever opens it for writing finishes what an earlier run left half done (ingest: recover).
// One object belongs to one thread.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "article.h"
#include "compressed_text.h"
#include "schema.h"
#include "text/charset.h"

namespace dateline {

using Row = std::uint32_t;  // document numbers are 32 bits wide in Xapian
using ContentHash = std::array<std::uint8_t, 16>;

/// A source, section or author name as a number; 0 = absent. `code` is the name as it was spelt,
/// `group` the code of the first spelling that folds to the same: what filters and facets count.
struct NameCode {
  std::uint32_t code = 0;
  std::uint32_t group = 0;
};

/// An article as it lies in the catalog.
struct StoredArticle {
  Article article;
  Row row = 0;
  Row replaces = 0;  // the row of the version before, 0 = none
  ContentHash hash{};
  Timestamp first_seen = 0;  // of its first version
  Timestamp added = 0;       // of this version
  std::uint32_t words = 0;   // of title and body
  NameCode source, section, author;
  std::string packed_body;  // pack_text(); what insert() stores
};

/// An article read for its own sake, damaged or not.
struct InspectedArticle {
  StoredArticle stored;
  std::string damage;  // what is wrong with it; "" = nothing
};

/// The last version under an id: what the index holds or will hold, unless it is not usable.
struct KnownArticle {
  Row row = 0;
  ContentHash hash{};
  Timestamp first_seen = 0;
  std::uint64_t version = 0;
  Status status = Status::usable;
};

/// What differs between any two versions of an article.
struct Change {
  bool title = false, body = false, date = false;
};

/// A query saved under a name.
struct SavedQuery {
  std::string name, text;
  Timestamp made = 0;
};

/// A feed that is polled: how it was found the last time.
struct FeedState {
  std::string url;             // as users name it
  std::string address;         // where it is asked: url, or where that has moved to
  std::string etag, modified;  // of the last answer that was read whole, as the server wrote them
  Timestamp polled = 0;        // 0 = never
  Timestamp succeeded = 0;
  std::uint32_t failures = 0;  // since it last succeeded
  Timestamp not_before = 0;    // it is left alone until then
  bool gone = false;           // for good, says its server
  int status = 0;              // of HTTP; 0 = no answer
  std::string problem;         // of the last time; "" = none
};

struct InputRecord {
  std::string name, format;
  std::uint64_t size = 0;
  std::int64_t modified = 0;
};

struct RejectedRecord {
  std::string input;  // its name
  std::uint64_t line = 0;
  std::string reason, hint;
};

struct RunRecord {
  std::string command;
  Timestamp started = 0;
  double seconds = 0;
  std::uint64_t added = 0, updated = 0, unchanged = 0, rejected = 0;
};

/// Articles of a source whose text was not UTF-8 as it came.
struct OriginCounts {
  std::uint64_t declared = 0, guessed = 0, repaired = 0;
};

struct CatalogCounts {
  std::uint64_t articles = 0, pending = 0, removing = 0, superseded = 0, withheld = 0, undated = 0,
                unreadable_dates = 0, rejected = 0, inputs = 0;
  std::optional<Timestamp> first_date, last_date;
};

class Catalog {
 public:
  enum class Mode {
    read,
    write,
    rebuild,  // write, but an index of other versions is no error: it is about to be made anew
  };

  /// Opens `folder`/catalog.db. write creates it where it is missing; the others throw an
  /// Error with a hint where there is none. Tables of an earlier version are upgraded, or read as
  /// they are. Throws where the index was written by another version of format or analysis.
  Catalog(const std::filesystem::path& folder, Mode mode);
  ~Catalog();
  Catalog(Catalog&&) noexcept;

  // What any process may ask.
  /// From now on everything is read as of this moment, until unpin or the object's end.
  void pin();
  void unpin();
  /// Another number whenever another process has changed anything; cheap. Of a pinned one it stands
  /// still, and it says nothing beyond this object.
  std::int64_t data_version() const;
  std::uint64_t generation() const;  // which folder below terms/ is the index; 0 = none yet
  CatalogCounts counts() const;
  std::vector<std::pair<std::string, std::uint64_t>> articles_by_source() const;  // largest first
  /// By the names articles_by_source() gives; sources all in UTF-8 are left out.
  std::map<std::string, OriginCounts> origins_by_source() const;
  /// Titles and bodies of the articles that are indexed. Reads all pages that hold them.
  std::uint64_t text_bytes() const;
  std::vector<RunRecord> last_runs(std::size_t n) const;
  std::vector<RejectedRecord> rejected(std::size_t n) const;
  std::vector<std::string> inputs_read_since(Timestamp time) const;  // names, oldest first
  /// True when a run read this input, or the members of this archive, to its end, and neither its
  /// size nor its time has changed since. False where a change could have passed unseen.
  bool was_read(const InputRecord& input) const;
  /// What is wrong with the tables, a sentence each: SQLite's own check (quick, or in full where
  /// `deep`), and what must hold between rows. Contents of articles: inspect.
  std::vector<std::string> check(bool deep) const;

  /// Writes the whole catalog, as it is seen from here, to a new file.
  void copy_to(const std::filesystem::path& file) const;

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

  /// What users named; the names are folded by normal_name. By name.
  std::vector<SavedQuery> saved_queries() const;
  std::optional<SavedQuery> saved_query(std::string_view name) const;
  std::vector<std::string> source_groups() const;  // names
  std::vector<std::string> source_group(
      std::string_view name) const;  // its sources; none: no group

  /// The feeds polled so far, by url.
  std::vector<FeedState> feeds() const;

  /// Names behind codes; field is source, section or author.
  std::vector<std::string> names(schema::FieldId field) const;  // by code; [0] is empty

  // The writer's side. Everything between begin and commit happens or does not; a destructor
  // rolls back.
  void begin();
  void commit();
  Row next_row() const;  // one more than any row ever used
  NameCode name_code(schema::FieldId field, std::string_view name);  // makes one when new
  void insert_pending(const StoredArticle& article);
  void note_origin(Row row, TextOrigin origin);  // of a text that was not UTF-8
  /// What to pack texts with; null where there is none yet.
  std::shared_ptr<const ZstdDictionary> dictionary() const;
  /// Makes one of the articles that are there, where they have become enough, or very many more
  /// than when the last was made. True when it did.
  bool make_dictionary();
  /// Makes one of these texts, which are about to come, where they are enough.
  bool make_dictionary(std::span<const std::string_view> texts);
  /// Gives each its second copy.
  void copy_dictionaries();
  void mark_removing(Row row);
  /// The journal: what the index must still take in, where it is usable (oldest row first), or let
  /// go.
  std::vector<Row> pending() const;
  std::vector<Row> removing() const;
  /// Rows that are to leave the index when everything pending is in it.
  std::vector<Row> replaced_by_pending() const;
  /// What the index is to hold when the journal is settled, ascending.
  std::vector<Row> rows_to_hold() const;
  /// The index, now `generation`, holds what was pending and has let go of the rest, and was
  /// written by this program's versions: in one transaction.
  void settle(std::uint64_t generation);

  /// Notes an input that is being read, and forgets what an earlier reading of it rejected; then
  /// its bad records as they come, and, once its articles are stored, how it ended.
  std::int64_t begin_input(const InputRecord& input);
  void add_rejected(std::int64_t input, const RejectedRecord& rejected);
  void end_input(std::int64_t input, std::uint64_t articles, std::uint64_t rejected);
  void record_run(const RunRecord& run);

  /// In one transaction, in the places of those of their urls.
  void save_feeds(const std::vector<FeedState>& feeds);

  /// Each at once, in a transaction of its own; any process may, without the lock of writers.
  void save_query(const SavedQuery& query);  // in the place of one of that name
  bool remove_query(std::string_view name);  // false: there is none
  void set_source_group(std::string_view name, const std::vector<std::string>& sources);
  bool remove_source_group(std::string_view name);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The name of a saved query or a group of sources as it is kept: letters, digits, "-" and "_",
/// lower case. Throws Error for any other.
std::string normal_name(std::string_view name);

/// A fingerprint of everything but the id.
ContentHash content_hash(const Article& article);

/// A sum over everything a row keeps but its state and the names behind its codes.
std::int64_t row_sum(const StoredArticle& stored);

}  // namespace dateline
