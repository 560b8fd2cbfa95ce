"""A spec set from its folder or file to a checked program: parse, resolve, prove. The one way in for everybody else."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from iku_dsl.blocks import gather
from iku_dsl.parse import Parsed, parse
from iku_dsl.problem import Diagnostic, Label, Severity, in_file_order, say
from iku_dsl.program import Program
from iku_dsl.proofs import PROOFS
from iku_dsl.resolve import resolve
from iku_dsl.source import SourceFile, Span

SUFFIX = ".iku"


@dataclass(frozen=True, slots=True)
class Checked:
    """A spec set: its files, its program as far as it could be understood, and all problems in file order."""

    files: tuple[SourceFile, ...]
    program: Program
    problems: tuple[Diagnostic, ...]

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The problems that keep it from being evaluated."""
        return tuple(problem for problem in self.problems if problem.severity is Severity.ERROR)


@dataclass(frozen=True, slots=True)
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
        data = path.read_bytes()
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            place = Span(str(path), line, 1, line, 1)
            problems.append(Diagnostic("not-utf8", say("not-utf8"), (Label(place),), hint=say("not-utf8.hint")))
            files.append(SourceFile(str(path), ""))
            continue
        files.append(SourceFile(str(path), text.replace("\r\n", "\n").replace("\r", "\n")))
    return SpecFiles(tuple(files), tuple(problems))


def _spec_paths(paths: Iterable[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found.extend(sorted(item for item in path.rglob(f"*{SUFFIX}") if item.is_file()))
        else:
            found.append(path)
    return list(dict.fromkeys(found))


def check_files(files: Iterable[SourceFile], problems: Iterable[Diagnostic] = ()) -> Checked:
    """Parse, resolve and prove a spec set given as texts."""
    return check_parsed([parse(file) for file in files], problems)


def check_parsed(parsed: Sequence[Parsed], problems: Iterable[Diagnostic] = ()) -> Checked:
    """Resolve and prove a spec set that is parsed already."""
    found = [*problems, *(problem for one in parsed for problem in one.problems)]
    blocks = gather((one.file, one.spec) for one in parsed)
    resolved = resolve(blocks, {one.file.path: one.file for one in parsed})
    found.extend(resolved.problems)
    broken = resolved.broken | _blamed(found, resolved.program)
    for proof in PROOFS:
        refuted = proof(resolved.program, broken)
        broken |= _blamed(refuted, resolved.program)  # later proofs conclude nothing from what an earlier one refuted
        found.extend(refuted)
    return Checked(tuple(one.file for one in parsed), resolved.program, in_file_order(found))


def check(paths: Sequence[Path]) -> Checked:
    """Parse, resolve and prove the spec set at some paths."""
    read = read_files(paths)
    return check_files(read.files, read.problems)


def digest(files: Iterable[SourceFile]) -> str:
    """The identity of a spec set's text: SHA-256 over names and contents, in order."""
    whole = hashlib.sha256()
    for file in files:
        whole.update(f"{Path(file.path).name}\0{len(file.text)}\0{file.text}".encode())
    return f"sha256:{whole.hexdigest()}"


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
    heads = sorted(((item.span.file, item.span.line, item.name) for item in declared), reverse=True)
    blamed: set[str] = set()
    for problem in problems:
        if problem.severity is Severity.ERROR:
            place = (problem.span.file, problem.span.line)
            owner = next((name for file, line, name in heads if file == place[0] and line <= place[1]), None)
            if owner is not None:
                blamed.add(owner)
    return frozenset(blamed)
