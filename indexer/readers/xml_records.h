// SPDX-License-Identifier: GPL-2.0-or-later
// XmlRecords: cuts a stream of XML into records (the items of a feed, the stories of a file) by
// scanning tags. So a file of any size is read record by record, and a broken record costs no
// other. It skips declarations and DTDs, and limits depth, attributes and size of a record. Used by
// the readers of feeds and agencies, which interpret the records.
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

/// A record with the elements around it.
class XmlRecord {
 public:
  XmlRecord(const std::string& text, std::size_t depth);
  /// None if it cannot be read.
  XmlElement element() const { return element_; }

 private:
  XmlDocument document_;
  XmlElement element_;
};

/// What becomes of a record in whose middle the input ends.
enum class CutRecord {
  reject,  // it is one of many
  keep,    // as far as it goes; a Rejection that says so follows
};

class XmlRecords {
 public:
  /// Records are the outermost elements of these local names. `bytes` and `options` must outlive
  /// it.
  XmlRecords(ByteSource& bytes, const ReadOptions& options, std::vector<std::string_view> names,
             CutRecord cut_record = CutRecord::reject);

  /// The next record or its rejection; absent at the end.
  std::optional<std::variant<XmlRecord, Rejection>> next();
  /// Whether the last record is not whole.
  bool is_cut() const { return told_.has_value(); }
  /// The first line of the last record.
  std::uint64_t line() const { return line_; }
  TextOrigin origin() const { return stream_.origin(); }
  /// The root without its records, as far as it was read. next() changes it.
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
  std::variant<XmlRecord, Rejection> end_in_record(const std::string& name,
                                                   const std::string& problem);
  Rejection skip_long(const std::string& name);
  std::optional<std::variant<XmlRecord, Rejection>> end_of_input();

  TextStream stream_;
  const std::vector<std::string_view> names_;
  const CutRecord cut_record_;
  std::optional<Rejection> told_;  // after a record that is cut
  std::string head_, root_;
  struct Open {
    std::string name, tag;
  };
  std::vector<Open> open_;  // the elements around the next record
  std::size_t used_ = 0;    // bytes of the last record in the window
  std::uint64_t line_ = 0;
  bool ended_ = false;
  std::vector<std::string_view> endless_;  // end marks that do not occur any more
};

/// The first element of one of these names in a file; nothing where there is none. `cut`: whether
/// the file ends in it.
std::optional<XmlRecord> read_xml(std::string_view content, const ReadOptions& options,
                                  std::vector<std::string_view> names, bool& cut);

/// The charset an XML declaration names; empty where the bytes contradict it.
std::string declared_xml_charset(std::string_view head);

}  // namespace dateline::indexing
