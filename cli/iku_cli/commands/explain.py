"""`explain`: the page of a problem."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

import click

from iku_cli.commandline.options import command
from iku_cli.session.session import Session
from iku_cli.terminal.faults import Fault
from iku_cli.terminal.streams import echo

if TYPE_CHECKING:
    from iku_cli.documents.declared.files import Explain


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
    else:
        echo(text.rstrip("\n"))
    return 0


COMMAND = explain
