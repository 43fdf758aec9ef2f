// SPDX-License-Identifier: GPL-2.0-or-later
// HTML as plain paragraphs: a new case is one line.
#include "html/html_text.h"

#include <doctest/doctest.h>

#include <chrono>
#include <string>

using namespace dateline;
using namespace dateline::indexing;

TEST_CASE("html text: markup and the text it makes") {
  struct Case {
    const char *html, *text;
  };
  for (const Case& c : {
           Case{"", ""},
           Case{"no markup\n at all", "no markup at all"},
           Case{"one &amp; two &lt;three&gt; caf&eacute; &#8220;q&#8221; &hellip;",
                "one & two <three> café “q” …"},
           Case{"AT&T and a < b", "AT&T and a < b"},
           Case{"<p>One.</p><p>Two.</p>", "One.\n\nTwo."},
           Case{"<p>One.<p>Two.", "One.\n\nTwo."},
           Case{"One.<br><br>Two.<br/>\n<br />Three.", "One.\n\nTwo.\n\nThree."},
           Case{"a line<br>and another", "a line\nand another"},
           Case{"<div>One<div>Two</div>Three</div>", "One\n\nTwo\n\nThree"},
           Case{"in<b>divi</b>sible, S<sub>2</sub>, multi<wbr>part, Bundes&shy;tag",
                "indivisible, S2, multipart, Bundestag"},
           Case{"<b>Bold</b> <i>and</i>\n<u>so on</u> .", "Bold and so on ."},
           Case{"<h2>Heading</h2>Text", "Heading\n\nText"},
           Case{"<ul><li>one</li><li>two<ul><li>deep</li></ul></li></ul>end",
                "- one\n- two\n- deep\n\nend"},
           Case{"<ol><li><p>one</p></li><li><p>two</p></li></ol>", "- one\n\n- two"},
           Case{"<table><tr><th>Party</th><th>Seats</th></tr><tr><td>Green</td><td>12</td></tr>"
                "</table>after",
                "Party  Seats\nGreen  12\n\nafter"},
           Case{"<table><tr><td><p>Oslo</p></td><td><p>12 mm</p></td></tr></table>", "Oslo  12 mm"},
           Case{"<table><tr><td>Home<td><table><tr><td>One.<p>Two.</table></table>",
                "Home\n\nOne.\n\nTwo."},
           Case{"a<script>var x = '<p>no</p>';</script>b<style>p{}</style>c", "abc"},
           Case{"a<noscript><img>no</noscript><template>no</template><svg><text>no</text></svg>"
                "<iframe>no</iframe><select><option>no</select><button>no</button>b",
                "ab"},
           Case{"<p hidden>no</p><p style='DISPLAY: none'>no</p><p aria-hidden=true>no</p>yes",
                "yes"},
           Case{"a<!-- no <p> -->b<!-->c<!-- never ends", "abc never ends"},
           Case{"<pre>one\n  two\n\nthree</pre>", "one\ntwo\n\nthree"},
           Case{"<ruby>東<rp>(</rp><rt>とう</rt><rp>)</rp></ruby>京", "東京"},
           Case{"one&nbsp;&nbsp;two \xE2\x80\x8B three", "one two three"},
           Case{"<html><head><title>no</title></head><body>yes</body></html>", "yes"},
           Case{"<![CDATA[<p>one</p>]]>two", "one\n\ntwo"},
           Case{"cut <a href=\"x", "cut"},
           Case{"cut <scr", "cut"},
           Case{"<script>never ends <p>no", ""},
           Case{"<title>never ends <p>yes", "never ends\n\nyes"},
           Case{"<blockquote><p>one</p></blockquote><figure><figcaption>two</figcaption></figure>",
                "one\n\ntwo"},
           Case{"<dl><dt>term</dt><dd>meaning</dd></dl>", "term\nmeaning"},
           Case{"zero\0one", "zero"},
           Case{"bad \xFF\x01 bytes <b>x</b>", "bad \xEF\xBF\xBD bytes x"},
           Case{"<amp-ad>no tag we know</amp-ad>", "no tag we know"},
       }) {
    CAPTURE(c.html);
    CHECK(html_to_text(c.html) == c.text);
  }
}

TEST_CASE("html text: markup made to hurt the parser takes a moment and keeps its words") {
  struct Case {
    const char *head, *piece;
  };
  for (const Case& c : {Case{"", "<div>"},
                        Case{"", "<b id=1>"},
                        Case{"", "<p><b><i>x"},
                        Case{"", "<table>"},
                        Case{"", "<table><tr><td>"},
                        Case{"", "<q><div></q>"},
                        Case{"", "<div><table></div>"},
                        Case{"", "<form><div></form>"},
                        Case{"", "<a><div>"},
                        Case{"", "<svg>"},
                        Case{"", "<svg><foreignObject><p>"},
                        Case{"", "<ul><li>"},
                        Case{"", "<option><optgroup>"},
                        Case{"", "<x-y>"},
                        Case{"", "<!--"},
                        Case{"", "<title>"},
                        Case{"", "<textarea>"},
                        Case{"", "<template>"},
                        Case{"", "<ruby><rt>"},
                        Case{"", "<button><p>"},
                        Case{"<p ", "a=1 b='2' "},
                        Case{"<p a='", "<p>"},
                        Case{"", "<object><a>"},
                        Case{"", "<math><mi>"},
                        Case{"", "&"},
                        Case{"", "&am"},
                        Case{"", "<"},
                        Case{"", "</"},
                        Case{"", "<dl><dd>"},
                        Case{"", "<h1><h2>"},
                        Case{"", "</p>"},
                        Case{"", "</br>"},
                        Case{"<table>", "x<i>y"},
                        Case{"<select>", "<div>"},
                        Case{"", "<frameset><body>"}}) {
    CAPTURE(c.head);
    CAPTURE(c.piece);
    std::string html = "first " + std::string(c.head);
    for (int i = 0; i < 30'000; ++i) html += c.piece;
    html += "'> last";
    const auto begin = std::chrono::steady_clock::now();
    const std::string text = html_to_text(html);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    CHECK(text.starts_with("first"));
    CHECK(text.size() <= html.size());
    CHECK(took.count() < 5);
  }
}
