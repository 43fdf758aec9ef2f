// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalog.h"

#include <SQLiteCpp/Backup.h>
#include <fmt/format.h>

#include <cstring>

#include "catalog_state.h"
#include "error.h"

namespace dateline {
namespace {

/// One script for each version of the tables; user_version counts those applied. Never edit one
/// that has been released: add the next.
constexpr const char* kMigrations[] = {
    R"sql(
      CREATE TABLE meta(key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
      CREATE TABLE names(
        field   INTEGER NOT NULL,        -- schema::FieldId: source, section, author
        code    INTEGER NOT NULL,        -- from 1, by field
        name    TEXT NOT NULL,           -- as an article spelt it
        folded  TEXT NOT NULL,           -- as it is compared
        grouped INTEGER NOT NULL,        -- the first code with the same folded
        PRIMARY KEY(field, code)) WITHOUT ROWID;
      CREATE UNIQUE INDEX names_by_name ON names(field, name);
      CREATE INDEX names_by_folded ON names(field, folded, code);
      CREATE TABLE articles(
        row        INTEGER PRIMARY KEY AUTOINCREMENT,  -- the document number in the index
        id         TEXT NOT NULL,
        state      INTEGER NOT NULL,     -- 0 pending, 1 indexed, 2 superseded, 3 removing
        replaces   INTEGER,              -- row of the version before
        hash       BLOB NOT NULL,        -- content_hash()
        title      TEXT NOT NULL,
        source     INTEGER NOT NULL,     -- codes of names; 0 = absent
        section    INTEGER NOT NULL,
        author     INTEGER NOT NULL,
        language   TEXT NOT NULL,
        url        TEXT NOT NULL,
        published  INTEGER,              -- seconds since 1970, UTC
        date_text  TEXT NOT NULL,        -- the date as it was written
        words      INTEGER NOT NULL,
        first_seen INTEGER NOT NULL,
        added      INTEGER NOT NULL,
        body       BLOB NOT NULL);       -- zstd
      CREATE INDEX articles_by_id ON articles(id);
      CREATE INDEX articles_in_journal ON articles(state) WHERE state IN (0, 3);
      CREATE TABLE inputs(
        number   INTEGER PRIMARY KEY,
        name     TEXT NOT NULL UNIQUE,
        format   TEXT NOT NULL,
        size     INTEGER NOT NULL,
        modified INTEGER NOT NULL,
        articles INTEGER NOT NULL,       -- of its last reading
        rejected INTEGER NOT NULL,
        read_at  INTEGER NOT NULL);
      CREATE TABLE rejected(
        input  INTEGER NOT NULL REFERENCES inputs(number),
        line   INTEGER NOT NULL,
        reason TEXT NOT NULL,
        hint   TEXT NOT NULL);
      CREATE INDEX rejected_by_input ON rejected(input);
      CREATE TABLE runs(
        number INTEGER PRIMARY KEY, command TEXT NOT NULL, started INTEGER NOT NULL,
        seconds REAL NOT NULL, added INTEGER NOT NULL, updated INTEGER NOT NULL,
        unchanged INTEGER NOT NULL, rejected INTEGER NOT NULL);
    )sql",
    R"sql(
      ALTER TABLE articles ADD COLUMN country TEXT NOT NULL DEFAULT '';
      ALTER TABLE articles ADD COLUMN type TEXT NOT NULL DEFAULT '';
      CREATE INDEX articles_with_earlier ON articles(id) WHERE replaces IS NOT NULL;
      CREATE TABLE saved_queries(
        name TEXT PRIMARY KEY, text TEXT NOT NULL, made INTEGER NOT NULL) WITHOUT ROWID;
      CREATE TABLE source_groups(
        name   TEXT NOT NULL,
        source TEXT NOT NULL,            -- as a query would write it
        PRIMARY KEY(name, source)) WITHOUT ROWID;
    )sql",
    // What no index held is kept twice from here on, so that integrity_check tells of any change.
    R"sql(
      ALTER TABLE articles ADD COLUMN sum INTEGER;  -- row_sum()
      CREATE INDEX inputs_twice ON inputs(read_at, format, size, modified, articles, rejected);
      CREATE INDEX rejected_twice ON rejected(input, line, reason, hint);
      CREATE INDEX runs_twice ON
        runs(started, command, seconds, added, updated, unchanged, rejected);
      CREATE INDEX saved_queries_twice ON saved_queries(made, text);
      CREATE INDEX source_groups_twice ON source_groups(source);
      CREATE INDEX names_grouped ON names(grouped);
      CREATE INDEX meta_twice ON meta(value);
    )sql",
    // States are 4 as well from here on: the last version, and not usable.
    R"sql(
      ALTER TABLE articles ADD COLUMN version INTEGER NOT NULL DEFAULT 0;  -- of the source
      ALTER TABLE articles ADD COLUMN status INTEGER NOT NULL DEFAULT 0;   -- Status
      CREATE TABLE feeds(
        url        TEXT PRIMARY KEY,     -- as users name it
        address    TEXT NOT NULL,        -- where it is asked
        etag       TEXT NOT NULL,
        modified   TEXT NOT NULL,        -- Last-Modified, as its server wrote it
        polled     INTEGER NOT NULL,
        succeeded  INTEGER NOT NULL,
        failures   INTEGER NOT NULL,
        not_before INTEGER NOT NULL,
        gone       INTEGER NOT NULL,
        status     INTEGER NOT NULL,
        problem    TEXT NOT NULL) WITHOUT ROWID;
      CREATE INDEX feeds_twice ON feeds(address, etag, modified, polled, succeeded, failures,
                                        not_before, gone, status, problem);
      CREATE TABLE origins(              -- of articles whose text was not UTF-8
        row    INTEGER PRIMARY KEY,
        origin INTEGER NOT NULL);        -- TextOrigin
      CREATE INDEX origins_twice ON origins(origin);
    )sql",
    // Texts may be packed with a dictionary from here on.
    R"sql(
      CREATE TABLE dictionaries(
        place  INTEGER PRIMARY KEY,
        number INTEGER NOT NULL,         -- as packed texts name it
        copy   INTEGER NOT NULL,         -- 1, 2
        rows   INTEGER NOT NULL,         -- of articles, when it was made
        sum    INTEGER NOT NULL,         -- ZstdDictionary::sum()
        bytes  BLOB NOT NULL,
        UNIQUE(number, copy));
    )sql",
    // No row is pending by its state from here on, but those after meta's settled are: to settle a
    // large addition is to write one number, not each of its articles once more.
    R"sql(
      INSERT INTO meta SELECT 'settled', coalesce(
        (SELECT min(row) - 1 FROM articles WHERE state = 0),
        (SELECT seq FROM sqlite_sequence WHERE name = 'articles'), 0);
      UPDATE articles SET state = CASE status WHEN 0 THEN 1 ELSE 4 END WHERE state = 0;
      DROP INDEX articles_in_journal;  -- SQLite uses a partial index where its words come again
      CREATE INDEX articles_removing ON articles(row) WHERE state = 3;
    )sql",
};
constexpr int kTables = static_cast<int>(std::size(kMigrations));
constexpr int kWithSums = 3;      // the first tables that keep row_sum()
constexpr int kWithVersions = 4;  // the first that keep version and status
constexpr int kWithDictionaries = 5;

