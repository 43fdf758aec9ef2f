# SPDX-License-Identifier: GPL-2.0-or-later
"""Dateline, the search engine for news archives, from Python.

    import dateline
    archive = dateline.Archive("~/archive")
    result = archive.search('oil w/5 price', after="2024", facets="source")
    result.total, result.facets, result.dataframe(text=True)

Everything but DataFrames needs Python alone.
"""
from .archive import Archive
from .articles import Article
from .errors import ArticleNotFound, ConnectionFailed, DatelineError, NoteWarning, ProgramNotFound, ServerError
from .notes import Note
from .receipts import Difference, Receipt, ReceiptCheck
from .results import Clause, Explanation, Period, Result
from .tables import CountedQuery, Table
from .versions import Change, Diff, Version, Versions

__version__ = "0.1.0"
__all__ = [
    "Archive", "Article", "ArticleNotFound", "Change", "Clause", "ConnectionFailed", "CountedQuery", "DatelineError",
    "Diff", "Difference", "Explanation", "Note", "NoteWarning", "Period", "ProgramNotFound", "Receipt",
    "ReceiptCheck", "Result", "ServerError", "Table", "Version", "Versions",
]
