// SPDX-License-Identifier: GPL-2.0-or-later
// Which waiting hits are told now, and together: within an alert's hits a day, outside its quiet
// hours, and what was too much for a day in one digest when the day has ended. Used by deliver. It
// sends nothing.
#pragma once

#include "saved/alert_store.h"

namespace dateline::alerts {

/// Quiet hours delay; they drop nothing.
bool is_quiet(const Alert& alert, Timestamp now);

/// Makes batches of the hits that wait, with a delivery for each way of the alert, in one
/// transaction.
void make_batches(AlertStore& store, Timestamp now);

}  // namespace dateline::alerts
