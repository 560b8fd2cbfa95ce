"""`check`: all problems of a spec set, and what is proven of it, without data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from iku_cli.commandline.options import command, option, paths
from iku_cli.session.session import Session
from iku_cli.terminal.streams import echo

if TYPE_CHECKING:
    from iku_dsl.checking.check import Checked
    from iku_dsl.proofs.proven import Proven


@command
@paths
@option("--proofs", is_flag=True, help="help.check.proofs")
@option("--sarif", is_flag=True, help="help.check.sarif")
def check(session: Session, given: tuple[Path, ...], proofs: bool, sarif: bool) -> int:
    """Show every problem in file order, then what is proven, then how many problems there are; 1 where one is an error."""
    checked = session.checked(given)
    if sarif:
        from iku_cli.documents.sarif import sarif_document

        session.give(sarif_document(checked.problems, session.language))
    elif session.as_json:
        from iku_cli.documents.problems import problems_document, proofs_of

        document = problems_document(checked.problems, session.language)
        if proofs:
            document["proofs"] = proofs_of(_proven(checked), session.language)
        session.give(document)
    else:
        _show(session, checked, proofs)
    return 1 if checked.errors else 0


def _proven(checked: Checked) -> tuple[Proven, ...] | None:
    """What holds of a spec set whatever the facts; None where it has errors, from which nothing is concluded."""
    if checked.errors:
        return None
    from iku_dsl.proofs.proven import proven

    return proven(checked.program)


def _show(session: Session, checked: Checked, proofs: bool) -> None:
    from iku_cli.render.diagnostics import draw

    session.show(draw(checked.problems, checked.files, session.language))
    if proofs:
        found = _proven(checked)
        if found is None:
            session.note(session.say("proofs.errors"))
        else:
            from iku_cli.render.proofs import draw_proofs

            if checked.problems:
                echo()
            session.draw(lambda width: draw_proofs(checked.program, found, session.language, width))
    errors = len(checked.errors)
    key = "check.found" if checked.problems else "check.clean"
    warnings = len(checked.problems) - errors
    session.note(session.say(key, errors=errors, warnings=warnings, files=len(checked.files)))


COMMAND = check
