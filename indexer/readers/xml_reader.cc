// SPDX-License-Identifier: GPL-2.0-or-later
// XML of records: a file of elements whose children or attributes are named as the parts of an
// article are (<article><title>…), as exports of databases, corpora and apps write it. Which
// element is a record is told by the first of them, or by --map record=PATH.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "feed_text.h"
#include "field_map.h"
#include "html/html_text.h"
#include "readers.h"
#include "record_layouts.h"
#include "text/plain_text.h"
#include "xml_documents.h"
#include "xml_records.h"

namespace dateline::indexing {
namespace {

constexpr std::size_t kHead = 64 * 1024;

using Values = std::vector<std::pair<std::string, std::string>>;

std::string_view local_name(std::string_view name) { return name.substr(name.find(':') + 1); }

/// The key of a child: its name, or what <field name="title"> calls it.
std::string key_of(const XmlElement& child) {
  static constexpr std::string_view kCalled[] = {"field", "column", "property", "str",
                                                 "date",  "arr",    "meta",     "value"};
  const std::string name(local_name(child.name()));
  if (std::ranges::find(kCalled, name) == std::end(kCalled)) return name;
  const std::string called = child.attribute("name");
  return called.empty() ? name : called;
}

/// The value of a child: its text, or what is inside as HTML; of a list of names
/// (<authors><author>) all of them.
std::string value_of(const XmlElement& child) {
  if (!child.has_elements()) return child.text();
  const std::vector<XmlElement> inside = child.children();
  const auto is_text = [](const XmlElement& each) {
    static constexpr std::string_view kText[] = {"p",    "br", "div", "h1",   "h2",
                                                 "head", "ul", "li",  "b",    "i",
                                                 "a",    "em", "hi",  "span", "strong"};
    return std::ranges::find(kText, local_name(each.name())) != std::end(kText);
  };
  if (std::ranges::any_of(inside, is_text)) return html_to_text(child.inner_html());
  const bool list = std::ranges::all_of(inside, [&](const XmlElement& each) {
    return each.name() == inside.front().name() && !each.has_elements();
  });
  if (!list) return {};
  std::string joined;
  for (const XmlElement& each : inside)
    if (std::string line = each.line(); !line.empty())
      joined.append(joined.empty() ? "" : ", ").append(line);
  return joined;
}

/// Attributes and children by their keys.
Values values_of(const XmlElement& record) {
  Values values;
  for (const auto& [name, value] : record.attributes()) values.emplace_back(name, value);
  for (const XmlElement& child : record.children()) {
    const std::string key = key_of(child);
    // <main> has paragraphs in a form of its own.
    values.emplace_back(key, key == "main" ? child.line() : value_of(child));
  }
  return values;
}

/// Three words or more: the names in a list of things are no text.
bool is_prose(std::string_view text) { return std::ranges::count(one_line(text), ' ') >= 2; }

/// The keys are those of an article: a text, and a title, or a date and where it is from.
bool names_article(const Values& values) {
  bool title = false, text = false, date = false, origin = false;
  for (const auto& [key, value] : values) {
    const auto known = known_alias(key);
    if ((key == "main" || key == "p") && is_prose(value)) text = true;
    if (!known || trim(value).empty()) continue;
    title = title || known->part == ArticleField::title;
    date = date || known->part == ArticleField::date;
    origin = origin || known->part == ArticleField::url || known->part == ArticleField::source ||
             known->part == ArticleField::author;
    text = text ||
           (known->part == ArticleField::body && known->text == TextKind::whole && is_prose(value));
  }
  return text && (title || (date && origin));
}

/// The name of the first element, at most three deep, that is a record; empty for none.
std::string find_record(const XmlElement& from, unsigned depth) {
  constexpr unsigned kDeepest = 3;
  constexpr std::size_t kFirst = 20;
  if (!from || depth > kDeepest) return {};
  if (names_article(values_of(from))) return std::string(local_name(from.name()));
  std::size_t count = 0;
  for (const XmlElement& child : from.children()) {
    if (++count > kFirst) break;
    if (std::string name = find_record(child, depth + 1); !name.empty()) return name;
  }
  return {};
}

/// The records' name in the beginning of a file; empty for none. What nests too deep has none.
std::string record_name(std::string_view xml) {
  constexpr std::size_t kDeepest = 100;
  std::size_t depth = 0, most = 0;
  for (std::size_t at = xml.find('<'); at + 1 < xml.size(); at = xml.find('<', at + 1)) {
    if (at == std::string_view::npos) break;
    xml[at + 1] == '/' ? depth -= std::min<std::size_t>(depth, 1) : ++depth;
    most = std::max(most, depth);
  }
  // Tags without an end count as open ones: a table has few of them.
  if (most > kDeepest * kDeepest) return {};
  const XmlDocument document(xml.substr(0, kHead));
  return find_record(document.root(), 0);
}

/// A source whose beginning was read before.
class HeadedSource : public ByteSource {
 public:
  explicit HeadedSource(ByteSource& bytes) : bytes_(bytes), head_(kHead, '\0') {
    head_.resize(read_fully(bytes_, head_.data(), head_.size()));
  }
  const std::string& head() const { return head_; }
  std::size_t read(char* buffer, std::size_t size) override {
    if (given_ == head_.size()) return bytes_.read(buffer, size);
    const std::size_t n = head_.copy(buffer, size, given_);
    given_ += n;
    return n;
  }

