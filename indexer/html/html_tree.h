// SPDX-License-Identifier: GPL-2.0-or-later
// HtmlTree: a page as a tree (gumbo), for any markup, and functions on its elements. Its depth is
// limited, so recursion is safe. Used by the readers of pages. It knows no articles.
// Debian 12 has gumbo 0.10.1 of 2015, so html_limits.h guards it; lexbor is not in Debian 12.
#pragma once

#include <gumbo.h>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dateline::indexing {

class HtmlTree {
 public:
  /// `html` is UTF-8: a page or a part of one.
  explicit HtmlTree(std::string_view html);
  ~HtmlTree();
  HtmlTree(const HtmlTree&) = delete;
  HtmlTree& operator=(const HtmlTree&) = delete;

  const GumboNode& root() const { return *output_->root; }
  /// The contents of its scripts of the type application/ld+json, in order.
  const std::vector<std::string>& json_ld() const { return json_ld_; }

 private:
  std::string html_;  // the tree points into it
  std::vector<std::string> json_ld_;
  GumboOutput* output_;
};

/// The children of a node; none for text.
std::span<const GumboNode* const> children(const GumboNode& node);
/// The tag of an element; GUMBO_TAG_LAST for other nodes.
GumboTag tag_of(const GumboNode& node);
/// The name of its tag in lower case, for unknown elements, too; empty for text.
std::string tag_name(const GumboNode& node);
/// The value of an attribute; empty when there is none.
std::string_view attribute(const GumboNode& node, const char* name);
bool has_attribute(const GumboNode& node, const char* name);
/// The characters of a text node; empty for others.
std::string_view own_text(const GumboNode& node);

/// An element that a browser shows on a line of its own.
bool is_block(GumboTag tag);
/// An element without text for readers: head, buttons and fields, frames, hidden elements.
bool is_unseen(const GumboNode& node);

}  // namespace dateline::indexing
