"""What a source or keyed dimension is bound to: patterns of files as the settings give them, and the files these are now.

Those are the files that fit, by name, each once, with its SHA-256: remembered in the user's cache by path and stamp, so that gigabytes
are hashed once.
"""

from __future__ import annotations

import glob
import hashlib
import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, BinaryIO, Literal

from iku_dsl import cache
from iku_dsl.budgets import most
from iku_dsl.files_read import MEGABYTE, Stamp, Walk, named, open_ordinary, stamp
from iku_dsl.period import Period, read_period
from iku_dsl.problem import Text, say
from iku_dsl.records import record
from iku_engine.book_texts import texts
from iku_engine.errors import FileError, RefusedFile
from iku_engine.writing import unreadable

Percent = Literal["", "fraction", "percentage"]
PERCENT: tuple[Percent, ...] = ("", "fraction", "percentage")


@record
class Binding:
    """A relation's files. `percent` says what a number in a percentage column is: `0.875` or `87.5`; empty where that was not said.

    `period` is that of files without such a column, and counts as loaded even without rows; `marks` are said of all of them.
    """

    relation: str
    patterns: tuple[str, ...]
    percent: Percent = ""
    period: Period | None = None
    marks: tuple[str, ...] = ()


@record
class BoundFile:
    """A file as given, the hash of what it holds, and its stamp when that was hashed; none for one of a run."""

    path: str
    sha256: str
    stamp: Stamp | None = None


@record
class Given:
    """A binding, and its files in order."""

    binding: Binding
    files: tuple[BoundFile, ...]

    @property
    def record(self) -> dict[str, object]:
        """What is kept of it, to read the same files again."""
        binding = self.binding
        return {
            "relation": binding.relation,
            "patterns": list(binding.patterns),
            "percent": binding.percent,
            "period": str(binding.period) if binding.period is not None else None,
            "marks": list(binding.marks),
            "files": [{"path": file.path, "sha256": file.sha256} for file in self.files],
        }


def given_of(records: Sequence[Mapping[str, Any]]) -> tuple[Given, ...]:
    """What was kept, read again. Errors: `TypeError`, `LookupError`, `ValueError` where it has not its form."""
    return tuple(
        Given(
            Binding(
                _text(one["relation"]),
                tuple(texts(one["patterns"])),
                PERCENT[PERCENT.index(one["percent"])],
                read_period(one["period"]) if one["period"] is not None else None,
                tuple(texts(one["marks"])),
            ),
            tuple(BoundFile(_text(file["path"]), _text(file["sha256"])) for file in one["files"]),
        )
        for one in records
    )


def _text(value: object) -> str:
    return texts([value])[0]


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


def find(binding: Binding, walk: Walk | None = None) -> Given:
    """What a binding names; several are looked for on one `walk`.

    Errors: `RefusedFile` for a pattern that no file fits or that asks for too much, `FileError` for a file that cannot be read.
    """
    paths: dict[str, None] = {}
    walk = walk or Walk()
    for pattern in dict.fromkeys(binding.patterns):
        try:
            fitting = _fitting(walk, binding.relation, pattern)
        except OSError as error:
            text = say("bound-folders", relation=binding.relation, pattern=pattern, most=most("folder"))
            raise RefusedFile(text) from error
        if not fitting:
            raise RefusedFile(say("bound-no-file", relation=binding.relation, pattern=pattern))
        paths.update(dict.fromkeys(path.as_posix() for path in fitting))
    return Given(binding, tuple(hashed(path) for path in paths))


def _fitting(walk: Walk, relation: str, pattern: str) -> list[Path]:
    """What fits a pattern and is no folder, by name. Errors: `OSError` where too much would have to be looked through, `RefusedFile`."""
    places, parts = [Path()], Path(pattern).parts
    for before, part in zip(("", *parts), parts, strict=False):
        if part == before == "**":
            continue
        if part == "**":
            places = [inner for place in places for inner in (place, *_below(walk, place, relation, pattern))]
        elif glob.has_magic(part):
            hidden = part.startswith(".")
            places = [
                place / entry.name
                for place in places
                for entry in walk.entries(place)
                if fnmatch(entry.name, part) and (hidden or not entry.name.startswith("."))
            ]
        else:
            places = [place / part for place in places]
        places = _each_once(places)
    return sorted(place for place in places if not os.path.isdir(place))


def _each_once(places: Iterable[Path]) -> list[Path]:
    """Those that are there, each under the first of its names: links may lead to one folder, or file, in ways without number."""
    found: dict[str, Path] = {}
    for place in places:
        if os.path.lexists(place):
            found.setdefault(os.path.realpath(place), place)
    return list(found.values())


def _below(walk: Walk, folder: Path, relation: str, pattern: str) -> Iterator[Path]:
    """What is below a folder, of which no part is hidden.

    Errors: as `_fitting`; a link that leads out of the folder would leave its files out of every figure without a word.
    """
    home = Path(os.path.realpath(folder))
    for entry in walk.below(folder, hidden=False):
        if entry.is_symlink() and os.path.isdir(entry.path):
            target = Path(os.path.realpath(entry.path))
            if not target.is_relative_to(home) or any(part.startswith(".") for part in target.relative_to(home).parts):
                raise RefusedFile(say("bound-link", relation=relation, link=entry.path, pattern=pattern))
        else:
            yield Path(entry.path)


def as_before(given: Given, read: Hashes) -> Text | None:
    """What is no longer as it was with the files of a run: the first that is gone or holds something else; None where all is.

    A run may name any files, and one of them as often as it likes: each is read once, and `read` keeps what it held.
    """
    for file in given.files:
        if not Path(file.path).is_file():
            return say("bound-gone", file=file.path, relation=given.binding.relation)
        if hashed(file.path, read).sha256 != file.sha256:
            return say("bound-changed", file=file.path, relation=given.binding.relation)
    return None


def unchanged(bound: Sequence[Given]) -> None:
    """Errors: `FileError` where a file was changed since it was hashed."""
    for given in bound:
        for file in given.files:
            if file.stamp is not None and _stamp(file) != file.stamp:
                raise FileError(say("bound-changing", file=file.path))


def _stamp(file: BoundFile) -> Stamp | None:
    try:
        return stamp(Path(file.path).stat())
    except OSError:
        return None
