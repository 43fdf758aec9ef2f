// SPDX-License-Identifier: GPL-2.0-or-later
// FolderEvents: reports files below some folders that are complete and new or changed (inotify). It
// follows new folders and folders that are moved in. What add would pass over (links, hidden files,
// pipes) is reported, too, and files with names of unfinished ones when they stay: who reads them
// finds what they are. Used by watch. It opens no file for reading.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "streams/file_walk.h"

namespace dateline::indexing {

class FolderEvents {
 public:
  /// Files below `left_out` are ignored: an archive may lie in a watched folder. Throws Error for a
  /// path that is no folder, or when the kernel can watch no more folders.
  explicit FolderEvents(const std::vector<std::filesystem::path>& folders,
                        const std::filesystem::path& left_out = {}, Links links = Links::pass_over);
  ~FolderEvents();
  FolderEvents(const FolderEvents&) = delete;
  FolderEvents& operator=(const FolderEvents&) = delete;

  /// Waits for events and adds the files that may be read now to `files`. Returns early on a
  /// signal. Throws Error when none of the folders exists any more.
  void wait(std::chrono::milliseconds longest, std::set<std::string>& files);

  /// True once after events were lost. Then call scan().
  bool take_overflow() { return std::exchange(overflow_, false); }
  /// Looks at all existing files. Complete files go to `files`; wait() adds the others when they
  /// are complete.
  void scan(std::set<std::string>& files);
  /// The folders as the paths of files begin with them.
  std::vector<std::string> roots() const { return {roots_.begin(), roots_.end()}; }

 private:
  void follow(const std::filesystem::path& folder);
  void forget(const std::filesystem::path& folder);
  void take_events(std::set<std::string>& files);
  void look_into(const std::filesystem::path& folder, std::set<std::string>& files);
  bool is_left_out(const std::filesystem::path& path) const;
  void look_at(const std::string& file, std::set<std::string>& files);
  bool look_at_link(const std::string& file, std::set<std::string>& files);
  void look_again(std::set<std::string>& files);

  int queue_ = -1;  // descriptor of inotify
  std::vector<std::filesystem::path> roots_;
  std::filesystem::path left_out_;
  const Links links_;
  std::map<int, std::filesystem::path> folders_;  // by the kernel's number
  std::set<std::string> unfinished_;              // seen while they were written
  bool overflow_ = false;
};

/// Whether programs give such a name to unfinished or hidden files.
bool is_temporary_name(std::string_view path);

}  // namespace dateline::indexing