 private:
  ByteSource& bytes_;
  std::string head_;
  std::size_t given_ = 0;
};

/// The element that --map record=PATH names, or the one the file shows.
std::string wanted_record(const HeadedSource& source, const ReadOptions& options) {
  const auto mapped = options.map.find(std::string(kRecordField));
  if (mapped == options.map.end()) {
    const InputHead head(source.head(), ".xml");
    return record_name(head.xml);
  }
  std::string_view path = mapped->second;
  while (path.ends_with("[]") || path.ends_with('/'))
    path.remove_suffix(path.back() == '/' ? 1 : 2);
  return std::string(path.substr(path.find_last_of("./") + 1));
}

class XmlReader : public ArticleReader {
 public:
  XmlReader(ByteSource& bytes, const ReadOptions& options)
      : options_(options),
        mapped_(mapped_keys(options)),
        source_(bytes),
        name_(wanted_record(source_, options)),
        records_(source_, options, {name_}) {}

  std::optional<Record> next() override {
    if (name_.empty()) return name_missing();
    while (auto cut = records_.next()) {
      any_ = true;
      if (auto* rejection = std::get_if<Rejection>(&*cut)) return std::move(*rejection);
      return read(std::get<XmlRecord>(*cut).element());
    }
    if (any_) return std::nullopt;
    any_ = true;
    return Rejection{1, fmt::format("the XML has no element <{}>", name_), {}};
  }

  std::uint64_t line() const override { return records_.line(); }
  TextOrigin origin() const override { return records_.origin(); }
  std::vector<UnreadKey> unread() const override { return bytes_.large(); }

 private:
  std::optional<Record> name_missing() {
    if (std::exchange(any_, true)) return std::nullopt;
    return Rejection{1, "no element of the XML looks like an article",
                     "name the one that is, and what is in it: --map record=item --map title=head"};
  }

  Record read(const XmlElement& record) {
    const Values values = values_of(record);
    const auto has_key = [&](std::string_view key) {
      return std::ranges::find(values, key, &Values::value_type::first) != values.end();
    };
    const Layout* layout = find_layout(has_key);
    parts_.clear();
    for (const MappedKey& mapped : mapped_) {
      const std::string value = value_at(record, mapped.key);
      bytes_.mapped(mapped.key, !value.empty());
      parts_.set_mapped(mapped.part, value);
    }
    const auto lookup = [&](const LayoutPath& path, ArticleField) {
      return value_at(record, path.path);
    };
    DecidedFields decided;
    if (layout != nullptr) decided = set_layout_fields(*layout, lookup, parts_);
    for (const auto& [key, value] : values) {
      const auto known = known_alias(key);
      if (known && !decided.has(known->part)) parts_.set(*known, value);
      const bool mapped = std::ranges::any_of(mapped_, [&](const MappedKey& map) {
        return map.key.starts_with(key) &&
               (map.key.size() == key.size() || is_step_end(map.key[key.size()]));
      });
      const bool read =
          mapped || known || is_text(key) || (layout != nullptr && layout->reads(key));
      read ? bytes_.read(value.size()) : bytes_.unread(key, value.size());
    }
    set_paragraphs(record);
    return finish(values);
  }

