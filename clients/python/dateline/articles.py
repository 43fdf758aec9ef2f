# SPDX-License-Identifier: GPL-2.0-or-later
"""An article, as a search finds it."""
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Callable, Generic, TypeVar, overload

T = TypeVar("T")


def to_instant(text: str | None) -> datetime.datetime | None:
    """2024-03-31T01:30:00+02:00 as a datetime with its zone."""
    return None if text is None else datetime.datetime.fromisoformat(text)


def to_day(text: str | None) -> datetime.date | None:
    """2024-03-31 as a date."""
    return None if text is None else datetime.date.fromisoformat(text)


def same(value: Any) -> Any:
    return value


class _Field(Generic[T]):
    """A field of an article: its name in JSON, and what its value becomes."""

    def __init__(self, read: Callable[[Any], T] = same, name: str = "") -> None:
        self._read = read
        self._name = name

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = self._name or name

    @overload
    def __get__(self, article: None, owner: type) -> _Field[T]: ...

    @overload
    def __get__(self, article: Article, owner: type) -> T: ...

    def __get__(self, article: Article | None, owner: type) -> _Field[T] | T:
        if article is None:
            return self
        try:
            return self._read(article.record[self._name])
        except KeyError:
            raise AttributeError(
                f"{self._name} was not asked for; name it in fields=, or take archive.article(id)") from None


class Article:
    """An article. What it does not have is None; what was not asked for is an AttributeError.

    `record` is what the program printed. `published` is in UTC, `local` has the offset of where it was
    written, `day` is the day it was there, and `day_only` says that the time of the day is not known.
    """

    __slots__ = ("record",)

    id = _Field[str]()
    title = _Field[str | None]()
    source = _Field[str | None]()
    section = _Field[str | None]()
    author = _Field[str | None]()
    language = _Field[str | None]()
    country = _Field[str | None]()
    type = _Field[str | None]()
    topics = _Field[tuple[str, ...]](tuple)
    page = _Field[str | None]()
    edition = _Field[str | None]()
    ocr_confidence = _Field[float | None]()
    published = _Field[datetime.datetime | None](to_instant)
    local = _Field[datetime.datetime | None](to_instant, "published_local")
    day = _Field[datetime.date | None](to_day)
    date = _Field[str | None]()
    first_seen = _Field[datetime.datetime | None](to_instant)
    added = _Field[datetime.datetime | None](to_instant)
    version = _Field[int | None]()
    url = _Field[str | None]()
    words = _Field[int]()
    origin = _Field[dict[str, Any] | None](name="from")
    story = _Field[str | None]()
    copies = _Field[int]()
    hash = _Field[str]()
    body = _Field[str | None]()
    rank = _Field[int]()
    score = _Field[float]()
    snippet = _Field[str | None]()

    def __init__(self, record: Mapping[str, Any]) -> None:
        self.record = record

    @property
    def day_only(self) -> bool | None:
        """Whether only the day is known, which is what midnight says. None without a date."""
        written = self.local or self.published
        return None if written is None else written.time() == datetime.time()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Article) and self.record == other.record

    def __hash__(self) -> int:
        return hash(self.id)

    def __repr__(self) -> str:
        told = [repr(self.record.get(name)) for name in ("id", "day", "source", "title") if name in self.record]
        return f"Article({', '.join(told)})"

    def _repr_html_(self) -> str:
        from .display import article_html
        return article_html(self)
