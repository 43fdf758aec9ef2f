// SPDX-License-Identifier: GPL-2.0-or-later
#include "archive_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "archive/index_checksums.h"
#include "batch_indexer.h"
#include "catalog/run_log.h"
#include "saved/saved_stores.h"
#include "segments/merge.h"
#include "segments/merge_policy.h"
#include "segments/segment.h"
#include "segments/segment_extent.h"
#include "system/archive_files.h"
#include "system/durable_files.h"
#include "system/system_error.h"

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
  move_saved(folder_);
  clean_up();
  if (mode == Catalog::Mode::write) index_pending();
}

WritableArchive::~WritableArchive() {
  std::error_code ignored;
  fs::remove_all(scratch_folder(folder_), ignored);
}

/// Removes what a run that died may have left: everything but the segments the catalog names.
void WritableArchive::clean_up() {
  fs::remove_all(scratch_folder(folder_));
  fs::create_directory(scratch_folder(folder_));  // no crash needs to find it
  made_folder(index_folder(folder_));
  std::set<fs::path> named;
  for (const IndexSegment& segment : catalog_->segments())
    named.insert(terms_folder(folder_, segment.number));
  // Where one is missing, repair looks into the others.
  if (!std::ranges::all_of(named, [](const fs::path& path) { return fs::exists(path); })) return;
  for (const fs::directory_entry& entry : fs::directory_iterator(index_folder(folder_)))
    if (!named.contains(entry.path())) fs::remove_all(entry.path());
}

fs::path WritableArchive::scratch_path() {
  return scratch_folder(folder_) / std::to_string(++scratch_names_);
}

struct WritableArchive::Part {
  IndexSegment segment;         // number 0: it has no folder in the index
  std::vector<fs::path> paths;  // folders that make it, in the order of their rows
  std::size_t removed = 0;      // of its documents
  std::uint64_t again = 0;      // documents that segments of the index hold already
  bool stays = false;           // as it is

  std::uint64_t documents() const { return segment.documents - removed; }
  /// Whether a segment is written again only because of those.
  bool pays_to_purge() const { return !stays && removed > segment.documents / 4; }
  /// How many documents are written though the index holds them.
  std::uint64_t written_again() const {
    if (segment.number == 0) return again;
    return pays_to_purge() ? segment.documents : 0;
  }
};

void WritableArchive::index_pending() {
  const std::vector<Row> rows = catalog_->journal().pending();
  if (rows.empty() && catalog_->journal().removing().empty()) return;
  publish(build_segments(rows));
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
  return indexer.take_segments();
}

std::vector<WritableArchive::Part> WritableArchive::present_parts() const {
  std::vector<Part> parts;
  for (const IndexSegment& segment : catalog_->segments())
    parts.push_back({segment, {terms_folder(folder_, segment.number)}});
  return parts;
}

/// What is built at once becomes one segment.
WritableArchive::Part WritableArchive::part_of(const std::vector<fs::path>& built) {
  Part part{.segment = {}, .paths = built};
  for (const fs::path& path : built) {
    const SegmentExtent extent = extent_of(path);
    if (part.segment.first == 0) part.segment.first = extent.first;
    part.segment.last = extent.last;
    part.segment.documents += extent.documents;
  }
  return part;
}

WritableArchive::Part WritableArchive::joined(std::span<Part> parts) {
  Part all;
  all.segment.first = parts.front().segment.first;
  all.segment.last = parts.back().segment.last;
  for (const Part& part : parts) {
    all.segment.documents += part.segment.documents;
    all.removed += part.removed;
    all.again += part.segment.number != 0 ? part.segment.documents : part.again;
    all.paths.insert(all.paths.end(), part.paths.begin(), part.paths.end());
  }
  return all;
}

void WritableArchive::merge_by_size(std::vector<Part>& parts) {
  for (;;) {
    std::vector<std::uint64_t> documents;
    for (const Part& part : parts) documents.push_back(part.documents());
    const SegmentRun run = next_merge(documents);
    if (run.empty()) return;
    const auto begin = parts.begin() + static_cast<std::ptrdiff_t>(run.begin);
    const auto end = parts.begin() + static_cast<std::ptrdiff_t>(run.end);
    *begin = joined({begin, end});
    parts.erase(begin + 1, end);
  }
}

/// Merges it, where it is not one folder that stays as it is, and puts it into the index: complete
/// and on disk. False where it stays.
bool WritableArchive::complete(Part& part, const std::vector<Row>& removed) {
  if (part.segment.number != 0 && !part.pays_to_purge()) return false;
  const auto is_scratch = [this](const fs::path& path) {
    return path.parent_path() == scratch_folder(folder_);
  };
  fs::path made = part.paths.front();
  if (part.paths.size() > 1 || part.removed != 0 || !is_scratch(made)) {
    MergeOptions options;
    std::ranges::copy_if(part.paths, std::back_inserter(options.used_up), is_scratch);
    if (part.removed != 0) options.left_out = removed;
    made = scratch_path();
    merge_databases(part.paths, made, options);
  }
  const SegmentExtent extent = extent_of(made);
  part.segment = {catalog_->journal().next_segment(new_segments_++), extent.first, extent.last,
                  extent.documents};
  write_sums(made);
  sync_contents(made);  // its own entry is flushed where it is moved to
  const fs::path target = terms_folder(folder_, part.segment.number);
  fs::remove_all(target);  // beside a segment that is missing, others were kept
  fs::rename(made, target);
  sync_parent(target);
  return true;
}

