// SPDX-License-Identifier: GPL-2.0-or-later
// Pages whose article was once read in part, or confused with other text. Every test is named for
// its fault. html_page_test.cc measures the reading of whole pages.
#include <doctest/doctest.h>

#include <string>
#include <variant>
#include <vector>

#include "support/pages.h"

using namespace dateline;
using namespace dateline::indexing;

namespace {

bool has(const Article& article, std::string_view text) {
  return article.body.find(text) != std::string::npos;
}

std::size_t count_of(const Article& article, std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = article.body.find(text); at != std::string::npos;
       at = article.body.find(text, at + 1))
    ++count;
  return count;
}

const std::string kTitle = "<h1>Snow shuts the pass</h1>";

const std::string kCookies =
    "We use cookies and similar technologies to improve your experience on this site and to "
    "measure "
    "how it is read. You can change your preferences at any time. Our partners and we ask for your "
    "consent to store what you choose, to show you what may interest you, and to count readers. ";

}  // namespace

TEST_CASE("html articles: paragraphs that occur twice stay") {
  const Article article = read_article(page_of(
      "",
      "<article><h1>Inquiry into the pass</h1>"
      "<p>Q: Did the road office know of the second slide before the gate was opened?</p>"
      "<p>A: I cannot remember that.</p>"
      "<p>Q: Was there a call from the plough driver in the hour before the first car went up?</p>"
      "<p>A: I cannot remember that.</p><p>A: No.</p><p>A: No.</p>"
      "<p>Q: Who then decided that the gate should be opened on that morning after all?</p>"
      "<p>A: I cannot remember that.</p></article>"));
  CHECK(count_of(article, "A: I cannot remember that.") == 3);
  CHECK(count_of(article, "A: No.") == 2);
}

TEST_CASE("html articles: a text that the page holds twice, once for small screens, is read once") {
  const Article article = read_article(page_of(
      "", "<article>" + kTitle + "<div>" + kSnow + "</div><div>" + kSnow + "</div></article>"));
  CHECK(count_of(article, "Two lorries stood") == 1);
}

TEST_CASE("html articles: short first and last paragraphs stay") {
  for (const char* shorty : {"It is shut.", "Again.", "Nobody was hurt.", "\"We wait.\"",
                             "\xE2\x80\x9CWe wait\xE2\x80\x9D", "Why?"}) {
    CAPTURE(std::string(shorty));
    const std::string paragraph = std::string("<p>") + shorty + "</p>";
    CHECK(read_article(page_of("", "<article>" + kTitle + paragraph + kSnow + "</article>"))
              .body.starts_with(shorty));
    CHECK(read_article(page_of("", "<article>" + kTitle + kSnow + paragraph + "</article>"))
              .body.ends_with(shorty));
  }
}

TEST_CASE("html articles: a standfirst in the header is the first paragraph") {
  const std::string standfirst =
      "The pass has been shut twice in a week, and the valley wants a tunnel at last";
  for (const char* element : {"p", "h2", "div"}) {
    CAPTURE(std::string(element));
    const std::string tag(element);
    const Article article = read_article(page_of(
        "", "<article><header>" + kTitle + "<" + tag + ">" + standfirst + ".</" + tag +
                "><p class='meta'>By Mia Alder, 3 February 2022</p></header><div class='text'>" +
                kSnow + "</div></article>"));
    CHECK(article.body.starts_with(standfirst));
    CHECK(has(article, "Two lorries stood"));
    CHECK_FALSE(has(article, "Mia Alder"));
  }
}

TEST_CASE("html articles: a link that nobody closed is no link text") {
  for (const char* logo :
       {"<div class='top'><a href='https://valley.example'><img src='l.png'></div>",
        "<div><p><a href='/'><img src='l.png'></p></div>", "<a href='/'>"}) {
    CAPTURE(std::string(logo));
    const Article article =
        read_article(page_of("", std::string(logo) + "<article>" + kTitle + kSnow + "</article>"));
    CHECK(has(article, "Snow shut the high pass"));
    CHECK(has(article, "A plough came"));
  }
}

TEST_CASE("html articles: sections with numbered ids are no tables of contents") {
  std::string sections;
  for (int i = 1; i <= 4; ++i)
    sections += "<section id='TOC_TITLE_" + std::to_string(i) + "'><h2>Part " + std::to_string(i) +
                "</h2>" + kSnow + "<p>This is part " + std::to_string(i) +
                " of what is known of the pass and of the snow on it.</p></section>";
  const Article article = read_article(page_of("", "<article>" + kTitle + sections + "</article>"));
  for (int i = 1; i <= 4; ++i) CHECK(has(article, "This is part " + std::to_string(i)));
}

