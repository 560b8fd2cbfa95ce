"""The files that a binding means now: those that its patterns fit, by name, each once, with the hash of what it holds."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path

from iku_dsl.budgets import most
from iku_dsl.files_read import Stamp, Walk, stamp
from iku_dsl.problem import Text, say
from iku_engine.bindings.binding import Binding, BoundFile, Given
from iku_engine.bindings.hashes import Hashes, hashed
from iku_engine.errors import FileError, RefusedFile


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
