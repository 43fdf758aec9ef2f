// SPDX-License-Identifier: GPL-2.0-or-later
// Workers: a few threads that search, each with a Searcher of its own, and the queue before them.
// A searcher goes over to the archive's newest state before each piece of work, and soon after a
// commit while there is none, so that nothing old is kept in use.
#pragma once

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "search/searcher.h"

namespace dateline::searching {

class Workers {
 public:
  /// Called with the searcher; where the archive cannot be opened, `searcher` throws why.
  using Work = std::function<void(const std::function<Searcher&()>& searcher)>;

  Workers(std::filesystem::path folder, std::size_t threads, std::size_t most_waiting);
  ~Workers();

  /// Does what is waiting, takes nothing more, and ends the threads.
  void stop();

  /// False when too much is waiting.
  bool add(Work work);
  std::size_t waiting() const;
  std::size_t busy() const;

 private:
  void run();

  const std::filesystem::path folder_;
  const std::size_t most_waiting_;
  mutable std::mutex mutex_;
  std::condition_variable some_;
  std::deque<Work> queue_;
  std::size_t busy_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace dateline::searching
