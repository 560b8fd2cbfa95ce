"""`facts evidence`: what is attached to what, and its content."""

from __future__ import annotations

from pathlib import Path

from iku_cli.commandline.options import command, option
from iku_cli.session.done import written
from iku_cli.session.session import Session
from iku_cli.terminal.about import about_of
from iku_cli.terminal.faults import Fault


@command
@option("--to", "about", metavar="TEXT", help="help.facts.to")
@option("--get", "digest", metavar="SHA256", help="help.facts.evidence.get")
@option("--save", type=str, metavar="FILE", help="help.facts.evidence.save")
def evidence(session: Session, about: str | None, digest: str | None, save: str | None) -> int:
    """List it, or write one file of it."""
    from iku_engine.ledger.evidence import attachments, content
    from iku_engine.writing import write_file

    if (digest is None) != (save is None):
        raise Fault("facts.evidence.both")
    program = session.program()
    if program is None:
        return 1
    with session.facts(program) as store:
        if digest is not None and save is not None:
            kept = content(store, digest) if len(digest) >= 6 else None
            if kept is None:
                raise Fault("facts.evidence.unknown", digest=digest)
            write_file(Path(save), kept)
            written(session, "facts evidence", [save])
            return 0
        found = attachments(store, about_of(store, program, about) if about is not None else None)
    if session.as_json:
        from iku_cli.documents.facts import evidence_document

        session.give(evidence_document(found))
        return 0
    from iku_cli.render.answers.facts import draw_evidence

    session.draw(lambda width: draw_evidence(found, session.language, width))
    return 0


COMMAND = evidence
