# SPDX-License-Identifier: GPL-2.0-or-later
"""The Python package: each case runs over the program and over a server, and both must say the same."""
import datetime
import http.server
import json
import pathlib
import re
import subprocess
import threading
import tracemalloc
import unittest
import warnings

import dateline
import sample
from dateline import Archive, DatelineError, NoteWarning

UTC = datetime.timezone.utc


class ByProgram:
    def open(self, archive):
        return Archive(archive, program=sample.QUERY)


class ByServer:
    def open(self, archive):
        return Archive(sample.served(archive))


def both(archive):
    return ByProgram().open(archive), ByServer().open(archive)


def quietly(call):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NoteWarning)
        return call()


class Searching:
    def test_a_search_has_what_the_command_line_prints(self):
        words = [sample.QUERY, "--index", sample.sample(), "bank", "--format", "json", "--facet", "source:3,year",
                 "--timeline", "year", "--limit", "4", "--offset", "2", "--sort", "newest", "--language", "en",
                 "--language", "de"]
        told = json.loads(subprocess.run(words, capture_output=True, check=True).stdout)
        result = self.open(sample.sample()).search(
            "bank", facets=["source:3", "year"], timeline="year", limit=4, offset=2, sort="newest",
            language=("en", "de"))
        self.assertEqual(result.total, told["total"])
        self.assertEqual([hit.record for hit in result.hits], told["hits"])
        self.assertEqual(result.facets["source"], {one["value"]: one["count"] for one in told["facets"]["source"]})
        self.assertEqual([(one.period, one.count, one.held) for one in result.timeline],
                         [(one["date"], one["count"], one["held"]) for one in told["timeline"]])
        self.assertEqual((result.missing, result.more), (told["missing"], told["more"]))
        self.assertEqual(len(result), 4)
        self.assertTrue(result)

    def test_dates_are_options(self):
        archive = self.open(sample.sample())
        day = datetime.date(2024, 1, 1)
        self.assertEqual(archive.count(after=day), archive.count(after="2024-01-01"))
        moment = datetime.datetime(2024, 1, 1, tzinfo=UTC)
        self.assertEqual(archive.count(before=moment), archive.count(before=day))
        self.assertGreater(archive.count(after=day), 0)
        self.assertEqual(quietly(lambda: archive.count(as_of=day)), 0)

    def test_words_that_look_like_options_are_searched(self):
        archive = self.open(sample.sample())
        self.assertEqual(archive.count('-"no such words"'), archive.count())
        self.assertEqual(quietly(lambda: archive.count("--help zzzzzz")), 0)
        self.assertEqual(archive.count(source="--serve=localhost:1"), 0)
        with self.assertRaises(TypeError):
            archive.count("bank", colour="red")

    def test_where_nothing_is_found(self):
        result = quietly(lambda: self.open(sample.sample()).search("eartquake"))
        self.assertEqual((result.total, result.hits, bool(result)), (0, (), False))
        self.assertEqual(result.did_you_mean, "earthquake")
        self.assertEqual(list(quietly(lambda: list(result.articles()))), [])
        corrected = quietly(lambda: self.open(sample.sample()).search("eartquake", correct=True))
        self.assertEqual(len(quietly(lambda: list(corrected.articles("id")))), corrected.total)
        self.assertGreater(corrected.total, 0)

    def test_explain(self):
        explanation = self.open(sample.sample()).explain("oil AND price")
        self.assertEqual([clause.text for clause in explanation], ["oil AND price", "oil", "price"])
        oil = explanation.clauses[1]
        self.assertEqual(oil.count, self.open(sample.sample()).count("oil"))
        self.assertIn("oil", str(explanation))
        self.assertIsNotNone(oil.without)

    def test_articles_are_all_and_whole(self):
        archive = self.open(sample.sample())
        result = archive.search("bank", limit=1)
        articles = list(result.articles())
        self.assertEqual(len(articles), result.total)
        self.assertGreater(result.total, 1)
        for article in articles:
            self.assertEqual(article, archive.article(article.id))
            self.assertGreater(len(article.body), 100)
        only = next(archive.articles("bank", fields=["id", "source"]))
        with self.assertRaisesRegex(AttributeError, "body was not asked for"):
            only.body

    def test_memory_does_not_grow_with_articles(self):
        archive = self.open(sample.archive_of("numbered", sample.numbered(20_000)))
        tracemalloc.start()
        try:
            count = sum(len(article.body) > 0 for article in archive.articles(timeout=60))
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        self.assertEqual(count, 20_000)
        self.assertLess(peak, 8 << 20)

    def test_whoever_stops_reading_stops_the_search(self):
        articles = self.open(sample.archive_of("numbered", sample.numbered(20_000))).articles("ferry")
        self.assertTrue(next(articles).id)
        del articles  # waits for the program

    def test_counts(self):
        archive = self.open(sample.sample())
        table = quietly(lambda: archive.counts("bank", by=["source:2", "year"], share=True))
        self.assertEqual(sum(row["count"] for row in table), table.queries[0].total)
        self.assertEqual(table.queries[0].total, archive.count("bank"))
        self.assertEqual(table.fields, ("source", "year"))
        self.assertIn("more values of source are summed as (other)", table.notes[0].message)
        compared = archive.compare(["oil", "gas", ""], by="month")
        self.assertEqual([query.text for query in compared.queries], ["oil", "gas", "*"])
        self.assertEqual({row["query"] for row in compared}, {"oil", "gas", "*"})
        gaps = archive.counts("oil", by="source", gaps=True).gaps
        self.assertIn("expected", gaps[0])
        timeline = archive.timeline("oil", "year", language="en")
        self.assertEqual(timeline.columns, ["year", "count", "total"])
        with self.assertRaises(TypeError):
            archive.compare("oil")

    def test_versions_and_what_changed(self):
        archive = self.open(sample.sample())
        versions = archive.versions("ml-2024-0003")
        self.assertEqual([version.number for version in versions], [1, 2])
        self.assertEqual(versions[1].changed, ("title", "body"))
        self.assertEqual(versions[0].replaced, versions[1].added)
        self.assertEqual(versions[1].added.tzinfo, UTC)
        difference = archive.diff("ml-2024-0003")
        self.assertEqual([change.kind for change in difference.title], ["same", "removed", "added", "same"])
        self.assertIn("Labour wins [-by a landslide-]{+411 seats+}", str(difference))
        self.assertEqual(str(archive.diff("ml-2024-0003", (1, 2))), str(difference))

    def test_dates_keep_zone_and_precision(self):
        archive = self.open(sample.hostile())
        known = {article.id: article for article in archive.articles()}
        old = known['x:1 "q" (a)* \\']
        self.assertEqual(old.published, datetime.datetime(1650, 1, 2, tzinfo=UTC))
        self.assertEqual((old.day, old.day_only, old.local), (datetime.date(1650, 1, 2), True, None))
        zoned = known["-dash --serve=x"]
        self.assertEqual(zoned.published, datetime.datetime(2024, 3, 30, 23, 30, tzinfo=UTC))
        self.assertEqual(zoned.local.utcoffset(), datetime.timedelta(hours=2))
        self.assertEqual((zoned.day, zoned.day_only), (datetime.date(2024, 3, 31), False))
        none = known["a/b?c#d%20e"]
        self.assertEqual((none.published, none.day, none.day_only, none.source, none.version), (None,) * 5)
        self.assertEqual((known["month"].date, known["month"].day_only), ("2024-05", True))
        self.assertEqual(known["minute"].topics, ("ports", "tide 2"))
        hits = {hit.id: hit.day_only for hit in archive.search().hits}
        self.assertEqual(hits, {one.id: one.day_only for one in known.values()})

    def test_ids_of_any_letters(self):
        archive = self.open(sample.hostile())
        for article in sample.HOSTILE:
            self.assertEqual(archive.article(article["id"]).id, article["id"])
            self.assertEqual(archive.versions(article["id"])[0].number, 1)
        for wrong in ("nope", "x:1", "*", '" OR "', "x:1 *", ""):
            with self.subTest(wrong), self.assertRaises(DatelineError):
                archive.article(wrong)

    def test_notes_are_kept_and_are_warnings(self):
        archive = self.open(sample.sample())
        query = "oil w/5 price date:2022-13"
        for call in (lambda: archive.search(query), lambda: archive.count(query), lambda: archive.explain(query),
                     lambda: archive.counts(query, by="year"), lambda: list(archive.articles(query))):
            with self.assertWarnsRegex(NoteWarning, "2022-13.* is no date") as caught:
                call()
            self.assertEqual(caught.filename, __file__)
        result = quietly(lambda: archive.search(query))
        self.assertEqual([note.code for note in result.notes], ["distance", "bad-date"])
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            list(result.articles())  # what was told is not told again

    def test_an_archive_that_lacks_something_says_so(self):
        archive = self.open(sample.unfinished())
        for call in (archive.search, archive.count, lambda: archive.counts(by="source"),
                     lambda: archive.timeline(by="year"), lambda: list(archive.articles())):
            with self.assertWarnsRegex(NoteWarning, "add was stopped"):
                call()

    def test_errors_have_the_sentence_and_the_hint(self):
        archive = self.open(sample.sample())
        with self.assertRaises(DatelineError) as caught:
            archive.search("oil date:2022-13", strict=True)
        self.assertIn('"2022-13" is no date or span of time', caught.exception.message)
        self.assertEqual(caught.exception.hint, "leave out --strict to search as understood: oil")
        self.assertIn("\nhint: ", str(caught.exception))
        with self.assertRaisesRegex(DatelineError, "one version of the article"):
            archive.diff("ml-2023-0008")
        for call in (archive.article, archive.versions, archive.diff):
            with self.assertRaisesRegex(dateline.ArticleNotFound, "(?i)no article has the id nope"):
                call("nope")
        with self.assertRaisesRegex(DatelineError, "sort: up not in"):
            archive.search(sort="up")
        with self.assertRaisesRegex(DatelineError, "no field \"colour\""):
            list(archive.articles(fields="colour"))

    def test_a_receipt_is_made_kept_and_verified(self):
        archive = self.open(sample.sample())
        file = sample.temporary_folder() / "receipt.json"
        result = archive.search("oil", limit=1, sort="newest", after="2022", source=["Reuters", "Meridian Ledger"])
        receipt = result.receipt(file, with_ids=True)
        self.assertEqual(receipt.total, result.total)
        self.assertEqual(sorted(receipt.ids), sorted(one.id for one in result.articles("id")))
        self.assertIn(receipt.record["ids_sha256"], receipt.cite)
        self.assertEqual(dateline.Receipt.load(file), receipt)
        self.assertTrue(archive.verify(file))
        for other in both(sample.sample()):
            check = other.verify(receipt)
            self.assertTrue(check)
            self.assertEqual((check.total_now, check.differences), (result.total, ()))
        self.assertIsNone(archive.receipt("oil").ids)
        past = archive.receipt("oil", as_of="row:40")
        self.assertEqual(past.record["as_of"], "row:40")
        self.assertTrue(archive.verify(past))

    def test_a_receipt_names_what_differs(self):
        archive = sample.temporary_folder() / type(self).__name__
        for n in range(4):
            self._add(archive, f"id-{n}", f"The tide number {n}")
        ours = self.open(archive)
        named, blind = ours.receipt("tide", with_ids=True), ours.receipt("tide")
        self._add(archive, "id-1", "The tide number 1, corrected")
        self._add(archive, "id-2", "Nothing of it")
        self._add(archive, "id-9", "Another tide")
        sample.index(archive, "remove", "id-3")
        check = ours.verify(named)
        self.assertFalse(check)
        self.assertEqual([(one.change, one.id) for one in check.differences],
                         [("+", "id-9"), ("-", "id-2"), ("-", "id-3"), ("~", "id-1")])
        self.assertEqual(repr(check), "<differs: +1 -2 ~1 (4 then, 3 now)>")
        check = ours.verify(blind)
        self.assertFalse(check)
        self.assertIn(("+", "id-9"), [(one.change, one.id) for one in check.differences])
        self.assertTrue(check.remarks)
        with self.assertRaisesRegex(DatelineError, "the receipt is of archive"):
            self.open(sample.sample()).verify(named)

    def _add(self, archive, article_id, body):
        file = sample.temporary_folder() / "one.jsonl"
        file.write_text(json.dumps({"id": article_id, "title": "Tables", "body": body}))
        sample.index(archive, "add", file)


