# SPDX-License-Identifier: GPL-2.0-or-later
"""The options of a search, as the command line and the API name them."""
from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any, TypedDict

#: Pairs of name and value. The value of a flag is 0 or 1.
Options = list[tuple[str, str]]
Date = str | datetime.date
OneOrMore = str | Iterable[str]


class Filters(TypedDict, total=False):
    """What narrows a search. The names are those of the command line, with _ for -."""

    source: OneOrMore
    section: OneOrMore
    author: OneOrMore
    language: OneOrMore
    after: Date
    before: Date
    as_of: Date
    match: str
    floor: float
    wide: bool
    dialect: str
    timeout: float
    strict: bool


class Order(Filters, total=False):
    """What besides chooses the hits and their order."""

    sort: str
    half_life: float
    fresh_floor: float
    similar: str
    group: bool
    expand: bool


FLAGS = frozenset({"wide", "strict", "group", "expand", "explain", "correct", "snippet", "share", "gaps", "panel"})
#: Flags that are on unless they are turned off.
USUALLY_ON = frozenset({"snippet"})


def text_of(value: Any) -> str:
    """A value as the command line reads it."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime.datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value)


def options_of(given: Mapping[str, Any], known: type, also: Iterable[str] = ()) -> Options:
    """The options that are given. A name that none has is a TypeError, as of any function."""
    names = {*known.__annotations__, *also}
    options: Options = []
    for name, value in given.items():
        if name not in names:
            raise TypeError(f"a search has no option {name!r}; it has {', '.join(sorted(names))}")
        if value is None:
            continue
        several = not isinstance(value, str) and isinstance(value, Iterable)
        for one in value if several else [value]:
            options.append((name.replace("_", "-"), text_of(one)))
    return options


def comma_list(values: OneOrMore) -> str:
    """source,year of several, or of one that is such a list already."""
    return values if isinstance(values, str) else ",".join(values)