Error damaged(std::string_view id, Row row) {
  return Error(fmt::format("the catalog's article {} (row {}) is damaged", id, row),
               "run: dateline-indexer repair");
}

std::string_view bytes_of(const SQLite::Column& column) {
  const void* const data = column.getBlob();
  return {static_cast<const char*>(data), static_cast<std::size_t>(column.getBytes())};
}

}  // namespace

std::string article_columns(bool versions) {
  std::string columns = kArticleColumns;
  if (!versions) columns.replace(columns.find("version, status"), 15, "0, 0");
  return columns;
}

StoredArticle read_article(SQLite::Statement& s,
                           const std::function<NameCode(schema::FieldId, std::uint32_t)>& group,
                           const std::function<std::string(schema::FieldId, std::uint32_t)>& name,
                           const std::function<const ZstdDictionary*(std::uint32_t)>& dictionary,
                           std::string& damage) {
  StoredArticle a;
  a.row = s.getColumn(0).getUInt();
  a.article.id = s.getColumn(1).getString();
  a.replaces = s.getColumn(2).getUInt();
  const SQLite::Column hash = s.getColumn(3);
  if (static_cast<std::size_t>(hash.getBytes()) == a.hash.size())
    std::memcpy(a.hash.data(), hash.getBlob(), a.hash.size());
  a.article.title = s.getColumn(4).getString();
  a.source = group(schema::FieldId::source, s.getColumn(5).getUInt());
  a.section = group(schema::FieldId::section, s.getColumn(6).getUInt());
  a.author = group(schema::FieldId::author, s.getColumn(7).getUInt());
  a.article.source = name(schema::FieldId::source, a.source.code);
  a.article.section = name(schema::FieldId::section, a.section.code);
  a.article.author = name(schema::FieldId::author, a.author.code);
  a.article.language = s.getColumn(8).getString();
  a.article.url = s.getColumn(9).getString();
  if (!s.getColumn(10).isNull()) a.article.published = s.getColumn(10).getInt64();
  a.article.date_text = s.getColumn(11).getString();
  a.words = s.getColumn(12).getUInt();
  a.first_seen = s.getColumn(13).getInt64();
  a.added = s.getColumn(14).getInt64();
  a.article.country = s.getColumn(15).getString();
  a.article.type = s.getColumn(16).getString();
  a.article.version = static_cast<std::uint64_t>(s.getColumn(17).getInt64());
  const std::int64_t status = s.getColumn(18).getInt64();
  const bool known_status = status >= 0 && status <= static_cast<int>(Status::cancelled);
  a.article.status = known_status ? static_cast<Status>(status) : Status::withheld;
  a.packed_body = bytes_of(s.getColumn(19));
  if (!unpack_text(a.packed_body, dictionary(dictionary_of(a.packed_body)), a.article.body))
    damage = "its text cannot be unpacked";
  else if (!known_status || (!s.getColumn(20).isNull() && s.getColumn(20).getInt64() != row_sum(a)))
    damage = "it is not what was written";
  return a;
}

