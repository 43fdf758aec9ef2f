# SPDX-License-Identifier: GPL-2.0-or-later
"""What a search answers: numbers, a page of hits, notes; and the way to all that was found."""
from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from .articles import Article
from .notes import Note
from .options import OneOrMore
from .receipts import Receipt

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True)
class Period:
    """A bar of a timeline: articles found in a period, and articles held of it."""

    period: str
    count: int
    held: int


@dataclass(frozen=True)
class Clause:
    """A part of a query as it was understood, and what it matches."""

    depth: int
    text: str
    count: int
    terms: tuple[str, ...]
    without: int | None  #: what the query would find without it
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class Explanation:
    """How a query was understood, clause by clause."""

    clauses: tuple[Clause, ...]
    canonical: str
    total: int
    notes: tuple[Note, ...]

    def __iter__(self) -> Iterator[Clause]:
        return iter(self.clauses)

    def __str__(self) -> str:
        lines = []
        for clause in self.clauses:
            terms = f": {', '.join(clause.terms)}" if clause.terms else ""
            lines.append(f"{clause.count:>9,}  {'  ' * clause.depth}{clause.text}{terms}")
            lines += [f"{'':>9}  {'  ' * clause.depth}  {remark}" for remark in clause.remarks]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        from .display import explanation_html
        return explanation_html(self)


class Asked(NamedTuple):
    """What a result can ask again: its search, of all that was found."""

    articles: Callable[[OneOrMore], Iterator[Article]]
    dataframe: Callable[[OneOrMore | None, bool], "pandas.DataFrame"]
    receipt: Callable[[bool], Receipt]


class Result:
    """A search's answer. `total`, `facets` and `timeline` are of all that was found, `hits` are a page of it."""

    def __init__(self, record: dict[str, Any], notes: tuple[Note, ...], asked: Asked) -> None:
        self.record = record
        self.notes = notes
        self._asked = asked
        self.total: int = record["total"]
        self.canonical: str = record["query"]["canonical"]
        self.archive: dict[str, Any] = record["archive"]
        self.hits = tuple(Article(hit) for hit in record["hits"])
        self.facets: dict[str, dict[str, int]] = {
            field: {one["value"]: one["count"] for one in values} for field, values in record["facets"].items()}
        self.timeline = tuple(Period(one["date"], one["count"], one["held"]) for one in record["timeline"] or ())
        self.missing: dict[str, int] = record["missing"]  #: articles without a value of the field
        self.more: dict[str, int] = record.get("more", {})  #: values of the field that were not asked for
        self.did_you_mean: str | None = (record.get("did_you_mean") or {}).get("query")

    def __len__(self) -> int:
        return len(self.hits)

    def __iter__(self) -> Iterator[Article]:
        return iter(self.hits)

    def __bool__(self) -> bool:
        return self.total > 0

    def articles(self, fields: OneOrMore = "all") -> Iterator[Article]:
        """All articles found, one by one as they come, texts included. The memory does not grow with them."""
        return self._asked.articles(fields)

    def dataframe(self, fields: OneOrMore | None = None, text: bool = False) -> pandas.DataFrame:
        """All articles found, a row each. `text` adds the column body."""
        return self._asked.dataframe(fields, text)

    def receipt(self, file: str | os.PathLike[str] | None = None, with_ids: bool = False) -> Receipt:
        """What was searched and found, with sums; also written to a file."""
        receipt = self._asked.receipt(with_ids)
        if file is not None:
            receipt.save(file)
        return receipt

    @property
    def explanation(self) -> Explanation:
        """How the query was understood, where explain=True was given."""
        clauses = tuple(Clause(one["depth"], one["text"], one["count"], tuple(one["terms"]), one.get("without"),
                               tuple(one["remarks"])) for one in self.record.get("explain", ()))
        return Explanation(clauses, self.canonical, self.total, self.notes)

    def __repr__(self) -> str:
        return f"<{self.total:,} articles: {self.canonical}>"

    def _repr_html_(self) -> str:
        from .display import result_html
        return result_html(self)
