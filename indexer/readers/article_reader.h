// SPDX-License-Identifier: GPL-2.0-or-later
// ArticleReader: reads articles from a stream of bytes. Each format has an implementation
// (*_reader.cc), and format.h lists them. A bad record is a value (Rejection), and reading
// continues after it. An Error means that the rest of the input cannot be read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
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
  std::uint64_t line = 0;  // where the record begins, from 1; 0 if the format has no lines
  std::string reason;      // one clause, no full stop: "the JSON object has no text and no title"
  std::string hint;        // what the user can do; may be empty
  bool at_end = false;     // the input ends too early, and this reports it
};

using Record = std::variant<Article, Rejection>;

inline bool is_article(const Record& record) { return std::holds_alternative<Article>(record); }

/// A key of an input's records that is no field of articles, and its share of the input's bytes; 0
/// for a key of --map that no record has.
struct UnreadKey {
  std::string key;
  unsigned percent = 0;
};

/// A part of an input that is not read.
struct PartLeftOut {
  std::string name;  // "minutes.pdf"; the address of a page
  std::string kind;  // "pdf", "revisit", "status 404"
};

class ArticleReader {
 public:
  virtual ~ArticleReader() = default;
  /// The next record, or nothing at the end of the input.
  virtual std::optional<Record> next() = 0;
  /// The first line of the record that was returned last, from 1; 0 if the format has no lines.
  virtual std::uint64_t line() const { return 0; }
  /// The origin of the text of the record that was returned last.
  virtual TextOrigin origin() const { return TextOrigin::utf8; }
  /// The number of records so far that are no articles by their nature, such as pictures in a web
  /// archive.
  virtual std::uint64_t skipped() const { return 0; }
  /// Whether the records are those of an archive's export, which says of each article when it was
  /// published, or that nobody knows.
  virtual bool is_export() const { return false; }
  /// Unread keys that hold a large part of the records so far.
  virtual std::vector<UnreadKey> unread() const { return {}; }
};

/// The content of the file with this name, which is relative to the folder of the input; nothing if
/// there is no such file. An archive has folders, too.
using FileBeside = std::function<std::optional<std::string>(const std::string& name)>;

/// What the user said about the input. It fills missing fields of articles.
struct ReadOptions {
  std::string format = "auto";
  bool follow_links = false;               // to files and folders below the paths named
  std::string source, section, language;   // used where the article names none
  std::string name;                        // of this input; it may contain a date
  std::string address;                     // of the input; relative links are resolved by it
  std::string timezone;                    // for times without a zone; empty = UTC
  std::string date_order;                  // dmy, mdy or ymd; empty: decided by the input
  std::map<std::string, std::string> map;  // article field -> key in the input ("data.headline")
  std::map<std::string, std::string> filters;  // kind of a file that is not read -> command
  unsigned max_expansion = 100;                // of a packed file, beyond 32 MiB
  double max_seconds = 30;  // of a processor for a file, and 10 for each MB of it
  std::size_t max_record_bytes = std::size_t{256} << 20;  // a longer record is a Rejection
  FileBeside beside;                                 // for formats of several files; may be empty
  std::function<void(const PartLeftOut&)> left_out;  // called by readers; may be empty
};

}  // namespace dateline::indexing