class SearchingByProgram(ByProgram, Searching, unittest.TestCase):
    def test_several_archives_are_one(self):
        archive = Archive(sample.sample(), sample.hostile(), program=sample.QUERY)
        self.assertEqual(archive.count(), self.open(sample.sample()).count() + self.open(sample.hostile()).count())
        self.assertEqual(archive.article("hostile/month").id, "hostile/month")
        self.assertEqual(sum(1 for _ in archive.articles("ferries", fields="id")), archive.count("ferries"))
        with self.assertRaisesRegex(DatelineError, "of one archive"):
            archive.receipt("ferries")

    def test_what_is_not_there(self):
        with self.assertRaisesRegex(dateline.ProgramNotFound, "there is no program nowhere"):
            Archive(sample.sample(), program="nowhere")
        with self.assertRaises(DatelineError) as caught:
            Archive(sample.temporary_folder() / "none", program=sample.QUERY).count()
        self.assertIn("there is no archive at", caught.exception.message)
        self.assertIn("make one with", caught.exception.hint)
        self.assertRaises(TypeError, Archive)
        self.assertRaises(ValueError, Archive, sample.sample(), token="x" * 20, program=sample.QUERY)
        self.assertRaises(ValueError, Archive, sample.sample(), "http://localhost:1", program=sample.QUERY)


