// SPDX-License-Identifier: GPL-2.0-or-later
// What the system or a library refused, as an Error: the sentence names the file and the reason,
// the hint what to do where the disk is full, fails, or may not be written. Used by whoever calls
// the system, and by program.cc for what the libraries throw.
#pragma once

#include <exception>
#include <filesystem>
#include <string>

#include "error.h"

namespace SQLite {
class Exception;
}

namespace dateline {

/// "WHAT: reason", and a hint where `error_number` (errno) calls for one.
Error system_error(const std::string& what, int error_number);

/// Whatever was thrown. `archive` names it where the library does not; may be empty.
Error error_of(const std::exception_ptr& thrown, const std::filesystem::path& archive);

/// Whether the system refused SQLite something; else the database itself is damaged, or misused.
bool is_refusal(const SQLite::Exception& e);

/// Keeps what the system last refused SQLite, which it reports only by the way. Once, before the
/// first catalog is opened.
void follow_sqlite();

}  // namespace dateline
