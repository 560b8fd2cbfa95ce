"""A spec set from its folder or file to a checked program: parse, resolve, prove. The one way in for everybody else.

What was made before of the same text is taken from the cache; the stages are imported only when there is something to do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from iku_dsl import cache
from iku_dsl.checking.specset import NOTHING, Checked, SpecFiles, digest, read_files
from iku_dsl.collector import paused
from iku_dsl.problem import Diagnostic, Label, say
from iku_dsl.source import SourceFile, Span
from iku_dsl.watch import Stopped, watched

if TYPE_CHECKING:
    from iku_dsl.parsing.parse import Parsed

__all__ = [
    "Checked",
    "SpecFiles",
    "check",
    "check_files",
    "check_parsed",
    "check_read",
    "digest",
    "read_files",
]


def check(paths: Sequence[Path]) -> Checked:
    """Parse, resolve and prove the spec set at some paths."""
    return check_read(read_files(paths))


def check_read(read: SpecFiles) -> Checked:
    """Check a spec set that was read, through the cache."""
    name = cache.key("set", *(part for file in read.files for part in (file.path, file.text)))
    found = cache.load(name, Checked) if not read.problems else None
    if found is not None:
        return found

    def work() -> Checked:
        checked = _stages([_parsed(file) for file in read.files], read.problems)
        if not read.problems:
            cache.save(name, checked)
            cache.prune()
        return checked

    return _ended(read.files, work)


def _parsed(file: SourceFile) -> Parsed:
    from iku_dsl.parsing.parse import Parsed, parse

    name = cache.key("file", file.path, file.text)
    found = cache.load(name, Parsed)
    if found is None:
        found = parse(file)
        cache.save(name, found)
    return found


def check_files(files: Iterable[SourceFile], problems: Iterable[Diagnostic] = ()) -> Checked:
    """Parse, resolve and prove a spec set given as texts; nothing is taken from the cache."""
    from iku_dsl.parsing.parse import parse

    files = tuple(files)
    return _ended(files, lambda: _stages([parse(file) for file in files], problems))


def check_parsed(parsed: Sequence[Parsed], problems: Iterable[Diagnostic] = ()) -> Checked:
    """Resolve and prove a spec set that is parsed already."""
    return _ended([one.file for one in parsed], lambda: _stages(parsed, problems))


def _stages(parsed: Sequence[Parsed], problems: Iterable[Diagnostic]) -> Checked:
    from iku_dsl.checking.pipeline import check_parsed as stages

    return stages(parsed, problems)


def _ended(files: Sequence[SourceFile], work: Callable[[], Checked]) -> Checked:
    """What checking comes to; where it was stopped, nothing is known but where it was."""
    try:
        with paused():
            return watched(work, sum(len(file.text) for file in files))
    except Stopped as stopped:
        at = stopped.at or Span(files[0].path, 1, 1, 1, 1)
        message, hint = say(f"too-large.{stopped.budget}", limit=ceil(stopped.limit)), say("too-large.watched.hint")
        return Checked(tuple(files), NOTHING, (Diagnostic("too-large", message, (Label(at),), hint=hint),))
