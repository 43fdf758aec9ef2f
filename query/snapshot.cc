// SPDX-License-Identifier: GPL-2.0-or-later
#include "snapshot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <unordered_map>

#include "error.h"
#include "open_state.h"

namespace dateline {
namespace {

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

/// Numbers from the index lead into arrays: they must be such as an index can have.
void check_within(std::uint64_t number, std::uint64_t last) {
  if (number <= last) return;
  throw Error("the index is damaged: it names what does not exist", "run: dateline-indexer repair");
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
      database_(open_state(folder, catalog_)),
      last_(database_.get_lastdocid()),
      languages_(languages_of(database_)) {
  // A damaged number would cost the memory of so many documents.
  check_within(last_, std::uint64_t{catalog_.next_row()});
}

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
    for (auto v = database_.valuestream_begin(slot(field)); v != end; ++v) {
      check_within(v.get_docid(), last_);
      const std::uint32_t code = column.codes[v.get_docid()] = unpack_code(*v);
      check_within(code, column.names.size() - 1);
    }
    return column;
  }
  column.names.emplace_back();
  std::unordered_map<std::string, std::uint32_t> code_of;
  for (auto v = database_.valuestream_begin(slot(field)); v != end; ++v) {
    check_within(v.get_docid(), last_);
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
  for (auto v = database_.valuestream_begin(slot(field)); v != end; ++v) {
    check_within(v.get_docid(), last_);
    column.values[v.get_docid()] = unpack_number(*v);
  }
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