class SearchingByServer(ByServer, Searching, unittest.TestCase):
    def test_both_ways_say_the_same(self):
        program, server = both(sample.sample())
        for ask in (lambda archive: archive.search("eartquake oil", facets="source", timeline="month", explain=True),
                    lambda archive: archive.search("bank", similar="ml-2023-0008"),
                    lambda archive: archive.search("bank", group=True, expand=True, half_life=10, sort="fresh")):
            ours, theirs = (quietly(lambda: ask(archive)) for archive in (program, server))
            self.assertEqual(ours.notes, theirs.notes)
            for record in (ours.record, theirs.record):
                record.pop("took_ms"), record.pop("revision", None)
            self.assertEqual(ours.record, theirs.record)
        ours, theirs = (quietly(lambda: archive.compare(["oil", "gaz"], by="source:3,quarter", share=True, panel=True))
                        for archive in (program, server))
        self.assertEqual((ours.record, ours.notes), (theirs.record, theirs.notes))
        self.assertEqual(list(program.articles("oil")), list(server.articles("oil")))
        ours, theirs = (archive.receipt("oil", with_ids=True).record for archive in (program, server))
        for record in (ours, theirs):
            record.pop("made"), record["resolved"].pop("now"), record.pop("cite")
        self.assertEqual(ours, theirs)

    def test_a_token(self):
        token = "a-token-of-some-length"
        address = sample.served(sample.hostile(), token)
        self.assertEqual(Archive(address, token=token).count(), len(sample.HOSTILE))
        self.assertNotIn(token, repr(Archive(address, token=token)))
        for wrong in (None, "another-token-of-length"):
            with self.assertRaises(dateline.ServerError) as caught:
                Archive(address, token=wrong).count()
            self.assertEqual(caught.exception.status, 401)
            self.assertNotIn("another", str(caught.exception))
        with self.assertRaises(ValueError):
            Archive("http://user:secret@localhost:1")

    def test_no_server(self):
        with self.assertRaisesRegex(dateline.ConnectionFailed, "does not answer"):
            Archive("http://localhost:9").count()


