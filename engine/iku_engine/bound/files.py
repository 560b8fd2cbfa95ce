"""The files that a binding means now: those that its patterns fit, by name, each once, with the hash of what it holds."""

from __future__ import annotations

import glob
import os
from collections.abc import Sequence
from pathlib import Path

from iku_dsl.files_read import Stamp, stamp
from iku_dsl.problem import Text, say
from iku_engine.bound.binding import Binding, BoundFile, Given
from iku_engine.bound.hashes import Hashes, hashed
from iku_engine.errors import FileError, RefusedFile


def find(binding: Binding) -> Given:
    """Errors: `RefusedFile` for a pattern that no file fits, `FileError` for one that cannot be read."""
    paths: dict[str, None] = {}
    for pattern in binding.patterns:
        found = sorted(path for path in glob.glob(pattern, recursive=True) if not os.path.isdir(path))
        if not found:
            raise RefusedFile(say("bound-no-file", relation=binding.relation, pattern=pattern))
        paths.update(dict.fromkeys(Path(path).as_posix() for path in found))
    return Given(binding, tuple(hashed(path) for path in paths))


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
