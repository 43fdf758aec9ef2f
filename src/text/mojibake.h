// SPDX-License-Identifier: GPL-2.0-or-later
// Mojibake: UTF-8 that was read as Latin 1 or Windows-1252 and saved as UTF-8 again ("cafÃ©"), once
// or several times, and its repair. Used for every article that is read. Does not change text that
// may be intended: "NÃO", "„Spaß“", "på…”".
#pragma once

#include <string>

namespace dateline {

/// Repairs one text, which is UTF-8; false if there is no mojibake. `expected`: other parts of the
/// same article had it, so that less evidence is required.
bool undo_mojibake(std::string& text, bool expected = false);

}  // namespace dateline
