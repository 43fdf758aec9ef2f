// SPDX-License-Identifier: GPL-2.0-or-later
// Error: what stops a program, as one sentence, a hint and an exit code. Thrown anywhere, caught
// once in program.cc. Expected faults (a bad record, a query that had to be repaired) are values,
// not Errors.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace dateline {

/// The numeric value is the program's exit code.
enum class ErrorCode : int {
  failed = 2,   // usage or fatal
  locked = 75,  // another writer holds the index (EX_TEMPFAIL of <sysexits.h>)
};

class Error : public std::runtime_error {
 public:
  explicit Error(const std::string& message, std::string hint = {},
                 ErrorCode code = ErrorCode::failed)
      : std::runtime_error(message), hint_(std::move(hint)), code_(code) {}

  /// What the user can do about it; may be empty.
  const std::string& hint() const { return hint_; }
  ErrorCode code() const { return code_; }

 private:
  std::string hint_;
  ErrorCode code_;
};

}  // namespace dateline
