// SPDX-License-Identifier: GPL-2.0-or-later
#include "exchange.h"

#include <algorithm>
#include <cstring>

#include "gzip.h"
#include "request/deadline.h"

namespace dateline::searching {
namespace {

constexpr std::size_t kRoom = 256 << 10;  // bytes of a stream the client has not taken yet

}  // namespace

void Exchange::answer(HttpAnswer answer) {
  if (request.accepts_gzip) compress(answer);
  const std::lock_guard lock(mutex_);
  status_ = answer.status;
  answer_ = std::move(answer);
  wake();
}

void Exchange::begin_stream(HttpAnswer head) {
  const std::lock_guard lock(mutex_);
  status_ = head.status;
  answer_ = std::move(head);
  streaming_ = true;
  wake();
}

void Exchange::write(std::string_view bytes) {
  std::unique_lock lock(mutex_);
  room_.wait(lock, [&] { return left_ || buffer_.size() < kRoom; });
  if (left_) throw SearchCancelled("the client has left");
  buffer_ += bytes;
  wake();
}

void Exchange::end_stream(bool whole) {
  const std::lock_guard lock(mutex_);
  ended_ = true;
  whole_ = whole;
  wake();
}

Exchange::Read Exchange::read(char* to, std::size_t most, std::size_t& count) {
  const std::lock_guard lock(mutex_);
  count = std::min(most, buffer_.size());
  if (count == 0) {
    if (ended_) return whole_ ? Read::end : Read::broken;
    waiting_ = true;
    connection_->rest();
    return Read::nothing_yet;
  }
  std::memcpy(to, buffer_.data(), count);
  buffer_.erase(0, count);
  taken_ += count;
  room_.notify_one();
  return Read::bytes;
}

void Exchange::leave() {
  left_ = true;
  const std::lock_guard lock(mutex_);
  room_.notify_all();
}

void Exchange::wake() {
  if (!waiting_ || connection_ == nullptr) return;
  waiting_ = false;
  connection_->wake();
}

}  // namespace dateline::searching
