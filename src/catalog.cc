// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalog.h"

#include <fmt/format.h>
#include <zstd.h>

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
};
constexpr int kTables = static_cast<int>(std::size(kMigrations));

std::string unpack_text(const void* data, std::size_t size, Row row) {
  const auto length = ZSTD_getFrameContentSize(data, size);
  if (length == ZSTD_CONTENTSIZE_ERROR || length == ZSTD_CONTENTSIZE_UNKNOWN ||
      length > (1ULL << 32))
    throw Error(fmt::format("the catalog's text of article {} is damaged", row),
                "run: dateline-indexer verify");
  std::string text(length, '\0');
  const std::size_t written = ZSTD_decompress(text.data(), text.size(), data, size);
  if (ZSTD_isError(written) || written != length)
    throw Error(fmt::format("the catalog's text of article {} is damaged", row),
                "run: dateline-indexer verify");
  return text;
}

}  // namespace

namespace {

StoredArticle read_article(SQLite::Statement& s,
                           const std::function<NameCode(schema::FieldId, std::uint32_t)>& group,
                           const std::function<std::string(schema::FieldId, std::uint32_t)>& name) {
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
  const SQLite::Column body = s.getColumn(17);
  a.article.body = unpack_text(body.getBlob(), static_cast<std::size_t>(body.getBytes()), a.row);
  return a;
}

}  // namespace

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
  if (version == kTables) return;
  if (version != 0 && must_fit) check_versions();  // before anything is changed
  if (!write)
    throw Error(fmt::format("the catalog has tables of version {}, this program needs {}", version,
                            kTables),
                "run any dateline-indexer command that writes, such as: dateline-indexer optimize");
  SQLite::Transaction change(db, SQLite::TransactionBehavior::IMMEDIATE);
  for (int v = version; v < kTables; ++v) db.exec(kMigrations[v]);
  db.exec(fmt::format("PRAGMA user_version = {}", kTables));
  if (version == 0) {
    set_meta("format", schema::kFormatVersion);
    set_meta("analysis", schema::kAnalysisVersion);
    set_meta("generation", 0);
  }
  change.commit();
}

void Catalog::State::check_versions() {
  const std::int64_t format = meta("format"), analysis = meta("analysis");
  if (format == schema::kFormatVersion && analysis == schema::kAnalysisVersion) return;
  throw Error(
      fmt::format("the index was written as format {}, analysis {}; this program uses {} and {}",
                  format, analysis, schema::kFormatVersion, schema::kAnalysisVersion),
      "run: dateline-indexer rebuild");
}

Catalog::Catalog(const std::filesystem::path& folder, Mode mode) {
  const std::filesystem::path file = folder / "catalog.db";
  const bool write = mode == Mode::write;
  if (!write && !std::filesystem::exists(file))
    throw Error(fmt::format("there is no archive at {}", folder.string()),
                "make one with: dateline-indexer --index " + folder.string() + " add PATH");
  state_ = std::make_unique<State>(file, write);
  State& s = *state_;
  s.db.exec(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -8000;"
      "PRAGMA foreign_keys = ON");
  s.migrate(mode != Mode::read, mode != Mode::rebuild);
  if (mode != Mode::rebuild) s.check_versions();
}

Catalog::~Catalog() = default;
Catalog::Catalog(Catalog&&) noexcept = default;

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
  const auto count = [this](const char* sql) {
    Use query(state_->prepare(sql));
    query->executeStep();
    return static_cast<std::uint64_t>(query->getColumn(0).getInt64());
  };
  c.articles = count("SELECT count(*) FROM articles WHERE state = 1");
  c.pending = count("SELECT count(*) FROM articles WHERE state = 0");
  c.removing = count("SELECT count(*) FROM articles WHERE state = 3");
  c.superseded = count("SELECT count(*) FROM articles WHERE state = 2");
  c.undated = count("SELECT count(*) FROM articles WHERE state = 1 AND published IS NULL");
  c.unreadable_dates = count(
      "SELECT count(*) FROM articles WHERE state = 1 AND published IS NULL AND date_text <> ''");
  c.rejected = count("SELECT count(*) FROM rejected");
  c.inputs = count("SELECT count(*) FROM inputs");
  Use span(state_->prepare("SELECT min(published), max(published) FROM articles WHERE state = 1"));
  if (span->executeStep() && !span->getColumn(0).isNull()) {
    c.first_date = span->getColumn(0).getInt64();
    c.last_date = span->getColumn(1).getInt64();
  }
  return c;
}

