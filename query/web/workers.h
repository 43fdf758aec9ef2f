// SPDX-License-Identifier: GPL-2.0-or-later
// Workers: a few threads that search, each with a Searcher of its own, and the queue before them.
// A worker opens the present state of the archive before each piece of work, and within a second of
// a commit while it is idle, so that no old state is kept in use.
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
  /// Gets its searcher from `searcher`, which throws where the archive cannot be opened.
  using Work = std::function<void(const std::function<Searcher&()>& searcher)>;

  /// `search_threads`: of each of the `threads`, for one search.
  Workers(std::filesystem::path folder, std::size_t threads, std::size_t most_waiting,
          unsigned search_threads = 1);
  ~Workers();

  /// Ends the threads when the queue is empty. Nothing more can be added.
  void stop();

  /// False when the queue is full.
  bool add(Work work);
  std::size_t waiting() const;
  std::size_t busy() const;

 private:
  void run();

  const std::filesystem::path folder_;
  const std::size_t most_waiting_;
  const unsigned search_threads_;
  mutable std::mutex mutex_;
  std::condition_variable some_;
  std::deque<Work> queue_;
  std::size_t busy_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace dateline::searching
