# SPDX-License-Identifier: GPL-2.0-or-later
"""How answers look in a notebook. All that articles, queries and servers bring is text here, never HTML."""
from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .articles import Article
    from .notes import Note
    from .receipts import Receipt
    from .results import Explanation, Period, Result
    from .tables import Table
    from .versions import Change, Diff

_MOST_ROWS = 30
_MARK = re.compile(r"(</?mark>)")


def text(value: Any) -> str:
    """Anything as the text of an element."""
    return html.escape("" if value is None else str(value))


def _isolated(value: Any) -> str:
    """Text of an article, which may run from right to left."""
    return f"<bdi>{text(value)}</bdi>"


def marked(passage: str | None) -> str:
    """A snippet: its marks are kept, and of other HTML only the characters."""
    parts = [part if _MARK.fullmatch(part) else text(html.unescape(part)) for part in _MARK.split(passage or "")]
    opened = [part for part in parts if _MARK.fullmatch(part)]
    if opened != ["<mark>", "</mark>"] * (len(opened) // 2):
        return text(passage)
    return f"<bdi>{''.join(parts)}</bdi>"


def _link(title: str, url: str | None) -> str:
    if url and url.lower().startswith(("http://", "https://")):
        return f'<a href="{text(url)}" rel="noopener noreferrer" target="_blank">{title}</a>'
    return title


def _notes(notes: Iterable[Note]) -> str:
    return "".join(f"<div>note: {_isolated(note.message)}</div>" for note in notes)


def sparkline(periods: Sequence[Period], width: int = 320, height: int = 40) -> str:
    """A timeline as bars."""
    most = max((period.count for period in periods), default=0)
    if most == 0:
        return ""
    step = width / len(periods)
    bars = "".join(
        f'<rect x="{at * step:.2f}" y="{height - height * one.count / most:.2f}" width="{max(step - 1, 0.5):.2f}" '
        f'height="{height * one.count / most:.2f}"><title>{text(one.period)}: {one.count:,}</title></rect>'
        for at, one in enumerate(periods) if one.count)
    return (f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" fill="currentColor" role="img" '
            f'aria-label="timeline from {text(periods[0].period)} to {text(periods[-1].period)}">{bars}</svg>')


def _about(article: Article) -> str:
    record = article.record
    told = [record.get(name) for name in ("source", "day", "section", "author")]
    return " · ".join(_isolated(one) for one in told if one)


def _hit(article: Article) -> str:
    record = article.record
    title = marked(record["title_marked"]) if record.get("title_marked") else _isolated(record.get("title"))
    snippet = f"<br>{marked(record['snippet'])}" if record.get("snippet") else ""
    return f"<li>{_link(title, record.get('url'))}<br><small>{_about(article)}</small>{snippet}</li>"


def result_html(result: Result) -> str:
    hits = "".join(_hit(hit) for hit in result.hits[:10])
    start = result.record["offset"] + 1
    return (f"<div><b>{result.total:,} article{'' if result.total == 1 else 's'}</b>: {_isolated(result.canonical)}"
            f"{_notes(result.notes)}{sparkline(result.timeline)}<ol start=\"{start}\">{hits}</ol></div>")


def article_html(article: Article) -> str:
    record = article.record
    paragraphs = "".join(f"<p>{_isolated(part)}</p>" for part in (record.get("body") or "").split("\n\n") if part)
    title = _link(_isolated(record.get("title")), record.get("url"))
    return f"<article><h3>{title}</h3><p><small>{_about(article)}</small></p>{paragraphs}</article>"


def _rows(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    cells = "".join(f"<th>{text(name)}</th>" for name in head)
    body = "".join("<tr>" + "".join(f"<td>{_isolated(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: Any) -> Any:
    return f"{value:.4g}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else value


def table_html(table: Table) -> str:
    more = len(table.rows) - _MOST_ROWS
    shown = [[_cell(row[name]) for name in table.columns] for row in table.rows[:_MOST_ROWS]]
    told = f"<div>and {more:,} more rows</div>" if more > 0 else ""
    return f"<div>{_notes(table.notes)}{_rows(table.columns, shown)}{told}</div>"


def explanation_html(explanation: Explanation) -> str:
    lines = [f"<div>{_isolated(explanation.canonical)}</div>", _notes(explanation.notes)]
    return f"<div>{''.join(lines)}<pre>{text(explanation)}</pre></div>"


def receipt_html(receipt: Receipt) -> str:
    return f"<div><b>Receipt</b><br>{_isolated(receipt.cite)}</div>"


def _changes(changes: Iterable[Change]) -> str:
    elements = {"same": "{}", "removed": "<del>{}</del>", "added": "<ins>{}</ins>"}
    return "".join(elements[change.kind].format(text(change.text).replace("\n", "<br>")) for change in changes)


def diff_html(diff: Diff) -> str:
    return f"<div><b><bdi>{_changes(diff.title)}</bdi></b><p><bdi>{_changes(diff.body)}</bdi></p></div>"
