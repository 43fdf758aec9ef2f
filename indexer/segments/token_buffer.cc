// SPDX-License-Identifier: GPL-2.0-or-later
#include "token_buffer.h"

#include <algorithm>

namespace dateline::indexing::bulk {
namespace {

struct CachedMemory {
  LargePages memory;
  std::size_t bytes = 0;
};

// The size for a usual segment. A small segment takes as much, so that the next one can reuse the
// block. Untouched pages take no memory.
constexpr std::size_t kUsual = 32 << 20;
constexpr std::size_t kRounded = 4 << 20;
constexpr std::size_t kMostCached = 3;

thread_local std::vector<CachedMemory> cached;

}  // namespace

MemoryBlock::MemoryBlock(std::size_t bytes)
    : bytes_(std::max(kUsual, (bytes + kRounded - 1) / kRounded * kRounded)) {
  if (bytes == 0) return;
  const auto fits = [this](const CachedMemory& k) { return k.bytes >= bytes_; };
  if (const auto found = std::ranges::find_if(cached, fits); found != cached.end()) {
    memory_ = std::move(found->memory);
    bytes_ = found->bytes;
    cached.erase(found);
  } else {
    memory_ = large_pages(bytes_);
  }
}

MemoryBlock::~MemoryBlock() {
  if (!memory_ || bytes_ > kUsual + kRounded) return;
  const auto smaller = [this](const CachedMemory& k) { return k.bytes < bytes_; };
  if (cached.size() < kMostCached)
    cached.push_back({std::move(memory_), bytes_});
  else if (const auto found = std::ranges::find_if(cached, smaller); found != cached.end())
    *found = {std::move(memory_), bytes_};
}

}  // namespace dateline::indexing::bulk
