// SPDX-License-Identifier: GPL-2.0-or-later
// The ways in which a message leaves: mail (SMTP by libcurl, or the command sendmail), a webhook,
// a command. Each is tried once; deliver tries again later. A way knows no store.
#pragma once

#include <atomic>
#include <chrono>
#include <string>

#include "message.h"

namespace dateline::alerts {

struct Attempt {
  bool sent = false;
  bool hopeless = false;                // the receiver wants no more of it
  std::string problem;                  // one clause; empty when it is sent
  std::chrono::seconds retry_after{0};  // as the receiver asks; 0 = it does not
};

/// Sends the message on its way. `stop` ends it early.
Attempt send(const Message& message, AlertDelivery::Channel channel, Timestamp now,
             const std::atomic<bool>* stop);

/// Whose mail it is: the alert's --mail-from, else $DATELINE_MAIL_FROM, else dateline@HOST.
std::string sender_of(const Alert& alert);

}  // namespace dateline::alerts
