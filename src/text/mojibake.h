// SPDX-License-Identifier: GPL-2.0-or-later
// Mojibake: UTF-8 that somebody read as Latin 1 or Windows-1252 and saved as UTF-8 again ("cafÃ©"),
// once or several times over, and how it is undone. Used for every article that is read. Leaves
// alone whatever may have been meant: "NÃO", "„Spaß“", "på…”".
#pragma once

#include <string>

namespace dateline {

/// Undoes it in one text, which is UTF-8; false where there is none. `expected`: other parts of the
/// same article had it, so that less proof will do.
bool undo_mojibake(std::string& text, bool expected = false);

}  // namespace dateline
