# SPDX-License-Identifier: GPL-2.0-or-later
"""An archive that a server gives out over HTTP: dateline-query --serve."""
from __future__ import annotations

import http.client
import ipaddress
import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from typing import Any

from .errors import ArticleNotFound, ConnectionFailed, DatelineError, ServerError
from .notes import Note, notes_of_answer, with_messages
from .options import Options
from .receipts import compare_receipts
from .transport import Answer, Tell

_SECONDS = 300  # without a byte
_DECIDING = ("source", "section", "author", "language", "after", "before", "match", "floor")


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """The API redirects nowhere, and a token goes to no other host."""

    def redirect_request(self, *_: Any) -> None:
        return None


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _error_of(answer: urllib.error.HTTPError) -> DatelineError:
    """The problem (RFC 9457) that the server tells, or what of it can be told."""
    try:
        problem = json.loads(answer.read(1 << 20))
        message, hint = str(problem["detail"]), str(problem.get("hint", ""))
    except (ValueError, KeyError, TypeError, OSError, http.client.HTTPException):
        return ServerError(f"the server answers {answer.code} {answer.reason}, and not as Dateline does",
                           "is the address that of dateline-query --serve?", answer.code)
    if problem.get("title") == "No such article":
        return ArticleNotFound(message, hint)
    return ServerError(message, hint, answer.code)


class Server:
    def __init__(self, address: str, token: str | None = None) -> None:
        parts = urllib.parse.urlsplit(address)
        if parts.username or parts.password:
            raise ValueError("the address holds a password; give token= instead")
        self._address = address.rstrip("/")
        self._token = token
        handlers: list[urllib.request.BaseHandler] = [_NoRedirects()]
        if _is_this_machine(parts.hostname or ""):
            handlers.append(urllib.request.ProxyHandler({}))
        self._opener = urllib.request.build_opener(*handlers)

    def _open(self, path: str, options: Options) -> http.client.HTTPResponse:
        query = urllib.parse.urlencode(options)
        request = urllib.request.Request(f"{self._address}{path}?{query}", headers={"User-Agent": "dateline-python"})
        if self._token:
            request.add_unredirected_header("Authorization", f"Bearer {self._token}")
        try:
            answer: http.client.HTTPResponse = self._opener.open(request, timeout=_SECONDS)
            return answer
        except urllib.error.HTTPError as error:
            with error:
                raise _error_of(error) from None
        except (urllib.error.URLError, OSError, http.client.HTTPException) as error:
            reason = getattr(error, "reason", None) or error
            raise ConnectionFailed(f"{self._address} does not answer: {reason}",
                                   "start it with: dateline-query --serve HOST:PORT") from None

    def _get(self, path: str, options: Options) -> dict[str, Any]:
        with self._open(path, options) as answer:
            try:
                found: dict[str, Any] = json.load(answer)
                return found
            except (OSError, http.client.HTTPException) as error:
                raise _cut_off(self._address, error) from None
            except ValueError:
                raise ServerError(f"{self._address} does not answer as Dateline does",
                                  "is the address that of dateline-query --serve?") from None

    def search(self, query: str, options: Options) -> Answer:
        answer = self._get("/api/search", [("q", query), *options])
        return answer, tuple(notes_of_answer(answer))

    def counts(self, queries: list[str], options: Options) -> Answer:
        asked = [("q", queries[0]), *(("compare", query) for query in queries[1:])]
        answer = self._get("/api/counts", asked + options)
        return answer, with_messages(notes_of_answer(answer), self._what_is_missing())

    def _what_is_missing(self) -> list[str]:
        """Tables of counts do not say themselves that an add has not come to its end."""
        incomplete = self._get("/api/status", [])["incomplete"]
        return [incomplete["message"]] if incomplete else []

    def export(self, query: str, options: Options, tell: Tell) -> Iterator[bytes]:
        # A stream has no place for notes: the same search is asked for them first.
        asked = [option for option in options if option[0] not in ("fields", "limit", "offset")]
        tell(self.search(query, [*asked, ("limit", "1"), ("snippet", "0")])[1])
        with self._open("/api/export", [("q", query), *options, ("format", "jsonl")]) as answer:
            try:
                yield from _lines(answer)
            except (OSError, http.client.HTTPException) as error:
                raise _cut_off(self._address, error) from None

    def article(self, article_id: str, options: Options) -> dict[str, Any]:
        # The export has every field; /api/article has not.
        quoted = article_id.replace("\\", "\\\\").replace('"', '\\"')
        asked = [("q", f'id:"{quoted}"'), ("fields", "all"), ("format", "jsonl"), *options]
        with self._open("/api/export", asked) as answer:
            for line in answer:
                if line.strip():
                    article: dict[str, Any] = json.loads(line)
                    if article["id"] == article_id:
                        return article
        raise ArticleNotFound(f"no article has the id {article_id}")

    def versions(self, article_id: str, options: Options) -> dict[str, Any]:
        return self._get(f"/api/versions/{urllib.parse.quote(article_id, safe='')}", options)

    def difference(self, article_id: str, versions: tuple[int, int] | None) -> dict[str, Any]:
        pair = [("from", str(versions[0])), ("to", str(versions[1]))] if versions else []
        return self._get(f"/api/diff/{urllib.parse.quote(article_id, safe='')}", pair)

    def receipt(self, query: str, options: Options, with_ids: bool) -> dict[str, Any]:
        return self._get("/api/receipt", [("q", query), *options, ("with-ids", "1" if with_ids else "0")])

    def verify(self, receipt: dict[str, Any]) -> Answer:
        def ask(as_of: str | None, with_ids: bool) -> dict[str, Any]:
            options = [(name, value) for name, values in receipt["options"].items() if name in _DECIDING
                       for value in values]
            resolved = receipt["resolved"]
            options += [("now", resolved["now"])] + ([("as-of", as_of)] if as_of else [])
            return self.receipt(resolved["query"], options, with_ids)

        return compare_receipts(receipt, ask), tuple(Note(message) for message in self._what_is_missing())


def _lines(answer: http.client.HTTPResponse) -> Iterator[bytes]:
    """Lines, by blocks: readline of a chunked answer is slow, and takes one that was cut off for whole."""
    rest = b""
    while block := answer.read1(1 << 18):
        *lines, rest = (rest + block).split(b"\n")
        yield from filter(None, lines)
    if answer.length:
        raise http.client.IncompleteRead(rest, answer.length)
    if rest:
        yield rest


def _cut_off(address: str, error: Exception) -> ConnectionFailed:
    return ConnectionFailed(f"{address} left before the end of its answer: {error or type(error).__name__}",
                            "what came is not all: ask again")
