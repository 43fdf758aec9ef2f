# SPDX-License-Identifier: GPL-2.0-or-later
"""What goes wrong, as exceptions, and what is told beside an answer, as a warning."""
from __future__ import annotations


class DatelineError(Exception):
    """What stopped the program or the server: its sentence, and its hint where it has one."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\nhint: {self.hint}" if self.hint else self.message


class ArticleNotFound(DatelineError):
    """No article has the id."""


class ProgramNotFound(DatelineError):
    """dateline-query is not where it was looked for."""


class ConnectionFailed(DatelineError):
    """No server answers there, or it left before the end of its answer."""


class ServerError(DatelineError):
    """The server refuses a request. `status` is that of HTTP, 401 where a token is needed."""

    def __init__(self, message: str, hint: str = "", status: int = 0) -> None:
        super().__init__(message, hint)
        self.status = status


class NoteWarning(UserWarning):
    """A note beside an answer: what was guessed about a query, or what the archive lacks."""
