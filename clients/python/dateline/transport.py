# SPDX-License-Identifier: GPL-2.0-or-later
"""What a way to an archive must do. There are two: the program (program.py), and a server (server.py)."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

from .notes import Note
from .options import Options

#: An answer in JSON and its notes.
Answer = tuple[dict[str, Any], tuple[Note, ...]]
Tell = Callable[[Iterable[Note]], None]


class Transport(Protocol):
    def search(self, query: str, options: Options) -> Answer:
        """What --format json prints."""

    def counts(self, queries: list[str], options: Options) -> Answer:
        """A table of counts: --counts, --compare."""

    def export(self, query: str, options: Options, tell: Tell) -> Iterator[bytes]:
        """The lines of --format jsonl, as they come. `tell` is given the notes."""

    def article(self, article_id: str, options: Options) -> dict[str, Any]:
        """One article, whole."""

    def versions(self, article_id: str, options: Options) -> dict[str, Any]:
        """--versions."""

    def difference(self, article_id: str, versions: tuple[int, int] | None) -> dict[str, Any]:
        """--diff."""

    def receipt(self, query: str, options: Options, with_ids: bool) -> dict[str, Any]:
        """--receipt."""

    def verify(self, receipt: dict[str, Any]) -> Answer:
        """--verify-receipt."""
