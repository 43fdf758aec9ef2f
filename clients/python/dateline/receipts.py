# SPDX-License-Identifier: GPL-2.0-or-later
"""Receipts: what was searched and found, with sums, to be cited; and whether it is found still."""
from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from .errors import DatelineError
from .notes import Note


class Receipt:
    """A receipt, as --receipt writes it. `record` is all of it."""

    def __init__(self, record: dict[str, Any]) -> None:
        if not isinstance(record, dict) or "receipt" not in record or "ids_sha256" not in record:
            raise DatelineError("this is no receipt, or it is damaged", "archive.receipt(query) makes one")
        self.record = record

    @classmethod
    def load(cls, file: str | os.PathLike[str]) -> Receipt:
        try:
            return cls(json.loads(Path(file).read_bytes()))
        except ValueError:
            raise DatelineError(f"{os.fspath(file)} is no receipt, or is damaged",
                                "archive.receipt(query) makes one") from None

    def save(self, file: str | os.PathLike[str]) -> None:
        Path(file).write_text(json.dumps(self.record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

    @property
    def total(self) -> int:
        total: int = self.record["total"]
        return total

    @property
    def cite(self) -> str:
        """The line to print under a table."""
        cite: str = self.record["cite"]
        return cite

    @property
    def ids(self) -> tuple[str, ...] | None:
        """The ids of what was found; None in a receipt without them."""
        articles = self.record.get("articles")
        return None if articles is None else tuple(article["id"] for article in articles)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Receipt) and self.record == other.record

    def __repr__(self) -> str:
        return f"Receipt({self.cite!r})"

    def _repr_html_(self) -> str:
        from .display import receipt_html
        return receipt_html(self)


class Difference(NamedTuple):
    """An article that a receipt and the archive do not agree on."""

    change: str  #: + found now only, - found then only, ~ in another version
    id: str
    why: str | None  #: None where a server does not tell it


class ReceiptCheck:
    """Whether an archive still gives what a receipt cites. True in a condition if it does."""

    def __init__(self, record: dict[str, Any], notes: tuple[Note, ...] = ()) -> None:
        self.record = record
        self.notes = notes
        self.same: bool = record["same"]
        self.total_then: int = record["total_then"]
        self.total_now: int = record["total_now"]
        self.differences = tuple(Difference(one["change"], one["id"], one["why"]) for one in record["differences"])
        self.remarks: tuple[str, ...] = tuple(record["remarks"])

    def __bool__(self) -> bool:
        return self.same

    def __repr__(self) -> str:
        if self.same:
            return f"<same: {self.total_now} articles>"
        counts = {sign: sum(one.change == sign for one in self.differences) for sign in "+-~"}
        told = " ".join(f"{sign}{count}" for sign, count in counts.items())
        return f"<differs: {told} ({self.total_then} then, {self.total_now} now)>"


def _hashes(receipt: dict[str, Any]) -> dict[str, str]:
    return {article["id"]: article["hash"] for article in receipt.get("articles", [])}


def compare_receipts(receipt: dict[str, Any], ask: Callable[[str | None, bool], dict[str, Any]]) -> dict[str, Any]:
    """What --verify-receipt tells, but for the reasons, from receipts that a server makes now.

    `ask` makes one of the same search: as of a moment, or now, with ids or without.
    """
    now = ask(receipt["as_of"], False)
    if now["archive"]["id"] != receipt["archive"]["id"]:
        raise DatelineError(f"the receipt is of archive {receipt['archive']['id']}, this one is {now['archive']['id']}",
                            "a copy of an archive keeps its id")
    sums = ("ids_sha256", "versions_sha256")
    same = all(now[name] == receipt[name] for name in sums)
    differences: list[dict[str, Any]] = []
    remarks: list[str] = []
    if not same:
        then_ids = receipt if "articles" in receipt else ask(f"row:{receipt['archive']['row']}", True)
        if any(then_ids[name] != receipt[name] for name in sums):
            remarks.append("What the receipt cites can no longer be made again: versions have been removed or "
                           "forgotten since, or the program reads the query otherwise.")
        then, found = _hashes(then_ids), _hashes(ask(receipt["as_of"], True))
        differences += [{"change": "+", "id": one, "why": None} for one in sorted(found.keys() - then.keys())]
        differences += [{"change": "-", "id": one, "why": None} for one in sorted(then.keys() - found.keys())]
        differences += [{"change": "~", "id": one, "why": None} for one in sorted(then.keys() & found.keys())
                        if then[one] != found[one]]
    return {"archive": now["archive"], "same": same, "total_then": receipt["total"], "total_now": now["total"],
            "differences": differences, "remarks": remarks}
