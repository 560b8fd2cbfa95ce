"""A file held as it was when it was hashed: whatever happens to it afterwards, its rows are those of the hash."""

from __future__ import annotations

import os
import tempfile
import weakref
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from iku_dsl.problem import say
from iku_engine.errors import FileError
from iku_engine.reading.charset import Bytes, look

if TYPE_CHECKING:
    PlainPath = Path
else:
    PlainPath = type(Path())  # what can be subclassed before Python 3.12


class HeldPath(PlainPath):
    """The path of a file by which it is named, and by which its held copy is opened; the copy goes with the path."""

    copy = ""

    def __fspath__(self) -> str:
        return self.copy or str(self)


def hold(path: Path) -> tuple[Path, Bytes]:
    """The file's path with its content held, and what the one pass over it shows. Errors: as `look`; `FileError` without room."""
    held = HeldPath(path)
    try:
        handle, place = tempfile.mkstemp(prefix="iku-engine-")
    except OSError as error:
        raise _no_room(error) from error
    weakref.finalize(held, _let_go, place)

    def keep(block: bytes) -> None:
        left = memoryview(block)
        try:
            while left:
                left = left[os.write(handle, left) :]
        except OSError as error:
            raise _no_room(error) from error

    try:
        read = look(path, keep)
    finally:
        os.close(handle)
    held.copy = place
    return held, read


def _no_room(error: OSError) -> FileError:
    return FileError(say("file-copy", folder=tempfile.gettempdir(), detail=error.strerror or str(error)))


def _let_go(place: str) -> None:
    with suppress(OSError):
        Path(place).unlink(missing_ok=True)
