// SPDX-License-Identifier: GPL-2.0-or-later
// ReaderLease: asks writers to wait. A reader can use its state of the index after one commit in
// place, but not after two. A search that was overtaken by commits several times takes a lease. A
// writer then waits for it once before it commits in place. The lease is a lock of the kernel, so
// no file is written and the lease of a dead process is released.
#pragma once

#include <chrono>
#include <filesystem>

namespace dateline {

class ReaderLease {
 public:
  /// Takes a lease on the archive in `folder`. It has no effect if there is no index.
  explicit ReaderLease(const std::filesystem::path& folder);
  ~ReaderLease();
  ReaderLease(const ReaderLease&) = delete;
  ReaderLease& operator=(const ReaderLease&) = delete;

 private:
  int folder_ = -1;  // descriptor
};

/// Waits until no reader holds a lease, `most` at most.
void wait_for_readers(const std::filesystem::path& folder,
                      std::chrono::milliseconds most = std::chrono::seconds(15));

}  // namespace dateline
