// SPDX-License-Identifier: GPL-2.0-or-later
#include "archive_files.h"

#include <fmt/format.h>

#include <cstdlib>

#include <string>
#include "saved_files.h"

namespace dateline {

namespace fs = std::filesystem;

fs::path default_index() {
  const auto environment = [](const char* name) -> std::string {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
  };
  if (const std::string index = environment("DATELINE_INDEX"); !index.empty()) return index;
  if (const std::string data = environment("XDG_DATA_HOME"); !data.empty())
    return fs::path(data) / "dateline";
  if (const std::string home = environment("HOME"); !home.empty())
    return fs::path(home) / ".local/share/dateline";
  return "dateline-index";
}

fs::path catalog_file(const fs::path& archive) { return archive / "catalog.db"; }
fs::path catalog_log(const fs::path& archive) { return log_of(catalog_file(archive)); }
fs::path catalog_log_memory(const fs::path& archive) {
  return log_memory_of(catalog_file(archive));
}
fs::path saved_file(const fs::path& archive) { return archive / "saved.db"; }
fs::path delivery_lock_file(const fs::path& archive) { return archive / "deliver.lock"; }
fs::path log_of(const fs::path& database) { return database.string() + "-wal"; }
fs::path log_memory_of(const fs::path& database) { return database.string() + "-shm"; }
fs::path index_folder(const fs::path& archive) { return archive / "terms"; }
fs::path terms_folder(const fs::path& archive, std::uint64_t segment) {
  return index_folder(archive) / std::to_string(segment);
}
fs::path scratch_folder(const fs::path& archive) { return archive / "tmp"; }
fs::path lock_file(const fs::path& archive) { return archive / "writer.lock"; }
fs::path repaired_folder(const fs::path& archive) { return archive / "repaired"; }
fs::path next_damaged_folder(const fs::path& archive) {
  for (int n = 1;; ++n)
    if (fs::path folder = archive / fmt::format("damaged-{}", n); !fs::exists(folder))
      return folder;
}

fs::path checksums_file(const fs::path& terms) { return terms / "sums"; }

Error no_archive_at(const fs::path& folder) {
  return Error(fmt::format("there is no archive at {}", folder.string()),
               fmt::format("make one with: dateline-indexer --index {} add PATH", folder.string()));
}

}  // namespace dateline
