"""Specs without a store: `check`, `explain`, `fmt` and `test`."""

from __future__ import annotations

import difflib
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from iku_cli.options import OneOf, command, option, paths
from iku_cli.session.session import Session
from iku_cli.terminal.faults import Fault
from iku_cli.terminal.streams import echo
from iku_dsl.checking.check import spec_text
from iku_dsl.files_read import read_ordinary
from iku_dsl.keywords import LANGUAGES, Language
from iku_dsl.problem import Diagnostic, Severity, SourceFile, shown

if TYPE_CHECKING:
    from iku_cli.documents.declared.files import Explain
    from iku_cli.documents.declared.problems import Format
    from iku_dsl.checking.check import Checked
    from iku_dsl.proofs.proven import Proven
    from iku_engine.testing.testing import TestReport


@command
@paths
@option("--proofs", is_flag=True, help="help.check.proofs")
@option("--sarif", is_flag=True, help="help.check.sarif")
def check(session: Session, given: tuple[Path, ...], proofs: bool, sarif: bool) -> int:
    """Show every problem in file order, then what is proven, then how many problems there are; 1 where one is an error."""
    checked = session.checked(given)
    if sarif:
        from iku_cli.documents.problems import sarif_document

        session.give(sarif_document(checked.problems, session.language))
    elif session.as_json:
        from iku_cli.documents.problems import problems_document, proofs_of

        document = problems_document(checked.problems, session.language)
        if proofs:
            document["proofs"] = proofs_of(_proven(checked), session.language)
        session.give(document)
    else:
        _show_checked(session, checked, proofs)
    return 1 if checked.errors else 0


def _proven(checked: Checked) -> tuple[Proven, ...] | None:
    """What holds of a spec set whatever the facts; None where it has errors, from which nothing is concluded."""
    if checked.errors:
        return None
    from iku_dsl.proofs.proven import proven

    return proven(checked.program)


def _show_checked(session: Session, checked: Checked, proofs: bool) -> None:
    session.complain(checked.problems, checked.files, error=False)
    if proofs:
        found = _proven(checked)
        if found is None:
            session.note(session.say("proofs.errors"))
        else:
            from iku_cli.render.diagnostics import draw_proofs

            if checked.problems:
                echo()
            session.draw(lambda width: draw_proofs(checked.program, found, session.language, width))
    errors = len(checked.errors)
    key = "check.found" if checked.problems else "check.clean"
    warnings = len(checked.problems) - errors
    session.note(session.say(key, errors=errors, warnings=warnings, files=len(checked.files)))


@command
@click.argument("problem", required=False, metavar="[ID]")
def explain(session: Session, problem: str | None) -> int:
    """Show what a problem means, an example, and the mend; without an id, the list of them."""
    from iku_dsl.catalogue import IDS, page

    if problem is None:
        if session.as_json:
            document: Explain = {"schema": "iku-engine/explain/1", "problems": list(IDS)}
            session.give(document)
        else:
            echo("\n".join(IDS))
        return 0
    if problem not in IDS:
        near = difflib.get_close_matches(problem, list(IDS), 1)
        raise Fault("explain.near" if near else "explain.unknown", name=problem, near="".join(near))
    text = page(problem, session.language)
    if session.as_json:
        of_one: Explain = {"schema": "iku-engine/explain/1", "id": problem, "page": text}
        session.give(of_one)
    elif sys.stdout.isatty():
        from iku_cli.render.diagnostics import draw_page

        session.draw(lambda width: draw_page(text, width))
    else:
        echo(text.rstrip("\n"))
    return 0


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
        session.complain(told, files)
    for path in changed:
        echo(path)
    key = "fmt.would" if only_check else "fmt.done"
    session.note(session.say(key, changed=len(changed), files=len(files), broken=len({p.span.file for p in problems})))


def _unchanged(file: SourceFile, place: Path) -> bool:
    """Whether a file still has the text that was read of it, so that nobody's change is lost."""
    return spec_text(read_ordinary(place)) == file.text


@command
@paths
@option("--mutate", is_flag=True, help="help.test.mutate")
@option("--all", "every", is_flag=True, help="help.test.all")
def test(session: Session, given: tuple[Path, ...], mutate: bool, every: bool) -> int:
    """Run them, show those that fail with the trace of what came instead, and the coverage; 1 where one fails.

    With `--mutate`, where all pass: what no check and no test would notice. That is a report, so 0 whatever it says. What
    is worked out for tests, and how many small mistakes are tried, have budgets, which `--all` lifts.
    """
    from iku_engine.testing.testing import run_tests

    checked = session.checked(given)
    if checked.errors:
        session.refuse(checked)
        return 1
    with session.waiting(session.say("test.running", count=len(checked.program.tests))):
        report = run_tests(checked.program, sum(len(file.text) for file in checked.files), every)
    passed = all(result.passed for result in report.results)
    if mutate and passed:
        _mutate(session, checked, every)
        return 0
    _show_tests(session, report)
    if mutate:
        session.note(session.say("mutate.failing"))
    return 0 if passed else 1


def _show_tests(session: Session, report: TestReport) -> None:
    if session.as_json:
        from iku_cli.documents.problems import tests_document

        session.give(tests_document(report, session.language))
        return
    from iku_cli.render.answers.tests import draw_tests

    session.draw(lambda width: draw_tests(report, session.language, width))


def _mutate(session: Session, checked: Checked, every: bool) -> None:
    from iku_engine.testing.mutate import mutate

    with session.progress(session.say("mutate.running")) as progress:
        found = mutate(checked.files, progress, every)
    if session.as_json:
        from iku_cli.documents.problems import mutants_document

        session.give(mutants_document(found, session.language))
        return
    from iku_cli.render.answers.tests import draw_mutants

    tested = bool(checked.program.tests)
    session.draw(lambda width: draw_mutants(found, checked.files, tested, session.language, width))
