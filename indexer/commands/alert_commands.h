// SPDX-License-Identifier: GPL-2.0-or-later
// The commands alert and deliver: saved queries that tell what is new, and the sending of what they
// found (alerts/). They write saved.db only, so that they may run while articles are added.
#pragma once

#include <string>

namespace dateline::indexing {

/// The arguments of alert. An empty text and a flag that is not set: as it is.
struct AlertCommand {
  std::string name, query;
  std::string one_per, at_most, timezone, quiet_hours;
  bool every_version = false, first_version = false;
  std::string mail, webhook, command, smtp, mail_from;
  bool feed = false, off = false, on = false, remove = false, dry_run = false;
  std::string backtest;
};

struct DeliverCommand {
  bool dry_run = false, retry = false;
};

}  // namespace dateline::indexing
