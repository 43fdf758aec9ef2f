// SPDX-License-Identifier: GPL-2.0-or-later
// ArticleReader: a stream of bytes in, articles out, one format an implementation (*_reader.cc).
// A bad record is a value (Rejection) and reading goes on behind it; an Error means the rest of
// this input cannot be read at all. Which formats there are is format.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "article.h"
#include "streams/byte_source.h"
#include "text/charset.h"

namespace dateline::indexing {

/// A record that could not become an article.
struct Rejection {
  std::uint64_t line = 0;  // where the record begins, from 1; 0 when lines mean nothing
  std::string reason;      // one clause, no full stop: "the JSON object has no text and no title"
  std::string hint;        // what would help; may be empty
  bool at_end = false;     // the input breaks off here, and this says so
};

using Record = std::variant<Article, Rejection>;

/// A key of an input's records that no article has a field for, and its share of the input's bytes.
struct UnreadKey {
  std::string key;
  unsigned percent = 0;
};

class ArticleReader {
 public:
  virtual ~ArticleReader() = default;
  /// The next record, or nothing at the end of the input.
  virtual std::optional<Record> next() = 0;
  /// The line the record last returned begins in, from 1; 0 when lines mean nothing.
  virtual std::uint64_t line() const { return 0; }
  /// How the text of the record last returned came to be UTF-8.
  virtual TextOrigin origin() const { return TextOrigin::utf8; }
  /// Records so far that are no articles by their nature: the pictures of a web archive.
  virtual std::uint64_t skipped() const { return 0; }
  /// Keys that were not read and hold a large part of the records so far.
  virtual std::vector<UnreadKey> unread() const { return {}; }
};

/// What the user said about the input; it fills what an article leaves out.
struct ReadOptions {
  std::string format = "auto";
  std::string source, section, language;   // used where the article names none
  std::string name;                        // of this input; a date may stand in it
  std::string address;                     // it came from; relative links start there
  std::string timezone;                    // for times without a zone; empty = UTC
  std::string date_order;                  // dmy, mdy or ymd; empty: by what the input shows
  std::map<std::string, std::string> map;  // article field -> key in the input ("data.headline")
  std::size_t max_record_bytes = std::size_t{256} << 20;  // a longer record is a Rejection
};

}  // namespace dateline::indexing
