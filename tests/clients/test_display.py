# SPDX-License-Identifier: GPL-2.0-or-later
"""How answers of the Python package look in a notebook: whatever articles bring is text there."""
import html.parser
import unittest

import sample
from dateline import display
from dateline.articles import Article
from dateline.results import Period
from test_archive import ByProgram, ByServer, quietly

ELEMENTS = {"div", "b", "bdi", "br", "ol", "li", "small", "mark", "a", "svg", "rect", "title", "article", "h3", "p",
            "table", "thead", "tbody", "tr", "th", "td", "pre", "del", "ins"}
ATTRIBUTES = {"href", "rel", "target", "start", "viewbox", "width", "height", "fill", "role", "aria-label", "x", "y"}


class Reader(html.parser.HTMLParser):
    """Elements and attributes, that each element is closed, and the text."""

    def __init__(self, text):
        super().__init__()
        self.text, self.open, self.links = "", [], []
        self.feed(text)
        self.close()
        assert self.open == [], self.open

    def handle_starttag(self, tag, attrs):
        assert tag in ELEMENTS, tag
        for name, value in attrs:
            assert name in ATTRIBUTES, name
            if name == "href":
                self.links.append(value)
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag

    def handle_data(self, data):
        self.text += data


class Display:
    def test_hostile_articles_are_text(self):
        archive = self.open(sample.hostile())
        result = archive.search("ferries OR late", timeline="year")
        page = Reader(result._repr_html_())
        self.assertIn("<script>alert(1)</script> <b>ferries</b>", page.text)
        self.assertIn("<img src=x onerror=alert(1)>", page.text)
        self.assertIn("</mark><script>alert(2)</script>", page.text)
        self.assertIn("<mark>ferries</mark>", result._repr_html_())
        self.assertEqual(page.links, [])  # that of the article is javascript:
        for article in result.articles():
            told = Reader(article._repr_html_())
            self.assertIn((article.body or "").split()[0], told.text)
        Reader(quietly(lambda: archive.search('<script>alert(3)</script> "'))._repr_html_())
        Reader(quietly(lambda: archive.explain('<script>alert(3)</script> ferries'))._repr_html_())
        Reader(archive.counts("ferries", by=["source", "year"])._repr_html_())
        Reader(archive.receipt('source:"Quay & Co"')._repr_html_())

    def test_an_answer_has_its_numbers_notes_and_a_timeline(self):
        archive = self.open(sample.sample())
        result = quietly(lambda: archive.search("oil w/5 price", timeline="month", limit=2))
        page = Reader(result._repr_html_())
        self.assertIn("3 articles", page.text)
        self.assertIn("note: w/5 is read as a distance", page.text)
        self.assertIn("<svg", result._repr_html_())
        self.assertIn("<ins>", archive.diff("ml-2024-0003")._repr_html_())
        Reader(archive.diff("ml-2024-0003")._repr_html_())
        long = archive.timeline("oil", "week")
        self.assertIn(f"and {len(long) - 30} more rows", Reader(long._repr_html_()).text)


class DisplayByProgram(ByProgram, Display, unittest.TestCase):
    pass


class DisplayByServer(ByServer, Display, unittest.TestCase):
    pass


class Pieces(unittest.TestCase):
    def test_marks_of_a_server_that_lies(self):
        for passage in ("<mark>a</mark> <img src=x onerror=alert(1)>", "a</mark><mark>b", "<mark><mark>a</mark>",
                        "<mark onclick=alert(1)>a</mark>", "&lt;script&gt;", "<script>", "</bdi><script>", "<mark>",
                        "&#60;img src=x&#62;", None):
            Reader(display.marked(passage))
        self.assertEqual(display.marked("<mark>a</mark> &amp; b"), "<bdi><mark>a</mark> &amp; b</bdi>")

    def test_links_lead_to_the_web_only(self):
        for url, links in (("https://a.example/?x=1&y=\"><script>", 1), ("javascript:alert(1)", 0), (None, 0),
                           (" javascript:alert(1)", 0), ("data:text/html,x", 0), ("HTTP://a.example", 1)):
            page = Reader(Article({"id": "1", "title": "t", "url": url})._repr_html_())
            self.assertEqual(len(page.links), links, url)

    def test_a_timeline_of_any_size(self):
        self.assertEqual(display.sparkline([]), "")
        self.assertEqual(display.sparkline([Period("2024", 0, 3)]), "")
        Reader(display.sparkline([Period(f"<{n}>", n, n) for n in range(2000)]))


if __name__ == "__main__":
    unittest.main()
