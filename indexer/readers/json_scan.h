// SPDX-License-Identifier: GPL-2.0-or-later
// JsonScan: finds where one JSON value ends in a stream, by strings and nesting alone, so that a
// huge array is read an element at a time. Used by the JSON readers, which parse what is cut out.
#pragma once

#include <cstddef>
#include <string_view>

namespace dateline::indexing {

/// Follows one object or array piece by piece. JSON has no line end inside a string: where one
/// is, a quote was forgotten, and the brackets since the last quote count after all. So a
/// forgotten quote spoils one element only.
class JsonScan {
 public:
  /// Offset behind the value's end in `piece`, or npos when it goes on in the next piece.
  std::size_t feed(std::string_view piece);

 private:
  std::size_t depth_ = 0;
  std::size_t opened_ = 0, closed_ = 0;  // brackets in the string so far
  bool in_string_ = false;
  bool escaped_ = false;
};

/// `text` begins as an object with a key does, or is an empty one.
bool begins_object(std::string_view text);
/// The same of an object, or of arrays with one in them; empty ones too.
bool begins_json(std::string_view text);
/// A second object begins in the line behind the first one, which fills its line.
bool has_object_a_line(std::string_view text);

}  // namespace dateline::indexing
