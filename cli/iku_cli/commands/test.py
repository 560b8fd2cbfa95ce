"""`test`: the tests that stand in the specs, and which small mistakes they would let pass."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from iku_cli.commandline.options import command, option, paths
from iku_cli.session.session import Session

if TYPE_CHECKING:
    from iku_dsl.checking.check import Checked
    from iku_engine.testing.testing import TestReport


@command
@paths
@option("--mutate", is_flag=True, help="help.test.mutate")
@option("--all", "every", is_flag=True, help="help.test.all")
def test(session: Session, given: tuple[Path, ...], mutate: bool, every: bool) -> int:
    """Run them, show those that fail with the trace of what came instead, and the coverage; 1 where one fails.

    With `--mutate`, where all pass: what no check and no test would notice. That is a report, so 0 whatever it says. How many small
    mistakes are tried has a budget, which `--all` lifts.
    """
    from iku_engine.testing.testing import run_tests

    checked = session.checked(given)
    if checked.errors:
        session.refuse(checked)
        return 1
    with session.waiting(session.say("test.running", count=len(checked.program.tests))):
        report = run_tests(checked.program)
    passed = all(result.passed for result in report.results)
    if mutate and passed:
        _mutate(session, checked, every)
        return 0
    _show(session, report)
    if mutate:
        session.note(session.say("mutate.failing"))
    return 0 if passed else 1


def _show(session: Session, report: TestReport) -> None:
    if session.as_json:
        from iku_cli.documents.tests import tests_document

        session.give(tests_document(report, session.language))
        return
    from iku_cli.render.answers.tests import draw_tests

    session.draw(lambda width: draw_tests(report, session.language, width))


def _mutate(session: Session, checked: Checked, every: bool) -> None:
    from iku_engine.testing.mutate import mutate

    with session.progress(session.say("mutate.running")) as progress:
        found = mutate(checked.files, progress, every)
    if session.as_json:
        from iku_cli.documents.mutants import mutants_document

        session.give(mutants_document(found, session.language))
        return
    from iku_cli.render.answers.mutants import draw_mutants

    tested = bool(checked.program.tests)
    session.draw(lambda width: draw_mutants(found, checked.files, tested, session.language, width))


COMMAND = test
