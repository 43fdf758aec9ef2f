// SPDX-License-Identifier: GPL-2.0-or-later
// The date of a page: one that belongs to its article, or none. Every test is named for its fault.
// dates_test.cc tests the forms of dates.
#include <doctest/doctest.h>

#include <string>

#include "support/pages.h"

using namespace dateline;
using namespace dateline::indexing;

namespace {

const std::string kTitle = "<h1>Snow shuts the pass</h1>";

std::string date_of(const std::string& body, const std::string& head = {}) {
  return format_published(read_article(page_of(head, body)));
}

std::string date_at(const std::string& url) {
  return format_published(read_article("<html><head><link rel='canonical' href='" + url +
                                       "'></head><body><article>" + kTitle + kSnow +
                                       "</article></body></html>"));
}

/// The text is too short to tell its own language.
std::string date_under_title(const std::string& line, const std::string& language) {
  const std::string text = kSnow.substr(0, kSnow.find("<p>", 3));
  return format_published(read_article("<html lang='" + language + "'><body><article>" + kTitle +
                                       line + text + "</article></body></html>"));
}

}  // namespace

TEST_CASE("html dates: comments, other articles and asides have dates of their own") {
  const std::string article = "<article>" + kTitle + kSnow + "</article>";
  for (const char* other :
       {"<section class='comments'><article><time datetime='2018-08-27'>27 August</time><p>So it "
        "was."
        "</p></article></section>",
        "<div id='comment-7'><span class='comment-date'>Posted on 27 August 2018</span></div>",
        "<aside class='related'><a href='/o'>Rain</a> <time "
        "datetime='2018-08-27'>27.8.</time></aside>",
        "<div class='related-posts'><span class='date'>27 August 2018</span></div>",
        "<article class='teaser'><a href='/o'>Rain</a><time "
        "datetime='2018-08-27'></time></article>",
        "<footer>Published by the Valley Courier since 27 August 2018</footer>",
        "<div class='comments'><time itemprop='datePublished' datetime='2018-08-27'></time></div>",
        "<div class='footer'>&copy; 2010-2018</div>"}) {
    CAPTURE(std::string(other));
    CHECK(date_of(article + other) == "none");
    CHECK(date_of("<div>" + std::string(other) + "</div>" + article) == "none");
  }
}

TEST_CASE("html dates: the clock of a masthead is not the day of the article") {
  for (const char* clock :
       {"<div class='header-date'>Thursday, 28 November 2024</div>",
        "<div id='current-date'>Thursday, 28 November 2024</div>",
        "<div class='masthead'><span class='date'>28 November 2024</span></div>",
        "<div><time>28 November 2024</time></div>",
        "<p>Last updated: 28 November 2024 10:00</p>"}) {
    CAPTURE(std::string(clock));
    CHECK(date_of(clock + ("<article>" + kTitle + kSnow + "</article>")) == "none");
    CHECK(date_of(clock + ("<article>" + kTitle + "<p class='published'>Published 3 May 2022</p>" +
                           kSnow + "</article>")) == "2022-05-03T00:00:00Z");
  }
}

TEST_CASE("html dates: a date in the address ends where its digits end") {
  CHECK(date_at("https://valley.example/speeches/2011/07/20110731_x.html") == "none");
  CHECK(date_at("https://valley.example/2011/07/31/x.html") == "2011-07-31T00:00:00Z");
  CHECK(date_at("https://valley.example/2011-07-31-x.html") == "2011-07-31T00:00:00Z");
  CHECK(date_at("https://valley.example/x/2011/07/31") == "2011-07-31T00:00:00Z");
}

TEST_CASE("html dates: bylines tell a date and a name") {
  struct Case {
    const char *line, *date, *author;
  };
  for (const Case& c :
       {Case{"<div class='byline'>Mia Alder February 3, 2022</div>", "2022-02-03", "Mia Alder"},
        Case{"<p class='author'>By Mia Alder | February 3, 2022 |</p>", "2022-02-03", "Mia Alder"},
        Case{"<p class='author'>Written by <a>Mia Alder</a> on February 3, 2022</p>", "2022-02-03",
             "Mia Alder"},
        Case{"<p class='x'>Posted by Mia on 3 February 2022 at 10:15</p>", "2022-02-03", ""}}) {
    CAPTURE(std::string(c.line));
    const Article article =
        read_article(page_of("", "<article>" + kTitle + c.line + kSnow + "</article>"));
    CHECK(format_published(article).substr(0, 10) == c.date);
    CHECK(article.author == c.author);
  }
}

TEST_CASE("html dates: lines right above the title count where they speak of a publication") {
  const std::string article = "<article>" + kTitle + kSnow + "</article>";
  CHECK(date_of("<div class='x1'>Written by <a>Mia</a> on November 14, 2019</div>" + article) ==
        "2019-11-14T00:00:00Z");
  CHECK(date_of("<div><span>von Mia Alder</span><span>publiziert am 30. Juli 2018</span></div>" +
                article) == "2018-07-30T00:00:00Z");
  CHECK(date_of("<article><header><p>30 July 2018</p>" + kTitle + "</header>" + kSnow +
                "</article>") == "2018-07-30T00:00:00Z");
}

TEST_CASE("html dates: dates with labels are read in the order of the page's language") {
  CHECK(date_under_title("<p class='m'>Stand: 13.07.2021 18:15 Uhr</p>", "de") ==
        "2021-07-13T18:15:00Z");
  CHECK(date_under_title("<p>Publi\xC3\xA9 le 05/03/2024 \xC3\xA0 07:05</p>", "fr-FR") ==
        "2024-03-05T07:05:00Z");
  CHECK(date_under_title("<time>27/11/2017</time>", "ca") == "2017-11-27T00:00:00Z");
  CHECK(date_under_title("<div><span>Updated: </span>August 13, 2010, 5:02 PM ET</div>", "en")
            .substr(0, 10) == "2010-08-13");
  CHECK(date_under_title("<p>03/05/2024</p>", "en-US") == "2024-03-05T00:00:00Z");
  CHECK(date_under_title("<p>03/05/2024</p>", "en") == "none");
}

TEST_CASE("html dates: the date of publication comes before that of a change") {
  CHECK(date_of("<article>" + kTitle + "<p>Updated 9 May 2022</p><p>Published 3 May 2022</p>" +
                kSnow + "</article>") == "2022-05-03T00:00:00Z");
}

TEST_CASE("html dates: days that the text speaks of are not its own") {
  CHECK(date_of("<article>" + kTitle + kSnow + "<h2>12 March 2015</h2>" + kSnow.substr(0, 90) +
                "</p></article>") == "none");
  CHECK(date_of("<article>" + kTitle + kSnow + "<p class='pubdate'>12 March 2015</p></article>") ==
        "2015-03-12T00:00:00Z");
}

TEST_CASE("html dates: what stands below an outlet's logo is not below the title") {
  CHECK(date_of("<h1><a href='/'>Valley Courier</a></h1><div>Thursday, 28 November 2024</div>"
                "<div class='x'><div>" +
                    kSnow + "</div></div>",
                "<title>Snow shuts the pass - Valley Courier</title>") == "none");
}
