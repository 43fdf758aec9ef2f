// SPDX-License-Identifier: GPL-2.0-or-later
// JsonScan: finds the end of a JSON value in a stream, by strings and nesting alone, so that a huge
// array is read one element at a time. Used by the JSON readers, which parse the elements.
#pragma once

#include <cstddef>
#include <string_view>

namespace dateline::indexing {

/// Scans an object or array piece by piece. A string of JSON has no line end. A line end in a
/// string shows a missing quote, so the brackets since the last quote are counted. Thus a missing
/// quote spoils one element only.
class JsonScan {
 public:
  /// The offset after the value's end in `piece`, or npos when it continues in the next piece.
  std::size_t feed(std::string_view piece);

 private:
  std::size_t depth_ = 0;
  std::size_t opened_ = 0, closed_ = 0;  // brackets in the string so far
  bool in_string_ = false;
  bool escaped_ = false;
};

/// Whether `text` begins with an object that has a key or is empty.
bool begins_object(std::string_view text);
/// Whether `text` begins with an object, or with an array that holds one or is empty.
bool begins_json(std::string_view text);
/// Bytes before the JSON of an archive of tweets ("window.YTD.tweets.part0 = "); 0 for other text.
std::size_t assignment_size(std::string_view text);
inline constexpr std::size_t kLongestAssignment = 100;
/// A second object begins in the line behind the first one, which fills its line.
bool has_object_a_line(std::string_view text);

}  // namespace dateline::indexing
