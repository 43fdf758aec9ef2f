# SPDX-License-Identifier: GPL-2.0-or-later
"""The versions of an article that the archive was given, and what changed between two."""
from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any, NamedTuple

from .articles import to_instant


class Version(NamedTuple):
    """A version of an article: when it came, until when it stood, and what it changed of the one before."""

    number: int
    row: int
    added: datetime.datetime | None
    replaced: datetime.datetime | None
    status: str
    version: int | None  #: as the source numbers it
    words: int
    hash: str
    title: str | None
    changed: tuple[str, ...]
    words_removed: int
    words_added: int
    share: float
    correction: bool


def _version(record: dict[str, Any]) -> Version:
    known = {name: record[name] for name in Version._fields}
    known.update(added=to_instant(record["added"]), replaced=to_instant(record["replaced"]),
                 changed=tuple(record["changed"]))
    return Version(**known)


class Versions(tuple[Version, ...]):
    """All versions of an article, the first first. `withheld_since`: when its source took the text back."""

    record: dict[str, Any]
    withheld_since: datetime.datetime | datetime.date | None

    def __new__(cls, record: dict[str, Any]) -> Versions:
        self = super().__new__(cls, map(_version, record["versions"]))
        self.record = record
        self.withheld_since = to_instant(record["withheld_since"])
        return self


class Change(NamedTuple):
    """A run of words that stayed, was removed or was added."""

    kind: str  #: same, removed, added
    text: str


class Diff:
    """What changed between two versions: `title` and `body` as runs of words."""

    def __init__(self, record: dict[str, Any]) -> None:
        self.record = record
        self.older = _version(record["from"])
        self.newer = _version(record["to"])
        self.title = tuple(Change(one["kind"], one["text"]) for one in record["diff"].get("title", ()))
        self.body = tuple(Change(one["kind"], one["text"]) for one in record["diff"].get("body", ()))

    def __iter__(self) -> Iterator[Change]:
        """The changes alone, of title and text."""
        return (change for change in self.title + self.body if change.kind != "same")

    def __str__(self) -> str:
        marks = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
        parts = ["".join(marks[change.kind].format(change.text) for change in part) for part in (self.title, self.body)]
        return "\n\n".join(filter(None, parts))

    def __repr__(self) -> str:
        return f"<{self.record['id']} {self.older.number}..{self.newer.number}: {sum(1 for _ in self)} changes>"

    def _repr_html_(self) -> str:
        from .display import diff_html
        return diff_html(self)
