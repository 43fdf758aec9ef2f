# SPDX-License-Identifier: GPL-2.0-or-later
"""Tables of counts: of one query or several, by one to three fields."""
from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from .notes import Note, notes_of_answer

if TYPE_CHECKING:
    import pandas


class CountedQuery(NamedTuple):
    """A query of a table, how it was understood, and what it finds in all."""

    text: str
    canonical: str
    total: int
    notes: tuple[Note, ...]


class Table:
    """Counts, a row (a dict) for each combination of values. `total` in a row is what the archive holds of the
    same filters: 0 there means that nothing was collected, not that nothing was written."""

    def __init__(self, record: dict[str, Any], notes: tuple[Note, ...]) -> None:
        self.record = record
        self.notes = notes
        self.rows: list[dict[str, Any]] = record["rows"]
        self.fields: tuple[str, ...] = tuple(record["fields"])
        self.unit: str = record["unit"]
        self.archive: dict[str, Any] = record["archive"]
        self.more: dict[str, int] = record["more"]
        #: days on which a source gave far fewer articles than usual, where gaps=True was given
        self.gaps: list[dict[str, Any]] = record.get("gaps", [])
        self.queries = tuple(CountedQuery(one["text"], one["canonical"], one["total"],
                                          tuple(notes_of_answer({"query": one}))) for one in record["queries"])

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def columns(self) -> list[str]:
        return list(self.rows[0]) if self.rows else [*self.fields, "count", "total"]

    def dataframe(self) -> pandas.DataFrame:
        """The rows. Days, weeks, months, quarters and years are periods of pandas, so they sort and plot."""
        from .frames import table_frame
        return table_frame(self.rows, self.columns)

    def __repr__(self) -> str:
        queries = ", ".join(f"{query.text}: {query.total:,}" for query in self.queries)
        return f"<{len(self.rows):,} rows by {', '.join(self.fields) or 'nothing'} of {self.unit}; {queries}>"

    def _repr_html_(self) -> str:
        from .display import table_html
        return table_html(self)
