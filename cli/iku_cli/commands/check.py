"""`check`: all problems of a spec set, without data."""

from __future__ import annotations

from pathlib import Path

from iku_cli.options import command, paths
from iku_cli.session import Session


@command
@paths
def check(session: Session, given: tuple[Path, ...]) -> int:
    """Show every problem in file order, then how many there are; 1 where one is an error."""
    checked = session.checked(given)
    errors = len(checked.errors)
    if session.as_json:
        from iku_cli.documents.problems import problems_document

        session.give(problems_document(checked.problems, session.language))
        return 1 if errors else 0
    from iku_cli.render.diagnostics import draw

    session.show(draw(checked.problems, checked.files, session.language))
    warnings = len(checked.problems) - errors
    found = "check.found" if checked.problems else "check.clean"
    session.note(session.say(found, errors=errors, warnings=warnings, files=len(checked.files)))
    return 1 if errors else 0


COMMAND = check
