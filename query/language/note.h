// SPDX-License-Identifier: GPL-2.0-or-later
// Note: a message to the user on how a query was read. The language writes notes; everything that
// shows results also shows its notes.
#pragma once

#include <string>
#include <utility>

#include "query.h"

namespace dateline::searching {

/// One message on how the query was read.
struct Note {
  SourceSpan place;
  std::string code;         // stable, e.g. "unbalanced-quote"
  std::string message;      // one sentence
  std::string repair = {};  // the reading in canonical text; may be empty
  bool operator==(const Note& other) const {
    return place.offset == other.place.offset && place.length == other.place.length &&
           code == other.code && message == other.message && repair == other.repair;
  }
};

/// The order of notes: by their places, and last the effect of the others, that nothing is left.
inline std::pair<bool, std::size_t> note_order(const Note& note) {
  return {note.code == "nothing-left", note.place.offset};
}

}  // namespace dateline::searching
