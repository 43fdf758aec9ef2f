// SPDX-License-Identifier: GPL-2.0-or-later
#include "workers.h"

#include <chrono>
#include <optional>
#include <utility>

namespace dateline::searching {
namespace {

constexpr std::chrono::seconds kIdleRefresh{1};  // how often an idle searcher is refreshed

}  // namespace

Workers::Workers(std::filesystem::path folder, std::size_t threads, std::size_t most_waiting,
                 unsigned search_threads)
    : folder_(std::move(folder)), most_waiting_(most_waiting), search_threads_(search_threads) {
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
}

Workers::~Workers() { stop(); }

void Workers::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  some_.notify_all();
  for (std::thread& thread : threads_)
    if (thread.joinable()) thread.join();
}

bool Workers::add(Work work) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || queue_.size() >= most_waiting_) return false;
    queue_.push_back(std::move(work));
  }
  some_.notify_one();
  return true;
}

std::size_t Workers::waiting() const {
  const std::lock_guard lock(mutex_);
  return queue_.size();
}

std::size_t Workers::busy() const {
  const std::lock_guard lock(mutex_);
  return busy_;
}

void Workers::run() {
  std::optional<Searcher> searcher;
  const auto newest = [&]() -> Searcher& {
    if (!searcher) searcher.emplace(folder_).use(SearchThreads(search_threads_));
    searcher->refresh();
    return *searcher;
  };
  std::unique_lock lock(mutex_);
  while (true) {
    const bool work =
        some_.wait_for(lock, kIdleRefresh, [&] { return stopping_ || !queue_.empty(); });
    if (work && queue_.empty()) return;
    Work next;
    if (work) {
      next = std::move(queue_.front());
      queue_.pop_front();
      ++busy_;
    }
    lock.unlock();
    try {
      if (next)
        next(newest);
      else if (searcher)
        searcher->refresh();
    } catch (...) {
      searcher.reset();  // the next piece of work opens the archive again, or gets the error
    }
    next = {};
    lock.lock();
    if (work) --busy_;
  }
}

}  // namespace dateline::searching
