// SPDX-License-Identifier: GPL-2.0-or-later
#include "writable_archive.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>
#include <xapian.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "batch.h"
#include "document_terms.h"
#include "error.h"
#include "index_writer.h"
#include "merge.h"
#include "program.h"
#include "segment.h"
#include "sync.h"

namespace dateline {
namespace {

namespace fs = std::filesystem;

/// Takes the one lock of writers; its file tells who holds it.
int take_lock(const fs::path& file) {
  const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0)
    throw Error(fmt::format("{} cannot be opened: {}", file.string(), std::strerror(errno)));
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    char owner[32] = {};
    const ssize_t size = ::read(fd, owner, sizeof owner - 1);
    ::close(fd);
    throw Error(
        fmt::format("another writer holds the index{}{}", size > 0 ? ": process " : "", owner),
        "wait until it has finished, then run this again", ErrorCode::locked);
  }
  const std::string pid = std::to_string(::getpid());
  if (::ftruncate(fd, 0) != 0 || ::pwrite(fd, pid.data(), pid.size(), 0) < 0) {
    // Only the message to others is poorer for it.
  }
  return fd;
}

fs::path made_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error)
    throw Error(fmt::format("the folder {} cannot be made: {}", folder.string(), error.message()));
  return folder;
}

}  // namespace

WritableArchive::WritableArchive(const fs::path& folder, const Resources& resources,
                                 Catalog::Mode mode)
    : folder_(mode == Catalog::Mode::write ? made_folder(folder) : folder), resources_(resources) {
  if (mode != Catalog::Mode::write && !fs::exists(folder_))
    throw Error(fmt::format("there is no archive at {}", folder_.string()),
                "make one with: dateline-indexer --index " + folder_.string() + " add PATH");
  lock_ = take_lock(lock_file(folder_));
  try {
    catalog_ = std::make_unique<Catalog>(folder_, mode);
    clean_up();
    if (mode == Catalog::Mode::write) index_pending();
  } catch (...) {
    ::close(lock_);
    throw;
  }
}

WritableArchive::~WritableArchive() {
  std::error_code ignored;
  fs::remove_all(scratch_folder(folder_), ignored);
  ::close(lock_);
}

/// Removes what a run that died may have left: everything but the index the catalog names.
void WritableArchive::clean_up() {
  fs::remove_all(scratch_folder(folder_));
  made_folder(scratch_folder(folder_));
  const fs::path current = terms_folder(folder_, catalog_->generation());
  made_folder(current.parent_path());
  for (const fs::directory_entry& entry : fs::directory_iterator(current.parent_path()))
    if (entry.path() != current) fs::remove_all(entry.path());
}

fs::path WritableArchive::scratch_path() {
  return scratch_folder(folder_) / std::to_string(++scratch_names_);
}

bool WritableArchive::bulk_pays(std::uint64_t articles) const {
  // One by one takes about as long for an article as merging takes for five that are there.
  constexpr std::uint64_t kMergedPerAdded = 5;
  return catalog_->generation() == 0 || articles * kMergedPerAdded > catalog_->counts().articles;
}

void WritableArchive::index_pending() {
  const std::vector<Row> rows = catalog_->pending();
  if (rows.empty() && catalog_->removing().empty()) return;
  bool overlaps = false;  // a run died between the index's commit and the catalog's
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
  IndexWriter index(terms_folder(folder_, generation));
  DocumentTerms terms;
  for (const Row row : rows) {
    const std::optional<StoredArticle> stored = catalog_->article(row);
    index.begin_document(row);
    terms.send(*stored, index);
  }
  for (const Row row : catalog_->replaced_by_pending()) index.remove(row);
  for (const Row row : catalog_->removing()) index.remove(row);
  index.commit();
  catalog_->settle(generation);
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

/// The index becomes the next generation: complete and on disk before the catalog names it.
void WritableArchive::replace_index(const std::vector<fs::path>& parts) {
  const std::uint64_t old = catalog_->generation();
  const fs::path current = terms_folder(folder_, old), target = terms_folder(folder_, old + 1);
  fs::path made = scratch_path();
  if (parts.size() == 1 && parts.front() != current)
    made = parts.front();
  else if (!parts.empty())
    merge_databases(parts, made, resources_.jobs);
  {
    IndexWriter index(made);
    for (const Row row : catalog_->replaced_by_pending()) index.remove(row);
    for (const Row row : catalog_->removing()) index.remove(row);
    index.commit();
  }
  fs::rename(made, target);
  sync_folder(target);
  catalog_->settle(old + 1);
  if (old != 0) fs::remove_all(current);
}

void WritableArchive::remove(const std::vector<std::string>& ids,
                             std::vector<std::string>* unknown) {
  catalog_->begin();
  for (const std::string& id : ids) {
    if (const std::optional<KnownArticle> known = catalog_->find(id))
      catalog_->mark_removing(known->row);
    else
      unknown->push_back(id);
  }
  catalog_->commit();
  index_pending();
}

void WritableArchive::optimize() {
  if (catalog_->generation() != 0) replace_index({terms_folder(folder_, catalog_->generation())});
}

void WritableArchive::rebuild() { replace_index(build_segments(catalog_->rows_to_hold())); }

}  // namespace dateline
