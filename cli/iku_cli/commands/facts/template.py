"""`facts template`: a workbook to fill in for a source or dimension."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from iku_cli.commandline.options import command, option
from iku_cli.session.session import Session
from iku_cli.terminal.faults import Fault
from iku_cli.terminal.periods import one_period

if TYPE_CHECKING:
    from iku_cli.documents.declared.files import Template


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


COMMAND = template
