// SPDX-License-Identifier: GPL-2.0-or-later
#include "repair.h"

#include <SQLiteCpp/Exception.h>
#include <fmt/format.h>
#include <xapian.h>

#include <algorithm>
#include <charconv>
#include <functional>
#include <iterator>
#include <set>
#include <unordered_map>
#include <utility>

#include "catalog/run_log.h"
#include "error.h"
#include "index/value_codec.h"
#include "ingest/archive_writer.h"
#include "ingest/writer_lock.h"
#include "saved/saved_stores.h"
#include "schema.h"
#include "segments/segment_extent.h"
#include "subprocess.h"
#include "system/archive_files.h"
#include "system/durable_files.h"
#include "system/saved_files.h"
#include "text/counted.h"
#include "verify_index.h"

namespace dateline::indexing {
namespace {

namespace fs = std::filesystem;
using About = Finding::About;

bool any(const VerifyReport& report, std::initializer_list<About> kinds) {
  return std::ranges::any_of(report.findings, [&](const Finding& f) {
    return std::ranges::find(kinds, f.about) != kinds.end();
  });
}

std::vector<Row> rows_about(const VerifyReport& report, std::initializer_list<About> kinds) {
  std::set<Row> rows;
  for (const Finding& f : report.findings)
    if (std::ranges::find(kinds, f.about) != kinds.end()) rows.insert(f.row);
  return {rows.begin(), rows.end()};
}

/// The segments on disk, named or not, newest first.
std::vector<IndexSegment> segments_in(const fs::path& folder) {
  std::vector<IndexSegment> found;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(index_folder(folder), error)) {
    const std::string name = entry.path().filename();
    std::uint64_t number = 0;
    const auto [end, wrong] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (wrong != std::errc() || end != name.data() + name.size()) continue;
    try {
      const SegmentExtent extent = extent_of(entry.path());
      found.push_back({number, extent.first, extent.last, extent.documents});
    } catch (const Error&) {
      found.push_back({number, 1, 0, 0});  // it is there, and no more can be told
    }
  }
  std::ranges::sort(found, std::greater<>(), &IndexSegment::number);
  return found;
}

/// The index on disk: the segments that the catalog names, or where it is damaged, the newest of
/// those that share no rows.
std::vector<IndexSegment> index_on_disk(const fs::path& folder) {
  try {
    const Catalog catalog(folder, Catalog::Mode::read);
    if (const auto named = catalog.segments(); !named.empty() && catalog.check(false).empty())
      return named;
  } catch (const std::exception&) {
    // It cannot tell.
  }
  std::vector<IndexSegment> kept;
  for (const IndexSegment& segment : segments_in(folder))
    if (std::ranges::none_of(kept, [&](const IndexSegment& newer) {
          return segment.first <= newer.last && newer.first <= segment.last;
        }))
      kept.push_back(segment);
  std::ranges::sort(kept, {}, &IndexSegment::first);
  return kept;
}

/// A segment that can be read from end to end, and what it knows of its articles.
class SoundSegment {
 public:
  explicit SoundSegment(const fs::path& terms) : database(terms.string()), ids_(ids_in(database)) {}

  std::optional<Witness> article(Row row) const {
    const auto id = ids_.find(row);
    if (id == ids_.end()) return std::nullopt;
    try {
      const Xapian::Document found = database.get_document(row);
      const auto number = [&found](schema::FieldId field) {
        return unpack_number(
            found.get_value(static_cast<Xapian::valueno>(schema::field(field).slot)));
      };
      Witness witness;
      witness.id = id->second;
      witness.first_seen = number(schema::FieldId::seen);
      witness.words = static_cast<std::uint32_t>(number(schema::FieldId::words));
      return witness;
    } catch (const Xapian::Error&) {
      return std::nullopt;
    }
  }

  const Xapian::Database database;

 private:
  std::unordered_map<Row, std::string> ids_;
};

/// Nothing where the segment is damaged.
std::optional<SoundSegment> sound_segment(const fs::path& folder, const IndexSegment& segment) {
  const fs::path terms = terms_folder(folder, segment.number);
  const SubprocessResult checked = run_in_subprocess([&] { return own_check_of_index(terms); });
  if (checked.signal != 0 || !checked.result.empty()) return std::nullopt;
  try {
    return std::optional<SoundSegment>(std::in_place, terms);
  } catch (const Xapian::Error&) {
    return std::nullopt;
  }
}

/// An index that can be read from end to end, as a witness to what the catalog held. One that is
/// damaged itself, in any segment, may not be asked.
class SoundIndex {
 public:
  explicit SoundIndex(const fs::path& folder) {
    witness_.segments = index_on_disk(folder);
    Row last = 0;
    for (const IndexSegment& segment : witness_.segments) {
      std::optional<SoundSegment> sound = sound_segment(folder, segment);
      if (!sound) return;
      last = std::max(last, sound->database.get_lastdocid());
      indexes_.emplace_back(segment.first, std::move(*sound));
    }
    witness_.last = last;
    witness_.document = [this](Row row) { return document(row); };
  }
  SoundIndex(const SoundIndex&) = delete;
  SoundIndex& operator=(const SoundIndex&) = delete;
  const IndexWitness& witness() const { return witness_; }
  std::uint64_t documents() const {
    std::uint64_t all = 0;
    for (const auto& [first, index] : indexes_) all += index.database.get_doccount();
    return all;
  }

