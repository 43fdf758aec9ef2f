// SPDX-License-Identifier: GPL-2.0-or-later
// XmlRecords: cuts a stream of XML into its records (the items of a feed, the stories of a file)
// by scanning tags, so that a file of any size is read record by record, and what is broken in
// one costs no other. Declarations and DTDs are passed over. Depth, attributes and size of a record
// are limited. What a record says is the readers'.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "article_reader.h"
#include "text_stream.h"
#include "xml.h"

namespace dateline::indexing {

/// One record, within the elements around it.
class XmlRecord {
 public:
  XmlRecord(const std::string& text, std::size_t depth);
  /// None where nothing can be read.
  XmlElement element() const { return element_; }

 private:
  XmlDocument document_;
  XmlElement element_;
};

class XmlRecords {
 public:
  /// Records are the elements of these local names that are in no other record. Both must outlive
  /// it.
  XmlRecords(ByteSource& bytes, const ReadOptions& options, std::vector<std::string_view> names);

  /// The next one, or why it is none; nothing at the end.
  std::optional<std::variant<XmlRecord, Rejection>> next();
  /// The line the last one begins in.
  std::uint64_t line() const { return line_; }
  TextOrigin origin() const { return stream_.origin(); }
  /// The root without its records, as far as it was read. Changes with next().
  const std::string& head() const { return head_; }
  /// The root's local name; empty while there was none.
  std::string_view root() const { return root_; }

 private:
  struct Tag {
    enum class Kind { open, close, empty, verbatim, other };  // verbatim: a CDATA section
    Kind kind = Kind::other;
    std::size_t begin = 0, end = 0;  // in the window
    std::string name;                // with its prefix
    std::size_t attributes = 0;
  };

  std::optional<Tag> next_outside();
  std::optional<Tag> read_markup(std::size_t begin);
  std::optional<Tag> read_tag(std::size_t begin);
  std::size_t find(std::string_view wanted, std::size_t from);
  std::size_t find_end(std::string_view wanted, std::size_t from);
  std::size_t doctype_end(std::size_t begin);
  void keep(std::string_view text);
  void pass(const Tag& tag);
  void open_around(const Tag& tag);
  void close_around(const std::string& name);
  bool is_record(std::string_view name) const;
  bool is_open(const std::string& name) const;
  std::variant<XmlRecord, Rejection> cut(const Tag& first);
  std::variant<XmlRecord, Rejection> finish(std::size_t size, std::size_t next,
                                            const std::string& problem);
  Rejection skip_long(const std::string& name);
  std::optional<std::variant<XmlRecord, Rejection>> end_of_input();

  TextStream stream_;
  const std::vector<std::string_view> names_;
  std::string head_, root_;
  struct Open {
    std::string name, tag;
  };
  std::vector<Open> open_;  // the elements around the next record
  std::size_t used_ = 0;    // bytes of the window the last record took
  std::uint64_t line_ = 0;
  bool ended_ = false;
  std::vector<std::string_view> endless_;  // ends of comments and the like that are not ahead
};

/// The charset an XML declaration names; empty where the bytes contradict it.
std::string declared_xml_charset(std::string_view head);

}  // namespace dateline::indexing
