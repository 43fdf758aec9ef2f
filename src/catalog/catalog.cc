// SPDX-License-Identifier: GPL-2.0-or-later
#include "catalog.h"

#include <SQLiteCpp/Backup.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <functional>
#include <map>

#include "article_row.h"
#include "catalog_state.h"
#include "error.h"
#include "text/analyzer.h"

namespace dateline {
namespace {

Error damaged(std::string_view id, Row row) {
  return Error(fmt::format("the catalog's article {} (row {}) is damaged", id, row),
               "run: dateline-indexer repair");
}

constexpr const char* kEditedIds = "SELECT id FROM articles WHERE replaces IS NOT NULL";

Error damaged_names() {
  return Error("the catalog's list of names is damaged", "run: dateline-indexer repair");
}

}  // namespace

Catalog::Catalog(const std::filesystem::path& folder, Mode mode)
    : state_(std::make_unique<State>(folder, open_catalog(folder, mode))) {
  CatalogDatabase& d = state_->database;
  d.db.exec("PRAGMA synchronous = FULL; PRAGMA cache_size = -8000; PRAGMA foreign_keys = ON");
  d.migrate(mode != Mode::read, mode != Mode::rebuild);
  if (mode != Mode::rebuild) d.check_versions();
}

Catalog::~Catalog() = default;
Catalog::Catalog(Catalog&&) noexcept = default;

Journal& Catalog::journal() { return state_->journal; }
const Journal& Catalog::journal() const { return state_->journal; }
FeedStore& Catalog::feeds() { return state_->feeds; }
const FeedStore& Catalog::feeds() const { return state_->feeds; }
QueryStore& Catalog::queries() { return state_->queries; }
const QueryStore& Catalog::queries() const { return state_->queries; }
RunLog& Catalog::runs() { return state_->runs; }
const RunLog& Catalog::runs() const { return state_->runs; }
TextDictionaries& Catalog::dictionaries() { return state_->dictionaries; }
const CatalogStatistics& Catalog::statistics() const { return state_->statistics; }
VersionStore& Catalog::versions() { return state_->versions; }
const VersionStore& Catalog::versions() const { return state_->versions; }

std::int64_t Catalog::data_version() const {
  return data_version_of(state_->database) + state_->saved.data_version();
}

std::uint64_t Catalog::generation() const {
  return static_cast<std::uint64_t>(state_->database.meta("generation"));
}

std::vector<IndexSegment> Catalog::segments() const {
  Use query(state_->database.prepare(
      "SELECT number, first, last, documents FROM segments ORDER BY first"));
  std::vector<IndexSegment> segments;
  while (query->executeStep())
    segments.push_back({static_cast<std::uint64_t>(query->getColumn(0).getInt64()),
                        query->getColumn(1).getUInt(), query->getColumn(2).getUInt(),
                        query->getColumn(3).getUInt()});
  return segments;
}

DeadRows Catalog::dead_rows() const { return read_dead_rows(state_->database.db); }

void Catalog::pin() {
  state_->database.pin();
  state_->saved.pin();
}
void Catalog::unpin() {
  state_->saved.unpin();
  state_->database.end();
}
void Catalog::begin() { state_->database.begin(); }
void Catalog::commit() { state_->database.commit(); }
Row Catalog::next_row() const { return state_->database.next_row(); }

void Catalog::copy_to(const std::filesystem::path& file) const {
  SQLite::Database copy(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  SQLite::Backup(copy, state_->database.db).executeStep();
}

std::optional<InspectedArticle> Catalog::inspect(Row row) const {
  Use query(state_->database.prepare(
      fmt::format("SELECT {}, sum FROM articles WHERE row = ?", kArticleColumns)));
  query->bind(1, row);
  if (!query->executeStep()) return std::nullopt;
  const auto find_name = [this](schema::FieldId field, std::uint32_t code, const auto& use) {
    Use name(
        state_->database.prepare("SELECT name, grouped FROM names WHERE field = ? AND code = ?"));
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
      [this](std::uint32_t number) { return state_->dictionaries.find(number); }, inspected.damage);
  StoredArticle& stored = inspected.stored;
  if (stored.input != 0) stored.input_name = state_->runs.input_name(stored.input);
  return inspected;
}

std::optional<StoredArticle> Catalog::article(Row row) const {
  std::optional<InspectedArticle> inspected = inspect(row);
  if (!inspected) return std::nullopt;
  if (!inspected->damage.empty()) throw damaged(inspected->stored.article.id, row);
  const StoredArticle& stored = inspected->stored;
  state_->check_name(schema::FieldId::source, stored.source, stored.article.source);
  state_->check_name(schema::FieldId::section, stored.section, stored.article.section);
  state_->check_name(schema::FieldId::author, stored.author, stored.article.author);
  return std::move(inspected->stored);
}

/// Throws where the name of a code is not what its index holds beside it.
void Catalog::State::check_name(schema::FieldId field, NameCode code,
                                const std::string& name) const {
  if (code.code == 0) return;
  Use twin(
      database.prepare("SELECT 1 FROM names INDEXED BY names_by_name"
                       " WHERE field = ? AND name = ? AND code = ?"));
  twin->bind(1, static_cast<int>(field));
  twin->bind(2, name);
  twin->bind(3, code.code);
  if (!twin->executeStep()) throw damaged_names();
}

std::string Catalog::id(Row row) const {
  static const std::string kIdAndTwin =
      fmt::format("SELECT id, {} FROM articles WHERE row = ?", ArticleIds::twin());
  Use query(state_->database.prepare(kIdAndTwin));
  query->bind(1, row);
  if (!query->executeStep()) return {};
  std::string id = query->getColumn(0).getString();
  if (query->getColumn(1).getInt() == 0) throw damaged(id, row);
  return id;
}

std::string Catalog::title(Row row) const {
  const std::optional<StoredArticle> stored = article(row);
  return stored ? stored->article.title : std::string();
}

void Catalog::for_each_edit(
    const std::function<void(const EditedVersion&, const EditedVersion&)>& visit) const {
  Use query(state_->database.prepare(
      fmt::format("SELECT row, id, title, body FROM articles WHERE status = 0 AND row IN ({})"
                  " ORDER BY id, row",
                  ArticleIds::rows_of(kEditedIds))));
  EditedVersion before;
  std::string id;
  while (query->executeStep()) {
    EditedVersion after{query->getColumn(0).getUInt(), query->getColumn(2).getString(), {}};
    const std::string its_id = query->getColumn(1).getString();
    const std::string_view body = bytes_of(query->getColumn(3));
    if (!unpack_text(body, state_->dictionaries.find(dictionary_of(body)), after.body))
      throw damaged(its_id, after.row);
    if (its_id == id) visit(before, after);
    id = its_id;
    before = std::move(after);
  }
}

void Catalog::for_each_changed(const std::function<void(Row, Change)>& visit) const {
  Use query(state_->database.prepare(
      fmt::format("SELECT row, id, title, published, body FROM articles WHERE row IN ({})"
                  " ORDER BY id, row",
                  ArticleIds::rows_of(kEditedIds))));
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
    if (!unpack_text(body, state_->dictionaries.find(dictionary_of(body)), version.body))
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

void Catalog::for_each_current(const std::function<void(Row, const std::string&)>& visit, Row first,
                               Row last) const {
  Use query(state_->database.prepare(
      fmt::format("SELECT row, id FROM articles WHERE state = 1 AND row <= {} AND row BETWEEN ? AND"
                  " ? ORDER BY row",
                  kCheckpoint)));
  query->bind(1, first);
  query->bind(2, last);
  while (query->executeStep())
    visit(query->getColumn(0).getUInt(), query->getColumn(1).getString());
}

void Catalog::for_each_held(const std::function<void(Row, const std::string&, bool current)>& visit,
                            Row first, Row last) const {
  Use query(state_->database.prepare(
      fmt::format("SELECT row, id, state FROM articles WHERE state IN (1, 2) AND status = 0"
                  " AND row <= {} AND row BETWEEN ? AND ? ORDER BY row",
                  kCheckpoint)));
  query->bind(1, first);
  query->bind(2, last);
  while (query->executeStep())
    visit(query->getColumn(0).getUInt(), query->getColumn(1).getString(),
          query->getColumn(2).getInt() == 1);
}

void Catalog::for_each_superseded(const std::function<void(Row, const std::string&)>& visit) const {
  Use query(state_->database.prepare(
      fmt::format("SELECT row, id FROM articles WHERE state IN (2, 4) AND row <= {} ORDER BY row",
                  kCheckpoint)));
  while (query->executeStep())
    visit(query->getColumn(0).getUInt(), query->getColumn(1).getString());
}

std::optional<KnownArticle> Catalog::find(std::string_view id) const {
  std::vector<Row> rows = state_->database.ids.rows(id);
  std::ranges::sort(rows, std::greater());
  for (const Row row : rows) {
    Use query(
        state_->database.prepare("SELECT hash, first_seen, version, status FROM articles"
                                 " WHERE row = ? AND state IN (1, 4)"));
    query->bind(1, row);
    if (!query->executeStep()) continue;
    KnownArticle known;
    known.row = row;
    const SQLite::Column hash = query->getColumn(0);
    if (static_cast<std::size_t>(hash.getBytes()) == known.hash.size())
      std::memcpy(known.hash.data(), hash.getBlob(), known.hash.size());
    known.first_seen = query->getColumn(1).getInt64();
    known.version = static_cast<std::uint64_t>(query->getColumn(2).getInt64());
    known.status = static_cast<Status>(query->getColumn(3).getInt());
    return known;
  }
  return std::nullopt;
}

std::vector<std::string> Catalog::names(schema::FieldId field) const {
  Use query(state_->database.prepare("SELECT code, name FROM names WHERE field = ? ORDER BY code"));
  query->bind(1, static_cast<int>(field));
  std::vector<std::string> result(1);
  while (query->executeStep()) {
    // Codes are consecutive, and none is ever removed.
    if (query->getColumn(0).getInt64() != static_cast<std::int64_t>(result.size()))
      throw damaged_names();
    result.push_back(query->getColumn(1).getString());
  }
  // Their index holds each a second time.
  Use twins(state_->database.prepare(
      "SELECT code, name FROM names INDEXED BY names_by_name WHERE field = ? ORDER BY name"));
  twins->bind(1, static_cast<int>(field));
  std::size_t same = 1;
  for (; twins->executeStep(); ++same) {
    const std::int64_t code = twins->getColumn(0).getInt64();
    if (code <= 0 || code >= static_cast<std::int64_t>(result.size()) ||
        result[static_cast<std::size_t>(code)] != twins->getColumn(1).getString())
      throw damaged_names();
  }
  if (same != result.size()) throw damaged_names();
  return result;
}

NameCode Catalog::name_code(schema::FieldId field, std::string_view name) {
  if (name.empty()) return {};
  const auto [entry, is_new] = state_->codes.try_emplace({field, std::string(name)});
  if (!is_new) return entry->second;
  const int field_number = static_cast<int>(field);
  {
    Use known(
        state_->database.prepare("SELECT code, grouped FROM names WHERE field = ? AND name = ?"));
    known->bind(1, field_number);
    known->bind(2, entry->first.second);
    if (known->executeStep())
      return entry->second = {known->getColumn(0).getUInt(), known->getColumn(1).getUInt()};
  }
  const std::string folded = fold_value(name);
  std::uint32_t code = 0, group = 0;
  {
    Use next(
        state_->database.prepare("SELECT coalesce(max(code), 0) + 1 FROM names WHERE field = ?"));
    next->bind(1, field_number);
    next->executeStep();
    code = next->getColumn(0).getUInt();
    Use same(state_->database.prepare(
        "SELECT code FROM names WHERE field = ? AND folded = ? ORDER BY code LIMIT 1"));
    same->bind(1, field_number);
    same->bind(2, folded);
    group = same->executeStep() ? same->getColumn(0).getUInt() : code;
  }
  Use insert(state_->database.prepare(
      "INSERT INTO names(field, code, name, folded, grouped) VALUES(?, ?, ?, ?, ?)"));
  insert->bind(1, field_number);
  insert->bind(2, code);
  insert->bind(3, entry->first.second);
  insert->bind(4, folded);
  insert->bind(5, group);
  insert->exec();
  return entry->second = {code, group};
}

void Catalog::group_names() {
  begin();
  {
    Use names(state_->database.prepare(
        "SELECT field, code, name, folded, grouped FROM names ORDER BY field, code"));
    Use update(state_->database.prepare(
        "UPDATE names SET folded = ?, grouped = ? WHERE field = ? AND code = ?"));
    std::map<std::pair<int, std::string>, std::int64_t> first;
    while (names->executeStep()) {
      const int field = names->getColumn(0).getInt();
      const std::int64_t code = names->getColumn(1).getInt64();
      const std::string folded = fold_value(names->getColumn(2).getString());
      const std::int64_t group = first.try_emplace({field, folded}, code).first->second;
      if (names->getColumn(3).getString() == folded && names->getColumn(4).getInt64() == group)
        continue;
      update->reset();
      update->bind(1, folded);
      update->bind(2, group);
      update->bind(3, field);
      update->bind(4, code);
      update->exec();
    }
  }
  commit();
  state_->codes.clear();
}

void Catalog::insert_pending(const StoredArticle& a) {
  Use insert(state_->database.prepare(
      fmt::format("INSERT INTO articles({}, sum, state) VALUES({}, ?, {})", kArticleColumns,
                  article_marks(), a.article.status == Status::usable ? 1 : 4)));
  bind_article(*insert, a);
  insert->exec();
  state_->database.ids.add_pending(a.article.id, a.row);
}

void Catalog::add_origin(Row row, TextOrigin origin) {
  Use insert(state_->database.prepare("INSERT OR REPLACE INTO origins(row, origin) VALUES(?, ?)"));
  insert->bind(1, row);
  insert->bind(2, static_cast<int>(origin));
  insert->exec();
}

}  // namespace dateline
