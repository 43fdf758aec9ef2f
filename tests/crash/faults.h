// SPDX-License-Identifier: GPL-2.0-or-later
// The faults of a durable step, and the final table of their counts. Used by crash_test.cc;
// fault_at_step.c causes them. It knows no archives.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace dateline {

struct Fault {
  const char* name;
  const char* kind;   // as fault_at_step.c knows it
  const char* steps;  // the letters of those it can befall; "." = none, the command is done
  bool kills;
  std::size_t runs, nightly_runs;  // of each command
};

// clang-format off
inline constexpr Fault kFaults[] = {
    {"killed before", "die-before", "wsrutcdl",  true,  3, 60},
    {"killed after",  "die-after",  "wsrutcdl",  true,  3, 60},
    {"torn write",    "torn",       "w",         true,  2, 40},
    {"power cut",     "power-cut",  "wsrutcdl.", true,  3, 60},
    {"write fails",   "error-once", "w",         false, 1, 15},
    {"flush fails",   "error-once", "s",         false, 1, 15},
    {"rename fails",  "error-once", "r",         false, 1, 15},
    {"other fails",   "error-once", "utcdl",     false, 1, 15},
    {"broken disk",   "error",      "wsrutcdl",  false, 1, 20},
    {"full disk",     "full",       "wcdl",      false, 2, 20}};
// clang-format on

bool environment_says(const char* variable);  // "1"
std::size_t environment_seed();               // DATELINE_SEED, else 1

/// Collects what the runs of the whole program showed. Where DATELINE_NIGHTLY or DATELINE_ALL_STEPS
/// is set, prints it at its end.
class FaultTable {
 public:
  struct Cell {
    std::size_t runs = 0, differences = 0;
  };
  struct Line {
    std::string command;
    std::size_t steps = 0, kills = 0;
    Cell cells[std::size(kFaults)] = {};
  };

  FaultTable() = default;
  ~FaultTable();
  FaultTable(const FaultTable&) = delete;
  FaultTable& operator=(const FaultTable&) = delete;

  void add(const Line& line) { lines_.push_back(line); }
  void told(const std::string& sentence) { ++sentences_[sentence]; }
  void recovery_disturbed() { ++disturbed_recoveries_; }

 private:
  std::vector<Line> lines_;
  std::map<std::string, std::size_t> sentences_;
  std::size_t disturbed_recoveries_ = 0;
};

}  // namespace dateline
