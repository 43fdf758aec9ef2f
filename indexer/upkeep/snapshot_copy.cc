// SPDX-License-Identifier: GPL-2.0-or-later
#include "snapshot_copy.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <optional>

#include "archive/open_segments.h"
#include "archive/unfinished_run.h"
#include "catalog/catalog_statistics.h"
#include "catalog/run_log.h"
#include "error.h"
#include "saved/saved_stores.h"
#include "system/archive_files.h"
#include "system/durable_files.h"
#include "system/saved_files.h"
#include "system/system_error.h"
#include "verify.h"

namespace dateline::indexing {
namespace {

namespace fs = std::filesystem;

/// The folder of an unfinished copy, which one process holds.
class PartialCopy {
 public:
  explicit PartialCopy(fs::path path) : path_(std::move(path)) {
    std::error_code error;
    fs::create_directories(path_, error);
    if (!error) descriptor_ = ::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor_ < 0)
      throw system_error(fmt::format("the folder {} cannot be made", path_.string()),
                         error ? error.value() : errno);
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
      ::close(descriptor_);
      throw Error(fmt::format("another process writes a copy to {}", path_.string()),
                  "wait until it has finished, then run this again", ErrorCode::locked);
    }
  }
  ~PartialCopy() {
    std::error_code ignored;
    if (!kept_) fs::remove_all(path_, ignored);
    ::close(descriptor_);
  }
  PartialCopy(const PartialCopy&) = delete;
  PartialCopy& operator=(const PartialCopy&) = delete;

  /// Leaves `kept`, if it is there.
  void clear(const fs::path& kept = {}) {
    for (const fs::directory_entry& entry : fs::directory_iterator(path_))
      if (entry.path() != kept) fs::remove_all(entry.path());
  }
  void rename_to(const fs::path& target) {
    fs::rename(path_, target);
    kept_ = true;
    sync_parent(target);
  }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
  int descriptor_ = -1;
  bool kept_ = false;
};

void check_target(const fs::path& target, const fs::path& archive) {
  const fs::path outside = fs::weakly_canonical(target).lexically_relative(fs::canonical(archive));
  if (!outside.empty() && *outside.begin() != "..")
    throw Error(fmt::format("{} lies in the archive that is to be copied", target.string()),
                "give a folder outside of it");
  if (fs::exists(target) && !(fs::is_directory(target) && fs::is_empty(target)))
    throw Error(fmt::format("{} exists", target.string()), "give a folder that is empty or new");
}

/// Both stores as of one moment. Segments do not change: their files are copied as they are. What
/// is saved is copied before, so that no alert has seen rows that the copy lacks. Returns whether a
/// run was under way.
bool copy_state(const fs::path& folder, PartialCopy& copy) {
  copy.clear();
  copy_saved(folder, copy.path());
  Catalog catalog(folder, Catalog::Mode::read);
  const std::optional<UnfinishedRun> run = unfinished_run(folder, catalog);
  open_segments(folder, catalog, [&](const SegmentFolders& segments) {
    copy.clear(saved_file(copy.path()));
    catalog.copy_to(catalog_file(copy.path()));
    fs::create_directories(index_folder(copy.path()));
    for (const SegmentFolder& segment : segments) {
      const fs::path target = terms_folder(copy.path(), segment.segment.number);
      fs::create_directory(target);
      for (const fs::directory_entry& file : fs::directory_iterator(segment.path))
        write_copy(file.path(), target / file.path().filename());
      // A folder is removed from its version file on: while that is there, no file has been missed.
      if (!fs::exists(segment.path / kVersionFile))
        throw Error(fmt::format("{} was removed while it was copied", segment.path.string()));
      sync_folder(target);
    }
  });
  return run && run->state == UnfinishedRun::State::under_way;
}

/// Completes in the copy what a run had not finished.
std::uint64_t finish(const fs::path& copy, bool under_way, const Resources& resources) {
  WritableArchive archive(copy, resources);
  if (under_way) {
    archive.catalog().begin();
    archive.catalog().runs().mark_copied();
    archive.catalog().commit();
  }
  return archive.catalog().statistics().counts().articles;
}

}  // namespace

std::uint64_t snapshot_copy(const fs::path& folder, const fs::path& target,
                            const Resources& resources) {
  const fs::path name = fs::absolute(target / "").parent_path();
  check_target(name, folder);
  PartialCopy copy(name.string() + ".partial");
  const bool under_way = copy_state(folder, copy);
  const std::uint64_t articles = finish(copy.path(), under_way, resources);
  sync_path(catalog_file(copy.path()));
  if (fs::exists(saved_file(copy.path()))) sync_path(saved_file(copy.path()));
  sync_folder(copy.path());
  if (const VerifyReport report = verify(copy.path()); !report.problems.empty())
    throw Error(fmt::format("the copy is not sound: {}", report.problems.front()),
                "check the archive with: dateline-indexer verify --deep");
  check_target(name, folder);
  copy.rename_to(name);
  return articles;
}

}  // namespace dateline::indexing
