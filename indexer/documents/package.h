// SPDX-License-Identifier: GPL-2.0-or-later
// Package: the members of a zip that is one document (DOCX, ODT, XLSX, EPUB), and the XML in them
// as a stream of tags (libxml2). Only members that are asked for are unpacked, up to a limit; no
// entity, DTD or address in them is followed. Used by the parsers of this folder.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "document.h"

struct _xmlTextReader;  // of libxml2

namespace dateline::indexing {

/// The members whose names are wanted. Throws Error where the zip is broken or too large.
using Members = std::map<std::string, std::string, std::less<>>;
Members read_members(std::string_view zip, const DocumentLimits& limits,
                     const std::function<bool(std::string_view name)>& wanted);

/// The tags and texts of an XML file, in order. Names are without their prefixes.
class XmlPull {
 public:
  enum class Event { open, close, text, end };

  /// `xml` must outlive it.
  explicit XmlPull(std::string_view xml);
  ~XmlPull();
  XmlPull(const XmlPull&) = delete;
  XmlPull& operator=(const XmlPull&) = delete;

  /// The next event. An empty element opens and closes. Throws Error where the XML is broken.
  Event next();
  std::string_view name() const { return name_; }
  std::string_view text() const { return text_; }
  /// Of the element last opened; empty when there is none of this local name.
  std::string attribute(std::string_view name) const;
  /// Skips to the end of the element last opened.
  void skip();
  /// All text up to the end of the element last opened.
  std::string inner_text();

 private:
  std::unique_ptr<_xmlTextReader, void (*)(_xmlTextReader*)> reader_;
  std::string name_, text_;
  bool close_empty_ = false;  // the element last opened is empty, and must still close
  int depth_ = 0;             // of open elements
};

}  // namespace dateline::indexing
