"""`runs export`: one run as one file that another machine verifies without the store."""

from __future__ import annotations

from pathlib import Path

import click

from iku_cli.commandline.options import command, option
from iku_cli.session.done import written
from iku_cli.session.session import Session
from iku_cli.terminal.numbers import Number


@command
@click.argument("number", type=Number(), metavar="N")
@option("--to", "to", required=True, type=click.Path(path_type=Path), metavar="FILE", help="help.runs.export.to")
@option("--sign", "key", type=click.Path(path_type=Path), metavar="PRIVATE.pem", help="help.runs.export.sign")
def export(session: Session, number: int, to: Path, key: Path | None) -> int:
    """Write it with all that it rests on."""
    from iku_engine.ledger.export import export_run

    program = session.program()
    if program is None:
        return 1
    with session.facts(program) as store:
        export_run(store, number, to, key)
    written(session, "runs export", [str(to)])
    return 0


COMMAND = export
