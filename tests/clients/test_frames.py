# SPDX-License-Identifier: GPL-2.0-or-later
"""DataFrames of the Python package: their types, and that nothing is lost in them."""
import datetime
import unittest
import warnings

import numpy
import pandas

import sample
from dateline import Archive, NoteWarning
from test_archive import ByProgram, ByServer, quietly

TYPES = {
    "id": "object", "title": "object", "source": "category", "section": "category", "author": "object",
    "language": "category", "country": "category", "type": "category", "topics": "object", "page": "object",
    "edition": "object", "ocr_confidence": "float64", "published": "datetime64[ns, UTC]", "day": "datetime64[ns]",
    "published_local": "object", "date": "object", "first_seen": "datetime64[ns, UTC]",
    "added": "datetime64[ns, UTC]", "version": "Int64", "url": "object", "words": "int64", "from": "object",
    "story": "object", "copies": "int64", "hash": "object", "body": "object",
}


def types_of(frame):
    return {name: str(kind) for name, kind in frame.dtypes.items()}


class Frames:
    def archive(self, archive):
        return self.open(archive)

    def test_the_type_of_each_column(self):
        archive = self.open(sample.sample())
        frame = archive.dataframe("bank", fields="all")
        self.assertEqual(types_of(frame), TYPES)
        self.assertEqual(types_of(quietly(lambda: archive.dataframe("zzzzzz", fields=list(TYPES)))), TYPES)
        ranked = archive.dataframe("bank", fields="rank,score,snippet")
        self.assertEqual(types_of(ranked), {"rank": "int64", "score": "float64", "snippet": "object"})
        self.assertEqual(ranked["rank"].tolist(), list(range(1, len(ranked) + 1)))

    def test_the_values_are_those_of_the_articles(self):
        archive = self.open(sample.sample())
        result = archive.search()
        frame, articles = result.dataframe(fields="all"), list(result.articles())
        self.assertEqual(len(frame), result.total)
        for name in ("id", "title", "author", "url", "body", "story", "hash", "page"):
            self.assertEqual(frame[name].tolist(), [article.record[name] for article in articles], name)
        for name in ("source", "section", "language", "country", "type"):
            values = [None if pandas.isna(value) else value for value in frame[name]]
            self.assertEqual(values, [article.record[name] for article in articles], name)
        for name in ("published", "day", "first_seen"):
            values = [None if pandas.isna(value) else value.to_pydatetime() for value in frame[name]]
            if name == "day":
                values = [value and value.date() for value in values]
            self.assertEqual(values, [getattr(article, name) for article in articles], name)
        self.assertEqual(frame["published_local"].tolist(), [article.local for article in articles])
        self.assertEqual(frame["words"].tolist(), [article.words for article in articles])
        self.assertEqual(list(frame["source"].cat.categories), sorted(set(frame["source"].dropna())))

    def test_text_is_a_column_where_it_is_asked_for(self):
        archive = self.open(sample.sample())
        self.assertNotIn("body", archive.dataframe("bank"))
        self.assertEqual(archive.dataframe("bank", text=True).columns[-1], "body")
        self.assertEqual(list(archive.dataframe("bank", fields="id,body", text=True)), ["id", "body"])

    def test_dates_before_1677(self):
        with self.assertWarnsRegex(NoteWarning, "before 1677"):
            frame = self.open(sample.hostile()).dataframe("ferries", fields="id,published,day")
        old = frame.set_index("id").loc['x:1 "q" (a)* \\']
        self.assertEqual(old["published"], datetime.datetime(1650, 1, 2, tzinfo=datetime.timezone.utc))
        self.assertEqual(old["day"], datetime.datetime(1650, 1, 2))
        self.assertIsNone(frame.set_index("id").loc["a/b?c#d%20e", "published"])

    def test_many_articles(self):
        frame = self.open(sample.archive_of("numbered", sample.numbered(20_000))).dataframe(timeout=60, text=True)
        self.assertEqual(len(frame), 20_000)
        numbers = frame["id"].str[2:].astype(int)
        self.assertEqual(frame["published"].isna().tolist(), (numbers % 11 == 0).tolist())
        self.assertEqual(frame["section"].isna().tolist(), (numbers % 3 == 2).tolist())
        self.assertEqual(frame["source"].tolist(), [f"Outlet {n % 13}" for n in numbers])
        self.assertEqual(frame["source"].memory_usage(deep=True) < 40_000, True)

    def test_tables(self):
        archive = self.open(sample.sample())
        for unit, name in (("day", "period[D]"), ("week", "period[W-SUN]"), ("month", "period[M]"),
                           ("quarter", "period[Q-DEC]")):
            frame = archive.timeline("oil", unit).dataframe()
            self.assertEqual(str(frame[unit].dtype), name)
            self.assertEqual(frame["count"].sum(), archive.count("oil"))
            self.assertTrue(frame[unit].dropna().is_monotonic_increasing)
        week = archive.timeline("oil", "week").dataframe()["week"].dropna().iloc[0]
        self.assertEqual(week.start_time.dayofweek, 0)
        shares = archive.compare(["oil", "gas"], by=["source", "year"], share=True).dataframe()
        self.assertEqual(types_of(shares)["share"], "float64")
        self.assertEqual(set(shares["year"].dropna().dt.year), {2022, 2023, 2024})
        self.assertTrue(shares["year"].isna().any())
        empty = shares["total"] == 0
        self.assertTrue(shares.loc[empty, "share"].isna().all())
        self.assertTrue(numpy.isfinite(shares.loc[~empty, "share"]).all())

    def test_the_archive_changes_after_the_search(self):
        archive = sample.temporary_folder() / f"{type(self).__name__}"
        file = sample.temporary_folder() / "added.txt"
        file.write_text("A first ferry\n\nIt is late.\n")
        sample.index(archive, "add", file)
        result = self.open(archive).search("ferry")
        file.write_text("A second ferry\n\nIt is later.\n")
        sample.index(archive, "add", file)
        with self.assertWarnsRegex(NoteWarning, "changed since the search: 1 articles then, 2 now"):
            self.assertEqual(len(result.dataframe()), 2)


class FramesByProgram(ByProgram, Frames, unittest.TestCase):
    def test_several_archives(self):
        archive = Archive(sample.sample(), sample.hostile(), program=sample.QUERY)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NoteWarning)
            self.assertEqual(len(archive.dataframe(text=True)), archive.count())


class FramesByServer(ByServer, Frames, unittest.TestCase):
    pass


if __name__ == "__main__":
    unittest.main()
