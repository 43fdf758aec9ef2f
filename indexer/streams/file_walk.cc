// SPDX-License-Identifier: GPL-2.0-or-later
#include "file_walk.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <set>
#include <utility>
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

std::string_view kind_of(const fs::path& entry, fs::file_type type) {
  return entry.filename().string().starts_with('.') ? "hidden" : name_of(type);
}

/// One walk through a folder and what is below it.
class Walk {
 public:
  Walk(Links links, const FileCall& file, const PassedOver& passed_over,
       const FolderProblem& problem)
      : links_(links), file_(file), passed_over_(passed_over), problem_(problem) {}

  void folder(const fs::path& folder) {
    if (!is_first(folder)) return passed_over_(folder.string(), "link");
    std::error_code error;
    std::vector<std::string> names;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
      names.push_back(at->path().filename().string());
    if (error) problem_(folder.string(), error.message());
    std::sort(names.begin(), names.end());
    for (const std::string& name : names) entry(folder / name);
  }

 private:
  void entry(const fs::path& entry) {
    std::error_code error;
    const fs::file_status own = fs::symlink_status(entry, error);
    const bool follow = links_ == Links::follow && fs::is_symlink(own);
    const fs::file_status status = follow ? fs::status(entry, error) : own;
    if (!fs::exists(own)) return;
    const bool hidden = entry.filename().string().starts_with('.');
    if (!hidden && fs::is_directory(status))
      folder(entry);
    else if (!hidden && fs::is_regular_file(status))
      file_(entry.string(), false);
    else
      passed_over_(entry.string(), kind_of(entry, own.type()));
  }

  /// Whether the walk has not come to this folder before, as it may where it follows links.
  bool is_first(const fs::path& folder) {
    struct stat status {};
    return links_ == Links::pass_over || ::stat(folder.c_str(), &status) != 0 ||
           seen_.emplace(status.st_dev, status.st_ino).second;
  }

  const Links links_;
  const FileCall& file_;
  const PassedOver& passed_over_;
  const FolderProblem& problem_;
  std::set<std::pair<dev_t, ino_t>> seen_;  // folders
};

}  // namespace

void walk_files(const std::string& path, Links links, const FileCall& file,
                const PassedOver& passed_over, const FolderProblem& problem) {
  std::error_code error;
  if (path != "-" && fs::is_directory(path, error))
    Walk(links, file, passed_over, problem).folder(path);
  else
    file(path, true);
}

std::string kind_passed_over(const std::string& path, Links links) {
  std::error_code error;
  const fs::file_status own = fs::symlink_status(path, error);
  if (!fs::exists(own)) return "gone";
  const bool read =
      links == Links::follow ? fs::is_regular_file(path, error) : fs::is_regular_file(own);
  const std::string_view kind = kind_of(path, own.type());
  return read && kind != "hidden" ? std::string() : std::string(kind);
}

int open_below(const std::string& folder, const std::string& file) {
  int at = ::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  const fs::path below = fs::path(file).lexically_relative(folder);
  for (auto part = below.begin(); at >= 0 && part != below.end();) {
    const fs::path name = *part;
    const bool last = ++part == below.end();
    const int flags =
        O_NOFOLLOW | O_CLOEXEC | (last ? O_RDONLY | O_NONBLOCK : O_PATH | O_DIRECTORY);
    const int next = name == ".." ? -1 : ::openat(at, name.c_str(), flags);
    const int problem = name == ".." || (!last && errno == ENOTDIR) ? ELOOP : errno;
    ::close(at);
    at = next;
    if (at < 0) errno = problem;
  }
  return at;
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
  if (last.ends_with('~')) return "backup";  // as editors leave them
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
      ".txt",  ".text", ".md",   ".markdown", ".jsonl", ".ndjson", ".json", ".csv",  ".tsv",
      ".trec", ".sgm",  ".sgml", ".eml",      ".emlx",  ".mbox",   ".mbx",  ".story"};
  return std::any_of(std::begin(kEndings), std::end(kEndings),
                     [&](std::string_view ending) { return name.ends_with(ending); });
}

}  // namespace dateline::indexing
