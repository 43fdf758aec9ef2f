// SPDX-License-Identifier: GPL-2.0-or-later
// Pages with misleading metadata, and the title, author, outlet and language of their articles.
// Every test is named for its fault.
#include <doctest/doctest.h>

#include <string>

#include "support/pages.h"

using namespace dateline;
using namespace dateline::indexing;

TEST_CASE("html metadata: the outlet's logo is no title, though it is the only <h1>") {
  for (const char* link : {"/", "https://valley.example", "https://valley.example/"}) {
    CAPTURE(link);
    const std::string logo = std::string("<a href=\"") + link + "\"><b>The Valley Courier</b></a>";
    const Article article = read_article(page_of("<title>Snow shuts the pass - Courier</title>",
                                                 "<h1>" + logo +
                                                     "</h1><h2>Snow shuts the pass</h2>"
                                                     "<div>" +
                                                     kSnow + "</div>"));
    CHECK(article.title == "Snow shuts the pass");
  }
}

TEST_CASE(
    "html metadata: a theme's marked headline gives way to what og:title and <title> agree on") {
  const Article article = read_article(
      page_of("<title>Snow shuts the pass - Valley Courier</title>"
              "<meta property='og:title' content='Snow shuts the pass - Valley Courier'>"
              "<meta property='og:site_name' content='Valley Courier'>",
              "<h1 itemprop='headline'>All our stories</h1><article><h2>Snow shuts the pass</h2>" +
                  kSnow + "</article>"));
  CHECK(article.title == "Snow shuts the pass");
}

TEST_CASE("html metadata: a marked headline stays where the page agrees on nothing else") {
  const Article article = read_article(page_of(
      "<title>Valley Courier</title>", "<h1 itemprop='headline'>Snow shuts the pass</h1>" + kSnow));
  CHECK(article.title == "Snow shuts the pass");
}

TEST_CASE("html metadata: a quote within a JSON-LD string costs nothing") {
  const Article article = read_article(with_json_ld(
      R"({"@type":"NewsArticle","headline":"Guide says "no" to the pass, "never"","datePublished":
         "2022-02-03T08:00:00Z","author":{"@type":"Person","name":"Mia Alder"},
         "publisher":{"@type":"Organization","name":"Valley Courier"}})"));
  CHECK(format_published(article) == "2022-02-03T08:00:00Z");
  CHECK(article.author == "Mia Alder");
  CHECK(article.source == "Valley Courier");
}

TEST_CASE("html metadata: JSON-LD that ends too early still tells date, author and outlet") {
  const Article article = read_article(with_json_ld(
      R"({"@type":"NewsArticle","datePublished":"2022-02-03","author":[{"@type":"Person",
         "name":"Mia Alder"}],"publisher":{"@type":"Organization","name":"Valley Courier"},
         "description":"Snow)"));
  CHECK(format_published(article) == "2022-02-03T00:00:00Z");
  CHECK(article.author == "Mia Alder");
  CHECK(article.source == "Valley Courier");
}

TEST_CASE("html metadata: the date of a WebPage counts where no article is marked") {
  const Article article = read_article(with_json_ld(
      R"({"@graph":[{"@type":"WebSite","name":"Courier"},{"@type":["WebPage","ItemPage"],
         "url":"https://valley.example/snow","datePublished":"2020-01-05T09:00:00+01:00"}]})"));
  CHECK(format_published(article) == "2020-01-05T08:00:00Z");
}

TEST_CASE("html metadata: articleBody that was escaped once more is text, in paragraphs") {
  const Article article = read_article(with_json_ld(
      R"({"@type":"NewsArticle","articleBody":"Snow shut the high pass for the second time this week, the )"
      R"(road office said.\n\n&lt;p class=&quot;x&quot;&gt;Two lorries &lt;a href=&quot;/l&quot;&gt;stood )"
      R"(across&lt;/a&gt; the road at the upper bend until noon on Friday.&lt;/p&gt;\n\nA plough came )"
      R"(from the other side, and the first cars went through at four."})"));
  CHECK(article.body.find('<') == std::string::npos);
  CHECK(article.body.find("&quot;") == std::string::npos);
  CHECK(article.body.find("Two lorries stood across the road") != std::string::npos);
}

TEST_CASE("html metadata: an author named twice is one author, in JSON-LD and in a byline") {
  CHECK(read_article(with_json_ld(R"({"@type":"Article","author":[{"name":"Mia Alder"},
                                      {"name":"Tom Birk"},{"name":"Mia Alder"}]})"))
            .author == "Mia Alder, Tom Birk");
  CHECK(read_article(page_of("<meta name='author' content='Mia Alder, Mia Alder'>",
                             "<h1>Snow shuts the pass</h1>" + kSnow))
            .author == "Mia Alder");
}

TEST_CASE("html metadata: a publisher with several names is the first of them") {
  for (const char* publisher :
       {R"([{"name":"Valley Courier"},{"name":"VC"}])", R"({"name":["Valley Courier","VC"]})"})
    CHECK(read_article(
              with_json_ld(std::string(R"({"@type":"Article","publisher":)") + publisher + "}"))
              .source == "Valley Courier");
}

TEST_CASE("html metadata: the outlet is no author where a byline names one") {
  const std::string head =
      "<meta name='author' content='Pass Courier'><meta property='og:site_name' content='Pass "
      "Courier'>";
  const std::string text =
      "<p>Snow shut the high pass on Friday, and it will stay shut until Monday.</p>";
  CHECK(read_article(page_of(head, "<article><h1>Snow</h1><p class='byline'>By Mia Alder</p>" +
                                       text + "</article>"))
            .author == "Mia Alder");
  CHECK(read_article(page_of(head, "<article><h1>Snow</h1>" + text + "</article>")).author ==
        "Pass Courier");
}

TEST_CASE("html metadata: a byline that names only a section has no author") {
  const auto author = [](const std::string& byline) {
    return read_article(page_of("", "<h1>Snow shuts the pass</h1><p class='entry-meta byline'>" +
                                        byline + "</p>" + kSnow))
        .author;
  };
  CHECK(author("By <em></em> in Weather").empty());
  CHECK(author("By Mia Alder in Weather") == "Mia Alder");
}

TEST_CASE("html metadata: the language a template claims gives way to that of the text") {
  const std::string german =
      "<p>Der Schnee schloss den hohen Pass zum zweiten Mal in dieser Woche, und zwei Lastwagen "
      "standen bis zum Mittag quer auf der Straße an der oberen Kehre.</p><p>Ein Pflug kam von der "
      "anderen Seite, und die ersten Autos fuhren gegen vier Uhr wieder durch das Tal.</p>";
  const auto language = [](const std::string& claimed, const std::string& text) {
    return read_article("<html lang='" + claimed + "'><body><article><h1>Pass</h1>" + text +
                        "</article></body></html>")
        .language;
  };
  CHECK(language("en-US", german) == "de");
  CHECK(language("de-AT", german) == "de");
  CHECK(language("fr", kSnow) == "en");
  // Too little text to say so.
  CHECK(
      language("en", "<p>Der Schnee schloss den hohen Pass zum zweiten Mal in dieser Woche.</p>") ==
      "en");
}
