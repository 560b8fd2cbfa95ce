"""What a command did to the ledger, told in a line or two, or as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from iku_cli.render import saying
from iku_cli.render.visible import one_line
from iku_cli.session import Session
from iku_cli.streams import echo

if TYPE_CHECKING:
    from iku_cli.documents.declared.files import Files
    from iku_dsl.period import Period
    from iku_dsl.problem import Text
    from iku_engine.beside import Step


@dataclass(frozen=True, slots=True)
class Done:
    """One event: its kind, number, what it is about, and what it did.

    `late`: its period is closed, so it waits. `admitted` are batches that were let in, each with a source and period;
    `user` is who signed it.
    """

    kind: str
    event: int
    about: str
    rows: int = 0
    restored: int = 0
    late: bool = False
    admitted: Sequence[tuple[int, str, Period]] = ()
    steps: Sequence[Step] = ()
    reason: str = ""
    sha256: str = ""
    head: str = ""  # of the chain, where it is to be kept outside
    user: str = ""
    doubts: Sequence[Text] = ()  # what is to be looked at because of it

    def tell(self, session: Session) -> None:
        """Show it."""
        if session.as_json:
            from iku_cli.documents.facts import event_document

            session.give(event_document(self, session.language))
            return
        echo(session.say(f"done.{self.kind}", event=self.event, about=one_line(self.about)))
        if self.kind == "retract":
            echo(session.say("done.rows", rows=self.rows, restored=self.restored))
        if self.late:
            echo(session.say("done.late"))
        if self.head:
            echo(session.say("done.head", head=self.head))
        for batch, source, period in self.admitted:
            echo(session.say("done.admitted", batch=batch, source=source, period=period))
        for doubt in self.doubts:
            session.note(saying.reason(doubt, session.language))


def written(session: Session, command: str, files: Sequence[str]) -> None:
    """Files that a command wrote."""
    if session.as_json:
        document: Files = {"schema": "iku-engine/files/1", "command": command, "files": list(files)}
        session.give(document)
        return
    for file in files:
        echo(session.say("done.written", file=file))
