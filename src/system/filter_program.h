// SPDX-License-Identifier: GPL-2.0-or-later
// Runs a program that makes text of a file no reader reads, as a filter: the file is its standard
// input, the text its standard output. The command is the user's, the file a stranger's: the
// program has limits of memory and time, and no network where the kernel has seccomp. Used by the
// reader of inputs, and for the commands of alerts.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace dateline {

struct FilterLimits {
  std::uint64_t memory = std::uint64_t{8} << 30;
  std::uint64_t output = std::uint64_t{256} << 20;  // bytes
  unsigned cpu_seconds = 300;
  unsigned wall_seconds = 600;
  bool network = false;             // it may use one, and gain privileges as sendmail does
  const char* name = "the filter";  // in errors
};

/// What `command`, which the shell runs, prints for `bytes`; its standard input can be sought in.
/// Throws Error where it cannot be run, fails, or goes beyond a limit.
std::string run_filter(const std::string& command, std::string_view bytes,
                       const FilterLimits& limits = {});

}  // namespace dateline
