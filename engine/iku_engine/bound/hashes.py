"""The SHA-256 of a file, remembered in the user's cache by path and stamp, so that gigabytes are hashed once."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path
from typing import BinaryIO

from iku_dsl import cache
from iku_dsl.files_read import MEGABYTE, named, open_ordinary, stamp
from iku_dsl.problem import say
from iku_engine.bound.binding import BoundFile
from iku_engine.errors import FileError
from iku_engine.writing import unreadable

SETTLED = 3 * 10**9  # nanoseconds after which a file that changes again surely has another time


def hashed(path: str, *, afresh: bool = False) -> BoundFile:
    """A file with its hash, read `afresh` or as remembered. Errors: `FileError`."""
    place = Path(path)
    try:
        named(place)
        found = place.stat()
        if not place.is_file():
            raise FileError(say("file-special", file=path))
        key = cache.key("sha256", str(place.resolve()), *map(str, stamp(found)))
        kept = None if afresh else cache.load_bytes(key)
        known = kept.decode() if kept is not None else ""
        if not known:
            with open_ordinary(place) as file:
                known = _digest(file, found.st_size)
            if not known or stamp(place.stat()) != stamp(found):
                raise FileError(say("bound-changing", file=path))
            if time.time_ns() - max(found.st_mtime_ns, found.st_ctime_ns) > SETTLED:
                cache.save_bytes(key, known.encode())
    except OSError as error:
        raise unreadable(error, place) from error
    return BoundFile(path, known, stamp(found))


def _digest(file: BinaryIO, size: int) -> str:
    """The hash of a file as long as it was said to be, and one byte more: what has no end, such as some in /proc, is read to none."""
    found, left = hashlib.sha256(), size + 1
    while left and (part := file.read(min(left, MEGABYTE))):
        found.update(part)
        left -= len(part)
    return found.hexdigest() if left == 1 else ""
