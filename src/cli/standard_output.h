// SPDX-License-Identifier: GPL-2.0-or-later
// Standard output, whose failures are never lost: a write that fails throws, whoever writes it, and
// the end of the program asks whether all was written. Used by program.cc, and by commands that
// show something before they end. It does not decide what a failure means: a reader that went away
// (EPIPE) is told from a full disk by its number.
#pragma once

namespace dateline {

/// From now on a failed write to std::cout throws std::system_error with errno, as fmt::print does.
/// Descriptors 0 to 2 that are closed are opened on nothing, so that no file of an archive takes
/// their place.
void guard_standard_output();

/// Writes what is buffered. Returns 0, or the errno of the first write that failed since the start.
int flush_standard_output();

/// Keeps the errno of a failed write that somebody else caught.
void note_output_failure(int error_number);

}  // namespace dateline
