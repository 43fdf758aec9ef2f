// SPDX-License-Identifier: GPL-2.0-or-later
// FolderEvents: which files below some folders are complete and new or changed, as the kernel tells
// (inotify). New folders and such as are moved in are followed too. Used by watch. Opens no file to
// read it.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dateline::indexing {

class FolderEvents {
 public:
  /// What is below `left_out` is of no interest: an archive that lies in what it watches. Throws
  /// Error for what is no folder, or when the kernel follows no more of them.
  explicit FolderEvents(const std::vector<std::filesystem::path>& folders,
                        const std::filesystem::path& left_out = {});
  ~FolderEvents();
  FolderEvents(const FolderEvents&) = delete;
  FolderEvents& operator=(const FolderEvents&) = delete;

  /// Waits for something to happen, and adds to `files` what may be read now. Returns early on a
  /// signal. Throws Error when none of the folders is there any more.
  void wait(std::chrono::milliseconds longest, std::set<std::string>& files);

  /// Once after events were lost: everything must be looked at again (scan).
  bool take_overflow() { return std::exchange(overflow_, false); }
  /// Looks at all files there are. Those nobody is writing to go to `files`; wait() gives the
  /// others when they are complete.
  void scan(std::set<std::string>& files);

 private:
  void follow(const std::filesystem::path& folder);
  void forget(const std::filesystem::path& folder);
  void take_events(std::set<std::string>& files);
  void look_into(const std::filesystem::path& folder, std::set<std::string>& files);
  bool is_left_out(const std::filesystem::path& path) const;
  void look_at(const std::string& file, std::set<std::string>& files);
  void look_again(std::set<std::string>& files);

  int queue_ = -1;  // descriptor of inotify
  std::vector<std::filesystem::path> roots_;
  std::filesystem::path left_out_;
  std::map<int, std::filesystem::path> folders_;  // by the kernel's number
  std::set<std::string> unfinished_;              // seen while they were written
  bool overflow_ = false;
};

/// A name programs give to what is not finished, or not meant to be seen.
bool is_temporary_name(std::string_view name);

}  // namespace dateline::indexing
