// SPDX-License-Identifier: GPL-2.0-or-later
// HtmlTree: a page as a tree (gumbo), whatever its markup is like, and what the readers of pages
// ask its elements. Safe to walk by recursion. Knows nothing of articles.
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

/// What a node holds; nothing for text.
std::span<const GumboNode* const> children(const GumboNode& node);
/// GUMBO_TAG_LAST for what is no element.
GumboTag tag_of(const GumboNode& node);
/// The name of its tag in lower case, of elements HTML does not know too; empty for text.
std::string tag_name(const GumboNode& node);
/// The value of an attribute; empty when there is none.
std::string_view attribute(const GumboNode& node, const char* name);
bool has_attribute(const GumboNode& node, const char* name);
/// The characters of a text node; empty for others.
std::string_view own_text(const GumboNode& node);

/// An element that begins a line of its own where a browser shows it.
bool is_block(GumboTag tag);
/// An element without text for readers: head, buttons and fields, frames, and what is marked as
/// hidden.
bool is_unseen(const GumboNode& node);

}  // namespace dateline::indexing
