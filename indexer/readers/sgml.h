// SPDX-License-Identifier: GPL-2.0-or-later
// SGML of news collections: tags, elements and entities, found by scanning, without a DTD. Used by
// the TREC and Reuters readers.
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

/// Splits text into tags and the text between them. A "<" that does not precede a name is text.
/// Comments and declarations are skipped.
class SgmlScanner {
 public:
  explicit SgmlScanner(std::string_view text) : rest_(text) {}
  std::optional<SgmlPiece> next();

 private:
  bool skip_comment();

  std::string_view rest_;
  bool comments_end_ = true;  // a "-->" may follow
};

/// The range of a file in which tags identify a collection.
inline constexpr std::size_t kSgmlProlog = 2000;  // bytes

/// Whether `tag` ("<DOC>") occurs in `text`, in any case.
bool has_tag(std::string_view text, std::string_view tag);

/// `text` with its entities decoded. Entities of control characters are removed, unknown ones stay.
std::string decode_entities(std::string_view text);

/// One record between `open` ("<DOC>", or "<DOC" where it may have attributes) and `close`
/// ("</DOC>").
struct SgmlRecord {
  std::string_view text;  // with both tags; the rest of the input if `problem` is set
  std::size_t size = 0;   // bytes to skip after the text was used
  std::string problem;    // the fault of the record; may be empty
};

/// The next record, at the start of the window; absent when there is none.
std::optional<SgmlRecord> next_record(TextStream& stream, std::string_view open,
                                      std::string_view close);

}  // namespace dateline::indexing
