"""`facts quarantine`: rows that were kept out; to see, to mend in a workbook, to dismiss."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from iku_cli.commandline.options import command, option
from iku_cli.documents.done import Done
from iku_cli.session.done import tell, written
from iku_cli.session.session import Session
from iku_cli.terminal.faults import Fault
from iku_cli.terminal.numbers import Number, place_of
from iku_cli.terminal.streams import echo

if TYPE_CHECKING:
    from iku_dsl.program import Program
    from iku_engine.importing.quarantine import Kept
    from iku_engine.store.store import Store


@command
@click.argument("source", required=False, metavar="[SOURCE]")
@option("--batch", type=Number(), metavar="N", help="help.facts.quarantine.batch")
@option(
    "--export", "workbook", type=click.Path(path_type=Path), metavar="FILE.xlsx", help="help.facts.quarantine.export"
)
@option("--dismiss", "places", multiple=True, metavar="BATCH:ROW", help="help.facts.quarantine.dismiss")
@option("--reason", metavar="TEXT", default="", help="help.facts.reason-dismiss")
def quarantine(
    session: Session, source: str | None, batch: int | None, workbook: Path | None, places: tuple[str, ...], reason: str
) -> int:
    """List the open rows, write them to a workbook, or close some of them."""
    from iku_engine.importing.quarantine import dismiss, kept_out

    program = session.program()
    if program is None:
        return 1
    if places:
        chosen = [place_of(place) for place in places]
        with session.store(program) as store:
            user = session.signer(store)
            rows = [kept for kept in kept_out(store) if (kept.batch, kept.row) in chosen]
            event = dismiss(store, chosen, user=user, reason=reason)
        about = ", ".join(_named(place, rows) for place in dict.fromkeys(chosen))
        tell(Done("dismiss", event, about, rows=len(rows), reason=reason, user=user), session)
        return 0
    with session.facts(program) as store:
        if source is not None:
            _known(program, source)
        found = kept_out(store, batch, source)
        if workbook is not None:
            return _export(session, store, program, found, workbook)
    if session.as_json:
        from iku_cli.documents.facts import quarantine_document

        session.give(quarantine_document(found, session.language))
        return 0
    from iku_cli.render.answers.quarantine import draw_quarantine

    session.draw(lambda width: draw_quarantine(found, session.language, width))
    return 0


def _named(place: tuple[int, int], rows: Sequence[Kept]) -> str:
    """A place, with its cells where several of them wait: a row of a wide table."""
    cells = [f"{row.column} “{row.value}”" for row in rows if (row.batch, row.row) == place]
    return f"{place[0]}:{place[1]}" + (f" ({', '.join(cells)})" if len(cells) > 1 else "")


def _known(program: Program, source: str) -> None:
    known = [*program.sources, *(d.name for d in program.dimensions.values() if d.imported)]
    if source not in known:
        raise Fault("import.into", name=source, known=", ".join(known))


def _export(session: Session, store: Store, program: Program, found: tuple[Kept, ...], path: Path) -> int:
    from iku_engine.importing.quarantine import names_of, write_quarantine

    relations = list(dict.fromkeys(kept.relation for kept in found))
    if not relations:
        session.note(session.say("quarantine.none"))
        return 0
    if len(relations) > 1:
        raise Fault("facts.quarantine.several", known=", ".join(relations))
    relation = store.schema.relations[relations[0]]
    count = write_quarantine(path, relation, found, session.language, names_of(store, program, relation))
    written(session, "facts quarantine", [str(path)])
    if not session.as_json:
        echo(session.say("facts.quarantine.next", file=path, source=relations[0]))
    if count < len(found):
        session.note(session.say("facts.quarantine.more", count=count, more=len(found) - count))
    return 0


COMMAND = quarantine
