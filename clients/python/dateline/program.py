# SPDX-License-Identifier: GPL-2.0-or-later
"""Archives on this machine, by the program dateline-query. No shell is involved."""
from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from .errors import ArticleNotFound, DatelineError, ProgramNotFound
from .notes import notes_of_answer, with_messages
from .options import FLAGS, USUALLY_ON, Options
from .transport import Answer, Tell

_FOUND, _NOTHING_FOUND = 0, 1


def find_program(program: str | os.PathLike[str] | None) -> str:
    """The path of dateline-query: the one that is named, or the one in $PATH."""
    wanted = os.fspath(program or "dateline-query")
    found = shutil.which(os.path.expanduser(wanted))
    if found is None:
        raise ProgramNotFound(f"there is no program {wanted}",
                              "install Dateline, add its build folder to PATH, or name it: "
                              "Archive(folder, program='build/dateline-query')")
    return found


def arguments_of(options: Options) -> list[str]:
    """Options as words of a command line. Values stand behind =, so none is taken for an option."""
    words = []
    for name, value in options:
        if name not in FLAGS:
            words.append(f"--{name}={value}")
        elif value == "1" and name not in USUALLY_ON:
            words.append(f"--{name}")
        elif value == "0" and name in USUALLY_ON:
            words.append(f"--no-{name}")
    return words


class _Complaints:
    """What the program writes on its standard error: notes, an error and its hint."""

    def __init__(self, text: str) -> None:
        self.notes: list[str] = []
        self.message = self.hint = self.other = ""
        kind = ""
        for line in text.splitlines():
            for begin in ("note: ", "error: ", "hint: "):
                if line.startswith(begin):
                    kind, line = begin, line[len(begin):]
                    break
            else:
                kind = "error: " if kind == "error: " and not self.hint else ""
            if kind == "note: ":
                self.notes.append(line)
            elif kind == "error: ":
                self.message += ("\n" if self.message else "") + line
            elif kind == "hint: ":
                self.hint = line
            else:
                self.other += ("\n" if self.other else "") + line

    def error(self, code: int) -> DatelineError:
        message = self.message or self.other or f"dateline-query ended with exit code {code}"
        if self.message == "" and self.other.startswith("no article has the id "):
            return ArticleNotFound(self.other)
        return DatelineError(message, self.hint)


class Program:
    def __init__(self, folders: Sequence[str | os.PathLike[str]],
                 program: str | os.PathLike[str] | None = None) -> None:
        self._program = find_program(program)
        self._archives = [f"--index={os.path.expanduser(os.fspath(folder))}" for folder in folders]

    def _command(self, words: list[str], query: str = "") -> list[str]:
        return [self._program, *self._archives, *words, *(["--", query] if query else [])]

    def _run(self, words: list[str], query: str = "") -> tuple[bytes, _Complaints]:
        done = subprocess.run(self._command(words, query), stdin=subprocess.DEVNULL, capture_output=True, check=False)
        complaints = _Complaints(done.stderr.decode("utf-8", "replace"))
        failed = done.returncode not in (_FOUND, _NOTHING_FOUND)
        if failed or (done.returncode == _NOTHING_FOUND and not done.stdout):
            raise complaints.error(done.returncode)
        return done.stdout, complaints

    def _answer(self, words: list[str], query: str = "") -> Answer:
        output, complaints = self._run([*words, "--format=json"], query)
        answer = json.loads(output)
        return answer, with_messages(notes_of_answer(answer), complaints.notes)

    def search(self, query: str, options: Options) -> Answer:
        return self._answer(arguments_of(options), query)

    def counts(self, queries: list[str], options: Options) -> Answer:
        words = arguments_of([("counts" if name == "fields" else name, value) for name, value in options])
        return self._answer([*words, *(f"--compare={query}" for query in queries[1:])], queries[0])

    def export(self, query: str, options: Options, tell: Tell) -> Iterator[bytes]:
        words = [*arguments_of(options), "--limit=0", "--format=jsonl"]
        with tempfile.TemporaryFile() as errors, subprocess.Popen(
                self._command(words, query), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors,
                bufsize=1 << 20) as process:
            assert process.stdout is not None
            try:
                yield from self._lines(process.stdout, errors, tell)
            except BaseException:  # whoever reads has stopped
                process.kill()
                raise
            code = process.wait()
            if code not in (_FOUND, _NOTHING_FOUND):
                raise _Complaints(_text_of(errors)).error(code)

    def _lines(self, output: IO[bytes], errors: IO[bytes], tell: Tell) -> Iterator[bytes]:
        """Notes are printed before the first line."""
        first = output.readline()
        complaints = _Complaints(_text_of(errors))
        tell(with_messages((), complaints.notes))
        if first.strip():
            yield first
        for line in output:
            if line.strip():
                yield line

    def article(self, article_id: str, options: Options) -> dict[str, Any]:
        answer, _ = self._answer([f"--show={article_id}", "--fields=all", *arguments_of(options)])
        article: dict[str, Any] = answer["hits"][0]
        return article

    def versions(self, article_id: str, options: Options) -> dict[str, Any]:
        return self._answer([f"--versions={article_id}", *arguments_of(options)])[0]

    def difference(self, article_id: str, versions: tuple[int, int] | None) -> dict[str, Any]:
        pair = f"@{versions[0]}..{versions[1]}" if versions else ""
        return self._answer([f"--diff={article_id}{pair}"])[0]

    def receipt(self, query: str, options: Options, with_ids: bool) -> dict[str, Any]:
        with tempfile.TemporaryDirectory(prefix="dateline.") as folder:
            file = Path(folder, "receipt.json")
            words = [*arguments_of(options), f"--receipt={file}", "--limit=1", "--no-snippet", "--format=json"]
            self._run([*words, "--with-ids"] if with_ids else words, query)
            receipt: dict[str, Any] = json.loads(file.read_bytes())
            return receipt

    def verify(self, receipt: dict[str, Any]) -> Answer:
        with tempfile.TemporaryDirectory(prefix="dateline.") as folder:
            file = Path(folder, "receipt.json")
            file.write_text(json.dumps(receipt), encoding="utf-8")
            return self._answer([f"--verify-receipt={file}"])


def _text_of(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace")