std::int64_t Catalog::State::meta(const std::string& key) const {
  Use query(prepare("SELECT value FROM meta WHERE key = ?"));
  query->bind(1, key);
  return query->executeStep() ? query->getColumn(0).getInt64() : 0;
}

void Catalog::State::set_meta(const std::string& key, std::int64_t value) {
  Use insert(prepare("INSERT OR REPLACE INTO meta(key, value) VALUES(?, ?)"));
  insert->bind(1, key);
  insert->bind(2, value);
  insert->exec();
}

void Catalog::State::migrate(bool write, bool must_fit) {
  const int version = db.execAndGet("PRAGMA user_version").getInt();
  if (version > kTables)
    throw Error(fmt::format("the catalog has tables of version {}, this program knows {}", version,
                            kTables),
                "use the newer dateline this archive was made with");
  sums = version >= kWithSums || write;
  versions = version >= kWithVersions || write;
  has_dictionaries = version >= kWithDictionaries || write;
  if (version == kTables) return;
  if (version != 0 && must_fit) check_versions();  // before anything is changed
  if (!write && version == 0)                      // made a moment ago, or by a run that died then
    throw Error("there is nothing in the archive yet", "fill it with: dateline-indexer add PATH");
  if (!write) return;  // all that is read of this format is in the tables it began with
  SQLite::Transaction change(db, SQLite::TransactionBehavior::IMMEDIATE);
  const int before = db.execAndGet("PRAGMA user_version").getInt();  // another may have been first
  for (int v = before; v < kTables; ++v) db.exec(kMigrations[v]);
  if (before < kWithSums) add_sums();
  db.exec(fmt::format("PRAGMA user_version = {}", kTables));
  if (before == 0) {
    set_meta("format", schema::kFormatVersion);
    set_meta("analysis", schema::kAnalysisVersion);
    set_meta("generation", 0);
  }
  change.commit();
}