class Strange(http.server.BaseHTTPRequestHandler):
    """A server that answers as no Dateline does."""

    seen: list[str] = []

    def do_GET(self):
        name = self.path.split("?")[0]
        Strange.seen.append(f"{name} {self.headers.get('Authorization')}")
        kind = Strange.kind
        if kind == "redirect":
            self.send_response(302)
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/elsewhere")
            self.end_headers()
        elif kind == "page":
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<html>hello</html>")
        elif kind == "cut" and name == "/api/export":
            self.send_response(200)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            line = b'{"id":"one","body":"' + b"x" * 1000 + b'"}\n'
            self.wfile.write(b"%x\r\n%s\r\n" % (len(line), line))
        else:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"query": {"notes": [], "canonical": "*"}, "total": 2}).encode())

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def end_headers(self):
        self.send_header("Connection", "close")
        super().end_headers()


class StrangeServers(unittest.TestCase):
    def setUp(self):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Strange)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.archive = Archive(f"http://127.0.0.1:{self.server.server_port}", token="secret-of-this-server")
        Strange.seen.clear()

    def tearDown(self):
        self.server.shutdown()
        self.server.server_close()

    def test_a_redirect_is_not_followed(self):
        Strange.kind = "redirect"
        with self.assertRaisesRegex(dateline.ServerError, "302"):
            self.archive.count()
        self.assertEqual(Strange.seen, ["/api/search Bearer secret-of-this-server"])

    def test_another_page_is_no_answer(self):
        Strange.kind = "page"
        with self.assertRaisesRegex(dateline.ServerError, "does not answer as Dateline does"):
            self.archive.count()

    def test_an_answer_that_is_cut_off_is_not_taken_for_whole(self):
        Strange.kind = "cut"
        articles = self.archive.articles()
        self.assertEqual(next(articles).id, "one")
        with self.assertRaisesRegex(dateline.ConnectionFailed, "before the end of its answer"):
            next(articles)


