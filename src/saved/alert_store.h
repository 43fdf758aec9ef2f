// SPDX-License-Identifier: GPL-2.0-or-later
// AlertStore: alerts, the hits they queue, and the deliveries of those, in saved.db. SavedStores
// returns it. It searches and sends nothing (alerts/ does). What is new is told by rows, never by
// time: an alert has seen the rows up to its last one.
//
//   hit queued, mark moved (one transaction) → batch with its deliveries → each sent or failed
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "article.h"
#include "catalog/stored_article.h"

namespace dateline {

class SavedDatabase;

/// A saved query whose new articles are told.
struct Alert {
  std::string name;  // of the saved query
  bool off = false;
  bool per_story = true;  // an article like one that was told is not told
  bool every_version = false;
  std::uint32_t at_most = 0;         // hits a day; 0 = any number
  std::string timezone;              // of its days and hours; empty: UTC
  int quiet_from = 0, quiet_to = 0;  // minutes of the day; equal: none
  bool feed = false;
  std::string mail, webhook, command;  // where hits are sent; empty: not there
  std::string smtp, mail_from;         // of mail
  std::string secret;                  // hexadecimal digits
  Timestamp made = 0;
  Row last_row = 0;
  Timestamp last_run = 0;
  std::string problem;  // of its last search; empty: none
};

struct AlertHit {
  std::int64_t number = 0;
  std::string alert;
  Row row = 0;  // the version that was found
  std::string article, text, engine;
  Timestamp found = 0;
  std::int64_t held = 0, batch = 0;
};

/// One way of a batch of hits.
struct AlertDelivery {
  enum class Channel { mail = 1, webhook = 2, command = 3 };
  enum class State { waiting = 0, sent = 1, failed = 2 };
  std::int64_t batch = 0;
  std::string alert;
  bool digest = false;
  Channel channel = Channel::mail;
  State state = State::waiting;
  std::uint32_t attempts = 0;
  Timestamp made = 0, not_before = 0, ended = 0;
  std::string problem;
};

/// What has become of the hits of an alert.
struct AlertCounts {
  std::uint64_t hits = 0, waiting = 0, held = 0;     // hits
  std::uint64_t sent = 0, retrying = 0, failed = 0;  // deliveries
  std::string problem;                               // of the last attempt that failed
};

class AlertStore {
 public:
  explicit AlertStore(SavedDatabase& database) : database_(database) {}

  std::vector<Alert> all() const;  // by name
  std::optional<Alert> find(std::string_view name) const;
  void save(const Alert& alert);  // replaces the alert of that name
  /// With its hits and deliveries. False: there is none.
  bool remove(std::string_view name);

  /// Changes between begin() and commit() take effect together or not at all.
  void begin();
  void commit();
  void roll_back();

  // Hits.
  bool has_told(std::string_view alert, std::string_view article) const;
  /// False where the alert has that row already.
  bool add_hit(const AlertHit& hit);
  /// The alert has seen the rows up to `to`; or it has not, because of `problem`.
  void note_search(std::string_view alert, Row to, Timestamp when, const std::string& problem);
  std::vector<AlertHit> waiting_hits(std::string_view alert) const;
  std::vector<std::string> alerts_with_waiting_hits() const;
  std::vector<AlertHit> hits_of(std::int64_t batch) const;
  /// Newest first: those with numbers below `before` (0: all) that were found after `since`.
  std::vector<AlertHit> newest_hits(std::string_view alert, std::int64_t before, Timestamp since,
                                    std::size_t most) const;
  void hold(std::int64_t hit, std::int64_t day);

  // Batches and deliveries.
  /// How many hits were told since then, digests left out.
  std::uint64_t told_since(std::string_view alert, Timestamp time) const;
  std::int64_t add_batch(std::string_view alert, bool digest, Timestamp made,
                         const std::vector<AlertHit>& hits,
                         const std::vector<AlertDelivery::Channel>& channels);
  /// Those that wait, oldest first.
  std::vector<AlertDelivery> waiting_deliveries() const;
  void note(const AlertDelivery& delivery);
  /// Those that failed wait again.
  void retry_failed();

  std::map<std::string, AlertCounts> counts() const;  // by alert

 private:
  SavedDatabase& database_;
};

}  // namespace dateline
