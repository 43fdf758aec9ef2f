// SPDX-License-Identifier: GPL-2.0-or-later
// Makes an Error of a failure of the system or a library: the sentence names the file and the
// reason, the hint says what to do about a full, failing or write-protected disk. Used by code that
// calls the system, and by program.cc for exceptions of libraries.
#pragma once

#include <exception>
#include <filesystem>
#include <string>

#include "error.h"

namespace SQLite {
class Exception;
}

namespace dateline {

/// "WHAT: reason", and a hint if there is one for `error_number` (errno).
Error system_error(const std::string& what, int error_number);

/// The Error of any exception. `archive` is named if the library names no file; it may be empty.
Error error_of(const std::exception_ptr& thrown, const std::filesystem::path& archive);

/// Whether the system refused a call of SQLite; else the database itself is damaged or misused.
bool is_refusal(const SQLite::Exception& e);

/// Keeps the last call of SQLite that the system refused, which SQLite only logs. Call it once,
/// before the first catalog is opened.
void follow_sqlite();

}  // namespace dateline
