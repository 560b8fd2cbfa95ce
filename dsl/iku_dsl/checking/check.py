"""A spec set from its folder or file to a checked program: parse, resolve, prove. The one way in for everybody else.

Its files have a fixed order and an identity. What was made before of the same text is taken from the cache; the stages are imported
only when there is something to do.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from iku_dsl import cache
from iku_dsl.budgets import most
from iku_dsl.files_read import Walk, read_ordinary
from iku_dsl.problem import Diagnostic, Label, Severity, SourceFile, Span, in_file_order, say, shown
from iku_dsl.program import Program
from iku_dsl.records import record
from iku_dsl.watch import Stopped, paused, watched

if TYPE_CHECKING:
    from iku_dsl.parsing.parse import Parsed

SUFFIX = ".iku"
NOTHING = Program({}, {}, {}, {}, {}, {}, ())  # what is known of specs that were not looked at


@record
class Checked:
    """A spec set: its files, its program as far as it could be understood, and all problems in file order."""

    files: tuple[SourceFile, ...]
    program: Program
    problems: tuple[Diagnostic, ...]

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The problems that keep it from being evaluated."""
        return tuple(problem for problem in self.problems if problem.severity is Severity.ERROR)


@record
class SpecFiles:
    """The files of a spec set, and what kept some from being read."""

    files: tuple[SourceFile, ...]
    problems: tuple[Diagnostic, ...]


def read_files(paths: Sequence[Path]) -> SpecFiles:
    """The spec files of folders (with their subfolders) and of files given alone, in a fixed order.

    Errors: `OSError` where a path cannot be read. A file that is not UTF-8 is a problem.
    """
    files: list[SourceFile] = []
    problems: list[Diagnostic] = []
    for path in _spec_paths(paths):
        data = read_ordinary(path)
        try:
            files.append(SourceFile(str(path), spec_text(data)))
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            place = Span(str(path), line, 1, line, 1)
            problems.append(Diagnostic("not-utf8", say("not-utf8"), (Label(place),), hint=say("not-utf8.hint")))
            files.append(SourceFile(str(path), ""))
    return SpecFiles(tuple(files), tuple(problems))


def spec_text(data: bytes) -> str:
    """The text of a spec file, whatever ends its lines. Errors: `UnicodeDecodeError`."""
    return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


def _spec_paths(paths: Iterable[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found.extend(files_below(path))
        else:
            found.append(path)
    return list(dict.fromkeys(found))


def files_below(folder: Path) -> list[Path]:
    """The spec files of a folder and its subfolders, in order. Errors: `OSError` where more is in it than in a folder of specs."""
    found = (Path(entry.path) for entry in Walk().below(folder) if entry.name.endswith(SUFFIX))
    return sorted(path for path in found if path.is_file())


def digest(files: Iterable[SourceFile]) -> str:
    """The identity of a spec set's text: SHA-256 over names and contents, in the order of their paths, wherever it is made."""
    whole = hashlib.sha256()
    for parts, text in sorted((re.split(r"[/\\]", file.path), file.text) for file in files):
        whole.update(f"{parts[-1]}\0{len(text)}\0{text}".encode())
    return f"sha256:{whole.hexdigest()}"


def stages(parsed: Sequence[Parsed], problems: Iterable[Diagnostic] = ()) -> Checked:
    """Resolve and prove a spec set that is parsed already."""
    from iku_dsl.proofs import PROOFS
    from iku_dsl.resolve import resolve
    from iku_dsl.statements.blocks import gather, too_many

    found = [*problems, *(problem for one in parsed for problem in one.problems)]
    blocks = gather((one.file, one.spec) for one in parsed)
    if beyond := too_many(blocks.blocks):
        return Checked(tuple(one.file for one in parsed), NOTHING, shown(in_file_order([*found, *beyond])))
    resolved = resolve(blocks, {one.file.path: one.file for one in parsed})
    found.extend(resolved.problems)
    broken = resolved.broken | _blamed(found, resolved.program)
    for proof in PROOFS:
        refuted = proof(resolved.program, broken)
        broken |= _blamed(refuted, resolved.program)  # later proofs conclude nothing from what an earlier one refuted
        found.extend(refuted)
    return Checked(tuple(one.file for one in parsed), resolved.program, shown(in_file_order(found)))


def _blamed(problems: Iterable[Diagnostic], program: Program) -> frozenset[str]:
    """The declarations that a problem's main place lies in: nothing more is concluded from them."""
    declared = [
        *program.dimensions.values(),
        *program.sources.values(),
        *program.tables.values(),
        *program.scales.values(),
        *program.profiles.values(),
        *(version for versions in program.indicators.values() for version in versions),
        *program.tests,
    ]
    heads: dict[str, list[tuple[int, str]]] = {}
    for item in declared:
        heads.setdefault(item.span.file, []).append((item.span.line, item.name))
    for of_file in heads.values():
        of_file.sort()
    blamed: set[str] = set()
    for problem in problems:
        if problem.severity is Severity.ERROR:
            of_file = heads.get(problem.span.file, [])
            place = bisect_right(of_file, problem.span.line, key=lambda head: head[0])
            if place:
                blamed.add(of_file[place - 1][1])
    return frozenset(blamed)


__all__ = [
    "Checked",
    "SpecFiles",
    "check",
    "check_files",
    "check_parsed",
    "check_read",
    "digest",
    "read_files",
    "too_long",
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
        checked = stages([_parsed(file) for file in read.files], read.problems)
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
    return _ended(files, lambda: stages([parse(file) for file in files], problems))


def check_parsed(parsed: Sequence[Parsed], problems: Iterable[Diagnostic] = ()) -> Checked:
    """Resolve and prove a spec set that is parsed already."""
    return _ended([one.file for one in parsed], lambda: stages(parsed, problems))


def too_long(letters: Iterable[int], different: Iterable[int]) -> tuple[str, int] | None:
    """The budget that the lengths of some files go beyond, and by what count: of all, and of those that are `different`."""
    count = sum(letters)
    again = count - sum(different)
    sizes = (("letters-together", count), ("letters-again", again))
    return next(((budget, size) for budget, size in sizes if size > most(budget)), None)


def _ended(files: Sequence[SourceFile], work: Callable[[], Checked]) -> Checked:
    """What checking comes to; where it was stopped, nothing is known but where it was."""
    letters = [len(file.text) for file in files]
    beyond = too_long(letters, {file.text: len(file.text) for file in files}.values())
    if beyond is not None:
        of_letters, count = beyond
        message = say(f"too-large.{of_letters}", limit=most(of_letters), count=count)
        hint = say(f"too-large.{of_letters}.hint")
        label = Label(Span(files[0].path, 1, 1, 1, 1))
        return Checked(tuple(files), NOTHING, (Diagnostic("too-large", message, (label,), hint=hint),))
    try:
        with paused():
            return watched(work, sum(letters))
    except Stopped as stopped:
        at = stopped.at or Span(files[0].path, 1, 1, 1, 1)
        message, hint = say(f"too-large.{stopped.budget}", limit=ceil(stopped.limit)), say("too-large.watched.hint")
        return Checked(tuple(files), NOTHING, (Diagnostic("too-large", message, (Label(at),), hint=hint),))
