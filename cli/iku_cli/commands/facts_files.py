"""`facts quarantine`, `template` and `export`: files to fill in, to mend and to pass on, which an import takes again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from iku_cli.options import command, option
from iku_cli.session.session import Session
from iku_cli.terminal.arguments import Number, one_period, place_of
from iku_cli.terminal.faults import Fault
from iku_cli.terminal.streams import echo

if TYPE_CHECKING:
    from iku_cli.documents.declared.files import Template
    from iku_cli.documents.declared.store import Exported, Lacking
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
    from iku_cli.documents.ledger import Done
    from iku_cli.session.ledger import tell
    from iku_engine.importing.quarantine import dismiss, kept_out

    program = session.program()
    if program is None:
        return 1
    if places:
        chosen = [place_of(place) for place in places]
        with session.store(program, to_mend=True) as store:
            user = session.signer(store)
            rows = [kept for kept in kept_out(store) if (kept.batch, kept.row) in chosen]
            event = dismiss(store, chosen, user=user, reason=reason)
        about = ", ".join(_named(place, rows) for place in dict.fromkeys(chosen))
        tell(Done("dismiss", event, about, rows=len(rows), reason=reason, user=user), session)
        return 0
    with session.facts(program, to_mend=True) as store:
        if source is not None:
            _known(program, source)
        found = kept_out(store, batch, source)
        if workbook is not None:
            return _export(session, store, program, found, workbook)
    if session.as_json:
        from iku_cli.documents.facts import quarantine_document

        session.give(quarantine_document(found, session.language))
        return 0
    from iku_cli.render.answers.facts import draw_quarantine

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
    from iku_cli.session.ledger import written
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


@command
@click.argument("source", metavar="SOURCE")
@option(
    "--to", "to", metavar="FILE.xlsx", required=True, type=click.Path(path_type=Path), help="help.facts.template.to"
)
@option("--period", metavar="PERIOD", help="help.facts.template.period")
def template(session: Session, source: str, to: Path, period: str | None) -> int:
    """Write the workbook; 1 where the specs have errors. A file that exists is not overwritten."""
    from iku_engine.exporting.template import known_members, write_template
    from iku_engine.importing.importing import target
    from iku_engine.migrate.opening import open_store
    from iku_engine.writing import may_write

    program = session.program()
    if program is None:
        return 1
    of_period = one_period(period) if period is not None else None
    if to.suffix.lower() != ".xlsx":
        raise Fault("facts.template.suffix", file=to)
    may_write(to)
    with open_store(session.settings.store, program, create=False) as store:
        relation = target(store, program, source)
        with store.reading() as connection:
            members = known_members(connection, store.schema, program, relation)
    rows = write_template(program, relation, members, to, of_period, session.language)
    if session.as_json:
        document: Template = {"schema": "iku-engine/template/1", "file": str(to), "into": source, "rows": rows}
        session.give(document)
    else:
        session.note(session.say("facts.template.done", file=to, rows=rows, source=source))
    return 0


@command
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@option("--to", "to", metavar="DIR", required=True, type=click.Path(path_type=Path), help="help.facts.export.to")
def export(session: Session, sources: tuple[str, ...], to: Path) -> int:
    """Write the folder; 1 where the specs have errors. A folder that has something in it is not overwritten."""
    from iku_cli.render import saying
    from iku_cli.render.answers.facts import lacking_texts
    from iku_engine.exporting.package import DESCRIPTOR, write_package
    from iku_engine.results.beside import declared

    specs = session.specs()
    if specs is None:
        return 1
    with session.facts(specs.program) as store, session.progress(session.say("facts.export.running")) as tell:
        written = write_package(store, specs.program, sources, to, specs.sha256, tell)
    if session.as_json:
        document: Exported = {
            "schema": "iku-engine/facts-export/1",
            "folder": str(to),
            "descriptor": DESCRIPTOR,
            "files": [
                {
                    "relation": one.relation,
                    "file": one.file,
                    "rows": one.rows,
                    "live": one.live,
                    "marks": list(one.marks),
                }
                for one in written.files
            ],
            "lacking": cast("list[Lacking]", [one.record for one in written.lacking]),
        }
        session.give(document)
        return 0
    for one in written.files:
        marks = f" ({'; '.join(saying.marks(map(declared, one.marks), session.language))})" if one.marks else ""
        echo(session.say("facts.export.file", file=to / one.file, count=one.rows, source=one.relation) + marks)
    for one in written.files:
        if one.live:
            session.note(session.say("facts.export.live", file=to / one.file, count=one.live))
    for lacking in written.lacking:
        text = "; ".join(lacking_texts(lacking, session.language))
        session.note(session.say("facts.export.lacking", source=lacking.relation, text=text))
    session.note(session.say("facts.export.done", file=to / DESCRIPTOR))
    return 0
