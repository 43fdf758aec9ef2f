// SPDX-License-Identifier: GPL-2.0-or-later
// ReaderLease: asks writers to wait. A reader's state of the index survives one commit in place,
// not two. A search that commits have overtaken several times takes a lease; writers then wait for
// it once before they commit in place. It is a lock of the kernel: no file is written, and the
// lease of a process that died is gone.
#pragma once

#include <chrono>
#include <filesystem>

namespace dateline {

class ReaderLease {
 public:
  /// For the archive in `folder`; without effect where there is no index.
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
