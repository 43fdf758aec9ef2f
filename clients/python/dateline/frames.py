# SPDX-License-Identifier: GPL-2.0-or-later
"""DataFrames of pandas, made column by column, so that no second copy of the articles is held."""
from __future__ import annotations

import datetime
import json
import warnings
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from .articles import to_instant
from .errors import DatelineError, NoteWarning

if TYPE_CHECKING:
    import numpy
    import pandas

_NOT_A_TIME = -(1 << 63)
_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
#: What the 64 bits of pandas hold in nanoseconds, in seconds.
_FIRST_SECOND, _LAST_SECOND = -9_223_372_036, 9_223_372_036


def _pandas() -> Any:
    try:
        import pandas
        return pandas
    except ImportError:
        raise DatelineError("a DataFrame needs pandas, which is not installed",
                            "apt install python3-pandas, or pip install pandas") from None


class _Column(Protocol):
    def add(self, value: Any) -> None: ...

    def series(self) -> Any: ...


class _Objects:
    """Texts, lists, and what else is kept as it is."""

    def __init__(self, read: Callable[[Any], Any] | None = None) -> None:
        self.values: list[Any] = []
        self._read = read
        if read is None:
            self.add = self.values.append  # type: ignore[assignment,method-assign]

    def add(self, value: Any) -> None:
        assert self._read is not None
        self.values.append(self._read(value))

    def series(self) -> Any:
        import numpy
        column = numpy.empty(len(self.values), dtype=object)
        column[:] = self.values
        self.values.clear()
        return _pandas().Series(column, copy=False)


class _Categories:
    """Texts of which there are few, each once."""

    def __init__(self) -> None:
        self._codes = array("i")
        self._names: dict[str, int] = {}

    def add(self, value: str | None) -> None:
        self._codes.append(-1 if value is None else self._names.setdefault(value, len(self._names)))

    def series(self) -> Any:
        import numpy
        pandas = _pandas()
        codes = numpy.frombuffer(self._codes, dtype="i4") if self._codes else numpy.empty(0, "i4")
        names = sorted(self._names)
        place = numpy.full(len(names) + 1, -1, dtype="i4")  # the last is that of -1
        for new, name in enumerate(names):
            place[self._names[name]] = new
        return pandas.Series(pandas.Categorical.from_codes(place[codes], categories=names))


class _Numbers:
    """Numbers; whole ones that may be absent are of pandas' type Int64."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._values: array[Any] = array("d" if kind == "float64" else "q")
        self._absent: list[int] = []

    def add(self, value: float | None) -> None:
        if value is None:
            self._absent.append(len(self._values))
            value = float("nan") if self._kind == "float64" else 0
        self._values.append(value)

    def series(self) -> Any:
        import numpy
        series = _pandas().Series(numpy.array(self._values))
        if self._kind == "Int64":
            series = series.astype("Int64")
            series.iloc[self._absent] = _pandas().NA
        return series


class _Instants:
    """Instants in UTC, or days, as seconds since 1970."""

    def __init__(self, zone: str | None) -> None:
        self._zone = zone
        self._seconds = array("q")
        self._known: dict[str | None, int] = {None: _NOT_A_TIME}

    def add(self, text: str | None) -> None:
        seconds = self._known.get(text)
        if seconds is None:
            assert text is not None
            moment = datetime.datetime.fromisoformat(text)
            seconds = int((moment if moment.tzinfo else moment.replace(tzinfo=_EPOCH.tzinfo)).timestamp())
            if len(self._known) < 100_000:  # articles of one day come together
                self._known[text] = seconds
        self._seconds.append(seconds)

    def series(self) -> Any:
        import numpy
        pandas = _pandas()
        seconds = numpy.array(self._seconds, dtype="i8")
        dated = seconds[seconds != _NOT_A_TIME]
        if dated.size and (dated.min() < _FIRST_SECOND or dated.max() > _LAST_SECOND):
            return self._objects(seconds)
        column = pandas.Series(seconds.view("M8[s]").astype("M8[ns]"))
        return column.dt.tz_localize(self._zone) if self._zone else column

    def _objects(self, seconds: numpy.ndarray[Any, Any]) -> Any:
        """Python's own dates, where nanoseconds cannot reach: before 1677."""
        warnings.warn(NoteWarning("some dates are before 1677 or after 2262, which pandas cannot hold in nanoseconds: "
                                  "the column holds Python's datetimes"), stacklevel=2)
        moments = [None if one == _NOT_A_TIME else _EPOCH + datetime.timedelta(seconds=one) for one in seconds.tolist()]
        if not self._zone:
            moments = [one and one.replace(tzinfo=None) for one in moments]
        return _pandas().Series(moments, dtype=object)


_COLUMNS: Mapping[str, Callable[[], _Column]] = {
    **dict.fromkeys(("source", "section", "language", "country", "type"), _Categories),
    **dict.fromkeys(("words", "copies", "rank"), lambda: _Numbers("int64")),
    **dict.fromkeys(("score", "ocr_confidence"), lambda: _Numbers("float64")),
    **dict.fromkeys(("published", "first_seen", "added"), lambda: _Instants("UTC")),
    "version": lambda: _Numbers("Int64"),
    "day": lambda: _Instants(None),
    "published_local": lambda: _Objects(to_instant),
    "topics": lambda: _Objects(tuple),
}


def articles_frame(lines: Iterable[bytes], fields: Sequence[str]) -> pandas.DataFrame:
    """A row for each line of JSON."""
    columns: dict[str, _Column] = {}
    pairs: list[tuple[str, Callable[[Any], None]]] = []
    for line in lines:
        record = json.loads(line)
        if not columns:  # "all" are those that the first article has
            columns = {name: _COLUMNS.get(name, _Objects)() for name in record}
            pairs = [(name, column.add) for name, column in columns.items()]
        for name, add in pairs:
            add(record[name])
    if not columns:
        columns = {name: _COLUMNS.get(name, _Objects)() for name in fields}
    frame: pandas.DataFrame = _pandas().DataFrame(
        {name: columns.pop(name).series() for name in list(columns)}, copy=False)
    return frame


_PERIODS = {"day": "D", "week": "W-SUN", "month": "M", "quarter": "Q-DEC", "year": "Y"}


def _period(text: str | None, kind: str) -> Any:
    """2024-W07, 2024-Q1, 2024-02 and the like as a period."""
    pandas = _pandas()
    if text is None:
        return pandas.NaT
    if kind == "week":
        year, week = text.split("-W")
        text = datetime.date.fromisocalendar(int(year), int(week), 1).isoformat()
    return pandas.Period(text.replace("-Q", "Q"), freq=_PERIODS[kind])


def table_frame(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> pandas.DataFrame:
    """The rows of a table of counts."""
    made = {}
    series = _pandas().Series
    for name in columns:
        values = [row[name] for row in rows]
        if name in _PERIODS:
            values = [_period(value, name) for value in values]
            made[name] = series(_pandas().PeriodIndex(values)) if values else series(values, dtype=object)
        elif name in ("count", "total"):
            made[name] = series(values, dtype="int64")
        elif name in ("share", "low", "high"):
            made[name] = series(values, dtype="float64")
        else:
            made[name] = series(values, dtype=object)
    frame: pandas.DataFrame = _pandas().DataFrame(made)
    return frame