/// Of the rows of an archive of before, as they are now.
void Catalog::State::add_sums() {
  std::vector<std::int64_t> rows;
  for (SQLite::Statement each(db, "SELECT row FROM articles"); each.executeStep();)
    rows.push_back(each.getColumn(0).getInt64());
  SQLite::Statement read(
      db, fmt::format("SELECT {}, sum FROM articles WHERE row = ?", kArticleColumns));
  SQLite::Statement update(db, "UPDATE articles SET sum = ? WHERE row = ?");
  const auto no_group = [](schema::FieldId, std::uint32_t code) { return NameCode{code, 0}; };
  const auto no_name = [](schema::FieldId, std::uint32_t) { return std::string(); };
  const auto no_dictionary = [](std::uint32_t) { return nullptr; };
  for (const std::int64_t row : rows) {
    std::string damage;  // stays what it is
    read.bind(1, row);
    read.executeStep();
    update.bind(1, row_sum(read_article(read, no_group, no_name, no_dictionary, damage)));
    update.bind(2, row);
    update.exec();
    read.reset();
    update.reset();
  }
}

void Catalog::State::check_versions() {
  const std::int64_t format = meta("format"), analysis = meta("analysis");
  if (format == schema::kFormatVersion && analysis == schema::kAnalysisVersion) return;
  throw Error(
      fmt::format("the index was written as format {}, analysis {}; this program uses {} and {}",
                  format, analysis, schema::kFormatVersion, schema::kAnalysisVersion),
      "run: dateline-indexer rebuild");
}

Catalog::Catalog(const std::filesystem::path& folder, Mode mode)
    : state_(std::make_unique<State>(open_catalog(folder, mode))) {
  State& s = *state_;
  s.db.exec("PRAGMA synchronous = FULL; PRAGMA cache_size = -8000; PRAGMA foreign_keys = ON");
  s.migrate(mode != Mode::read, mode != Mode::rebuild);
  if (mode != Mode::rebuild) s.check_versions();
}

Catalog::~Catalog() = default;
Catalog::Catalog(Catalog&&) noexcept = default;

std::int64_t Catalog::data_version() const {
  Use query(state_->prepare("PRAGMA data_version"));
  query->executeStep();
  return query->getColumn(0).getInt64();
}

std::uint64_t Catalog::generation() const {
  return static_cast<std::uint64_t>(state_->meta("generation"));
}

void Catalog::pin() {
  state_->transaction.emplace(state_->db, SQLite::TransactionBehavior::DEFERRED);
  generation();  // the first read of a transaction fixes what it sees
}

void Catalog::unpin() { state_->transaction.reset(); }

CatalogCounts Catalog::counts() const {
  CatalogCounts c;
  const auto count = [this](const std::string& things) {
    Use query(state_->prepare("SELECT count(*) FROM " + things));
    query->executeStep();
    return static_cast<std::uint64_t>(query->getColumn(0).getInt64());
  };
  const std::string settled = fmt::format("articles WHERE row <= {} AND state = ", kSettled);
  c.articles = count(settled + "1");
  c.pending = count(fmt::format("articles WHERE row > {}", kSettled));
  c.removing = count("articles WHERE state = 3");
  c.superseded = count("articles WHERE state = 2");
  c.withheld = count(settled + "4");
  c.undated = count(settled + "1 AND published IS NULL");
  c.unreadable_dates = count(settled + "1 AND published IS NULL AND date_text <> ''");
  c.rejected = count("rejected");
  c.inputs = count("inputs");
  Use span(state_->prepare("SELECT min(published), max(published) FROM " + settled + "1"));
  if (span->executeStep() && !span->getColumn(0).isNull()) {
    c.first_date = span->getColumn(0).getInt64();
    c.last_date = span->getColumn(1).getInt64();
  }
  return c;
}

std::vector<std::pair<std::string, std::uint64_t>> Catalog::articles_by_source() const {
  Use query(
      state_->prepare(fmt::format("SELECT coalesce(g.name, ''), count(*) AS n FROM articles a"
                                  " LEFT JOIN names s ON s.field = ?1 AND s.code = a.source"
                                  " LEFT JOIN names g ON g.field = ?1 AND g.code = s.grouped"
                                  " WHERE a.state = 1 AND a.row <= {}"
                                  " GROUP BY 1 ORDER BY n DESC, 1",
                                  kSettled)));
  query->bind(1, static_cast<int>(schema::FieldId::source));
  std::vector<std::pair<std::string, std::uint64_t>> result;
  while (query->executeStep())
    result.emplace_back(query->getColumn(0).getString(),
                        static_cast<std::uint64_t>(query->getColumn(1).getInt64()));
  return result;
}

