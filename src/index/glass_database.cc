// SPDX-License-Identifier: GPL-2.0-or-later
#include "glass_database.h"

#include <fmt/format.h>

#include <cerrno>
#include <fstream>
#include <string>
#include <system_error>

#include "system/archive_files.h"
#include "system/durable_files.h"
#include "system/system_error.h"

namespace dateline::glass {
namespace fs = std::filesystem;

DatabaseWriter::Folder::Folder(const fs::path& folder) : path(folder) {
  std::error_code error;
  if (fs::create_directory(path, error)) return;
  throw system_error(fmt::format("cannot create {}", path.string()),
                     error ? error.value() : EEXIST);
}

DatabaseWriter::Folder::~Folder() {
  std::error_code ignored;
  if (!keep) fs::remove_all(path, ignored);
}

DatabaseWriter::DatabaseWriter(const fs::path& folder, WriteOut write_out)
    : folder_(folder),
      write_out_(write_out),
      postlist(folder / kPostlistFile, 0, write_out),
      positions(folder / kPositionsFile, 0, write_out) {}

DatabaseWriter::~DatabaseWriter() = default;

void DatabaseWriter::finish(const Statistics& statistics) {
  postlist.create_empty();
  positions.create_empty();
  VersionFile version;
  version.statistics = statistics;
  for (Table table : {Table::docdata, Table::termlist, Table::spelling, Table::synonym})
    version.root(table).compress_min = kCompressMin;
  version.root(Table::postlist) = postlist.finish();
  positions.finish();

  const fs::path temporary = folder_.path / fmt::format("{}.new", kVersionFile);
  std::ofstream out(temporary, std::ios::binary);
  out << version.encode();
  out.close();
  if (!out) throw system_error(fmt::format("cannot write {}", temporary.string()), errno);
  fs::rename(temporary, folder_.path / kVersionFile);
  folder_.keep = true;
}

}  // namespace dateline::glass
