// SPDX-License-Identifier: GPL-2.0-or-later
// Small pages of an invented outlet, and the articles read from them. For tests of the page readers
// that show one trait each; whole pages are in tests/html.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <variant>

#include "dates/dates.h"
#include "readers/html_page.h"

namespace dateline::indexing {

/// Three paragraphs of an article on snow.
inline const std::string kSnow =
    "<p>Snow shut the high pass for the second time this week, the road office said on Friday.</p>"
    "<p>Two lorries stood across the road at the upper bend until noon, and nobody could get by "
    "them on either side.</p>"
    "<p>A plough came from the other valley, and the first cars went through at four o'clock.</p>";

/// A page of https://valley.example/snow.
inline std::string page_of(const std::string& head, const std::string& body) {
  return "<!DOCTYPE html><html lang='en'><head><link rel='canonical' "
         "href='https://valley.example/snow'>" +
         head + "</head><body>" + body + "</body></html>";
}

inline std::string with_json_ld(const std::string& json) {
  return page_of("<script type='application/ld+json'>" + json + "</script>",
                 "<article><h1>Snow shuts the pass</h1>" + kSnow + "</article>");
}

/// The article of a page; one without any text where none is found.
inline Article read_article(const std::string& html) {
  const Record record = read_page(html, {}, {});
  const auto* article = std::get_if<Article>(&record);
  CHECK_MESSAGE(article != nullptr, "no article on the page");
  return article == nullptr ? Article() : *article;
}

inline std::string format_published(const Article& article) {
  return article.published ? format_timestamp(*article.published) : std::string("none");
}

}  // namespace dateline::indexing