/// The index becomes these parts. The catalog names them when all are complete. What is removed is
/// dead no longer where no segment holds it any more.
void WritableArchive::replace_index(std::vector<Part>& parts, DeadRows dead,
                                    Journal::Versions versions) {
  new_segments_ = 0;
  std::vector<IndexSegment> segments;
  std::vector<Row> still_held;
  for (Part& part : parts) {
    if (part.documents() == 0) continue;
    if (!complete(part, dead.removed))
      still_held.insert(still_held.end(),
                        std::ranges::lower_bound(dead.removed, part.segment.first),
                        std::ranges::upper_bound(dead.removed, part.segment.last));
    segments.push_back(part.segment);
  }
  dead.removed = std::move(still_held);
  std::set<std::uint64_t> old;
  for (const IndexSegment& segment : catalog_->segments()) old.insert(segment.number);
  catalog_->journal().checkpoint(segments, dead, versions);
  for (const IndexSegment& segment : segments) old.erase(segment.number);
  std::error_code ignored;  // the index is the new one: what is left of the old goes the next time
  for (const std::uint64_t number : old) {
    // Its version file first: a reader sees at once that it is gone.
    fs::remove(terms_folder(folder_, number) / kVersionFile, ignored);
    fs::remove_all(terms_folder(folder_, number), ignored);
  }
}

void WritableArchive::publish(const std::vector<fs::path>& built, const std::atomic<bool>* stop) {
  constexpr std::uint64_t kWrittenAgain = 8;  // documents, for each new one
  const DeadRows dead = dead_after_checkpoint();
  std::vector<Part> parts = present_parts();
  std::uint64_t allowed = 0;
  if (!built.empty()) {
    parts.push_back(part_of(built));
    allowed = kWrittenAgain * parts.back().segment.documents;
  }
  count_removed(parts, dead.removed);
  std::vector<Part> merged = parts;
  merge_by_size(merged);
  std::uint64_t again = 0;
  for (const Part& part : merged) again += part.written_again();
  if (again <= allowed) return replace_index(merged, dead);
  for (Part& part : parts) part.stays = true;
  replace_index(parts, dead);
  if (stop == nullptr || !*stop) merge();
}

/// What is to be merged by size, and segments with many removed documents.
void WritableArchive::merge() {
  std::vector<Part> parts = present_parts();
  const DeadRows dead = catalog_->dead_rows();
  count_removed(parts, dead.removed);
  merge_by_size(parts);
  replace_index(parts, dead);
}

DeadRows WritableArchive::dead_after_checkpoint() const {
  const DeadRows before = catalog_->dead_rows(), dying = catalog_->journal().dying();
  return {without(united(before.superseded, dying.superseded), dying.removed),
          united(before.removed, dying.removed)};
}

/// Says of each part how many of `removed` it has.
void WritableArchive::count_removed(std::vector<Part>& parts, const std::vector<Row>& removed) {
  for (Part& part : parts)
    part.removed = static_cast<std::size_t>(std::ranges::upper_bound(removed, part.segment.last) -
                                            std::ranges::lower_bound(removed, part.segment.first));
}

void WritableArchive::remove(const std::vector<Row>& rows) {
  if (rows.empty()) return;
  catalog_->begin();
  for (const Row row : rows) catalog_->journal().mark_removing(row);
  index_pending();  // which commits it all
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

void WritableArchive::optimize(Journal::Versions versions) {
  std::vector<Part> parts = present_parts();
  if (parts.empty()) return;
  DeadRows dead = dead_after_checkpoint();
  if (versions == Journal::Versions::forgotten) dead = {.superseded = {}, .removed = dead.all()};
  count_removed(parts, dead.removed);
  std::vector<Part> one{joined(parts)};
  replace_index(one, std::move(dead), versions);
}

void WritableArchive::rebuild() {
  catalog_->group_names();
  std::vector<Part> parts;
  const std::vector<fs::path> built = build_segments(catalog_->journal().rows_to_hold());
  if (!built.empty()) parts.push_back(part_of(built));
  replace_index(parts, {.superseded = catalog_->journal().superseded(), .removed = {}});
}

bool WritableArchive::rebuild_segments_of(const std::vector<Row>& rows) {
  if (!catalog_->journal().pending().empty() || !catalog_->journal().removing().empty())
    return false;
  std::vector<Part> parts = present_parts();
  std::size_t covered = 0;
  for (Part& part : parts) {
    const auto begin = std::ranges::lower_bound(rows, part.segment.first),
               end = std::ranges::upper_bound(rows, part.segment.last);
    if (begin == end) continue;
    covered += static_cast<std::size_t>(end - begin);
    const std::vector<fs::path> built =
        build_segments(catalog_->journal().rows_to_hold(part.segment.first, part.segment.last));
    part = built.empty() ? Part() : part_of(built);
  }
  if (covered != rows.size()) return false;
  replace_index(parts, catalog_->dead_rows());
  return true;
}

}  // namespace dateline::indexing
