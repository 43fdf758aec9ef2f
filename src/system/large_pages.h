// SPDX-License-Identifier: GPL-2.0-or-later
// Memory in large pages, if the system has them. They serve tables that are read at random, where
// finding a page costs as much as reading it, and arrays of one search, where each new page costs
// more than filling it.
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>

namespace dateline {

inline constexpr std::size_t kLargePage = 2 << 20;

struct FreeMemory {
  void operator()(std::byte* memory) const { std::free(memory); }
};
using LargePages = std::unique_ptr<std::byte[], FreeMemory>;

/// `bytes`: a multiple of kLargePage. Throws std::bad_alloc.
inline LargePages large_pages(std::size_t bytes) {
  LargePages memory(static_cast<std::byte*>(std::aligned_alloc(kLargePage, bytes)));
  if (!memory) throw std::bad_alloc();
  ::madvise(memory.get(), bytes, MADV_HUGEPAGE);  // without large pages it works, too
  return memory;
}

/// For a std::vector. A small one is not worth a large page.
template <typename T>
struct LargePageAllocator {
  using value_type = T;
  static constexpr std::size_t kSmall = kLargePage / 4;
  LargePageAllocator() = default;
  template <typename Other>
  LargePageAllocator(const LargePageAllocator<Other>&) {}

  T* allocate(std::size_t n) {
    const std::size_t bytes = n * sizeof(T);
    if (bytes < kSmall) return std::allocator<T>().allocate(n);
    const std::size_t rounded = (bytes + kLargePage - 1) / kLargePage * kLargePage;
    return reinterpret_cast<T*>(large_pages(rounded).release());
  }
  void deallocate(T* memory, std::size_t n) {
    if (n * sizeof(T) < kSmall) return std::allocator<T>().deallocate(memory, n);
    std::free(memory);
  }
  bool operator==(const LargePageAllocator&) const = default;
};

}  // namespace dateline
