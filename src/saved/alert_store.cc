// SPDX-License-Identifier: GPL-2.0-or-later
#include "alert_store.h"

#include <fmt/format.h>

#include "catalog/catalog_database.h"
#include "catalog/saved_database.h"

namespace dateline {
namespace {

constexpr const char* kAlertColumns =
    "name, off, per_story, every_version, at_most, timezone, quiet_from, quiet_to, feed, mail, "
    "webhook, command, smtp, mail_from, secret, made, last_row, last_run, problem";

Alert read_alert(SQLite::Statement& s) {
  int at = 0;
  const auto number = [&] { return s.getColumn(at++).getInt64(); };
  const auto text = [&] { return s.getColumn(at++).getString(); };
  Alert a;
  a.name = text();
  a.off = number() != 0;
  a.per_story = number() != 0;
  a.every_version = number() != 0;
  a.at_most = static_cast<std::uint32_t>(number());
  a.timezone = text();
  a.quiet_from = static_cast<int>(number());
  a.quiet_to = static_cast<int>(number());
  a.feed = number() != 0;
  a.mail = text();
  a.webhook = text();
  a.command = text();
  a.smtp = text();
  a.mail_from = text();
  a.secret = text();
  a.made = number();
  a.last_row = static_cast<Row>(number());
  a.last_run = number();
  a.problem = text();
  return a;
}

constexpr const char* kHits =
    "SELECT h.number, h.alert, h.row, h.article, t.text, t.engine, h.found, h.held, h.batch"
    " FROM alert_hits AS h JOIN alert_texts AS t ON t.number = h.text";

std::vector<AlertHit> read_hits(SQLite::Statement& s) {
  std::vector<AlertHit> hits;
  while (s.executeStep())
    hits.push_back({s.getColumn(0).getInt64(), s.getColumn(1).getString(), s.getColumn(2).getUInt(),
                    s.getColumn(3).getString(), s.getColumn(4).getString(),
                    s.getColumn(5).getString(), s.getColumn(6).getInt64(),
                    s.getColumn(7).getInt64(), s.getColumn(8).getInt64()});
  return hits;
}

std::int64_t text_number(CatalogDatabase& saved, const AlertHit& hit) {
  Use insert(saved.prepare("INSERT OR IGNORE INTO alert_texts(text, engine) VALUES(?, ?)"));
  insert->bind(1, hit.text);
  insert->bind(2, hit.engine);
  insert->exec();
  Use find(saved.prepare("SELECT number FROM alert_texts WHERE text = ? AND engine = ?"));
  find->bind(1, hit.text);
  find->bind(2, hit.engine);
  find->executeStep();
  return find->getColumn(0).getInt64();
}

}  // namespace

std::vector<Alert> AlertStore::all() const {
  const CatalogDatabase* const saved = database_.if_made();
  if (saved == nullptr) return {};
  saved->require_sound("alerts");
  Use row(saved->prepare(fmt::format("SELECT {} FROM alerts ORDER BY name", kAlertColumns)));
  std::vector<Alert> alerts;
  while (row->executeStep()) alerts.push_back(read_alert(*row));
  return alerts;
}

std::optional<Alert> AlertStore::find(std::string_view name) const {
  const CatalogDatabase* const saved = database_.if_made();
  if (saved == nullptr) return std::nullopt;
  Use row(saved->prepare(fmt::format("SELECT {} FROM alerts WHERE name = ?", kAlertColumns)));
  row->bind(1, std::string(name));
  return row->executeStep() ? std::optional(read_alert(*row)) : std::nullopt;
}

void AlertStore::save(const Alert& a) {
  Use insert(database_.to_write().prepare(
      fmt::format("INSERT OR REPLACE INTO alerts({}) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                  "?, ?, ?, ?, ?, ?)",
                  kAlertColumns)));
  int at = 0;
  const auto number = [&](std::int64_t value) { insert->bind(++at, value); };
  const auto text = [&](const std::string& value) { insert->bind(++at, value); };
  text(a.name);
  for (const bool flag : {a.off, a.per_story, a.every_version}) number(flag ? 1 : 0);
  number(a.at_most);
  text(a.timezone);
  number(a.quiet_from);
  number(a.quiet_to);
  number(a.feed ? 1 : 0);
  for (const std::string* value :
       {&a.mail, &a.webhook, &a.command, &a.smtp, &a.mail_from, &a.secret})
    text(*value);
  number(a.made);
  number(a.last_row);
  number(a.last_run);
  text(a.problem);
  insert->exec();
}

bool AlertStore::remove(std::string_view name) {
  CatalogDatabase* const saved = database_.if_made();
  if (saved == nullptr) return false;
  saved->begin();
  int removed = 0;
  for (const char* sql :
       {"DELETE FROM alert_deliveries WHERE batch IN"
        " (SELECT number FROM alert_batches WHERE alert = ?)",
        "DELETE FROM alert_batches WHERE alert = ?", "DELETE FROM alert_hits WHERE alert = ?",
        "DELETE FROM alerts WHERE name = ?"}) {
    Use erase(saved->prepare(sql));
    erase->bind(1, std::string(name));
    removed = erase->exec();
  }
  saved->commit();
  return removed != 0;
}

