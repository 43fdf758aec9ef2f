// SPDX-License-Identifier: GPL-2.0-or-later
// SGML as news collections write it: tags, elements and entities, found by plain scanning with no
// grammar behind it. Used by the TREC and Reuters readers.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "text_stream.h"

namespace dateline::indexing {

struct SgmlPiece {
  enum class Kind { text, open, close };
  Kind kind;
  std::string_view content;  // the text as written, or the tag's name
};

/// Cuts text into tags and the text between them. "<" before anything but a name is text;
/// comments and declarations are left out.
class SgmlScanner {
 public:
  explicit SgmlScanner(std::string_view text) : rest_(text) {}
  std::optional<SgmlPiece> next();

 private:
  bool skip_comment();

  std::string_view rest_;
  bool comments_end_ = true;  // a "-->" may be ahead
};

/// Where the tags stand that tell a collection's format.
inline constexpr std::size_t kSgmlProlog = 2000;  // bytes

/// `tag` ("<DOC>") is in `text`, in any case.
bool has_tag(std::string_view text, std::string_view tag);

/// `text` with its entities decoded. Those of control characters vanish; unknown ones stay.
std::string decode_entities(std::string_view text);

/// One record between `open` ("<DOC>") and `close` ("</DOC>").
struct SgmlRecord {
  std::string_view text;  // both tags included; all that is left where `problem` is set
  std::size_t size = 0;   // bytes to skip, once the text has been used
  std::string problem;    // why it is no record; may be empty
};

/// The next record, which then begins at the start of the window; nothing when there is none.
std::optional<SgmlRecord> next_record(TextStream& stream, std::string_view open,
                                      std::string_view close);

}  // namespace dateline::indexing
