"""The one door through which a file that somebody names is opened: an ordinary one, and no more of it than may be read whole.

A pipe, a device or a socket may never end, and a name may be given to one between a look and the opening; so a file is opened without
waiting for it, and what was opened is looked at.
"""

from __future__ import annotations

import errno
import io
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from iku_dsl.budgets import most

MEGABYTE = 1 << 20
LARGEST_TEXT = 16 * MEGABYTE  # a spec, a list of what is supposed, a key
LARGEST_TOML = MEGABYTE  # settings, a mapping: a table of it takes 300 times its letters
LARGEST = 256 * MEGABYTE  # an exported run, which has all facts of it


def is_utf8(text: str) -> bool:
    """Whether a text can be written down: the name of a file, or a word of a command line, may have bytes that are no letters."""
    return text.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in text)


def named(path: Path) -> None:
    """Names of files are kept, hashed and shown, so they must be texts. Errors: `OSError`, EILSEQ where one is not UTF-8."""
    if not is_utf8(str(path)):
        raise OSError(errno.EILSEQ, "its name is not UTF-8", str(path))


Stamp = tuple[int, int, int, int, int]


def stamp(found: os.stat_result) -> Stamp:
    """What a file was when it was looked at; of one that has another content since, this is another.

    The size and the time of change are not enough, for whoever copies a file may give it another's (`cp -p`, rsync, `touch -d`). The
    time at which the file system itself noted a change can only be had again by moving the clock, on systems that keep it.
    """
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def open_ordinary(path: Path) -> io.BufferedReader:
    """An ordinary file, opened for reading.

    Errors: `OSError`, ESPIPE for one that is not ordinary, EISDIR for a folder, EILSEQ for a name that is not UTF-8.
    """
    named(path)
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        mode = os.fstat(handle).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        if not stat.S_ISREG(mode):
            raise OSError(errno.ESPIPE, "no ordinary file", str(path))
        return io.open(handle, "rb")  # noqa: UP020 — closed by who asked; `open` is what the doors are tested for
    except BaseException:
        os.close(handle)
        raise


def read_ordinary(path: Path, largest: int = LARGEST_TEXT) -> bytes:
    """The whole content of an ordinary file. Errors: as `open_ordinary`, and EFBIG for one that is larger than `largest` bytes."""
    with open_ordinary(path) as file:
        size = os.fstat(file.fileno()).st_size  # room for as much as is asked for is taken at once
        content = file.read(min(size, largest) + 1)
        if len(content) > size:
            content += file.read(max(0, largest + 1 - len(content)))  # it grows
    if len(content) > largest:
        raise OSError(errno.EFBIG, f"larger than {largest // MEGABYTE} MB", str(path))
    return content


def read_text(path: Path, largest: int = LARGEST_TEXT) -> str:
    """The text of an ordinary file. Errors: as `read_ordinary`, and `UnicodeDecodeError`."""
    return read_ordinary(path, largest).decode("utf-8-sig")


class TooDeepError(ValueError):
    """A table has tables within tables, deeper than anybody writes them."""


def toml(text: str, numbers_as_text: bool = False) -> dict[str, Any]:
    """What a TOML text says; numbers with a point as they are written, where so asked.

    The names before a value, with points between them, are tables within tables, of which the parser keeps a way to each: its work
    would grow with the square of their number, so all points of a line are counted, whatever they are. Errors: `ValueError`, also for
    a number of hundreds of digits, and `TooDeepError`.
    """
    import tomllib  # where there is such a file

    if any(line.count(".") > most("toml-points") for line in text.split("\n")):
        raise TooDeepError
    if (long := re.search(r"\b0[xob]\w{100}", text)) is not None:
        raise ValueError(f"{long[0][:20]}…")  # the parser takes it, and nobody could write it down
    try:
        return tomllib.loads(text, parse_float=str) if numbers_as_text else tomllib.loads(text)
    except RecursionError as error:
        raise TooDeepError from error


class Walk:
    """Folders that are looked through for one answer, with no more in all of them together than the budget `folder` has."""

    def __init__(self) -> None:
        self._seen = 0

    def entries(self, folder: Path) -> list[os.DirEntry[str]]:
        """What is in a folder, by name; nothing where it cannot be read. Errors: `OSError`, E2BIG where it is too much."""
        found: list[os.DirEntry[str]] = []
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    self._seen += 1
                    if self._seen > most("folder"):
                        break
                    found.append(entry)
        except OSError:
            return found
        if self._seen > most("folder"):
            raise OSError(errno.E2BIG, os.strerror(errno.E2BIG), str(folder))
        return sorted(found, key=lambda entry: entry.name)

    def below(self, folder: Path, hidden: bool = True) -> Iterator[os.DirEntry[str]]:
        """The same of a folder and its subfolders, perhaps without names that begin with a point; no link to a folder is followed."""
        waiting = [folder]
        while waiting:
            for entry in self.entries(waiting.pop()):
                if hidden or not entry.name.startswith("."):
                    yield entry
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(Path(entry.path))
