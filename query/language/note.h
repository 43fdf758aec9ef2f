// SPDX-License-Identifier: GPL-2.0-or-later
// Note: what a user should know of how a query was read. The language writes notes, everything that
// shows results tells them.
#pragma once

#include <string>

#include "query.h"

namespace dateline::searching {

/// Something the user should know of how the query was read.
struct Note {
  SourceSpan place;
  std::string code;         // stable, e.g. "unbalanced-quote"
  std::string message;      // one sentence
  std::string repair = {};  // what it was read as, in canonical text; may be empty
  bool operator==(const Note& other) const {
    return place.offset == other.place.offset && place.length == other.place.length &&
           code == other.code && message == other.message && repair == other.repair;
  }
};

}  // namespace dateline::searching
