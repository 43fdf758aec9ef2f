// SPDX-License-Identifier: GPL-2.0-or-later
// The rules that separate boilerplate from the article of a page. They look at the names of an
// element (class, id, role and the like) and at the words of a short line: comments, share buttons,
// "Read also: ...". Used by article_extractor.cc only, which weighs them against the amount of
// text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "html_tree.h"

namespace dateline::indexing {

enum class Boilerplate : std::uint8_t {
  none,
  timestamp,  // a date or a time, when it is short
  minor,      // bylines, tags: never much of a page's text
  caption,    // of a picture
  offer,      // newsletters, share buttons, subscriptions
  aside,      // navigation, related articles, side columns, footers
  visitors,   // comments and consent banners, however long they are
  paywall,    // the bar before the text, or the text behind it
};

/// The kind of an element by its names; if there are several, the last in the order above.
Boilerplate boilerplate_of(const GumboNode& node);

/// A line that is no part of any article: "Advertisement", "Lire aussi : ...", "(c) ...".
/// `linked` are the bytes of it that belong to links.
bool is_notice(std::string_view line, std::size_t linked);

/// An element that lies over the page: a dialog, a banner.
bool is_overlay(const GumboNode& node);

/// An element with a name of a summary: "standfirst", "deck", "chapo".
bool is_named_standfirst(const GumboNode& node);

/// Text that asks for consent to cookies.
bool asks_consent(std::string_view text);

/// Text that offers a subscription.
bool sells(std::string_view text);

/// "By Ann Smith", "Von Anke Petersen und Jan Wiese" as a line of its own.
bool is_byline(std::string_view line);

}  // namespace dateline::indexing
