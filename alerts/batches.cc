// SPDX-License-Identifier: GPL-2.0-or-later
#include "batches.h"

#include <algorithm>

#include "dates/zone_offset.h"

namespace dateline::alerts {
namespace {

constexpr Timestamp kDay = 86'400, kMinute = 60;

Timestamp local(const Alert& alert, Timestamp t) { return t + zone_offset_at(alert.timezone, t); }

std::int64_t day_of(const Alert& alert, Timestamp t) { return local(alert, t) / kDay; }

/// When the alert's day began, by a clock in UTC.
Timestamp day_begin(const Alert& alert, Timestamp t) {
  const Timestamp midnight = day_of(alert, t) * kDay;
  const Timestamp about = midnight - zone_offset_at(alert.timezone, t);
  return midnight - zone_offset_at(alert.timezone, about);
}

std::vector<AlertDelivery::Channel> channels_of(const Alert& alert) {
  std::vector<AlertDelivery::Channel> channels;
  if (!alert.mail.empty()) channels.push_back(AlertDelivery::Channel::mail);
  if (!alert.webhook.empty()) channels.push_back(AlertDelivery::Channel::webhook);
  if (!alert.command.empty()) channels.push_back(AlertDelivery::Channel::command);
  return channels;
}

/// The hits of a feed are read when its readers come, as many as they are.
bool is_limited(const Alert& alert) { return alert.at_most != 0 && !channels_of(alert).empty(); }

void make_batches(AlertStore& store, const Alert& alert, Timestamp now) {
  if (is_quiet(alert, now) && !channels_of(alert).empty()) return;
  const std::int64_t today = day_of(alert, now);
  std::uint64_t free = ~std::uint64_t{0};
  if (is_limited(alert)) {
    const std::uint64_t told = store.told_since(alert.name, day_begin(alert, now));
    free = alert.at_most > told ? alert.at_most - told : 0;
  }
  std::vector<AlertHit> digest, told;
  for (AlertHit& hit : store.waiting_hits(alert.name)) {
    if (hit.held != 0 && hit.held < today)
      digest.push_back(std::move(hit));
    else if (hit.held == 0 && told.size() < free)
      told.push_back(std::move(hit));
    else if (hit.held == 0)
      store.hold(hit.number, today);
  }
  for (const bool is_digest : {true, false})
    if (const auto& hits = is_digest ? digest : told; !hits.empty())
      store.add_batch(alert.name, is_digest, now, hits, channels_of(alert));
}

}  // namespace

bool is_quiet(const Alert& alert, Timestamp now) {
  if (alert.quiet_from == alert.quiet_to) return false;
  const auto minute = static_cast<int>(local(alert, now) % kDay / kMinute);
  return alert.quiet_from < alert.quiet_to ? minute >= alert.quiet_from && minute < alert.quiet_to
                                           : minute >= alert.quiet_from || minute < alert.quiet_to;
}

void make_batches(AlertStore& store, Timestamp now) {
  if (store.alerts_with_waiting_hits().empty()) return;
  store.begin();
  for (const std::string& name : store.alerts_with_waiting_hits())
    if (const std::optional<Alert> alert = store.find(name); alert && !alert->off)
      make_batches(store, *alert, now);
  store.commit();
}

}  // namespace dateline::alerts
