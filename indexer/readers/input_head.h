// SPDX-License-Identifier: GPL-2.0-or-later
// InputHead: the first bytes and the name of an input, prepared once for the detection of all
// formats (Format::detect). It knows no format itself.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "format.h"

namespace dateline::indexing {

struct InputHead {
  InputHead(std::string_view first_bytes, std::string_view input_name);
  InputHead(const InputHead&) = delete;
  InputHead& operator=(const InputHead&) = delete;

  std::string_view bytes;  // raw
  bool binary = false;     // the bytes are no text; then only the name is set
  std::string name;        // in lower case
  std::string content;     // the bytes as UTF-8
  std::string_view text;   // the content without leading white space
  std::string_view xml;    // from the root element's tag on; empty if it is no XML

  /// The name of the root element without its prefix: "rss" of "<x:rss>".
  std::string_view root_name() const;
  /// The tag of the root element, up to ">".
  std::string_view root_tag() const { return xml.substr(0, xml.find('>')); }
};

bool ends_with_any(std::string_view name, std::initializer_list<std::string_view> endings);

/// Whether the input's name has one of the format's endings.
bool has_ending(const InputHead& head, const Format& format);

/// Evidence::certain if `certain`, else the evidence of the ending.
Evidence evidence_of(bool certain, const InputHead& head, const Format& format);

/// Whether the input is HTML, XML or SGML.
bool is_markup(const InputHead& head);

bool contains(std::string_view text, std::string_view wanted);

/// `text` without leading white space.
std::string_view skip_blanks(std::string_view text);

}  // namespace dateline::indexing
