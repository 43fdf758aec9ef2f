// SPDX-License-Identifier: GPL-2.0-or-later
// ReaderLease: a reader keeps its state of the index through one commit, not through two. A search
// that commits have overtaken several times takes a turn: writers then wait for it, once, before
// they commit in place. Neither needs to write a file for it, and neither waits for the dead.
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

/// Waits until no reader has a turn, `most` at most.
void wait_for_readers(const std::filesystem::path& folder,
                      std::chrono::milliseconds most = std::chrono::seconds(15));

}  // namespace dateline
