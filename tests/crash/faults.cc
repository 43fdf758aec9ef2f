// SPDX-License-Identifier: GPL-2.0-or-later
#include "faults.h"

#include <fmt/format.h>

#include <cstdlib>

namespace dateline {
namespace {

void print_line(const FaultTable::Line& line) {
  fmt::print("| {:28} | {:>5} |", line.command, line.steps);
  for (const FaultTable::Cell& cell : line.cells)
    fmt::print(" {:>13} |", fmt::format("{}: {}", cell.runs, cell.differences));
  fmt::print(" {:>5} |\n", line.kills);
}

}  // namespace

bool environment_says(const char* variable) {
  const char* const value = std::getenv(variable);
  return value != nullptr && *value == '1';
}

std::size_t environment_seed() {
  const char* const value = std::getenv("DATELINE_SEED");
  return value == nullptr ? 1 : std::stoul(value);
}

FaultTable::~FaultTable() {
  const bool wanted =
      environment_says("DATELINE_NIGHTLY") || environment_says("DATELINE_ALL_STEPS");
  if (lines_.empty() || !wanted) return;
  fmt::print("\nRuns: differences; seed {}\n| {:28} | {:>5} |", environment_seed(), "command",
             "steps");
  for (const Fault& fault : kFaults) fmt::print(" {:>13} |", fault.name);
  fmt::print(" {:>5} |\n", "kills");
  Line sum;
  sum.command = "all";
  std::size_t runs = 0, differences = 0;
  for (const Line& line : lines_) {
    print_line(line);
    sum.steps += line.steps;
    sum.kills += line.kills;
    for (std::size_t f = 0; f < std::size(kFaults); ++f) {
      sum.cells[f].runs += line.cells[f].runs;
      sum.cells[f].differences += line.cells[f].differences;
      runs += line.cells[f].runs;
      differences += line.cells[f].differences;
    }
  }
  print_line(sum);
  fmt::print("{} runs, {} kills, {} recoveries that were disturbed as well: {} differences\n", runs,
             sum.kills, disturbed_recoveries_, differences);
  fmt::print("What users were told:\n");
  for (const auto& [sentence, times] : sentences_) fmt::print("{:6}  {}\n", times, sentence);
}

}  // namespace dateline
