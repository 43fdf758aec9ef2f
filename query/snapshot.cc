// SPDX-License-Identifier: GPL-2.0-or-later
#include "snapshot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "error.h"
#include "program.h"

namespace dateline {
namespace {

/// Opens the index and pins the catalog so that the two are one state: the index is still the
/// newest after the catalog was pinned, so nothing it holds can have left the catalog before, and
/// what it holds had entered the catalog before.
Xapian::Database open_index(const std::filesystem::path& folder, Catalog& catalog) {
  constexpr int kTries = 100;
  for (int i = 1;; ++i) {
    const std::uint64_t generation = catalog.generation();
    try {
      Xapian::Database db;  // empty while nothing has been indexed
      if (generation != 0) db = Xapian::Database(terms_folder(folder, generation).string());
      catalog.pin();
      if (catalog.generation() == generation && (generation == 0 || !db.reopen())) return db;
    } catch (const Xapian::DatabaseOpeningError&) {
      if (i == kTries)  // else a writer has just put another in its place
        throw Error(fmt::format("the index in {} cannot be opened", folder.string()),
                    "run: dateline-indexer rebuild");
    }
    if (i == kTries)
      throw Error("the index changes faster than it can be opened",
                  "search again when the indexer has finished");
    catalog.unpin();
  }
}

Xapian::valueno slot(schema::FieldId field) {
  return static_cast<Xapian::valueno>(schema::field(field).slot);
}

std::uint32_t unpack_code(const std::string& bytes) {
  std::uint32_t code = 0;
  for (const char byte : bytes) code = code << 8 | static_cast<unsigned char>(byte);
  return code;
}

std::int64_t unpack_number(const std::string& bytes) {
  return bytes.empty() ? NumberColumn::kAbsent : std::llround(Xapian::sortable_unserialise(bytes));
}

std::vector<std::string> languages_of(const Xapian::Database& db) {
  const std::string prefix(schema::field(schema::FieldId::language).prefix);
  std::vector<std::pair<Xapian::doccount, std::string>> found;
  Xapian::doccount others = db.get_doccount();
  for (auto term = db.allterms_begin(prefix); term != db.allterms_end(prefix); ++term) {
    found.emplace_back(term.get_termfreq(), (*term).substr(prefix.size()));
    others -= term.get_termfreq();
  }
  if (others != 0) found.emplace_back(others, "");
  std::ranges::sort(found, [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  });
  std::vector<std::string> codes;
  for (auto& [count, code] : found) codes.push_back(std::move(code));
  return codes;
}

}  // namespace

Snapshot::Snapshot(const std::filesystem::path& folder)
    : catalog_(folder, Catalog::Mode::read),
      database_(open_index(folder, catalog_)),
      last_(database_.get_lastdocid()),
      languages_(languages_of(database_)) {}

DocSet Snapshot::all_documents() const {
  DocSet all = no_documents();
  for (auto p = database_.postlist_begin(""); p != database_.postlist_end(""); ++p) all.insert(*p);
  return all;
}

const CodeColumn& Snapshot::codes(schema::FieldId field) {
  const auto [entry, is_new] = codes_.try_emplace(field);
  CodeColumn& column = entry->second;
  if (!is_new) return column;
  column.codes.resize(std::size_t{last_} + 1);
  const auto end = database_.valuestream_end(slot(field));
  if (field != schema::FieldId::language) {
    column.names = catalog_.names(field);
    for (auto v = database_.valuestream_begin(slot(field)); v != end; ++v)
      column.codes[v.get_docid()] = unpack_code(*v);
    return column;
  }
  column.names.emplace_back();
  std::unordered_map<std::string, std::uint32_t> code_of;
  for (auto v = database_.valuestream_begin(slot(field)); v != end; ++v) {
    const auto [code, unseen] =
        code_of.try_emplace(*v, static_cast<std::uint32_t>(column.names.size()));
    if (unseen) column.names.push_back(code->first);
    column.codes[v.get_docid()] = code->second;
  }
  return column;
}

const NumberColumn& Snapshot::numbers(schema::FieldId field) {
  const auto [entry, is_new] = numbers_.try_emplace(field);
  NumberColumn& column = entry->second;
  if (!is_new) return column;
  column.values.assign(std::size_t{last_} + 1, NumberColumn::kAbsent);
  const auto end = database_.valuestream_end(slot(field));
  for (auto v = database_.valuestream_begin(slot(field)); v != end; ++v)
    column.values[v.get_docid()] = unpack_number(*v);
  return column;
}

std::int64_t Snapshot::number(schema::FieldId field, std::uint32_t document) const {
  return unpack_number(
      database_.get_document(document, Xapian::DOC_ASSUME_VALID).get_value(slot(field)));
}

const Stories& Snapshot::stories() {
  if (!stories_) stories_.emplace(database_, last_);
  return *stories_;
}

}  // namespace dateline
