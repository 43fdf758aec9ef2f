// SPDX-License-Identifier: GPL-2.0-or-later
// Standard output that reports every failed write: the write throws, and the end of the program
// checks that all was written. Used by program.cc, and by commands that print before they end. The
// caller decides what a failure means: EPIPE is a reader that has gone, other numbers are errors.
#pragma once

namespace dateline {

/// From now on a failed write to std::cout throws std::system_error with errno, as fmt::print does.
/// Closed descriptors 0 to 2 are opened on /dev/null, so that no file of an archive gets their
/// numbers.
void guard_standard_output();

/// Writes what is buffered. Returns 0, or the errno of the first write that failed since the start.
int flush_standard_output();

/// Keeps the errno of a failed write that other code caught.
void note_output_failure(int error_number);

}  // namespace dateline
