"""`fmt`: spec files in canonical form, in place."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from iku_cli.commandline.options import OneOf, command, option, paths
from iku_cli.session.session import Session
from iku_cli.terminal.streams import echo
from iku_dsl.checking.check import spec_text
from iku_dsl.files_read import read_ordinary
from iku_dsl.keywords import LANGUAGES, Language
from iku_dsl.problem import Diagnostic, Severity, SourceFile, shown

if TYPE_CHECKING:
    from iku_cli.documents.declared.problems import Format


@command
@paths
@option("--check", "only_check", is_flag=True, help="help.fmt.check")
@option("--language", type=OneOf(LANGUAGES), help="help.fmt.language")
def fmt(session: Session, given: tuple[Path, ...], only_check: bool, language: Language | None) -> int:
    """Rewrite what is not canonical and name it; 1 where a file cannot be read, or `--check` finds one to change."""
    from iku_dsl.editing.format import format_spec
    from iku_dsl.parsing.parse import parse
    from iku_engine.writing import write_file

    files, problems = session.files(given)
    changed: list[str] = []
    for file in files:
        parsed = parse(file)
        broken = [problem for problem in parsed.problems if problem.severity is Severity.ERROR]
        problems.extend(broken)
        if broken or any(problem.span.file == file.path for problem in problems):
            continue
        text = format_spec(parsed.spec, language)
        if text.encode() != read_ordinary(Path(file.path)):
            changed.append(file.path)
            if not only_check:
                write_file(Path(file.path), text.encode(), partial(_unchanged, file))
    _report(session, files, problems, changed, only_check)
    return 1 if problems or (only_check and changed) else 0


def _report(
    session: Session, files: tuple[SourceFile, ...], problems: list[Diagnostic], changed: list[str], only_check: bool
) -> None:
    told = shown(tuple(problems))
    if session.as_json:
        from iku_cli.documents.problems import problem_object

        document: Format = {
            "schema": "iku-engine/format/1",
            "written": not only_check,
            "files": [{"file": file.path, "changed": file.path in changed} for file in files],
            "problems": [problem_object(problem, session.language) for problem in told],
        }
        session.give(document)
        return
    if problems:
        from iku_cli.render.diagnostics import draw

        session.show(draw(told, files, session.language), error=True)
    for path in changed:
        echo(path)
    key = "fmt.would" if only_check else "fmt.done"
    session.note(session.say(key, changed=len(changed), files=len(files), broken=len({p.span.file for p in problems})))


def _unchanged(file: SourceFile, place: Path) -> bool:
    """Whether a file still has the text that was read of it, so that nobody's change is lost."""
    return spec_text(read_ordinary(place)) == file.text


COMMAND = fmt
