// SPDX-License-Identifier: GPL-2.0-or-later
#include "archive_writer.h"

#include <fmt/format.h>
#include <xapian.h>

#include <utility>

#include "archive/index_checksums.h"
#include "archive/reader_lease.h"
#include "batch_indexer.h"
#include "catalog/journal.h"
#include "catalog/run_log.h"
#include "segments/index_writer.h"
#include "segments/merge.h"
#include "segments/segment.h"
#include "system/archive_files.h"
#include "system/durable_files.h"
#include "system/system_error.h"
#include "terms/document_terms.h"

namespace dateline::indexing {
namespace {

namespace fs = std::filesystem;

fs::path made_folder(const fs::path& folder) {
  if (fs::exists(folder) || folder.empty()) return folder;
  made_folder(folder.parent_path());
  std::error_code error;
  fs::create_directory(folder, error);
  if (error)
    throw system_error(fmt::format("the folder {} cannot be made", folder.string()), error.value());
  sync_parent(folder);
  return folder;
}

fs::path existing_folder(const fs::path& folder) {
  if (fs::exists(folder)) return folder;
  throw no_archive_at(folder);
}

}  // namespace

void adopt_repaired_catalog(const fs::path& folder) {
  const fs::path repaired = repaired_folder(folder);
  if (!fs::exists(repaired)) return;
  for (const fs::directory_entry& entry : fs::directory_iterator(repaired)) {
    if (!entry.is_directory()) continue;  // the folder holds the damaged catalog
    const fs::path kept = folder / entry.path().filename();
    if (!fs::exists(kept)) fs::rename(entry.path(), kept);
    break;
  }
  if (fs::exists(catalog_file(repaired))) {
    // The log belongs to the old catalog, so it must be removed before the new catalog is moved
    // here.
    fs::remove(catalog_log(folder));
    fs::remove(catalog_log_memory(folder));
    sync_path(folder);
    fs::rename(catalog_file(repaired), catalog_file(folder));
    sync_path(folder);
    sync_path(repaired);  // else a later start would find it again, and replace a newer catalog
  }
  fs::remove_all(repaired);
}

WritableArchive::WritableArchive(const fs::path& folder, const Resources& resources,
                                 Catalog::Mode mode)
    : folder_(mode == Catalog::Mode::write ? made_folder(folder) : existing_folder(folder)),
      resources_(resources),
      lock_(folder_, resources.wait) {
  adopt_repaired_catalog(folder_);
  catalog_ = std::make_unique<Catalog>(folder_, mode);
  catalog_->runs().none_under_way();
  clean_up();
  if (mode == Catalog::Mode::write) index_pending();
}

WritableArchive::~WritableArchive() {
  std::error_code ignored;
  fs::remove_all(scratch_folder(folder_), ignored);
}

/// Removes what a run that died may have left: every index but the one that the catalog names.
void WritableArchive::clean_up() {
  fs::remove_all(scratch_folder(folder_));
  made_folder(scratch_folder(folder_));
  const fs::path current = terms_folder(folder_, catalog_->generation());
  made_folder(index_folder(folder_));
  if (catalog_->generation() != 0 && !fs::exists(current)) return;  // damage, which repair handles
  for (const fs::directory_entry& entry : fs::directory_iterator(index_folder(folder_)))
    if (entry.path() != current) fs::remove_all(entry.path());
  remove_unfinished_sums(current);
}

fs::path WritableArchive::scratch_path() {
  return scratch_folder(folder_) / std::to_string(++scratch_names_);
}

bool WritableArchive::bulk_pays(std::uint64_t articles) const {
  // Adding one article in place takes about as long as merging five existing ones.
  constexpr std::uint64_t kMergedPerAdded = 5;
  const std::uint64_t generation = catalog_->generation();
  if (generation == 0) return true;
  const Xapian::Database index(terms_folder(folder_, generation).string());
  return articles * kMergedPerAdded > index.get_doccount();
}

void WritableArchive::index_pending() {
  const std::vector<Row> rows = catalog_->journal().pending();
  if (rows.empty() && catalog_->journal().removing().empty()) return;
  bool overlaps = false;  // true when a run died between the commits of index and catalog
  if (const std::uint64_t generation = catalog_->generation(); generation != 0 && !rows.empty())
    overlaps = Xapian::Database(terms_folder(folder_, generation).string()).get_lastdocid() >=
               rows.front();
  if (!rows.empty() && !overlaps && bulk_pays(rows.size()))
    publish_segments(build_segments(rows));
  else
    index_directly(rows);
}

void WritableArchive::index_directly(const std::vector<Row>& rows) {
  const std::uint64_t generation = std::max<std::uint64_t>(catalog_->generation(), 1);
  forget_sums(terms_folder(folder_, generation));
  IndexWriter index(terms_folder(folder_, generation));
  DocumentTerms terms;
  for (const Row row : rows) {
    const std::optional<StoredArticle> stored = catalog_->article(row);
    if (stored->article.status != Status::usable) continue;
    index.begin_document(row);
    terms.send(*stored, index);
  }
  for (const Row row : catalog_->journal().replaced_by_pending()) index.remove(row);
  for (const Row row : catalog_->journal().removing()) index.remove(row);
  wait_for_readers(folder_);
  index.commit();
  catalog_->journal().checkpoint(generation);
  write_sums_if_small(terms_folder(folder_, generation));
}

std::vector<fs::path> WritableArchive::build_segments(const std::vector<Row>& rows) {
  BatchIndexer indexer(*this, {}, [](Batch&) {});
  Batch batch;
  const auto submit = [&] { indexer.submit(std::exchange(batch, {})); };
  for (const Row row : rows) {
    batch.fresh = false;
    batch.add(*catalog_->article(row));
    if (batch.text_bytes >= indexer.batch_bytes() ||
        batch.articles.size() >= indexer.batch_articles())
      submit();
  }
  submit();
  indexer.finish();
  return indexer.segments();
}

void WritableArchive::publish_segments(const std::vector<fs::path>& segments) {
  std::vector<fs::path> parts;
  if (const std::uint64_t generation = catalog_->generation(); generation != 0)
    parts.push_back(terms_folder(folder_, generation));
  parts.insert(parts.end(), segments.begin(), segments.end());
  replace_index(parts);
}

/// Makes the next generation of the index. It is complete and on disk before the catalog names it.
void WritableArchive::replace_index(const std::vector<fs::path>& parts) {
  const std::uint64_t old = catalog_->generation();
  const fs::path current = terms_folder(folder_, old), target = terms_folder(folder_, old + 1);
  std::vector<fs::path> segments = parts;
  std::erase(segments, current);
  fs::path made = scratch_path();
  if (parts.size() == 1 && parts.front() != current)
    made = parts.front();
  else if (!parts.empty())
    merge_databases(parts, made, resources_.jobs, segments);
  {
    IndexWriter index(made);
    for (const Row row : catalog_->journal().replaced_by_pending()) index.remove(row);
    for (const Row row : catalog_->journal().removing()) index.remove(row);
    index.commit();
  }
  write_sums(made);
  fs::rename(made, target);
  sync_folder(target);
  catalog_->journal().checkpoint(old + 1);
  std::error_code ignored;  // the next writer removes what is left of the old index
  if (old != 0) fs::remove_all(current, ignored);
}

void WritableArchive::remove(const std::vector<Row>& rows) {
  catalog_->begin();
  for (const Row row : rows) catalog_->journal().mark_removing(row);
  catalog_->commit();
  index_pending();
}

void WritableArchive::remove(const std::vector<std::string>& ids,
                             std::vector<std::string>* unknown) {
  std::vector<Row> rows;
  for (const std::string& id : ids) {
    if (const std::optional<KnownArticle> known = catalog_->find(id))
      rows.push_back(known->row);
    else
      unknown->push_back(id);
  }
  remove(rows);
}

void WritableArchive::optimize() {
  if (catalog_->generation() != 0) replace_index({terms_folder(folder_, catalog_->generation())});
}

void WritableArchive::rebuild() {
  replace_index(build_segments(catalog_->journal().rows_to_hold()));
}

void WritableArchive::patch_documents(const std::vector<Row>& extra, const std::vector<Row>& rows) {
  const std::uint64_t old = catalog_->generation();
  const fs::path current = terms_folder(folder_, old), target = terms_folder(folder_, old + 1);
  const fs::path made = scratch_path();
  fs::create_directory(made);
  for (const fs::directory_entry& file : fs::directory_iterator(current))
    write_copy(file.path(), made / file.path().filename());
  {
    IndexWriter index(made);
    DocumentTerms terms;
    for (const std::vector<Row>& some : {rows, catalog_->journal().pending()})
      for (const Row row : some) {
        const std::optional<InspectedArticle> inspected = catalog_->inspect(row);
        if (!inspected || inspected->stored.article.status != Status::usable) continue;
        index.begin_document(row);
        terms.send(inspected->stored, index);
      }
    for (const std::vector<Row>& some :
         {extra, catalog_->journal().replaced_by_pending(), catalog_->journal().removing()})
      for (const Row row : some) index.remove(row);
    index.commit();
  }
  write_sums(made);
  sync_folder(made);
  fs::rename(made, target);
  sync_folder(target);
  catalog_->journal().checkpoint(old + 1);
  fs::remove_all(current);
}

}  // namespace dateline::indexing
