// SPDX-License-Identifier: GPL-2.0-or-later
#include "exchange.h"

#include <algorithm>
#include <cstring>

#include "gzip.h"
#include "request/deadline.h"

namespace dateline::searching {
namespace {

constexpr std::size_t kBuffer = 256 << 10;  // bytes of a stream that wait for the client

}  // namespace

void Exchange::answer(HttpAnswer answer) {
  if (request.accepts_gzip) compress(answer);
  const std::lock_guard lock(mutex_);
  status_ = answer.status;
  answer_ = std::move(answer);
  resume();
}

void Exchange::begin_stream(HttpAnswer head) {
  const std::lock_guard lock(mutex_);
  status_ = head.status;
  answer_ = std::move(head);
  streaming_ = true;
  resume();
}

void Exchange::write(std::string_view bytes) {
  std::unique_lock lock(mutex_);
  room_.wait(lock, [&] { return disconnected_ || buffer_.size() < kBuffer; });
  if (disconnected_) throw SearchCancelled("the client has disconnected");
  buffer_ += bytes;
  resume();
}

void Exchange::end_stream(bool whole) {
  const std::lock_guard lock(mutex_);
  ended_ = true;
  whole_ = whole;
  resume();
}

void Exchange::connect(Connection& connection) {
  const std::lock_guard lock(mutex_);
  connection_ = &connection;
}

bool Exchange::answered_or_suspended() {
  const std::lock_guard lock(mutex_);
  if (answer_) return true;
  suspended_ = true;
  connection_->suspend();
  return false;
}

Exchange::Read Exchange::read(char* to, std::size_t most, std::size_t& count) {
  const std::lock_guard lock(mutex_);
  count = std::min(most, buffer_.size());
  if (count == 0) {
    if (ended_) return whole_ ? Read::end : Read::broken;
    suspended_ = true;
    connection_->suspend();
    return Read::nothing_yet;
  }
  std::memcpy(to, buffer_.data(), count);
  buffer_.erase(0, count);
  taken_ += count;
  room_.notify_one();
  return Read::bytes;
}

Exchange::Progress Exchange::progress() {
  const std::lock_guard lock(mutex_);
  return {taken_, !buffer_.empty()};
}

void Exchange::disconnect() {
  disconnected_ = true;
  const std::lock_guard lock(mutex_);
  room_.notify_all();
}

void Exchange::finish() {
  {
    const std::lock_guard lock(mutex_);
    connection_ = nullptr;
  }
  disconnect();
}

void Exchange::resume() {
  if (!suspended_ || connection_ == nullptr) return;
  suspended_ = false;
  connection_->resume();
}

}  // namespace dateline::searching