void AlertStore::begin() { database_.to_write().begin(); }
void AlertStore::commit() { database_.to_write().commit(); }
void AlertStore::roll_back() { database_.to_write().end(); }

bool AlertStore::has_told(std::string_view alert, std::string_view article) const {
  const CatalogDatabase* const saved = database_.if_made();
  if (saved == nullptr) return false;
  Use row(saved->prepare("SELECT 1 FROM alert_hits WHERE alert = ? AND article = ? LIMIT 1"));
  row->bind(1, std::string(alert));
  row->bind(2, std::string(article));
  return row->executeStep();
}

bool AlertStore::add_hit(const AlertHit& hit) {
  CatalogDatabase& saved = database_.to_write();
  const std::int64_t text = text_number(saved, hit);
  Use insert(saved.prepare(
      "INSERT OR IGNORE INTO alert_hits(alert, row, article, text, found, held, batch)"
      " VALUES(?, ?, ?, ?, ?, 0, 0)"));
  insert->bind(1, hit.alert);
  insert->bind(2, hit.row);
  insert->bind(3, hit.article);
  insert->bind(4, text);
  insert->bind(5, static_cast<std::int64_t>(hit.found));
  return insert->exec() != 0;
}

void AlertStore::note_search(std::string_view alert, Row to, Timestamp when,
                             const std::string& problem) {
  Use update(database_.to_write().prepare(
      "UPDATE alerts SET last_row = ?, last_run = ?, problem = ? WHERE name = ?"));
  update->bind(1, to);
  update->bind(2, static_cast<std::int64_t>(when));
  update->bind(3, problem);
  update->bind(4, std::string(alert));
  update->exec();
}

std::vector<AlertHit> AlertStore::waiting_hits(std::string_view alert) const {
  const CatalogDatabase* const saved = database_.if_made();
  if (saved == nullptr) return {};
  Use rows(
      saved->prepare(fmt::format("{} WHERE h.batch = 0 AND h.alert = ? ORDER BY h.number", kHits)));
  rows->bind(1, std::string(alert));
  return read_hits(*rows);
}

std::vector<std::string> AlertStore::alerts_with_waiting_hits() const {
  const CatalogDatabase* const saved = database_.if_made();
  std::vector<std::string> names;
  if (saved == nullptr) return names;
  Use rows(saved->prepare("SELECT DISTINCT alert FROM alert_hits WHERE batch = 0 ORDER BY alert"));
  while (rows->executeStep()) names.push_back(rows->getColumn(0).getString());
  return names;
}

std::vector<AlertHit> AlertStore::hits_of(std::int64_t batch) const {
  const CatalogDatabase* const saved = database_.if_made();
  if (saved == nullptr) return {};
  Use rows(saved->prepare(fmt::format("{} WHERE h.batch = ? ORDER BY h.number", kHits)));
  rows->bind(1, batch);
  return read_hits(*rows);
}

std::vector<AlertHit> AlertStore::newest_hits(std::string_view alert, std::int64_t before,
                                              Timestamp since, std::size_t most) const {
  const CatalogDatabase* const saved = database_.if_made();
  if (saved == nullptr) return {};
  Use rows(
      saved->prepare(fmt::format("{} WHERE h.alert = ? AND (? = 0 OR h.number < ?) AND h.found > ?"
                                 " ORDER BY h.number DESC LIMIT ?",
                                 kHits)));
  rows->bind(1, std::string(alert));
  rows->bind(2, before);
  rows->bind(3, before);
  rows->bind(4, static_cast<std::int64_t>(since));
  rows->bind(5, static_cast<std::int64_t>(most));
  return read_hits(*rows);
}

void AlertStore::hold(std::int64_t hit, std::int64_t day) {
  Use update(database_.to_write().prepare("UPDATE alert_hits SET held = ? WHERE number = ?"));
  update->bind(1, day);
  update->bind(2, hit);
  update->exec();
}

std::uint64_t AlertStore::told_since(std::string_view alert, Timestamp time) const {
  const CatalogDatabase* const saved = database_.if_made();
  if (saved == nullptr) return 0;
  Use row(saved->prepare(
      "SELECT count(*) FROM alert_batches AS b JOIN alert_hits AS h ON h.batch = b.number"
      " WHERE b.alert = ? AND b.made >= ? AND b.digest = 0"));
  row->bind(1, std::string(alert));
  row->bind(2, static_cast<std::int64_t>(time));
  row->executeStep();
  return static_cast<std::uint64_t>(row->getColumn(0).getInt64());
}

