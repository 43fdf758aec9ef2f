// SPDX-License-Identifier: GPL-2.0-or-later
#include "merge.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <functional>
#include <string>
#include <system_error>
#include <utility>

#include "error.h"
#include "index/glass_merge.h"
#include "system/durable_files.h"

namespace dateline::indexing {
namespace fs = std::filesystem;
namespace {

using Paths = std::vector<fs::path>;

/// Joins a few databases.
using Join = std::function<void(const Paths& inputs, const fs::path& output)>;

/// The number of inputs that are read at once, limited by the number of files the process may open.
std::size_t inputs_at_once(std::size_t most, std::size_t files_each) {
  constexpr std::size_t kOtherFiles = 24;  // catalog, lock, output
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return most;
  const std::size_t files = std::max<std::size_t>(limit.rlim_cur, kOtherFiles) - kOtherFiles;
  return std::clamp<std::size_t>(files / files_each, 2, most);
}

void remove_folder(const fs::path& folder) {
  std::error_code ignored;
  fs::remove_all(folder, ignored);
}

/// A new empty folder beside the output, removed with its content.
class ScratchFolder {
 public:
  explicit ScratchFolder(fs::path path) : path_(std::move(path)) {
    remove_folder(path_);
    fs::create_directory(path_);
  }
  ~ScratchFolder() { remove_folder(path_); }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

/// Joins inputs. If there are too many for one step, it first joins groups of them, beside the
/// output.
void join_in_levels(const Paths& inputs, const fs::path& output, std::size_t at_once,
                    const Join& join) {
  if (inputs.size() <= at_once) return join(inputs, output);
  const ScratchFolder level(output.string() + ".parts");
  Paths joined;
  for (std::size_t begin = 0; begin < inputs.size(); begin += at_once) {
    const std::size_t size = std::min(at_once, inputs.size() - begin);
    const auto first = inputs.begin() + static_cast<std::ptrdiff_t>(begin);
    joined.push_back(level.path() / std::to_string(joined.size()));
    join(Paths(first, first + static_cast<std::ptrdiff_t>(size)), joined.back());
  }
  join_in_levels(joined, level.path() / "joined", at_once, join);
  fs::rename(level.path() / "joined", output);
}

void check_arguments(const Paths& inputs, const fs::path& output) {
  if (inputs.empty()) throw Error("nothing to merge");
  if (fs::exists(output)) throw Error(fmt::format("{} exists", output.string()));
}

}  // namespace

void merge_databases(const Paths& inputs, const fs::path& output, const MergeOptions& options) {
  check_arguments(inputs, output);
  for (const fs::path& input : inputs) glass::check_mergeable(input);
  join_in_levels(inputs, output, inputs_at_once(1000, 3),
                 [&](const Paths& some, const fs::path& joined) {
                   glass::merge(some, joined, options.used_up, options.left_out);
                 });
}

}  // namespace dateline::indexing
