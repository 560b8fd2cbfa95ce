"""`test`: the tests that stand in the specs."""

from __future__ import annotations

from pathlib import Path

from iku_cli.options import command, paths
from iku_cli.session import Session


@command
@paths
def test(session: Session, given: tuple[Path, ...]) -> int:
    """Run them, show those that fail with the trace of what came instead, and the coverage; 1 where one fails."""
    from iku_engine.testing import run_tests

    checked = session.checked(given)
    if checked.errors:
        session.refuse(checked)
        return 1
    with session.waiting(session.say("test.running", count=len(checked.program.tests))):
        report = run_tests(checked.program)
    if session.as_json:
        from iku_cli.documents.tests import tests_document

        session.give(tests_document(report, session.language))
    else:
        from iku_cli.render.tests import draw_tests

        session.draw(lambda width: draw_tests(report, session.language, width))
    return 0 if all(result.passed for result in report.results) else 1


COMMAND = test
