"""The SHA-256 of a file, remembered in the user's cache by path and stamp, so that gigabytes are hashed once."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path
from typing import BinaryIO

from iku_dsl import cache
from iku_dsl.files_read import MEGABYTE, Stamp, named, open_ordinary, stamp
from iku_dsl.problem import say
from iku_engine.bindings.binding import BoundFile
from iku_engine.errors import FileError
from iku_engine.writing import unreadable

BLOCK = 512  # bytes, in which systems count what a file takes on its disk
SETTLED = 3 * 10**9  # nanoseconds after which a file that changes again surely has another time


Hashes = dict[Stamp, str]
LEAST_FILLED = 1_000  # bytes of a file for each that it takes on its disk: more is a hole, and no table of facts


def hashed(path: str, read: Hashes | None = None) -> BoundFile:
    """A file with its hash, as remembered; where `read` is given, only what is read now counts, once for all that ask with the same.

    A file that is nearly all holes is not read: it may say to be longer than any disk. Errors: `FileError`.
    """
    place = Path(path)
    try:
        named(place)
        found = place.stat()
        if not place.is_file():
            raise FileError(say("file-special", file=path))
        key = cache.key("sha256", str(place.resolve()), *map(str, stamp(found)))
        if read is not None:
            known = read.get(stamp(found), "")
        else:
            kept = cache.load_bytes(key)
            known = kept.decode() if kept is not None else ""
        if not known:
            if found.st_size > LEAST_FILLED * max(MEGABYTE, BLOCK * getattr(found, "st_blocks", found.st_size)):
                raise FileError(say("bound-hole", file=path))
            with open_ordinary(place) as file:
                known = _digest(file, found.st_size)
            if not known or stamp(place.stat()) != stamp(found):
                raise FileError(say("bound-changing", file=path))
            if read is not None:
                read[stamp(found)] = known
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