std::vector<RunRecord> Catalog::last_runs(std::size_t n) const {
  Use query(
      state_->prepare("SELECT command, started, seconds, added, updated, unchanged, rejected"
                      " FROM runs ORDER BY number DESC LIMIT ?"));
  query->bind(1, static_cast<std::int64_t>(n));
  std::vector<RunRecord> result;
  while (query->executeStep()) {
    RunRecord r;
    r.command = query->getColumn(0).getString();
    r.started = query->getColumn(1).getInt64();
    r.seconds = query->getColumn(2).getDouble();
    r.added = static_cast<std::uint64_t>(query->getColumn(3).getInt64());
    r.updated = static_cast<std::uint64_t>(query->getColumn(4).getInt64());
    r.unchanged = static_cast<std::uint64_t>(query->getColumn(5).getInt64());
    r.rejected = static_cast<std::uint64_t>(query->getColumn(6).getInt64());
    result.push_back(std::move(r));
  }
  return result;
}

std::vector<RejectedRecord> Catalog::rejected(std::size_t n) const {
  Use query(
      state_->prepare("SELECT name, line, reason, hint FROM rejected JOIN inputs ON number = input"
                      " ORDER BY rejected.rowid LIMIT ?"));
  query->bind(1, static_cast<std::int64_t>(n));
  std::vector<RejectedRecord> result;
  while (query->executeStep())
    result.push_back({query->getColumn(0).getString(),
                      static_cast<std::uint64_t>(query->getColumn(1).getInt64()),
                      query->getColumn(2).getString(), query->getColumn(3).getString()});
  return result;
}

bool Catalog::was_read(const InputRecord& input) const {
  // Times are whole seconds: a change in the second of the reading would not show.
  Use query(state_->prepare(
      "SELECT 1 FROM inputs WHERE (name = ?1 OR (name > ?1 || '!' AND name < ?1 || '\"'))"
      " AND size = ?2 AND modified = ?3 AND articles + rejected > 0 AND read_at > modified + 1"
      " LIMIT 1"));
  query->bind(1, input.name);
  query->bind(2, static_cast<std::int64_t>(input.size));
  query->bind(3, input.modified);
  return query->executeStep();
}

std::vector<std::string> Catalog::inputs_read_since(Timestamp time) const {
  Use query(state_->prepare("SELECT name FROM inputs WHERE read_at >= ? ORDER BY read_at, number"));
  query->bind(1, static_cast<std::int64_t>(time));
  std::vector<std::string> names;
  while (query->executeStep()) names.push_back(query->getColumn(0).getString());
  return names;
}

