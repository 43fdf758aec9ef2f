// SPDX-License-Identifier: GPL-2.0-or-later
#include "index_checksums.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <cerrno>
#include <fstream>
#include <functional>
#include <future>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "index/block_sums.h"
#include "system/archive_files.h"
#include "system/durable_files.h"
#include "system/system_error.h"

namespace dateline {
namespace {

namespace fs = std::filesystem;

/// The checksum of a file as sixteen digits; "" if the file cannot be read.
std::string sum_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return "";
  const std::unique_ptr<XXH3_state_t, XXH_errorcode (*)(XXH3_state_t*)> state(XXH3_createState(),
                                                                              &XXH3_freeState);
  XXH3_64bits_reset(state.get());
  std::string block(1 << 20, '\0');
  do {
    in.read(block.data(), static_cast<std::streamsize>(block.size()));
    XXH3_64bits_update(state.get(), block.data(), static_cast<std::size_t>(in.gcount()));
  } while (in);
  return in.bad() ? "" : fmt::format("{:016x}", XXH3_64bits_digest(state.get()));
}

/// The size of a file in bytes; 0 if it is missing.
std::uintmax_t size_of(const fs::path& file) {
  std::error_code missing;
  const std::uintmax_t size = fs::file_size(file, missing);
  return missing ? 0 : size;
}

/// Whether reading all files takes only a few milliseconds.
bool is_small(const fs::path& terms) {
  constexpr std::uintmax_t kSmall = 2 << 20;
  std::uintmax_t all = 0;
  for (const char* name : kIndexFiles) all += size_of(terms / name);
  return all <= kSmall;
}

std::string line_of(const fs::path& terms, const char* name) {
  return fmt::format("{} {} {}", size_of(terms / name), sum_of(terms / name), name);
}

}  // namespace

void write_sums(const fs::path& terms) {
  const fs::path file = checksums_file(terms);
  std::vector<std::future<std::string>> lines;
  for (const char* name : kIndexFiles)
    lines.push_back(std::async(std::launch::async, line_of, std::cref(terms), name));
  std::ofstream out(file, std::ios::trunc);
  for (std::future<std::string>& line : lines) out << line.get() << '\n';
  if (!is_small(terms)) {
    BlockSums::write(terms);
    out << line_of(terms, kBlockSumsFile) << '\n';
  }
  out.close();
  if (!out) throw system_error(fmt::format("{} cannot be written", file.string()), errno);
}

std::vector<std::string> changed_files(const fs::path& terms, ChecksumScope check) {
  std::ifstream in(checksums_file(terms));
  if (!in) return {checksums_file(terms).filename().string()};
  const bool contents = check == ChecksumScope::all || is_small(terms);
  std::vector<std::string> changed;
  std::string line;
  std::vector<const char*> names(std::begin(kIndexFiles), std::end(kIndexFiles));
  if (!is_small(terms)) names.push_back(kBlockSumsFile);
  for (const char* name : names) {
    std::getline(in, line);
    // The version file is a hundred bytes, and what it says of the tables is not checked otherwise.
    const bool same = contents || std::string_view(name) == kVersionFile
                          ? line == line_of(terms, name)
                          : line.starts_with(fmt::format("{} ", size_of(terms / name)));
    if (!same) changed.emplace_back(name);
  }
  return changed;
}

}  // namespace dateline
