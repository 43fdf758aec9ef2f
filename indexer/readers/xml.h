// SPDX-License-Identifier: GPL-2.0-or-later
// XML elements of one record, parsed leniently by libxml2: what is not well-formed is read as far
// as it makes sense. No DTD, no entity but HTML's, no network. Used by the readers of feeds and
// agencies; which bytes are a record is xml_records.h.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct _xmlDoc;  // of libxml2
struct _xmlNode;

namespace dateline::indexing {

/// An element, or none. Belongs to the XmlDocument it is of.
class XmlElement {
 public:
  XmlElement() = default;
  explicit XmlElement(_xmlNode* node) : node_(node) {}
  explicit operator bool() const { return node_ != nullptr; }

  /// "title", "dc:creator": the namespaces of news have one prefix each, whatever the file calls
  /// them, and the main one of a format has none. Others keep the prefix they are written with.
  std::string name() const;
  /// The attribute of this name, in any namespace; trimmed.
  std::string attribute(std::string_view name) const;
  /// All text inside, as it stands.
  std::string text() const;
  /// The text as one line.
  std::string line() const;
  bool has_elements() const;
  /// What is inside, as HTML: elements without attributes and namespaces, those of NITF by the
  /// names HTML has for them, and without those of the local names `left_out`.
  std::string inner_html(const std::vector<std::string_view>& left_out = {}) const;

  /// The first child of this name, or none; the same for names from the outside in.
  XmlElement child(std::string_view name) const;
  XmlElement child(std::string_view name, std::string_view within) const {
    return child(name).child(within);
  }
  std::vector<XmlElement> children() const;
  std::vector<XmlElement> children(std::string_view name) const;
  /// Every element inside of this name, in order.
  std::vector<XmlElement> descendants(std::string_view name) const;
  /// The first of them, or none.
  XmlElement descendant(std::string_view name) const;

  /// xml:lang of this element or the next one around it that has one.
  std::string language() const;
  /// An address as it is meant here: resolved by xml:base, then by `base`. Empty stays empty.
  std::string resolved(std::string_view address, std::string_view base) const;

 private:
  _xmlNode* node_ = nullptr;
};

class XmlDocument {
 public:
  /// `text` is clean UTF-8 (charset.h). Never throws: what cannot be read at all has no root.
  explicit XmlDocument(std::string_view text);
  XmlElement root() const;

 private:
  std::unique_ptr<_xmlDoc, void (*)(_xmlDoc*)> document_;
};

/// `text` with HTML's named entities as characters, and every "&" and "<" that begins nothing
/// escaped; CDATA sections and comments stay as they are.
std::string mend_entities(std::string_view text);

}  // namespace dateline::indexing
