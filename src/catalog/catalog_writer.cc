// SPDX-License-Identifier: GPL-2.0-or-later
// The writer's side of the catalog: names, articles, the journal, inputs and runs.
#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>
#include <xxhash.h>

#include <cstring>

#include "text/analyzer.h"
#include "catalog_state.h"
#include "dates/dates.h"
#include "error.h"

namespace dateline {

void Catalog::begin() {
  state_->transaction.emplace(state_->db, SQLite::TransactionBehavior::IMMEDIATE);
}

void Catalog::commit() {
  state_->transaction->commit();
  state_->transaction.reset();
}

Row Catalog::next_row() const {
  Use query(state_->prepare("SELECT seq FROM sqlite_sequence WHERE name = 'articles'"));
  return query->executeStep() ? query->getColumn(0).getUInt() + 1 : 1;
}

NameCode Catalog::name_code(schema::FieldId field, std::string_view name) {
  if (name.empty()) return {};
  const auto [entry, is_new] = state_->codes.try_emplace({field, std::string(name)});
  if (!is_new) return entry->second;
  const int field_number = static_cast<int>(field);
  {
    Use known(state_->prepare("SELECT code, grouped FROM names WHERE field = ? AND name = ?"));
    known->bind(1, field_number);
    known->bind(2, entry->first.second);
    if (known->executeStep())
      return entry->second = {known->getColumn(0).getUInt(), known->getColumn(1).getUInt()};
  }
  const std::string folded = fold_value(name);
  std::uint32_t code = 0, group = 0;
  {
    Use next(state_->prepare("SELECT coalesce(max(code), 0) + 1 FROM names WHERE field = ?"));
    next->bind(1, field_number);
    next->executeStep();
    code = next->getColumn(0).getUInt();
    Use same(state_->prepare(
        "SELECT code FROM names WHERE field = ? AND folded = ? ORDER BY code LIMIT 1"));
    same->bind(1, field_number);
    same->bind(2, folded);
    group = same->executeStep() ? same->getColumn(0).getUInt() : code;
  }
  Use insert(state_->prepare(
      "INSERT INTO names(field, code, name, folded, grouped) VALUES(?, ?, ?, ?, ?)"));
  insert->bind(1, field_number);
  insert->bind(2, code);
  insert->bind(3, entry->first.second);
  insert->bind(4, folded);
  insert->bind(5, group);
  insert->exec();
  return entry->second = {code, group};
}

void bind_article(SQLite::Statement& s, const StoredArticle& a) {
  s.bind(1, a.row);
  s.bindNoCopy(2, a.article.id);
  if (a.replaces != 0)
    s.bind(3, a.replaces);
  else
    s.bind(3);
  s.bindNoCopy(4, a.hash.data(), static_cast<int>(a.hash.size()));
  s.bindNoCopy(5, a.article.title);
  s.bind(6, a.source.code);
  s.bind(7, a.section.code);
  s.bind(8, a.author.code);
  s.bindNoCopy(9, a.article.language);
  s.bindNoCopy(10, a.article.url);
  if (a.article.published)
    s.bind(11, static_cast<std::int64_t>(*a.article.published));
  else
    s.bind(11);
  s.bindNoCopy(12, a.article.date_text);
  s.bind(13, a.words);
  s.bind(14, static_cast<std::int64_t>(a.first_seen));
  s.bind(15, static_cast<std::int64_t>(a.added));
  s.bindNoCopy(16, a.article.country);
  s.bindNoCopy(17, a.article.type);
  s.bind(18, static_cast<std::int64_t>(a.article.version));
  s.bind(19, static_cast<int>(a.article.status));
  s.bindNoCopy(20, a.packed_body.data(), static_cast<int>(a.packed_body.size()));
  s.bind(21, row_sum(a));
}

void Catalog::insert_pending(const StoredArticle& a) {
  Use insert(state_->prepare(
      fmt::format("INSERT INTO articles({}, state, sum) VALUES(?, ?, ?, ?, ?, ?, ?, ?, "
                  "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, {}, ?)",
                  kArticleColumns, a.article.status == Status::usable ? 1 : 4)));
  bind_article(*insert, a);
  insert->exec();
}

void Catalog::mark_removing(Row row) {
  Use update(state_->prepare("UPDATE articles SET state = 3 WHERE row = ?"));
  update->bind(1, row);
  update->exec();
}

namespace {
std::vector<Row> rows_of(SQLite::Statement& statement) {
  Use query(statement);
  std::vector<Row> rows;
  while (query->executeStep()) rows.push_back(query->getColumn(0).getUInt());
  return rows;
}
}  // namespace

std::vector<Row> Catalog::pending() const {
  return rows_of(state_->prepare(
      fmt::format("SELECT row FROM articles WHERE row > {} ORDER BY row", kSettled)));
}
std::vector<Row> Catalog::removing() const {
  return rows_of(state_->prepare("SELECT row FROM articles WHERE state = 3 ORDER BY row"));
}

namespace {
/// SQL for the rows that pending ones replace. By the index of articles with an earlier version,
/// which are few, not (so the +) by the pending ones, which may be all.
std::string replaced() {
  return fmt::format("SELECT replaces FROM articles WHERE replaces IS NOT NULL AND +row > {}",
                     kSettled);
}
}  // namespace

std::vector<Row> Catalog::replaced_by_pending() const {
  return rows_of(state_->prepare(replaced() + " ORDER BY replaces"));
}

std::vector<Row> Catalog::rows_to_hold() const {
  return rows_of(state_->prepare(
      fmt::format("SELECT row FROM articles WHERE state = 1 AND status = 0 AND row NOT IN ({})"
                  " ORDER BY row",
                  replaced())));
}

void Catalog::settle(std::uint64_t generation) {
  begin();
  state_->db.exec("UPDATE articles SET state = 2 WHERE row IN (" + replaced() +
                  ");"
                  "DELETE FROM articles WHERE state = 2 AND id IN"
                  " (SELECT id FROM articles WHERE state = 3);"
                  "DELETE FROM articles WHERE state = 3");
  state_->set_meta("settled", static_cast<std::int64_t>(next_row()) - 1);
  state_->set_meta("format", schema::kFormatVersion);
  state_->set_meta("analysis", schema::kAnalysisVersion);
  state_->set_meta("generation", static_cast<std::int64_t>(generation));
  commit();
}

std::int64_t Catalog::begin_input(const InputRecord& input) {
  Use insert(state_->prepare(
      "INSERT INTO inputs(name, format, size, modified, articles, rejected, read_at)"
      " VALUES(?, ?, ?, ?, 0, 0, ?) ON CONFLICT(name) DO UPDATE SET format = excluded.format,"
      " size = excluded.size, modified = excluded.modified, articles = 0, rejected = 0,"
      " read_at = excluded.read_at RETURNING number"));
  insert->bind(1, input.name);
  insert->bind(2, input.format);
  insert->bind(3, static_cast<std::int64_t>(input.size));
  insert->bind(4, input.modified);
  insert->bind(5, static_cast<std::int64_t>(now()));
  insert->executeStep();
  const std::int64_t number = insert->getColumn(0).getInt64();
  while (insert->executeStep()) {
  }
  Use forget(state_->prepare("DELETE FROM rejected WHERE input = ?"));
  forget->bind(1, number);
  forget->exec();
  return number;
}

void Catalog::add_rejected(std::int64_t input, const RejectedRecord& rejected) {
  Use add(state_->prepare("INSERT INTO rejected(input, line, reason, hint) VALUES(?, ?, ?, ?)"));
  add->bind(1, input);
  add->bind(2, static_cast<std::int64_t>(rejected.line));
  add->bind(3, rejected.reason);
  add->bind(4, rejected.hint);
  add->exec();
}

void Catalog::end_input(std::int64_t input, std::uint64_t articles, std::uint64_t rejected) {
  Use update(state_->prepare("UPDATE inputs SET articles = ?, rejected = ? WHERE number = ?"));
  update->bind(1, static_cast<std::int64_t>(articles));
  update->bind(2, static_cast<std::int64_t>(rejected));
  update->bind(3, input);
  update->exec();
}

void Catalog::record_run(const RunRecord& run) {
  Use insert(state_->prepare(
      "INSERT INTO runs(command, started, seconds, added, updated, unchanged, rejected)"
      " VALUES(?, ?, ?, ?, ?, ?, ?)"));
  insert->bind(1, run.command);
  insert->bind(2, static_cast<std::int64_t>(run.started));
  insert->bind(3, run.seconds);
  insert->bind(4, static_cast<std::int64_t>(run.added));
  insert->bind(5, static_cast<std::int64_t>(run.updated));
  insert->bind(6, static_cast<std::int64_t>(run.unchanged));
  insert->bind(7, static_cast<std::int64_t>(run.rejected));
  insert->exec();
}

std::int64_t row_sum(const StoredArticle& a) {
  XXH3_state_t* state = XXH3_createState();
  XXH3_64bits_reset(state);
  const auto add_text = [state](std::string_view text) {
    const std::uint64_t length = text.size();
    XXH3_64bits_update(state, &length, sizeof length);
    XXH3_64bits_update(state, text.data(), text.size());
  };
  for (const std::string* s :
       {&a.article.id, &a.article.title, &a.article.language, &a.article.url, &a.article.date_text,
        &a.article.country, &a.article.type, &a.packed_body})
    add_text(*s);
  const std::int64_t numbers[] = {a.row,
                                  a.replaces,
                                  a.source.code,
                                  a.section.code,
                                  a.author.code,
                                  a.article.published.has_value(),
                                  a.article.published.value_or(0),
                                  a.words,
                                  a.first_seen,
                                  a.added};
  XXH3_64bits_update(state, numbers, sizeof numbers);
  XXH3_64bits_update(state, a.hash.data(), a.hash.size());
  // Only where there is something: sums of before stay what they were.
  if (a.article.version != 0 || a.article.status != Status::usable) {
    const std::uint64_t told[] = {a.article.version, static_cast<std::uint64_t>(a.article.status)};
    XXH3_64bits_update(state, told, sizeof told);
  }
  const XXH64_hash_t sum = XXH3_64bits_digest(state);
  XXH3_freeState(state);
  return static_cast<std::int64_t>(sum);
}

ContentHash content_hash(const Article& article) {
  XXH3_state_t* state = XXH3_createState();
  XXH3_128bits_reset(state);
  const auto add = [state](const void* data, std::size_t size) {
    const std::uint64_t length = size;  // with its length, so that no two fields run together
    XXH3_128bits_update(state, &length, sizeof length);
    XXH3_128bits_update(state, data, size);
  };
  for (const std::string* s :
       {&article.title, &article.body, &article.source, &article.url, &article.section,
        &article.author, &article.language, &article.date_text})
    add(s->data(), s->size());
  if (article.published) add(&*article.published, sizeof *article.published);
  // Later fields count only where there are any: hashes of before stay what they were.
  if (!article.country.empty() || !article.type.empty())
    for (const std::string* s : {&article.country, &article.type}) add(s->data(), s->size());
  if (article.version != 0 || article.status != Status::usable) {
    const std::uint64_t told[] = {article.version, static_cast<std::uint64_t>(article.status)};
    add(told, sizeof told);
  }
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(state));
  XXH3_freeState(state);
  ContentHash hash;
  std::memcpy(hash.data(), canonical.digest, hash.size());
  return hash;
}

}  // namespace dateline
