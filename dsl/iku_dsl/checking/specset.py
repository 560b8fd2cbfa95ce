"""A spec set on disk and in memory: its files in a fixed order, their identity, and what checking made of them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from iku_dsl.files_read import Walk, read_ordinary
from iku_dsl.problem import Diagnostic, Label, Severity, say
from iku_dsl.program import Program
from iku_dsl.records import record
from iku_dsl.source import SourceFile, Span

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
