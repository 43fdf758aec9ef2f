// SPDX-License-Identifier: GPL-2.0-or-later
// InputHead: the first bytes of an input and its name, prepared once for all formats, which tell by
// it whether the input is theirs (Format::detect). Knows no format itself.
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

  std::string_view bytes;  // as they came
  bool binary = false;     // the bytes are no text: what follows but the name is empty
  std::string name;        // in lower case
  std::string content;     // the bytes as UTF-8
  std::string_view text;   // the content from its first character on that is no white space
  std::string_view xml;    // the tag of the root element and all behind it; empty for no XML

  /// The name of the root element without its prefix: "rss" of "<x:rss>".
  std::string_view root_name() const;
  /// The tag of the root element, up to ">".
  std::string_view root_tag() const { return xml.substr(0, xml.find('>')); }
};

bool ends_with_any(std::string_view name, std::initializer_list<std::string_view> endings);

/// The input's name has an ending of the format's.
bool has_ending(const InputHead& head, const Format& format);

/// `certain` where the bytes say it, else what the ending of the name says.
Evidence evidence_of(bool certain, const InputHead& head, const Format& format);

/// HTML, XML or SGML of some kind.
bool is_markup(const InputHead& head);

bool contains(std::string_view text, std::string_view wanted);

/// `text` without the white space it begins with.
std::string_view skip_blanks(std::string_view text);

}  // namespace dateline::indexing
