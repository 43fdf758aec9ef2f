# SPDX-License-Identifier: GPL-2.0-or-later
"""Notes: what the search says beside its answer. They are kept with the answer, and each is a warning."""
from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .errors import NoteWarning

_HERE = os.path.dirname(os.path.abspath(__file__))


@dataclass(frozen=True)
class Note:
    """A sentence about a query or an archive. `offset` and `length` are the bytes of the query meant."""

    message: str
    code: str = ""
    offset: int = 0
    length: int = 0
    repair: str | None = None

    def __str__(self) -> str:
        return self.message


def listed(words: Iterable[str], last: str) -> str:
    """a, b or c."""
    *most, end = words
    return f"{', '.join(most)} {last} {end}" if most else end


def _misspelled(word: Mapping[str, Any]) -> str:
    """The sentence of the command line about a word that looks misspelled."""
    count = word["articles"]
    if count:
        sentence = f'"{word["word"]}" is in {count:,} article{"" if count == 1 else "s"} only'
    elif word.get("field"):
        sentence = f'the archive has no {word["field"]} "{word["word"]}"'
    else:
        sentence = f'"{word["word"]}" is nowhere in the archive'
    if word["suggestions"]:
        sentence += f"; did you mean {listed(word['suggestions'], 'or')}?"
    return sentence


def notes_of_answer(answer: Mapping[str, Any]) -> list[Note]:
    """The notes that an answer in JSON has, of each of its queries, and what it says by other keys."""
    notes: list[Note] = []
    for query in [answer.get("query") or {}, *answer.get("queries", [])]:
        for note in query.get("notes", []):
            notes.append(Note(note["message"], note["code"], note.get("offset", 0), note.get("length", 0),
                              note.get("repair")))
    for word in (answer.get("did_you_mean") or {}).get("words", []):
        notes.append(Note(_misspelled(word), "spelling", word["offset"], word["length"]))
    if words := answer.get("expansion"):
        more = f" and {len(words) - 12} more" if len(words) > 12 else ""
        notes.append(Note(f"also ranked by words of the best articles: {', '.join(words[:12])}{more}", "expansion"))
    if "queries" in answer:
        for field, more in answer["more"].items():
            if more:
                notes.append(Note(f"{more} more values of {field} are summed as (other)", "other-values"))
    return notes


def with_messages(notes: Iterable[Note], messages: Iterable[str]) -> tuple[Note, ...]:
    """The notes, and those of the messages that are not among them."""
    all_notes = list(dict.fromkeys(notes))
    known = {note.message for note in all_notes}
    for message in messages:
        if message not in known:
            known.add(message)
            all_notes.append(Note(message))
    return tuple(all_notes)


def warn(notes: Iterable[Note]) -> None:
    """Gives each note as a warning at the line that called this package."""
    level = 2
    frame = sys._getframe(1)
    while frame.f_back and os.path.dirname(os.path.abspath(frame.f_code.co_filename)) == _HERE:
        frame = frame.f_back
        level += 1
    for note in notes:
        warnings.warn(NoteWarning(note.message), stacklevel=level)
