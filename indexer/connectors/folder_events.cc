// SPDX-License-Identifier: GPL-2.0-or-later
#include "folder_events.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>

#include "error.h"
#include "system/system_error.h"
#include "text/ascii.h"
#include "text/printable_text.h"

namespace dateline::indexing {
namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t kEvents = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE |
                                  IN_ONLYDIR | IN_DONT_FOLLOW | IN_EXCL_UNLINK;

bool changed_a_moment_ago(const std::string& path) {
  constexpr std::time_t kMoment = 3;  // seconds
  struct stat status {};
  const bool known = ::lstat(path.c_str(), &status) == 0;
  const std::time_t age = std::time(nullptr) - status.st_mtime;
  return known && age >= 0 && age < kMoment;
}

/// Whether a process has the file open for writing. If the kernel does not know (files of others,
/// network file systems), a file that changed a moment ago counts as being written.
bool is_being_written(const std::string& path, Links links) {
  const int through = links == Links::follow ? 0 : O_NOFOLLOW;
  const int file = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | through);
  if (file < 0) return false;
  bool written = false;
  if (::fcntl(file, F_SETLEASE, F_RDLCK) == 0) {
    ::fcntl(file, F_SETLEASE, F_UNLCK);
  } else if (errno == EAGAIN) {
    written = true;
  } else {
    written = changed_a_moment_ago(path);
  }
  ::close(file);
  return written;
}

bool is_within(const fs::path& path, const fs::path& folder) {
  const std::string &inner = path.native(), &outer = folder.native();
  return inner == outer || (inner.starts_with(outer) && inner[outer.size()] == '/');
}

/// Absolute, "a/" as "a".
fs::path plain_path(const fs::path& path) {
  fs::path plain = fs::absolute(path).lexically_normal();
  return plain.has_filename() ? plain : plain.parent_path();
}

}  // namespace

bool is_temporary_name(std::string_view path) {
  const std::string lower = lower_ascii(path.substr(path.find_last_of('/') + 1));
  static constexpr std::string_view kEndings[] = {"~",         ".tmp",      ".temp", ".part",
                                                  ".partial",  ".filepart", ".swp",  ".crdownload",
                                                  ".download", ".lock"};
  return lower.starts_with('.') || lower.starts_with('#') ||
         std::ranges::any_of(kEndings, [&](std::string_view e) { return lower.ends_with(e); });
}

FolderEvents::FolderEvents(const std::vector<fs::path>& folders, const fs::path& left_out,
                           Links links)
    : queue_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)), links_(links) {
  if (queue_ < 0) throw system_error("folders cannot be watched", errno);
  try {
    if (!left_out.empty()) left_out_ = plain_path(left_out);
    for (const fs::path& folder : folders) {
      std::error_code error;
      if (!fs::is_directory(folder, error))
        throw Error(fmt::format("{} is no folder", printable_text(folder.string())),
                    "to read a file: dateline-indexer add");
      roots_.push_back(plain_path(folder));
      if (is_left_out(roots_.back()))
        throw Error(fmt::format("{} is the archive itself", printable_text(folder.string())),
                    "watch the folder the files come to");
      follow(roots_.back());
    }
  } catch (...) {
    ::close(queue_);
    throw;
  }
}

FolderEvents::~FolderEvents() { ::close(queue_); }

bool FolderEvents::is_left_out(const fs::path& path) const {
  if (left_out_.empty() || is_within(path, left_out_)) return !left_out_.empty();
  std::error_code gone;  // where links are followed, one may lead there
  return links_ == Links::follow &&
         is_within(fs::weakly_canonical(path, gone), fs::weakly_canonical(left_out_, gone));
}

/// Watches this folder and all folders in it.
void FolderEvents::follow(const fs::path& folder) {
  if (is_left_out(folder)) return;
  // A root may be a link; links to folders below it are followed only when asked for, as in add.
  const bool is_root = std::ranges::find(roots_, folder) != roots_.end();
  const bool through_link = is_root || links_ == Links::follow;
  const std::uint32_t events = through_link ? kEvents & ~IN_DONT_FOLLOW : kEvents;
  const int number = ::inotify_add_watch(queue_, folder.c_str(), events);
  if (number < 0) {
    if (errno == ENOENT || errno == ENOTDIR || errno == ELOOP) return;  // gone meanwhile
    if (errno == ENOSPC)
      throw Error("the kernel watches no more folders for this user",
                  "raise its limit: sysctl fs.inotify.max_user_watches=1000000");
    if (errno == EACCES) {
      fmt::print(stderr, "not watched: {} may not be read\n", printable_text(folder.string()));
      return;
    }
    throw system_error(fmt::format("{} cannot be watched", folder.string()), errno);
  }
  const auto [known, is_new] = folders_.try_emplace(number, folder);
  if (!is_new && known->second != folder && links_ == Links::follow) return;  // a link led there
  known->second = folder;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    std::error_code gone;
    if (!at->path().filename().string().starts_with('.') &&
        fs::is_directory(links_ == Links::follow ? at->status(gone) : at->symlink_status(gone)))
      follow(at->path());
  }
}

