# SPDX-License-Identifier: GPL-2.0-or-later
"""An archive, or several as one: the way in. Folders are searched by dateline-query, an address over HTTP."""
from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Unpack

from .articles import Article
from .notes import Note, warn
from .options import Filters, OneOrMore, Options, Order, comma_list, options_of, text_of
from .program import Program
from .receipts import Receipt, ReceiptCheck
from .results import Asked, Explanation, Result
from .server import Server
from .tables import Table
from .transport import Transport
from .versions import Diff, Versions

if TYPE_CHECKING:
    import pandas

_USUAL_FIELDS = ("id", "title", "source", "section", "author", "language", "published", "day", "url", "words")


def _article(line: bytes) -> Article:
    return Article(json.loads(line))


def _names(fields: OneOrMore | None, text: bool) -> list[str]:
    """The columns of a DataFrame."""
    names = comma_list(_USUAL_FIELDS if fields is None else fields).split(",")
    return [*names, "body"] if text and "body" not in names else names


def _is_address(name: str | os.PathLike[str]) -> bool:
    return isinstance(name, str) and name.startswith(("http://", "https://"))


class Archive:
    """An archive of news.

        Archive("~/archive")                                   a folder
        Archive("~/reuters", "~/senate")                       several, searched as the one that would hold all
        Archive("http://localhost:8080", token="...")          a server

    Options of a search have the names of the command line, with _ for -: source, section, author, language,
    after, before, as_of, match, floor, wide, dialect, timeout, strict. Dates may be datetime's.
    """

    def __init__(self, *places: str | os.PathLike[str], token: str | None = None,
                 program: str | os.PathLike[str] | None = None) -> None:
        self._names = tuple(os.fspath(place) for place in places)
        addresses = [place for place in self._names if _is_address(place)]
        if not places:
            raise TypeError("Archive() needs a folder, several, or the address of a server")
        if len(addresses) > 1 or (addresses and len(places) > 1):
            raise ValueError("several archives are searched as one from their folders, not from servers")
        if token is not None and not addresses:
            raise ValueError("a token is for a server, not for a folder")
        self._transport: Transport = Server(addresses[0], token) if addresses else Program(self._names, program)

    def __repr__(self) -> str:
        return f"Archive({', '.join(map(repr, self._names))})"

    # Searching

    def search(self, query: str = "", *, limit: int = 10, offset: int = 0, facets: OneOrMore = (),
               timeline: str | None = None, explain: bool = False, correct: bool = False, snippet: bool = True,
               **options: Unpack[Order]) -> Result:
        """Articles that match, best first: the total, a page of hits, and counts by facets ("source:5", "year")."""
        chosen = options_of(options, Order)
        asked = [*chosen, ("limit", str(limit)), ("offset", str(offset)), ("snippet", text_of(snippet))]
        if facets:
            asked.append(("facet", comma_list(facets)))
        if timeline:
            asked.append(("timeline", timeline))
        asked += [(name, "1") for name, on in (("explain", explain), ("correct", correct)) if on]
        record, notes = self._transport.search(query, asked)
        warn(notes)
        # What was corrected is exported as it was understood.
        exported = record["query"]["canonical"] if correct else query
        return Result(record, notes, self._asked(exported, chosen, record["total"], notes))

    def count(self, query: str = "", **options: Unpack[Filters]) -> int:
        """How many articles match."""
        asked = [*options_of(options, Filters), ("limit", "1"), ("snippet", "0")]
        record, notes = self._transport.search(query, asked)
        warn(notes)
        total: int = record["total"]
        return total

    def explain(self, query: str, **options: Unpack[Filters]) -> Explanation:
        """How a query is understood, what each clause matches, and what it costs the result."""
        asked = [*options_of(options, Filters), ("limit", "1"), ("snippet", "0"), ("explain", "1")]
        record, notes = self._transport.search(query, asked)
        warn(notes)
        return Result(record, notes, self._asked(query, [], record["total"], notes)).explanation

    # Counting

    def counts(self, query: str = "", by: OneOrMore = (), *, share: bool = False, count: str = "articles",
               gaps: bool = False, panel: bool = False, **options: Unpack[Filters]) -> Table:
        """A table of counts by one to three fields: source, section, author, language, country, type, topic, site,
        year, quarter, month, week, day; "source:20" sums the rest as (other)."""
        return self._table([query], by, share, count, gaps, panel, options)

    def compare(self, queries: Iterable[str], by: OneOrMore = (), *, share: bool = False, count: str = "articles",
                gaps: bool = False, panel: bool = False, **options: Unpack[Filters]) -> Table:
        """The same of several queries, which is the first column."""
        if isinstance(queries, str):
            raise TypeError("compare() takes a list of queries; counts() takes one")
        return self._table(list(queries), by, share, count, gaps, panel, options)

    def timeline(self, query: str = "", by: str = "month", **options: Unpack[Filters]) -> Table:
        """Counts by day, week, month, quarter or year, with a row for every period of the span."""
        return self._table([query], by, False, "articles", False, False, options)

    def _table(self, queries: list[str], by: OneOrMore, share: bool, count: str, gaps: bool, panel: bool,
               filters: Any) -> Table:
        asked = options_of(filters, Filters)
        if by:
            asked.append(("fields", comma_list(by)))
        asked += [(name, "1") for name, on in (("share", share), ("gaps", gaps), ("panel", panel)) if on]
        asked.append(("count", count))
        record, notes = self._transport.counts([query or "*" for query in queries], asked)
        warn(notes)
        return Table(record, notes)

    # All that is found

    def articles(self, query: str = "", *, fields: OneOrMore = "all", **options: Unpack[Order]) -> Iterator[Article]:
        """All articles that match, one by one as they come. The memory does not grow with them."""
        return map(_article, self._lines(query, options_of(options, Order), fields))

    def dataframe(self, query: str = "", *, fields: OneOrMore | None = None, text: bool = False,
                  **options: Unpack[Order]) -> pandas.DataFrame:
        """All articles that match, a row each; `text` adds the column body. Needs pandas."""
        from .frames import articles_frame
        names = _names(fields, text)
        return articles_frame(self._lines(query, options_of(options, Order), names), names)

    def _lines(self, query: str, options: Options, fields: OneOrMore, known: Collection[Note] = (),
               total: int | None = None) -> Iterator[bytes]:
        """What is found, with the notes that are not known yet."""
        def tell(notes: Iterable[Note]) -> None:
            messages = {note.message for note in known}
            warn(note for note in notes if note.message not in messages)

        found = 0
        for line in self._transport.export(query, [*options, ("fields", comma_list(fields))], tell):
            found += 1
            yield line
        if total is not None and found != total:
            warn([Note(f"the archive has changed since the search: {total} articles then, {found} now", "changed")])

    def _asked(self, query: str, options: Options, total: int, notes: Collection[Note]) -> Asked:
        def articles(fields: OneOrMore) -> Iterator[Article]:
            return map(_article, self._lines(query, options, fields, notes, total))

        def dataframe(fields: OneOrMore | None, text: bool) -> pandas.DataFrame:
            from .frames import articles_frame
            names = _names(fields, text)
            return articles_frame(self._lines(query, options, names, notes, total), names)

        return Asked(articles, dataframe, lambda with_ids: self._receipt(query, options, with_ids))

    # One article

    def article(self, article_id: str, *, as_of: Any = None) -> Article:
        """The article with this id, whole. Raises ArticleNotFound."""
        return Article(self._transport.article(article_id, options_of({"as_of": as_of}, Filters)))

    def versions(self, article_id: str, *, as_of: Any = None) -> Versions:
        """When the archive was given each version of an article, and what it changed."""
        return Versions(self._transport.versions(article_id, options_of({"as_of": as_of}, Filters)))

    def diff(self, article_id: str, versions: tuple[int, int] | None = None) -> Diff:
        """What changed between two versions of an article, the last two if none are named, word by word."""
        return Diff(self._transport.difference(article_id, versions))

    # Receipts

    def receipt(self, query: str = "", *, with_ids: bool = False, **options: Unpack[Filters]) -> Receipt:
        """What is searched and found, with sums of the ids and versions, to be cited."""
        return self._receipt(query, options_of(options, Filters), with_ids)

    def _receipt(self, query: str, options: Options, with_ids: bool) -> Receipt:
        ordering = {"sort", "half-life", "fresh-floor", "group", "expand"}  # they find nothing else
        return Receipt(self._transport.receipt(query, [one for one in options if one[0] not in ordering], with_ids))

    def verify(self, receipt: Receipt | str | os.PathLike[str]) -> ReceiptCheck:
        """Compares what a receipt (or its file) cites with what is found now."""
        loaded = receipt if isinstance(receipt, Receipt) else Receipt.load(receipt)
        record, notes = self._transport.verify(loaded.record)
        warn(notes)
        return ReceiptCheck(record, notes)
