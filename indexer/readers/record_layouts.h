// SPDX-License-Identifier: GPL-2.0-or-later
// RecordLayouts: the table of services, programs and collections whose records name the parts of an
// article in a way of their own (Guardian, NYT, Telegram, CSL). A layout is a row of
// record_layouts.cc and needs no code. Used by the readers of JSON and of tables, which look up the
// values; keys that a row does not speak of are read as those of any record (field_map.h).
#pragma once

#include <array>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "field_map.h"

namespace dateline::indexing {

/// One row of the table.
struct RecordLayout {
  std::string_view name;
  std::string_view keys;  // a record that has all of these is one of the layout
  /// The fields, as "title=fields.headline|webTitle body=abstract&lead_paragraph section=". Of
  /// paths with "|" between them the first with a value counts, of those with "&" all do. A field
  /// without paths has no value, and one whose rule ends with "|" has none but theirs; without a
  /// value of its paths another field is set by the common names of field_map.h. See LayoutPath for
  /// the rest.
  std::string_view fields;
  std::string_view skipped;    // "type=service": records with this value are no articles
  std::string_view cancelled;  // "action=del": records with this value take the article back
};

/// "a.b[0].c", "blocks[type=text,lead].content": where a value stands. "html:" before it: what is
/// there is HTML; "escaped:": it has entities, but no tags. "^" before it: in the objects around
/// the record, where "{key}" in a path stands for the record's own value of that key. "+X" behind
/// it: X parts the values where there are several.
struct LayoutPath {
  std::string path;
  std::string separator;
  bool separated = false;  // by `separator`, not as usual for the field
  bool html = false;
  bool escaped = false;
  bool outer = false;

  /// It leads into other objects than those that hold the record.
  bool looks_around() const { return outer && path.find('{') != std::string::npos; }
};

struct LayoutField {
  ArticleField part;
  bool verbatim = false;                         // "type!=": also a value that says little
  bool closed = false;                           // no other key sets the field
  std::vector<std::vector<LayoutPath>> choices;  // best first; the paths of one are joined
};

struct LayoutCondition {
  std::string path;
  std::string value;
  bool equal = true;  // false: any other value
};

/// A row, taken apart.
struct Layout {
  std::string_view name;
  std::vector<std::string> keys;
  std::vector<LayoutField> fields;
  std::vector<LayoutCondition> skipped, cancelled;

  /// A record cannot be read without what stands beside its list.
  bool looks_around() const;
  /// That of Dateline's own exports.
  bool is_export() const { return name == "dateline"; }
  /// The first key of a path of this layout.
  bool reads(std::string_view key) const;
};

const std::vector<Layout>& layouts();

/// The layout of a record, by the keys it has; null for none.
const Layout* find_layout(const std::function<bool(std::string_view key)>& has_key);

/// The layout of a table without a header, by its first row; null for none. Its paths are the
/// numbers of columns, from 1: "27/PAGE_TITLE" is what the tag of that name holds in column 27.
const Layout* find_table(const std::vector<std::string>& cells);

/// The value at a path, or "".
using LayoutLookup = std::function<std::string(const LayoutPath& path, ArticleField part)>;

/// The fields that a layout has decided. Other keys do not set them.
class DecidedFields {
 public:
  bool has(ArticleField part) const { return decided_[static_cast<std::size_t>(part)]; }
  void add(ArticleField part) { decided_[static_cast<std::size_t>(part)] = true; }

 private:
  std::array<bool, kPartCount> decided_{};
};

/// Sets the fields of the layout that have a value.
DecidedFields set_layout_fields(const Layout& layout, const LayoutLookup& value_at,
                                ArticleParts& parts);

/// One of the conditions holds.
bool holds(const std::vector<LayoutCondition>& conditions, const LayoutLookup& value_at);

}  // namespace dateline::indexing
