// SPDX-License-Identifier: GPL-2.0-or-later
#include "query_store.h"

#include <fmt/format.h>

#include <algorithm>

#include "catalog_database.h"
#include "error.h"
#include "saved_database.h"
#include "schema.h"
#include "text/analyzer.h"
#include "text/ascii.h"

namespace dateline {

std::vector<SavedQuery> QueryStore::queries() const {
  database_.to_read().require_sound("saved_queries");
  Use row(database_.to_read().prepare("SELECT name, text, made FROM saved_queries ORDER BY name"));
  std::vector<SavedQuery> result;
  while (row->executeStep())
    result.push_back({row->getColumn(0).getString(), row->getColumn(1).getString(),
                      row->getColumn(2).getInt64()});
  return result;
}

std::optional<SavedQuery> QueryStore::query(std::string_view name) const {
  database_.to_read().require_sound("saved_queries");
  Use row(database_.to_read().prepare("SELECT name, text, made FROM saved_queries WHERE name = ?"));
  row->bind(1, std::string(name));
  if (!row->executeStep()) return std::nullopt;
  return SavedQuery{row->getColumn(0).getString(), row->getColumn(1).getString(),
                    row->getColumn(2).getInt64()};
}

std::vector<std::string> QueryStore::source_groups() const {
  database_.to_read().require_sound("source_groups");
  Use row(database_.to_read().prepare("SELECT DISTINCT name FROM source_groups ORDER BY name"));
  std::vector<std::string> names;
  while (row->executeStep()) names.push_back(row->getColumn(0).getString());
  return names;
}

std::vector<std::string> QueryStore::source_group(std::string_view name) const {
  database_.to_read().require_sound("source_groups");
  Use row(database_.to_read().prepare(
      "SELECT source FROM source_groups WHERE name = ? ORDER BY source"));
  row->bind(1, std::string(name));
  std::vector<std::string> sources;
  while (row->executeStep()) sources.push_back(row->getColumn(0).getString());
  return sources;
}

void QueryStore::save(const SavedQuery& saved) {
  Use insert(database_.to_write().prepare(
      "INSERT OR REPLACE INTO saved_queries(name, text, made) VALUES(?, ?, ?)"));
  insert->bind(1, saved.name);
  insert->bind(2, saved.text);
  insert->bind(3, static_cast<std::int64_t>(saved.made));
  insert->exec();
}

bool QueryStore::remove(std::string_view name) {
  Use erase(database_.to_write().prepare("DELETE FROM saved_queries WHERE name = ?"));
  erase->bind(1, std::string(name));
  return erase->exec() != 0;
}

void QueryStore::set_source_group(std::string_view name, const std::vector<std::string>& sources) {
  CatalogDatabase& database = database_.to_write();
  database.begin();
  remove_source_group(name);
  for (const std::string& source : sources) {
    Use insert(database_.to_write().prepare(
        "INSERT OR IGNORE INTO source_groups(name, source) VALUES(?, ?)"));
    insert->bind(1, std::string(name));
    insert->bind(2, source);
    insert->exec();
  }
  database.commit();
}

bool QueryStore::remove_source_group(std::string_view name) {
  Use erase(database_.to_write().prepare("DELETE FROM source_groups WHERE name = ?"));
  erase->bind(1, std::string(name));
  return erase->exec() != 0;
}

std::string normal_name(std::string_view name) {
  const std::string folded = fold_value(name);
  const auto allowed = [](unsigned char c) {  // beyond ASCII: letters of any script
    return is_ascii_lower(c) || is_ascii_digit(c) || c == '-' || c == '_' || c >= 0x80;
  };
  if (folded.empty() || folded.size() > schema::kMaxTextBytes ||
      !std::ranges::all_of(folded, allowed))
    throw Error(fmt::format("\"{}\" cannot be a name", name),
                "a name is made of letters, digits, - and _");
  return folded;
}

}  // namespace dateline
