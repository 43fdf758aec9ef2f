// SPDX-License-Identifier: GPL-2.0-or-later
#include "file_mode.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <charconv>

#include "error.h"
#include "system/archive_files.h"

namespace dateline::indexing {
namespace {

namespace fs = std::filesystem;

constexpr unsigned kOwnerOnly = 0600;

unsigned parse_mode(const std::string& text) {
  unsigned mode = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, mode, 8);
  if (error != std::errc() || rest != end || (mode & ~0666U) != 0 || (mode & 0600) != 0600)
    throw Error(fmt::format("--mode {} is not what an archive's files can have", text),
                "give octal permissions without execution, such as 600, 640 or 664");
  return mode;
}

/// The mode of a folder: those who may read it may enter it.
unsigned folder_mode(unsigned mode) { return mode | (mode & 0444) >> 2; }

void change(const fs::path& path, unsigned mode) {
  fs::permissions(path, static_cast<fs::perms>(fs::is_directory(path) ? folder_mode(mode) : mode));
}

}  // namespace

void use_file_mode(const fs::path& folder, const std::string& mode) {
  const mode_t stricter = ::umask(0);
  unsigned used = kOwnerOnly & ~stricter;
  struct stat catalog {};
  const bool exists = ::stat(catalog_file(folder).c_str(), &catalog) == 0;
  if (exists) used = (catalog.st_mode & 0666) | kOwnerOnly;
  if (!mode.empty()) used = parse_mode(mode);
  ::umask(~folder_mode(used) & 0777);
  if (mode.empty() || !exists) return;
  change(folder, used);
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder))
    change(entry.path(), used);
}

}  // namespace dateline::indexing
