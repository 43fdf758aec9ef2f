// SPDX-License-Identifier: GPL-2.0-or-later
#include "deliver.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <optional>

#include "batches.h"
#include "dates/dates.h"
#include "message.h"
#include "new_hits.h"
#include "saved/saved_stores.h"
#include "system/saved_files.h"
#include "system/system_error.h"
#include "ways.h"

namespace dateline::alerts {
namespace {

constexpr std::uint32_t kMostAttempts = 16;
constexpr Timestamp kFirstPause = 60, kLongestPause = 6 * 3600;  // seconds

/// Held by the process that sends.
class SendingLock {
 public:
  explicit SendingLock(const std::filesystem::path& folder) {
    const std::string file = delivery_lock_file(folder).string();
    descriptor_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (descriptor_ < 0) throw system_error(fmt::format("{} cannot be written", file), errno);
    held_ = ::flock(descriptor_, LOCK_EX | LOCK_NB) == 0;
  }
  ~SendingLock() { ::close(descriptor_); }
  SendingLock(const SendingLock&) = delete;
  SendingLock& operator=(const SendingLock&) = delete;
  bool held() const { return held_; }

 private:
  int descriptor_ = -1;
  bool held_ = false;
};

Timestamp pause_after(std::uint32_t attempts) {
  const std::uint32_t doublings = std::min<std::uint32_t>(attempts - 1, 10);
  return std::min(kFirstPause << doublings, kLongestPause);
}

/// One after the other, each noted when its attempt has ended.
class Sender {
 public:
  Sender(const std::filesystem::path& folder, SavedStores& saved, const DeliveryOptions& options,
         DeliveryReport& report)
      : folder_(folder), store_(saved.alerts()), options_(options), report_(report) {}

  void send_all() {
    for (AlertDelivery& delivery : store_.waiting_deliveries()) {
      const std::optional<Alert> alert = store_.find(delivery.alert);
      const bool stopped = options_.stop != nullptr && options_.stop->load();
      const bool due = options_.retry || delivery.not_before <= now();
      if (stopped || !alert || alert->off || !due || is_quiet(*alert, now())) {
        ++report_.waiting;
        continue;
      }
      send_one(*alert, delivery);
    }
  }

 private:
  void send_one(const Alert& alert, AlertDelivery& delivery) {
    if (!writer_) writer_ = std::make_unique<MessageWriter>(folder_, now());
    const Message message = writer_->write(alert, delivery, store_.hits_of(delivery.batch));
    Attempt attempt;
    if (message.articles.empty())
      attempt.sent = true;  // all of them were withdrawn
    else
      attempt = send(message, delivery.channel, now(), options_.stop);
    note(delivery, attempt);
  }

  void note(AlertDelivery& delivery, const Attempt& attempt) {
    if (!attempt.sent && options_.stop != nullptr && options_.stop->load()) {
      ++report_.waiting;
      return;
    }
    ++delivery.attempts;
    delivery.problem = attempt.problem;
    if (attempt.sent) {
      delivery.state = AlertDelivery::State::sent;
      ++report_.sent;
    } else {
      const bool last = attempt.hopeless || delivery.attempts >= kMostAttempts;
      if (last) delivery.state = AlertDelivery::State::failed;
      delivery.not_before =
          last ? 0
               : now() + std::max(pause_after(delivery.attempts),
                                  static_cast<Timestamp>(attempt.retry_after.count()));
      ++report_.failed;
      report_.problems.push_back(
          {delivery.alert, name_of(delivery.channel), attempt.problem, delivery.not_before});
    }
    if (delivery.state != AlertDelivery::State::waiting) delivery.ended = now();
    store_.note(delivery);
  }

  const std::filesystem::path& folder_;
  AlertStore& store_;
  const DeliveryOptions& options_;
  DeliveryReport& report_;
  std::unique_ptr<MessageWriter> writer_;
};

}  // namespace

const char* name_of(AlertDelivery::Channel channel) {
  switch (channel) {
    case AlertDelivery::Channel::mail:
      return "mail";
    case AlertDelivery::Channel::webhook:
      return "webhook";
    case AlertDelivery::Channel::command:
      return "command";
  }
  return "";
}

DeliveryReport deliver(const std::filesystem::path& folder, const DeliveryOptions& options) {
  DeliveryReport report;
  const NewHits found = find_new_hits(folder, now(), options.threads);
  report.alerts = found.searches.size();
  report.articles = found.articles;
  for (const AlertSearch& search : found.searches)
    if (!search.problem.empty())
      report.problems.push_back({search.alert.name, "search", search.problem, 0});
  SavedStores saved(folder);
  if (found.searches.empty() && saved.alerts().all().empty()) return report;
  report.hits = queue_hits(saved, found, now());
  const SendingLock lock(folder);
  if (!lock.held()) {
    report.sending_elsewhere = true;
    return report;
  }
  if (options.retry) saved.alerts().retry_failed();
  make_batches(saved.alerts(), now());
  Sender(folder, saved, options, report).send_all();
  return report;
}

}  // namespace dateline::alerts
