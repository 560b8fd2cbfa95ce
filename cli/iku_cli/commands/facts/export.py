"""`facts export`: the facts that count as CSV files with a data package beside them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from iku_cli.commandline.options import command, option
from iku_cli.session.session import Session
from iku_cli.terminal.streams import echo

if TYPE_CHECKING:
    from iku_cli.documents.declared.facts import Exported, Lacking


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


COMMAND = export
