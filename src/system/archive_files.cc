// SPDX-License-Identifier: GPL-2.0-or-later
#include "archive_files.h"

#include <fmt/format.h>

#include <cstdlib>
#include <string>

namespace dateline {

std::filesystem::path default_index() {
  const auto environment = [](const char* name) -> std::string {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
  };
  if (const std::string index = environment("DATELINE_INDEX"); !index.empty()) return index;
  if (const std::string data = environment("XDG_DATA_HOME"); !data.empty())
    return std::filesystem::path(data) / "dateline";
  if (const std::string home = environment("HOME"); !home.empty())
    return std::filesystem::path(home) / ".local/share/dateline";
  return "dateline-index";
}

std::filesystem::path terms_folder(const std::filesystem::path& index, std::uint64_t generation) {
  return index / "terms" / std::to_string(generation);
}
std::filesystem::path scratch_folder(const std::filesystem::path& index) { return index / "tmp"; }
std::filesystem::path lock_file(const std::filesystem::path& index) {
  return index / "writer.lock";
}

std::filesystem::path repaired_folder(const std::filesystem::path& index) {
  return index / "repaired";
}
std::filesystem::path next_damaged_folder(const std::filesystem::path& index) {
  for (int n = 1;; ++n)
    if (std::filesystem::path folder = index / fmt::format("damaged-{}", n);
        !std::filesystem::exists(folder))
      return folder;
}

}  // namespace dateline
