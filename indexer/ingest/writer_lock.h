// SPDX-License-Identifier: GPL-2.0-or-later
// WriterLock: lets one process at a time write an archive. The kernel releases the lock when the
// process ends in any way. The lock's file names the holder.
#pragma once

#include <chrono>
#include <filesystem>

namespace dateline::indexing {

class WriterLock {
 public:
  /// Takes the lock of the archive in `folder`, waiting `wait` at most. Throws Error (locked) that
  /// names the holder.
  WriterLock(const std::filesystem::path& folder, std::chrono::milliseconds wait);
  ~WriterLock();
  WriterLock(const WriterLock&) = delete;
  WriterLock& operator=(const WriterLock&) = delete;

 private:
  int file_ = -1;  // descriptor
};

}  // namespace dateline::indexing
