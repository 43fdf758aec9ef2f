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

/// The name of the type of an entry that is neither a folder nor a file.
std::string_view name_of(fs::file_type type) {
  switch (type) {
    case fs::file_type::symlink:
      return "link";
    case fs::file_type::socket:
      return "socket";
    case fs::file_type::fifo:
      return "pipe";
    case fs::file_type::block:
    case fs::file_type::character:
      return "device";
    default:
      return "no file";
  }
}

void walk_folder(const fs::path& folder, const FileCall& file, const PassedOver& passed_over,
                 const FolderProblem& problem) {
  std::error_code error;
  std::vector<std::string> names;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
    names.push_back(at->path().filename().string());
  if (error) problem(folder.string(), error.message());
  std::sort(names.begin(), names.end());
  for (const std::string& name : names) {
    const fs::path entry = folder / name;
    const fs::file_status status = fs::symlink_status(entry, error);
    if (name.starts_with('.'))
      passed_over(entry.string(), "hidden");
    else if (fs::is_directory(status))
      walk_folder(entry, file, passed_over, problem);
    else if (fs::is_regular_file(fs::status(entry, error)))
      file(entry.string(), false);
    else if (fs::exists(status))
      passed_over(entry.string(), name_of(status.type()));
  }
}

}  // namespace

void walk_files(const std::string& path, const FileCall& file, const PassedOver& passed_over,
                const FolderProblem& problem) {
  std::error_code error;
  if (path != "-" && fs::is_directory(path, error))
    walk_folder(path, file, passed_over, problem);
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

std::string kind_by_name(std::string_view name) {
  constexpr std::size_t kLongest = 10;
  const std::string unpacked = unpacked_name(name);
  if (is_readme(unpacked)) return "readme";
  const std::string_view last = last_name(unpacked);
  const std::size_t stop = last.find_last_of('.');
  if (stop == std::string_view::npos || stop == 0) return "no ending";
  const std::string_view ending = last.substr(stop + 1);
  const bool plain =
      !ending.empty() && ending.size() <= kLongest && std::ranges::all_of(ending, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
      });
  return plain ? std::string(ending) : "no ending";
}

bool has_article_ending(std::string_view name) {
  static constexpr std::string_view kEndings[] = {
      ".txt", ".text", ".md",  ".markdown", ".jsonl", ".ndjson", ".json", ".csv",
      ".tsv", ".trec", ".sgm", ".sgml",     ".eml",   ".mbox",   ".mbx",  ".story"};
  return std::any_of(std::begin(kEndings), std::end(kEndings),
                     [&](std::string_view ending) { return name.ends_with(ending); });
}

}  // namespace dateline::indexing
