"""The sign of life of an import: a bar with the rows read, on a terminal only, and only for files that take their time."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from iku_cli.session.session import Session
from iku_dsl.files_read import open_ordinary

LEAST = 2_000_000  # bytes; less is read in a moment
BLOCK = 1 << 20


@contextmanager
def loading(session: Session, path: Path) -> Iterator[Callable[[int], None] | None]:
    """What to tell how many rows of a file are read; None where nobody would see it."""
    sentence = session.say("import.running", file=path)
    if not sys.stderr.isatty() or _size(path) < LEAST:
        with session.waiting(sentence):
            yield None
        return
    from iku_cli.terminal.streams import bar_of_rows

    with bar_of_rows(sentence, lambda count: session.say("import.read", count=count), _lines(path)) as tell:
        yield tell


def _size(path: Path) -> int:
    """How large a file is; 0 where that cannot be said, for the import itself to say why."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _lines(path: Path) -> int | None:
    """About how many rows a file has; None where it does not show that, as a workbook, which is compressed."""
    from iku_engine.reading.opening import WORKBOOKS

    if path.suffix.casefold() in WORKBOOKS:
        return None
    try:
        with open_ordinary(path) as file:
            return sum(block.count(b"\n") for block in iter(lambda: file.read(BLOCK), b""))
    except OSError:
        return None