class Package(unittest.TestCase):
    def test_it_is_typed_and_its_version_is_that_of_the_programs(self):
        folder = pathlib.Path(dateline.__file__).parent
        self.assertTrue((folder / "py.typed").exists())
        project = (sample.ROOT / "clients/python/pyproject.toml").read_text()
        version = re.search(r'project\(dateline VERSION (\S+)', (sample.ROOT / "CMakeLists.txt").read_text()).group(1)
        self.assertEqual(dateline.__version__, version)
        self.assertIn(f'version = "{version}"', project)

    def test_the_readme_names_what_there_is(self):
        page = (sample.ROOT / "clients/python/README.md").read_text()
        program = ByProgram().open(sample.sample())
        things = {"archive": program, "result": program.search("oil"), "dateline": dateline,
                  "article": program.article("ml-2023-0008")}
        named = re.findall(r"\b(archive|result|dateline|article)\.([a-zA-Z]\w*)", page)
        self.assertGreater(len(named), 20)
        for thing, name in named:
            self.assertTrue(hasattr(things[thing], name), f"{thing}.{name}")

    def test_it_imports_the_standard_library_alone(self):
        import sys
        code = ("import sys, dateline\n"
                "print([name for name in sys.modules if '.' not in name and name not in sys.stdlib_module_names\n"
                "       and not name.startswith(('_', 'dateline', 'sitecustomize'))])")
        done = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True)
        self.assertEqual(done.stdout.strip(), "[]")


if __name__ == "__main__":
    unittest.main()