std::vector<std::pair<std::string, std::uint64_t>> Catalog::articles_by_source() const {
  Use query(
      state_->prepare("SELECT coalesce(g.name, ''), count(*) AS n FROM articles a"
                      " LEFT JOIN names s ON s.field = ?1 AND s.code = a.source"
                      " LEFT JOIN names g ON g.field = ?1 AND g.code = s.grouped"
                      " WHERE a.state = 1 GROUP BY 1 ORDER BY n DESC, 1"));
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

std::string Catalog::check_integrity() const {
  Use query(state_->prepare("PRAGMA integrity_check(10)"));
  std::string found;
  while (query->executeStep()) {
    const std::string line = query->getColumn(0).getString();
    if (line == "ok") continue;
    if (!found.empty()) found += "; ";
    found += line;
  }
  return found;
}

std::optional<StoredArticle> Catalog::article(Row row) const {
  Use query(state_->prepare(fmt::format("SELECT {} FROM articles WHERE row = ?", kArticleColumns)));
  query->bind(1, row);
  if (!query->executeStep()) return std::nullopt;
  const auto find_name = [this](schema::FieldId field, std::uint32_t code, int column) {
    Use name(state_->prepare("SELECT name, grouped FROM names WHERE field = ? AND code = ?"));
    name->bind(1, static_cast<int>(field));
    name->bind(2, code);
    return name->executeStep() ? name->getColumn(column).getString() : std::string();
  };
  return read_article(
      *query,
      [&](schema::FieldId field, std::uint32_t code) {
        if (code == 0) return NameCode{};
        return NameCode{code,
                        static_cast<std::uint32_t>(std::stoul("0" + find_name(field, code, 1)))};
      },
      [&](schema::FieldId field, std::uint32_t code) {
        return code == 0 ? std::string() : find_name(field, code, 0);
      });
}

std::string Catalog::id(Row row) const {
  Use query(state_->prepare("SELECT id FROM articles WHERE row = ?"));
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
    const SQLite::Column body = query->getColumn(4);
    version.body = unpack_text(body.getBlob(), static_cast<std::size_t>(body.getBytes()), row);
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
  Use query(state_->prepare("SELECT row, id FROM articles WHERE state = 1 ORDER BY row"));
  while (query->executeStep())
    visit(query->getColumn(0).getUInt(), query->getColumn(1).getString());
}

std::optional<KnownArticle> Catalog::find(std::string_view id) const {
  Use query(
      state_->prepare("SELECT row, hash, first_seen FROM articles"
                      " WHERE id = ? AND state IN (0, 1) ORDER BY row DESC LIMIT 1"));
  query->bind(1, std::string(id));
  if (!query->executeStep()) return std::nullopt;
  KnownArticle known;
  known.row = query->getColumn(0).getUInt();
  const SQLite::Column hash = query->getColumn(1);
  if (static_cast<std::size_t>(hash.getBytes()) == known.hash.size())
    std::memcpy(known.hash.data(), hash.getBlob(), known.hash.size());
  known.first_seen = query->getColumn(2).getInt64();
  return known;
}

std::vector<std::string> Catalog::names(schema::FieldId field) const {
  Use query(state_->prepare("SELECT code, name FROM names WHERE field = ? ORDER BY code"));
  query->bind(1, static_cast<int>(field));
  std::vector<std::string> result(1);
  while (query->executeStep()) {
    const std::size_t code = query->getColumn(0).getUInt();
    if (code >= result.size()) result.resize(code + 1);
    result[code] = query->getColumn(1).getString();
  }
  return result;
}

}  // namespace dateline
