// SPDX-License-Identifier: GPL-2.0-or-later
// Package: the members of a zip that is one document (DOCX, ODT, XLSX, EPUB), and the XML in them
// as a stream of tags (libxml2). Only members that are asked for are unpacked, up to a limit; no
// entity, DTD or address in them is followed. Used by the parsers of this folder.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "document.h"

struct _xmlDoc;  // of libxml2
struct _xmlTextReader;

namespace dateline::indexing {

/// The members whose names are wanted. Of a broken zip, those that can be read, the last one as far
/// as it goes; `damage` then says so. Throws Error where the zip is too large.
using Members = std::map<std::string, std::string, std::less<>>;
Members read_members(std::string_view zip, const DocumentLimits& limits, std::string& damage,
                     const std::function<bool(std::string_view name)>& wanted);

/// Throws Error for a document without its main part, with its damage as the reason.
[[noreturn]] void throw_missing(std::string_view what, const std::string& damage);

/// The tags and texts of an XML file, in order. Names are without their prefixes. Of broken XML it
/// gives what libxml2 can recover.
class XmlPull {
 public:
  enum class Event { open, close, text, end };

  /// Both must outlive it. `damage` is set where the XML is broken.
  XmlPull(std::string_view xml, std::string& damage);
  ~XmlPull();
  XmlPull(const XmlPull&) = delete;
  XmlPull& operator=(const XmlPull&) = delete;

  /// The next event. An empty element opens and closes.
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
  std::optional<Event> step();
  void recover();

  const std::string_view xml_;
  std::string& damage_;
  std::unique_ptr<_xmlDoc, void (*)(_xmlDoc*)> recovered_;  // all of it, once it has broken
  std::unique_ptr<_xmlTextReader, void (*)(_xmlTextReader*)> reader_;
  std::uint64_t events_ = 0;  // given so far
  std::string name_, text_;
  bool close_empty_ = false;  // the element last opened is empty, and must still close
  int depth_ = 0;             // of open elements
};

}  // namespace dateline::indexing