 private:
  std::optional<Witness> document(Row row) const {
    const auto behind =
        std::ranges::upper_bound(indexes_, row, {}, [](const auto& index) { return index.first; });
    return behind == indexes_.begin() ? std::nullopt : std::prev(behind)->second.article(row);
  }

  std::vector<std::pair<Row, SoundSegment>> indexes_;  // by their first rows
  IndexWitness witness_;
};

void copy_if_present(const fs::path& from, const fs::path& to) {
  if (fs::exists(from)) write_copy(from, to);
}

/// Throws Error when the catalog is missing or empty. It cannot be made again, because the index
/// holds no text.
void refuse_without_catalog(const fs::path& folder) {
  const fs::path catalog = catalog_file(folder);
  if (fs::exists(catalog) && fs::file_size(catalog) != 0) return;
  if (segments_in(folder).empty()) throw no_archive_at(folder);
  const std::uint64_t documents = SoundIndex(folder).documents();
  throw Error(fmt::format("the catalog of {} is {}, and with it the text of {}", folder.string(),
                          fs::exists(catalog) ? "empty" : "missing",
                          documents == 0 ? "all articles" : counted(documents, "article")),
              fmt::format("put back {} from a copy and run this again, or remove {} and "
                          "add the articles again",
                          catalog.filename().string(), index_folder(folder).string()));
}

/// Salvages a damaged catalog. It is copied first and only the copy is read, because opening a
/// database may change it.
void repair_catalog(const fs::path& folder, const VerifyReport& before, RepairReport& report) {
  if (!any(before, {About::catalog, About::article})) return;
  report.kept = next_damaged_folder(folder);
  const fs::path scratch = scratch_folder(folder), work = scratch / "work", made = scratch / "made",
                 old = made / report.kept.filename();
  for (const fs::path& path : {scratch, work, made, old}) fs::create_directory(path);
  for (const fs::path& copy : {old, work}) {
    copy_if_present(catalog_file(folder), catalog_file(copy));
    copy_if_present(catalog_log(folder), catalog_log(copy));
  }
  const SoundIndex index(folder);
  const Salvage salvage = salvage_catalog(work, made, index.witness());
  VerifyOptions tables;
  tables.deep = true;
  tables.index = false;
  if (const VerifyReport check = verify(made, tables); any(check, {About::catalog, About::article}))
    throw Error(fmt::format("the catalog cannot be repaired: {}", check.problems.front()),
                "put back a copy of the archive, or add the articles to a new one");
  sync_folder(old);
  sync_folder(made);
  fs::rename(made, repaired_folder(folder));
  sync_path(folder);
  adopt_repaired_catalog(folder);
  fs::remove_all(scratch);
  report.done.push_back(
      fmt::format("the catalog was rebuilt with {} rows of articles; the damaged one is in {}",
                  salvage.rows, report.kept.string()));
  if (salvage.restored != 0)
    report.done.push_back(fmt::format("{} of them were restored", salvage.restored));
  for (const std::string& table : salvage.incomplete)
    report.done.push_back(fmt::format("rows of the table {} are damaged or lost", table));
  report.losses = salvage.losses;
}

/// Makes saved.db anew from what can be read of it. The damaged one is kept.
void repair_saved(const fs::path& folder, RepairReport& report) {
  if (check_saved(folder).empty()) return;
  const fs::path kept = next_damaged_folder(folder), scratch = scratch_folder(folder),
                 work = scratch / "saved-work", made = scratch / "saved-made";
  fs::create_directories(work);
  fs::create_directory(made);
  fs::create_directory(kept);
  for (const fs::path& copy : {kept, work}) {
    copy_if_present(saved_file(folder), saved_file(copy));
    copy_if_present(log_of(saved_file(folder)), log_of(saved_file(copy)));
  }
  sync_folder(kept);
  const std::vector<std::string> incomplete = salvage_saved(work, made);
  sync_path(saved_file(made));
  fs::remove(log_of(saved_file(folder)));
  fs::remove(log_memory_of(saved_file(folder)));
  sync_path(folder);
  fs::rename(saved_file(made), saved_file(folder));
  sync_path(folder);
  fs::remove_all(scratch);
  report.done.push_back(
      fmt::format("saved.db was made anew; the damaged one is in {}", kept.string()));
  for (const std::string& table : incomplete)
    report.done.push_back(fmt::format("rows of the table {} are damaged or lost", table));
}

/// Documents of rows the catalog has never given: it is older than some segments, also such as it
/// does not name.
void note_forgotten(const fs::path& folder, RepairReport& report) {
  const Row next = Catalog(folder, Catalog::Mode::rebuild).next_row();
  for (const IndexSegment& segment : segments_in(folder)) {
    if (segment.last < next) continue;
    const std::optional<SoundSegment> sound = sound_segment(folder, segment);
    if (!sound) continue;
    Xapian::PostingIterator document = sound->database.postlist_begin("");
    const Xapian::PostingIterator end = sound->database.postlist_end("");
    if (document != end) document.skip_to(next);
    for (; document != end; ++document) {
      if (std::ranges::find(report.losses, *document, &Loss::row) != report.losses.end()) continue;
      if (const std::optional<Witness> witness = sound->article(*document))
        report.losses.push_back({witness->id, *document, false, witness->first_seen});
    }
  }
}

void repair_index(const fs::path& folder, const Resources& resources, RepairReport& report) {
  VerifyOptions deep;
  deep.deep = true;
  const auto wrong = [&] {
    return any(report.after, {About::index, About::missing, About::extra, About::different});
  };
  note_forgotten(folder, report);
  report.after = verify(folder, deep);
  if (wrong()) {
    const std::vector<Row> extra = rows_about(report.after, {About::extra}),
                           rows = rows_about(report.after, {About::missing, About::different});
    std::vector<Row> wrong_rows = rows;
    wrong_rows.insert(wrong_rows.end(), extra.begin(), extra.end());
    std::ranges::sort(wrong_rows);
    if (!any(report.after, {About::index}) &&
        WritableArchive(folder, resources, Catalog::Mode::rebuild)
            .rebuild_segments_of(wrong_rows)) {
      report.done.push_back(fmt::format("{} of the index written again, {} removed",
                                        counted(rows.size(), "document"), extra.size()));
      report.after = verify(folder, deep);
    }
    if (wrong()) {
      WritableArchive(folder, resources, Catalog::Mode::rebuild).rebuild();
      report.done.push_back("the index was rebuilt from the catalog");
      report.after = verify(folder, deep);
    }
  }
  // Opening for writing completes an earlier run.
  if (!wrong()) {
    const WritableArchive finishes(folder, resources);
  }
  if (any(report.after, {About::unfinished})) {
    report.done.push_back("what an earlier run had begun was finished");
    report.after = verify(folder, deep);
  }
  if (wrong() || any(report.after, {About::catalog, About::article, About::unfinished}))
    throw Error(fmt::format("the archive could not be repaired: {}", report.after.problems.front()),
                "put back a copy of the archive, or add the articles to a new one");
}

/// Notes articles that earlier repairs could not restore. They must still be added again.
void note_earlier_losses(const fs::path& folder, RepairReport& report) {
  const std::vector<Row> known = rows_about(report.after, {About::known_loss});
  if (known.empty() && report.losses.empty()) return;
  const Catalog catalog(folder, Catalog::Mode::read);
  for (const Row row : known)
    if (std::ranges::find(report.losses, row, &Loss::row) == report.losses.end())
      report.losses.push_back({catalog.id(row), row, true, 0});
  report.inputs = catalog.runs().inputs_read_since(
      std::ranges::min(report.losses, {}, &Loss::first_seen).first_seen);
}

}  // namespace

RepairReport repair(const fs::path& folder, const Resources& resources) {
  if (!fs::exists(folder)) throw no_archive_at(folder);
  RepairReport report;
  {
    const WriterLock lock(folder, resources.wait);
    adopt_repaired_catalog(folder);
    fs::remove_all(scratch_folder(folder));
    refuse_without_catalog(folder);
    VerifyOptions tables;
    tables.deep = true;
    tables.index = false;
    try {
      repair_saved(folder, report);
      repair_catalog(folder, verify(folder, tables), report);
    } catch (...) {
      std::error_code ignored;
      fs::remove_all(scratch_folder(folder), ignored);
      throw;
    }
  }
  repair_index(folder, resources, report);
  note_earlier_losses(folder, report);
  return report;
}

}  // namespace dateline::indexing
