// SPDX-License-Identifier: GPL-2.0-or-later
#include "search_threads.h"

#include <exception>
#include <future>

namespace dateline::searching {

std::vector<DocSet::Part> SearchThreads::divide(std::uint32_t last, unsigned parts) {
  const std::size_t words = std::size_t{last} / 64 + 1;
  std::vector<DocSet::Part> divided(parts);
  for (std::size_t i = 0; i < parts; ++i) divided[i] = {words * i / parts, words * (i + 1) / parts};
  return divided;
}

void SearchThreads::run(std::size_t parts, const std::function<void(std::size_t)>& work) {
  std::vector<std::future<void>> others;
  for (std::size_t i = 1; i < parts; ++i)
    others.push_back(std::async(std::launch::async, std::cref(work), i));
  std::exception_ptr failure;
  const auto keep_first = [&](const auto& act) {
    try {
      act();
    } catch (...) {
      if (!failure) failure = std::current_exception();
    }
  };
  keep_first([&] { work(0); });
  for (std::future<void>& other : others) keep_first([&] { other.get(); });
  if (failure) std::rethrow_exception(failure);
}

}  // namespace dateline::searching
