// SPDX-License-Identifier: GPL-2.0-or-later
#include "version_text.h"

#include <fmt/format.h>
#include <sqlite3.h>
#include <xapian.h>

#include "schema.h"
#include "version.h"

namespace dateline {

std::string version_text() {
  return fmt::format(
      "{}\n"
      "archives of format {} (draft {}), analysis {}\n"
      "Xapian {}, SQLite {}",
      kVersion, schema::kFormatVersion, schema::kDraft, schema::kAnalysisVersion,
      Xapian::version_string(), sqlite3_libversion());
}

}  // namespace dateline