  Record finish(const Values& values) {
    parts_.drop_markup();
    Article article = make_article(parts_, options_);
    article.body = without_title(article.body, article.title);
    std::vector<std::string> keys;
    for (const auto& [key, value] : values) keys.push_back(key);
    if (!has_text(article)) return no_text(line(), fmt::format("the <{}>", name_), keys);
    return article;
  }

  /// The text of a record that has its paragraphs in itself, or in <main>.
  void set_paragraphs(const XmlElement& record) {
    if (!parts_[ArticleField::body].empty()) return;
    const XmlElement main = record.child("main");
    if (main)
      parts_.set({ArticleField::body, 1}, html_to_text(main.inner_html()));
    else if (record.child("p"))
      parts_.set({ArticleField::body, 1}, html_to_text(record.inner_html({"title", "head"})));
  }

  static bool is_step_end(char c) { return c == '.' || c == '/' || c == '['; }
  static bool is_text(std::string_view key) { return key == "main" || key == "p"; }

  /// The values at a path of children ("meta.title", "meta/title"), or of the attribute at its end,
  /// a line each. "dc[element=dc.source]" is the children whose attribute has this value.
  static std::string value_at(const XmlElement& record, std::string_view path) {
    std::string values;
    add_values(record, path, values);
    return values;
  }

  static void add_values(const XmlElement& at, std::string_view path, std::string& values) {
    const std::size_t end = std::min(path.find_first_of("./["), path.size());
    std::string_view step = path.substr(0, end), filter;
    path.remove_prefix(end);
    if (path.starts_with('[')) {
      filter = path.substr(1, std::min(path.find(']'), path.size()) - 1);
      path.remove_prefix(std::min(filter.size() + 2, path.size()));
    }
    if (!path.empty()) path.remove_prefix(1);
    if (step.starts_with('@')) step.remove_prefix(1);
    if (path.empty() && !at.attribute(step).empty()) return add_line(at.attribute(step), values);
    for (const XmlElement& child : at.children()) {
      if (key_of(child) != step || !passes(child, filter)) continue;
      if (path.empty()) return add_line(value_of(child), values);
      add_values(child, path, values);
    }
  }

  static bool passes(const XmlElement& element, std::string_view filter) {
    const std::size_t equal = filter.find('=');
    return filter.empty() ||
           (equal != std::string_view::npos &&
            element.attribute(filter.substr(0, equal)) == filter.substr(equal + 1));
  }

  static void add_line(const std::string& value, std::string& values) {
    values.append(values.empty() ? "" : "\n").append(value);
  }

  const ReadOptions& options_;
  std::vector<MappedKey> mapped_;
  HeadedSource source_;
  std::string name_;  // of the records
  XmlRecords records_;
  ArticleParts parts_;
  UnreadKeys bytes_;
  bool any_ = false;
};

Evidence detect_xml(const InputHead& head) {
  if (head.xml.empty()) return Evidence::none;
  // Drawings, lists of feeds, settings, wikis: they may have titles and texts, too.
  static constexpr std::string_view kPages[] = {"html",  "head",  "body",      "svg",      "opml",
                                                "plist", "xliff", "resources", "mediawiki"};
  const std::string root = lower_ascii(head.root_name());
  if (std::ranges::find(kPages, root) != std::end(kPages)) return Evidence::none;
  return record_name(head.xml).empty() ? Evidence::none : Evidence::certain;
}

}  // namespace

constinit const Format xml_format = {
    .name = "xml",
    .help = "XML of records: elements with a title, a text, a date",
    .endings = {".records.xml", ".enex"},
    .detect = detect_xml,
    .make = make<XmlReader>,
    .example = R"(<?xml version="1.0" encoding="UTF-8"?>
<articles>
  <article id="hp-1"><title>Ferry late</title><date>2024-05-01</date>
    <text>The ferry was late.</text></article>
  <article id="hp-2"><title>Bridge open</title><date>2024-05-02</date>
    <text>The bridge is open.</text></article>
</articles>
)"};

}  // namespace dateline::indexing
