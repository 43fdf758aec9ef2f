// SPDX-License-Identifier: GPL-2.0-or-later
// dateline-indexer deliver, and what add, fetch and watch do with --deliver.
#include <fmt/format.h>

#include "alerts/deliver.h"
#include "alerts_out.h"
#include "commands.h"
#include "dates/dates.h"
#include "error.h"
#include "json_out.h"
#include "text/printable_text.h"

namespace dateline::indexing {
namespace {

alerts::DeliveryReport run(const CommandLine& line) {
  alerts::DeliveryOptions options;
  options.threads = line.jobs;
  options.retry = line.deliver.retry;
  options.stop = &stop_requested;
  return alerts::deliver(line.index, options);
}

}  // namespace

int deliver_command(CommandLine& line) {
  require_archive(line);
  if (line.deliver.dry_run) {
    print_new_hits(line.index, alerts::find_new_hits(line.index, now(), line.jobs), line.json);
    return kDone;
  }
  stop_on_signals();
  const alerts::DeliveryReport report = run(line);
  print_problems(report);
  if (line.json)
    print_json(to_json(report));
  else
    fmt::print("{}\n", delivery_line(report));
  if (stop_requested) return stopped_exit();
  return report.problems.empty() ? kDone : kSomeRejected;
}

void deliver_afterwards(const CommandLine& line) {
  if (!line.deliver_after || stop_requested) return;
  try {
    const alerts::DeliveryReport report = run(line);
    print_problems(report);
    if (!line.quiet && report.alerts != 0) fmt::print(stderr, "{}\n", delivery_line(report));
  } catch (const Error& e) {
    fmt::print(stderr, "alerts are not delivered: {}\n", printable_text(e.what()));
  }
}

}  // namespace dateline::indexing