void Catalog::copy_to(const std::filesystem::path& file) const {
  SQLite::Database copy(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  SQLite::Backup(copy, state_->db).executeStep();
}

std::optional<InspectedArticle> Catalog::inspect(Row row) const {
  Use query(state_->prepare(fmt::format("SELECT {}, {} FROM articles WHERE row = ?",
                                        article_columns(state_->versions),
                                        state_->sums ? "sum" : "NULL")));
  query->bind(1, row);
  if (!query->executeStep()) return std::nullopt;
  const auto find_name = [this](schema::FieldId field, std::uint32_t code, const auto& use) {
    Use name(state_->prepare("SELECT name, grouped FROM names WHERE field = ? AND code = ?"));
    name->bind(1, static_cast<int>(field));
    name->bind(2, code);
    if (code != 0 && name->executeStep()) use(*name);
  };
  InspectedArticle inspected;
  inspected.stored = read_article(
      *query,
      [&](schema::FieldId field, std::uint32_t code) {
        NameCode both{code, 0};
        find_name(field, code,
                  [&](SQLite::Statement& s) { both.group = s.getColumn(1).getUInt(); });
        return both;
      },
      [&](schema::FieldId field, std::uint32_t code) {
        std::string name;
        find_name(field, code, [&](SQLite::Statement& s) { name = s.getColumn(0).getString(); });
        return name;
      },
      [this](std::uint32_t number) { return state_->dictionary(number); }, inspected.damage);
  return inspected;
}

std::optional<StoredArticle> Catalog::article(Row row) const {
  std::optional<InspectedArticle> inspected = inspect(row);
  if (!inspected) return std::nullopt;
  if (!inspected->damage.empty()) throw damaged(inspected->stored.article.id, row);
  return std::move(inspected->stored);
}

std::string Catalog::id(Row row) const {
  Use query(state_->prepare("SELECT id FROM articles WHERE row = ?"));
  query->bind(1, row);
  return query->executeStep() ? query->getColumn(0).getString() : std::string();
}

std::string Catalog::title(Row row) const {
  Use query(state_->prepare("SELECT title FROM articles WHERE row = ?"));
  query->bind(1, row);
  return query->executeStep() ? query->getColumn(0).getString() : std::string();
}

void Catalog::for_each_changed(const std::function<void(Row, Change)>& visit) const {
  Use query(
      state_->prepare("SELECT row, id, title, published, body FROM articles WHERE id IN"
                      " (SELECT id FROM articles WHERE replaces IS NOT NULL) ORDER BY id, row"));
  struct Version {
    std::string id, title, body;
    std::optional<Timestamp> published;
  };
  Version before;
  Change change;  // of the versions so far
  while (query->executeStep()) {
    const Row row = query->getColumn(0).getUInt();
    Version version{query->getColumn(1).getString(), query->getColumn(2).getString(), {}, {}};
    if (const SQLite::Column published = query->getColumn(3); !published.isNull())
      version.published = published.getInt64();
    const std::string_view body = bytes_of(query->getColumn(4));
    if (!unpack_text(body, state_->dictionary(dictionary_of(body)), version.body))
      throw damaged(version.id, row);
    if (version.id == before.id) {
      change.title |= version.title != before.title;
      change.body |= version.body != before.body;
      change.date |= version.published != before.published;
      visit(row, change);
    } else {
      change = {};
    }
    before = std::move(version);
  }
}

void Catalog::for_each_current(const std::function<void(Row, const std::string&)>& visit) const {
  Use query(state_->prepare(fmt::format(
      "SELECT row, id FROM articles WHERE state = 1 AND row <= {} ORDER BY row", kSettled)));
  while (query->executeStep())
    visit(query->getColumn(0).getUInt(), query->getColumn(1).getString());
}

void Catalog::for_each_superseded(const std::function<void(Row, const std::string&)>& visit) const {
  Use query(state_->prepare(fmt::format(
      "SELECT row, id FROM articles WHERE state IN (2, 4) AND row <= {} ORDER BY row", kSettled)));
  while (query->executeStep())
    visit(query->getColumn(0).getUInt(), query->getColumn(1).getString());
}

std::optional<KnownArticle> Catalog::find(std::string_view id) const {
  Use query(
      state_->prepare(fmt::format("SELECT row, hash, first_seen, {} FROM articles"
                                  " WHERE id = ? AND state IN (0, 1, 4) ORDER BY row DESC LIMIT 1",
                                  state_->versions ? "version, status" : "0, 0")));
  query->bind(1, std::string(id));
  if (!query->executeStep()) return std::nullopt;
  KnownArticle known;
  known.row = query->getColumn(0).getUInt();
  const SQLite::Column hash = query->getColumn(1);
  if (static_cast<std::size_t>(hash.getBytes()) == known.hash.size())
    std::memcpy(known.hash.data(), hash.getBlob(), known.hash.size());
  known.first_seen = query->getColumn(2).getInt64();
  known.version = static_cast<std::uint64_t>(query->getColumn(3).getInt64());
  known.status = static_cast<Status>(query->getColumn(4).getInt());
  return known;
}

std::vector<std::string> Catalog::names(schema::FieldId field) const {
  Use query(state_->prepare("SELECT code, name FROM names WHERE field = ? ORDER BY code"));
  query->bind(1, static_cast<int>(field));
  std::vector<std::string> result(1);
  while (query->executeStep()) {
    // Codes are given one after the other, and none is taken back.
    if (query->getColumn(0).getInt64() != static_cast<std::int64_t>(result.size()))
      throw Error("the catalog's list of names is damaged", "run: dateline-indexer repair");
    result.push_back(query->getColumn(1).getString());
  }
  return result;
}

}  // namespace dateline