/// Stops watching a folder that was moved away.
void FolderEvents::forget(const fs::path& folder) {
  std::erase_if(folders_, [&](const auto& known) {
    if (!is_within(known.second, folder)) return false;
    ::inotify_rm_watch(queue_, known.first);
    return true;
  });
}

/// False for what is no link. One to a file that is complete has no event but that it was made.
bool FolderEvents::look_at_link(const std::string& file, std::set<std::string>& files) {
  std::error_code gone;
  if (!fs::is_symlink(fs::symlink_status(file, gone))) return false;
  if (links_ == Links::follow && fs::is_directory(file, gone)) {
    follow(file);
    look_into(file, files);
  } else if (links_ == Links::pass_over || fs::is_regular_file(file, gone)) {
    look_at(file, files);
  }
  return true;
}

void FolderEvents::look_at(const std::string& file, std::set<std::string>& files) {
  if (is_left_out(file)) return;
  const std::string kind = kind_passed_over(file, links_);
  const bool temporary = is_temporary_name(file);
  if (kind == "gone" && temporary) return;
  if ((temporary && changed_a_moment_ago(file)) || (kind.empty() && is_being_written(file, links_)))
    unfinished_.insert(file);
  else
    files.insert(file);
}

void FolderEvents::look_into(const fs::path& folder, std::set<std::string>& files) {
  walk_files(
      folder.string(), links_, [&](const std::string& file, bool) { look_at(file, files); },
      [&](const std::string& entry, std::string_view what) {
        if (what != "link" || links_ == Links::pass_over) look_at(entry, files);
      },
      [](const std::string&, const std::string&) {});  // it has gone, or said so when it came
}

void FolderEvents::scan(std::set<std::string>& files) {
  for (const fs::path& root : roots_) {
    std::error_code error;
    if (!fs::is_directory(root, error)) continue;
    follow(root);
    look_into(root, files);
  }
}

/// Checks unfinished files again, because the kernel does not report every file that is complete.
void FolderEvents::look_again(std::set<std::string>& files) {
  for (const std::string& file : std::exchange(unfinished_, {})) look_at(file, files);
}

void FolderEvents::take_events(std::set<std::string>& files) {
  alignas(inotify_event) std::array<char, 64 * 1024> buffer;
  for (;;) {
    const ssize_t size = ::read(queue_, buffer.data(), buffer.size());
    if (size <= 0) return;
    for (std::size_t at = 0; at < static_cast<std::size_t>(size);) {
      inotify_event event;
      std::memcpy(&event, buffer.data() + at, sizeof event);
      const std::string name = event.len == 0 ? "" : buffer.data() + at + sizeof event;
      at += sizeof event + event.len;
      if ((event.mask & IN_Q_OVERFLOW) != 0) overflow_ = true;
      const auto found = folders_.find(event.wd);
      if (found == folders_.end()) continue;
      if ((event.mask & (IN_IGNORED | IN_UNMOUNT)) != 0) {
        folders_.erase(found);
        continue;
      }
      if (name.empty()) continue;
      const fs::path path = found->second / name;
      if (name.starts_with('.')) {
        look_at(path.string(), files);
      } else if ((event.mask & IN_ISDIR) != 0) {
        if ((event.mask & IN_MOVED_FROM) != 0) forget(path);
        if ((event.mask & (IN_CREATE | IN_MOVED_TO)) != 0) {
          follow(path);
          look_into(path, files);
        }
      } else if ((event.mask & (IN_CREATE | IN_MOVED_TO)) != 0 &&
                 look_at_link(path.string(), files)) {
        continue;
      } else if ((event.mask & (IN_CLOSE_WRITE | IN_MOVED_TO)) != 0) {
        unfinished_.erase(path.string());
        if (is_temporary_name(name))
          look_at(path.string(), files);
        else
          files.insert(path.string());
      } else if ((event.mask & IN_CREATE) != 0) {
        // No more is told of a pipe or a socket, nor of another name of a file that is complete.
        struct stat status {};
        if (::lstat(path.c_str(), &status) == 0 &&
            (!S_ISREG(status.st_mode) || status.st_nlink > 1))
          look_at(path.string(), files);
      }
    }
  }
}

void FolderEvents::wait(std::chrono::milliseconds longest, std::set<std::string>& files) {
  pollfd ready{queue_, POLLIN, 0};
  if (::poll(&ready, 1, static_cast<int>(longest.count())) > 0) take_events(files);
  look_again(files);
  if (folders_.empty()) throw Error("the folders that were watched are gone");
}

}  // namespace dateline::indexing
