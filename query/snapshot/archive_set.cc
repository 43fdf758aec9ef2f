// SPDX-License-Identifier: GPL-2.0-or-later
#include "archive_set.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <system_error>
#include <utility>

#include "archive/open_segments.h"
#include "catalog/version_store.h"
#include "error.h"
#include "index_terms.h"
#include "text/analyzer.h"

namespace dateline::searching {
namespace {

namespace fs = std::filesystem;

std::string id_term(std::string_view id) { return exact_term(schema::FieldId::id, id); }

/// The last `parts` parts of a path.
std::string end_of(const fs::path& path, std::size_t parts) {
  std::vector<std::string> all;
  for (const fs::path& part : path.relative_path())
    if (!part.empty()) all.push_back(part.string());
  const std::size_t used = std::min(parts, all.size());
  return fmt::format("{}",
                     fmt::join(all.end() - static_cast<std::ptrdiff_t>(used), all.end(), "/"));
}

void refuse_repeated(const std::vector<fs::path>& folders) {
  std::error_code error;
  for (std::size_t i = 0; i < folders.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (fs::equivalent(folders[i], folders[j], error))
        throw Error(fmt::format("the archive {} is named twice", folders[i].string()),
                    "name each archive once: its articles would count twice");
}

/// What searches leave out of the index of an archive.
std::vector<Row> dead_rows(const Catalog& catalog, const std::optional<Moment>& moment) {
  if (!moment) return catalog.dead_rows().all();
  const Row last = catalog.versions().last_row();
  if (moment->row && *moment->row > last)
    throw Error(fmt::format("the archive has no row {} yet", *moment->row),
                fmt::format("its last is {}", last));
  return catalog.versions().dead_at(*moment);
}

}  // namespace

std::vector<std::string> archive_names(const std::vector<fs::path>& folders) {
  constexpr std::size_t kMostParts = 64;
  std::vector<fs::path> whole;
  for (const fs::path& folder : folders) whole.push_back(fs::absolute(folder).lexically_normal());
  std::vector<std::string> names;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::size_t parts = 1;
    const auto is_shared = [&] {
      for (std::size_t j = 0; j < whole.size(); ++j)
        if (j != i && end_of(whole[j], parts) == end_of(whole[i], parts)) return true;
      return false;
    };
    while (parts < kMostParts && is_shared()) ++parts;
    names.push_back(end_of(whole[i], parts));
  }
  return names;
}

ArchiveSet::ArchiveSet(const std::vector<fs::path>& folders, const std::optional<Moment>& moment) {
  refuse_repeated(folders);
  const std::vector<std::string> names = archive_names(folders);
  for (std::size_t i = 0; i < folders.size(); ++i) {
    OpenArchive archive{names[i], folders[i], Catalog(folders[i], Catalog::Mode::read),
                        index_.last_document()};
    open_segments(folders[i], archive.catalog, [&](const SegmentFolders& segments) {
      const std::uint32_t before = index_.documents();
      index_.append(segments, dead_rows(archive.catalog, moment));
      archive.articles = index_.documents() - before;
    });
    archive.last = index_.last_document();
    // A damaged number would cost the memory of so many documents.
    if (archive.last - archive.base > archive.catalog.next_row())
      throw Error("the index is damaged: it names what does not exist",
                  "run: dateline-indexer repair");
    archives_.push_back(std::move(archive));
  }
}

const OpenArchive& ArchiveSet::of(std::uint32_t document) const {
  std::size_t place = 0;
  while (place + 1 < archives_.size() && archives_[place].last < document) ++place;
  return archives_[place];
}

std::optional<StoredArticle> ArchiveSet::article(std::uint32_t document) const {
  const OpenArchive& archive = of(document);
  std::optional<StoredArticle> stored = archive.catalog.article(document - archive.base);
  if (!stored || !several()) return stored;
  stored->article.id = archive.name + '/' + stored->article.id;
  stored->row = document;
  return stored;
}

std::string ArchiveSet::own_id(std::uint32_t document) const {
  const OpenArchive& archive = of(document);
  return archive.catalog.id(document - archive.base);
}

std::string ArchiveSet::id(std::uint32_t document) const {
  return several() ? of(document).name + '/' + own_id(document) : own_id(document);
}

std::string ArchiveSet::title(std::uint32_t document) const {
  const OpenArchive& archive = of(document);
  return archive.catalog.title(document - archive.base);
}

void ArchiveSet::for_each_changed(
    const std::function<void(std::uint32_t, const Change&)>& visit) const {
  for (const OpenArchive& archive : archives_)
    archive.catalog.for_each_changed([&](Row row, const Change& change) {
      if (row <= archive.last - archive.base) visit(archive.base + row, change);
    });
}

NameTable ArchiveSet::names(schema::FieldId field) const {
  NameTable table{{""}, {}};
  std::map<std::string, std::uint32_t> code_of;  // by folded name
  for (const OpenArchive& archive : archives_) {
    const std::vector<std::string> names = archive.catalog.names(field);
    std::vector<std::uint32_t>& own = table.own.emplace_back(names.size());
    for (std::size_t code = 1; code < names.size(); ++code) {
      const auto next = static_cast<std::uint32_t>(table.names.size());
      const auto [entry, is_new] = code_of.try_emplace(fold_value(names[code]), next);
      own[code] = entry->second;
      if (is_new) table.names.push_back(names[code]);
    }
  }
  return table;
}

/// Long ids may share a term.
void ArchiveSet::add_documents(const std::string& own_id, const OpenArchive& archive,
                               std::vector<std::uint32_t>& documents) const {
  Postings holders(index_, id_term(own_id));
  const Posting* holder = holders.find(archive.base + 1);
  for (; holder != nullptr && holder->document <= archive.last;
       holder = holders.find(holder->document + 1))
    if (archive.catalog.id(holder->document - archive.base) == own_id)
      documents.push_back(holder->document);
}

void ArchiveSet::for_each_named(
    std::string_view text,
    const std::function<void(const OpenArchive&, std::string_view)>& visit) const {
  if (!several()) return;
  for (const OpenArchive& archive : archives_)
    if (text.size() > archive.name.size() && text.starts_with(archive.name) &&
        text[archive.name.size()] == '/')
      visit(archive, text.substr(archive.name.size() + 1));
}

std::vector<std::uint32_t> ArchiveSet::documents_of(const std::string& id) const {
  std::vector<std::uint32_t> documents;
  for_each_named(id, [&](const OpenArchive& archive, std::string_view own) {
    add_documents(std::string(own), archive, documents);
  });
  for (const OpenArchive& archive : archives_) add_documents(id, archive, documents);
  std::ranges::sort(documents);
  return documents;
}

std::vector<std::vector<std::uint32_t>> ArchiveSet::shared_ids() const {
  std::vector<std::vector<std::uint32_t>> groups;
  const std::string prefix(schema::field(schema::FieldId::id).prefix);
  for (IndexTerms terms(index_, prefix); !terms.at_end(); terms.next()) {
    if (terms.in_all() < 2) continue;
    std::map<std::string, std::vector<std::uint32_t>> by_id;
    Postings holders(index_, terms.term());
    for (auto some = holders.next(); !some.empty(); some = holders.next())
      for (const Posting& posting : some)
        by_id[own_id(posting.document)].push_back(posting.document);
    for (auto& [id, documents] : by_id)
      if (documents.size() > 1) groups.push_back(std::move(documents));
  }
  return groups;
}

}  // namespace dateline::searching
