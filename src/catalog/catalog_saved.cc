// SPDX-License-Identifier: GPL-2.0-or-later
// What users name: saved queries and groups of sources.
#include <fmt/format.h>

#include <algorithm>

#include "catalog_state.h"
#include "error.h"
#include "text/analyzer.h"
#include "text/ascii.h"

namespace dateline {

std::vector<SavedQuery> Catalog::saved_queries() const {
  Use query(state_->prepare("SELECT name, text, made FROM saved_queries ORDER BY name"));
  std::vector<SavedQuery> result;
  while (query->executeStep())
    result.push_back({query->getColumn(0).getString(), query->getColumn(1).getString(),
                      query->getColumn(2).getInt64()});
  return result;
}

std::optional<SavedQuery> Catalog::saved_query(std::string_view name) const {
  Use query(state_->prepare("SELECT name, text, made FROM saved_queries WHERE name = ?"));
  query->bind(1, std::string(name));
  if (!query->executeStep()) return std::nullopt;
  return SavedQuery{query->getColumn(0).getString(), query->getColumn(1).getString(),
                    query->getColumn(2).getInt64()};
}

std::vector<std::string> Catalog::source_groups() const {
  Use query(state_->prepare("SELECT DISTINCT name FROM source_groups ORDER BY name"));
  std::vector<std::string> names;
  while (query->executeStep()) names.push_back(query->getColumn(0).getString());
  return names;
}

std::vector<std::string> Catalog::source_group(std::string_view name) const {
  Use query(state_->prepare("SELECT source FROM source_groups WHERE name = ? ORDER BY source"));
  query->bind(1, std::string(name));
  std::vector<std::string> sources;
  while (query->executeStep()) sources.push_back(query->getColumn(0).getString());
  return sources;
}

void Catalog::save_query(const SavedQuery& saved) {
  Use insert(
      state_->prepare("INSERT OR REPLACE INTO saved_queries(name, text, made) VALUES(?, ?, ?)"));
  insert->bind(1, saved.name);
  insert->bind(2, saved.text);
  insert->bind(3, static_cast<std::int64_t>(saved.made));
  insert->exec();
}

bool Catalog::remove_query(std::string_view name) {
  Use remove(state_->prepare("DELETE FROM saved_queries WHERE name = ?"));
  remove->bind(1, std::string(name));
  return remove->exec() != 0;
}

void Catalog::set_source_group(std::string_view name, const std::vector<std::string>& sources) {
  begin();
  remove_source_group(name);
  for (const std::string& source : sources) {
    Use insert(state_->prepare("INSERT OR IGNORE INTO source_groups(name, source) VALUES(?, ?)"));
    insert->bind(1, std::string(name));
    insert->bind(2, source);
    insert->exec();
  }
  commit();
}

bool Catalog::remove_source_group(std::string_view name) {
  Use remove(state_->prepare("DELETE FROM source_groups WHERE name = ?"));
  remove->bind(1, std::string(name));
  return remove->exec() != 0;
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
