// SPDX-License-Identifier: GPL-2.0-or-later
#include "file_walk.h"

#include <algorithm>
#include <filesystem>
#include <vector>

#include "text/plain_text.h"

namespace dateline::indexing {
namespace {

namespace fs = std::filesystem;

std::string_view last_name(std::string_view path) {
  return path.substr(path.find_last_of("/!") + 1);
}

void walk_folder(const fs::path& folder, const FileCall& file, const FolderProblem& problem) {
  std::error_code error;
  std::vector<std::string> names;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
    names.push_back(at->path().filename().string());
  if (error) problem(folder.string(), error.message());
  std::sort(names.begin(), names.end());
  for (const std::string& name : names) {
    if (name.starts_with('.')) continue;
    const fs::path entry = folder / name;
    if (fs::is_directory(fs::symlink_status(entry, error)))
      walk_folder(entry, file, problem);
    else if (fs::is_regular_file(fs::status(entry, error)))
      file(entry.string(), false);
  }
}

}  // namespace

void walk_files(const std::string& path, const FileCall& file, const FolderProblem& problem) {
  std::error_code error;
  if (path != "-" && fs::is_directory(path, error))
    walk_folder(path, file, problem);
  else
    file(path, true);
}

bool is_hidden_within(std::string_view path) {
  for (std::size_t begin = 0; begin < path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const std::string_view name = path.substr(begin, end - begin);
    if (name.starts_with('.') && name != "." && name != "..") return true;
    begin = end + 1;
  }
  return false;
}

std::string unpacked_name(std::string_view name) {
  std::string lower = lower_ascii(name);
  for (const std::string_view ending : {".gz", ".xz", ".zst", ".bz2"})
    if (lower.ends_with(ending)) lower.resize(lower.size() - ending.size());
  return lower;
}

bool is_readme(std::string_view name) {
  static constexpr std::string_view kNames[] = {"readme", "readme.md", "readme.markdown",
                                                "readme.txt"};
  return std::find(std::begin(kNames), std::end(kNames), last_name(name)) != std::end(kNames);
}

bool has_article_ending(std::string_view name) {
  static constexpr std::string_view kEndings[] = {".txt",    ".text", ".md",  ".markdown", ".jsonl",
                                                  ".ndjson", ".json", ".csv", ".tsv",      ".trec",
                                                  ".sgm",    ".sgml", ".eml", ".mbox",     ".mbx"};
  return std::any_of(std::begin(kEndings), std::end(kEndings),
                     [&](std::string_view ending) { return name.ends_with(ending); });
}

}  // namespace dateline::indexing