std::int64_t AlertStore::add_batch(std::string_view alert, bool digest, Timestamp made,
                                   const std::vector<AlertHit>& hits,
                                   const std::vector<AlertDelivery::Channel>& channels) {
  CatalogDatabase& saved = database_.to_write();
  Use insert(saved.prepare("INSERT INTO alert_batches(alert, digest, made) VALUES(?, ?, ?)"));
  insert->bind(1, std::string(alert));
  insert->bind(2, digest ? 1 : 0);
  insert->bind(3, static_cast<std::int64_t>(made));
  insert->exec();
  const std::int64_t batch = saved.db.getLastInsertRowid();
  for (const AlertHit& hit : hits) {
    Use update(saved.prepare("UPDATE alert_hits SET batch = ? WHERE number = ?"));
    update->bind(1, batch);
    update->bind(2, hit.number);
    update->exec();
  }
  for (const AlertDelivery::Channel channel : channels) {
    Use deliver(saved.prepare("INSERT INTO alert_deliveries VALUES(?, ?, 0, 0, 0, 0, '')"));
    deliver->bind(1, batch);
    deliver->bind(2, static_cast<int>(channel));
    deliver->exec();
  }
  return batch;
}

std::vector<AlertDelivery> AlertStore::waiting_deliveries() const {
  const CatalogDatabase* const saved = database_.if_made();
  std::vector<AlertDelivery> deliveries;
  if (saved == nullptr) return deliveries;
  Use row(saved->prepare(
      "SELECT d.batch, b.alert, b.digest, d.channel, d.attempts, b.made, d.not_before, d.ended,"
      " d.problem FROM alert_deliveries AS d JOIN alert_batches AS b ON b.number = d.batch"
      " WHERE d.state = 0 ORDER BY d.batch, d.channel"));
  while (row->executeStep()) {
    AlertDelivery d;
    d.batch = row->getColumn(0).getInt64();
    d.alert = row->getColumn(1).getString();
    d.digest = row->getColumn(2).getInt() != 0;
    d.channel = static_cast<AlertDelivery::Channel>(row->getColumn(3).getInt());
    d.attempts = row->getColumn(4).getUInt();
    d.made = row->getColumn(5).getInt64();
    d.not_before = row->getColumn(6).getInt64();
    d.ended = row->getColumn(7).getInt64();
    d.problem = row->getColumn(8).getString();
    deliveries.push_back(std::move(d));
  }
  return deliveries;
}

void AlertStore::note(const AlertDelivery& d) {
  Use update(database_.to_write().prepare(
      "UPDATE alert_deliveries SET state = ?, attempts = ?, not_before = ?, ended = ?, problem = ?"
      " WHERE batch = ? AND channel = ?"));
  update->bind(1, static_cast<int>(d.state));
  update->bind(2, d.attempts);
  update->bind(3, static_cast<std::int64_t>(d.not_before));
  update->bind(4, static_cast<std::int64_t>(d.ended));
  update->bind(5, d.problem);
  update->bind(6, d.batch);
  update->bind(7, static_cast<int>(d.channel));
  update->exec();
}

void AlertStore::retry_failed() {
  Use update(database_.to_write().prepare(
      "UPDATE alert_deliveries SET state = 0, attempts = 0, not_before = 0 WHERE state = 2"));
  update->exec();
}

std::map<std::string, AlertCounts> AlertStore::counts() const {
  const CatalogDatabase* const saved = database_.if_made();
  std::map<std::string, AlertCounts> counts;
  if (saved == nullptr) return counts;
  const auto each = [&](const char* sql, const auto& take) {
    Use row(saved->prepare(sql));
    while (row->executeStep()) take(counts[row->getColumn(0).getString()], *row);
  };
  const auto number = [](SQLite::Statement& s, int column) {
    return static_cast<std::uint64_t>(s.getColumn(column).getInt64());
  };
  each(
      "SELECT alert, count(*), sum(batch = 0), sum(batch = 0 AND held <> 0)"
      " FROM alert_hits GROUP BY alert",
      [&](AlertCounts& c, SQLite::Statement& s) {
        c.hits = number(s, 1);
        c.waiting = number(s, 2);
        c.held = number(s, 3);
      });
  each(
      "SELECT b.alert, sum(d.state = 1), sum(d.state = 0 AND d.attempts > 0), sum(d.state = 2)"
      " FROM alert_deliveries AS d JOIN alert_batches AS b ON b.number = d.batch GROUP BY b.alert",
      [&](AlertCounts& c, SQLite::Statement& s) {
        c.sent = number(s, 1);
        c.retrying = number(s, 2);
        c.failed = number(s, 3);
      });
  each(
      "SELECT b.alert, d.problem FROM alert_deliveries AS d JOIN alert_batches AS b"
      " ON b.number = d.batch WHERE d.state <> 1 AND d.problem <> '' ORDER BY d.batch",
      [&](AlertCounts& c, SQLite::Statement& s) { c.problem = s.getColumn(1).getString(); });
  return counts;
}

}  // namespace dateline
