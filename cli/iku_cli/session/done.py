"""What a command did to the ledger, told in a line or two, or as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from iku_cli.documents.done import Done, event_document
from iku_cli.messages.visible import one_line
from iku_cli.render import saying
from iku_cli.session.session import Session
from iku_cli.terminal.streams import echo

if TYPE_CHECKING:
    from iku_cli.documents.declared.files import Files


def tell(done: Done, session: Session) -> None:
    """Say what was done, or give it as JSON."""
    if session.as_json:
        session.give(event_document(done, session.language))
        return
    echo(session.say(f"done.{done.kind}", event=done.event, about=one_line(done.about)))
    if done.kind == "retract":
        echo(session.say("done.rows", rows=done.rows, restored=done.restored))
    if done.late:
        echo(session.say("done.late"))
    if done.head:
        echo(session.say("done.head", head=done.head))
    for batch, source, period in done.admitted:
        echo(session.say("done.admitted", batch=batch, source=source, period=period))
    for doubt in done.doubts:
        session.note(saying.reason(doubt, session.language))


def written(session: Session, command: str, files: Sequence[str]) -> None:
    """Files that a command wrote."""
    if session.as_json:
        document: Files = {"schema": "iku-engine/files/1", "command": command, "files": list(files)}
        session.give(document)
        return
    for file in files:
        echo(session.say("done.written", file=file))
