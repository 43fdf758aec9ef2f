# SPDX-License-Identifier: GPL-2.0-or-later
"""What the tests of the Python package share: archives in temporary folders, and servers of them.

DATELINE_BUILD names the folder of the programs; run_python sets it.
"""
import atexit
import functools
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ["DATELINE_BUILD"])
QUERY = BUILD / "dateline-query"
INDEXER = BUILD / "dateline-indexer"
os.environ.pop("DATELINE_INDEX", None)

HOSTILE = [
    {"id": 'x:1 "q" (a)* \\', "title": "<script>alert(1)</script> <b>ferries</b>", "source": "Quay & Co",
     "url": "javascript:alert(1)", "body": "ferries <img src=x onerror=alert(1)> ferries", "date": "1650-01-02"},
    {"id": "-dash --serve=x", "title": "=1+1", "body": "ferries again OR not", "section": "Sea, \"sky\"",
     "date": "2024-03-31T01:30:00+02:00", "author": "Zoë Øst"},
    {"id": "a/b?c#d%20e", "body": "ferries in São Tomé, \u2018late\u2019 \u202eagain"},
    {"id": "month", "title": "t", "body": "ferries ferries", "date": "2024-05", "source": "Quay & Co"},
    {"id": "minute", "title": "港口关闭", "body": "ferries </mark><script>alert(2)</script>",
     "date": "2024-05-06 17:20", "language": "en", "topics": ["ports", "tide 2"]},
]


@functools.cache
def temporary_folder() -> pathlib.Path:
    folder = tempfile.mkdtemp(prefix="dateline-clients.")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return pathlib.Path(folder)


def index(archive, *words, also=(0,)):
    """Runs the indexer on an archive."""
    done = subprocess.run([INDEXER, "--index", archive, "--quiet", *words], capture_output=True, text=True, check=False)
    assert done.returncode in also, done.stderr
    return done


def archive_of(name, articles):
    """An archive of these articles, made once."""
    archive = temporary_folder() / name
    if not archive.exists():
        file = temporary_folder() / f"{name}.jsonl"
        with file.open("w", encoding="utf-8") as out:
            out.writelines(json.dumps(article) + "\n" for article in articles)
        index(archive, "add", file)
    return archive


@functools.cache
def sample():
    """The sample articles of this repository."""
    archive = temporary_folder() / "sample"
    index(archive, "add", ROOT / "corpus", ROOT / "seeds", also=(0, 1))
    return archive


def hostile():
    return archive_of("hostile", HOSTILE)


@functools.cache
def unfinished():
    """An archive whose add was stopped."""
    archive = temporary_folder() / "unfinished"
    with subprocess.Popen([INDEXER, "--index", archive, "--quiet", "add", "-"], stdin=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as add:
        add.stdin.write(b'{"id": "one", "title": "Ferry late", "body": "A ferry is late.", "source": "Quay"}\n')
        add.stdin.flush()
        for _ in range(200):
            done = subprocess.run([QUERY, "--index", archive], capture_output=True, check=False)
            if b"note: " in done.stderr:
                break
            time.sleep(0.1)
        add.send_signal(signal.SIGINT)
        add.wait(60)
    return archive


def numbered(count):
    """Articles of whose fields each kind is there, and absent."""
    for n in range(count):
        yield {"id": f"n:{n}", "title": f"Ferry {n} of the harbour" if n % 7 else None, "source": f"Outlet {n % 13}",
               "section": ("Ports", "Sea", None)[n % 3], "language": "en", "author": None if n % 5 else "Ann Quay",
               "date": None if n % 11 == 0 else f"{1980 + n % 45}-{1 + n % 12:02}-{1 + n % 28:02}",
               "body": f"The ferry number {n} left the quay of {n * n} at dawn. " * (3 + n % 5)}


@functools.cache
def served(archive, token=None):
    """The address of a server of an archive."""
    environment = {**os.environ, "DATELINE_TOKEN": token or ""}
    server = subprocess.Popen([QUERY, "--index", archive, "--serve", "localhost:0"], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, env=environment)
    atexit.register(server.wait)
    atexit.register(server.terminate)
    line = server.stdout.readline()
    assert " on http://" in line, line
    return line.split(" on ")[1].strip()