TEST_CASE("html articles: the main text may stand in an <aside>") {
  for (const std::string& inside : {kTitle + kSnow, kSnow}) {
    const Article article = read_article(
        page_of("<title>Snow shuts the pass</title>",
                (inside == kSnow ? kTitle : std::string()) + "<aside class='main'>" + inside +
                    "</aside><div class='gdpr'><p>" + kCookies + kCookies + "</p></div>"));
    CHECK(has(article, "Two lorries stood"));
    CHECK_FALSE(has(article, "Our partners"));
  }
}

TEST_CASE("html articles: a cookie dialog longer than the item is not the article") {
  for (const char* name :
       {"class='modal-body'", "class='popup-inner'", "role='dialog'", "class='x1'"}) {
    CAPTURE(std::string(name));
    const Article article = read_article(page_of("<title>Snow shuts the pass</title>",
                                                 "<div><h1>Snow shuts the pass</h1><p>Snow shut "
                                                 "the high pass on Friday, and it will stay shut "
                                                 "until Monday.</p></div><div " +
                                                     std::string(name) + "><p>" + kCookies +
                                                     "</p><p>" + kCookies + "</p></div>"));
    CHECK(has(article, "Snow shut the high pass on Friday"));
    CHECK_FALSE(has(article, "cookies"));
  }
}

TEST_CASE("html articles: a cookie dialog of another language is not the article") {
  std::string notice = "<h2>Wir verwenden Cookies</h2><p>";
  for (int i = 0; i < 6; ++i)
    notice +=
        "Wir und unsere Partner speichern Angaben auf einem Gerät und verarbeiten "
        "personenbezogene Daten, um Inhalte zu messen. ";
  const Article article = read_article(
      page_of("<title>Pass ist zu</title>", "<div class='modal-overlay'>" + notice +
                                                "</p><button>OK</button></div><div><h1>Pass ist "
                                                "zu</h1><p>Schnee hat am Freitag den hohen Pass "
                                                "geschlossen, sagte der Wegmeister.</p></div>"));
  CHECK(has(article, "Schnee hat am Freitag"));
  CHECK_FALSE(has(article, "Cookies"));
}

TEST_CASE("html articles: a paragraph on cookies within an article stays") {
  const Article article = read_article(
      page_of("", "<article>" + kTitle + kSnow +
                      "<p>The road office said that its site uses cookies only with the consent of "
                      "drivers, and that their privacy is kept.</p></article>"));
  CHECK(has(article, "uses cookies only"));
}

TEST_CASE("html articles: a short item among many links is an article, a section's page is none") {
  std::string links = "<ul>";
  for (int i = 0; i < 60; ++i)
    links += "<li><a href='/n" + std::to_string(i) +
             "'>What else the valley speaks of today, item " + std::to_string(i) + "</a></li>";
  links += "</ul>";
  const std::string text =
      "<div>Snow shut the high pass on Friday, and it will stay shut until Monday at least.<br><br>"
      "Drivers are asked to take the road by the lake, which is open to all but lorries.</div>";
  for (const char* heading : {"h1", "h3", "b"}) {
    const std::string tag(heading);
    const Article article = read_article(
        page_of("<title>Snow shuts the high pass</title>",
                "<div>" + links + "</div><div><div><" + tag + ">Snow shuts the high pass</" + tag +
                    "></div>" + text + "</div><div>" + links + "</div>"));
    CHECK(has(article, "the road by the lake"));
  }
  const Record section = read_page(
      page_of("<title>Weather</title>", "<h1>Weather</h1><div>" + links + "</div>" + text), {}, {});
  CHECK(std::holds_alternative<Rejection>(section));
}

TEST_CASE("html articles: a picture's caption is no text") {
  const std::string caption =
      "A plough on the upper bend in a picture of last winter, which the road office handed out.";
  for (const char* name : {"caption", "wp-caption-text", "image_caption"}) {
    const Article article = read_article(
        page_of("", "<article>" + kTitle + "<div class='image'><img src='a.jpg'><p class='" +
                        std::string(name) + "'>" + caption + "</p></div>" + kSnow + "</article>"));
    CHECK_FALSE(has(article, "handed out"));
    CHECK(has(article, "Two lorries stood"));
  }
}

TEST_CASE("html articles: items of a list and embedded posts stay") {
  const Article article = read_article(page_of(
      "",
      "<article>" + kTitle + kSnow +
          "<p>These roads are open to all who come from the south this weekend:</p><ul><li>the "
          "lake road</li><li>the old bridge</li></ul><blockquote class='social-embed'><p>We dig. "
          "Bring tea, the plough crew wrote from the upper bend.</p></blockquote></article>"));
  CHECK(has(article, "- the lake road"));
  CHECK(has(article, "- the old bridge"));
  CHECK(has(article, "Bring tea"));
}
