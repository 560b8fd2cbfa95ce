"""`runs key`: a pair of keys to sign exports with."""

from __future__ import annotations

from pathlib import Path

import click

from iku_cli.commandline.options import command
from iku_cli.session.done import written
from iku_cli.session.session import Session


@command
@click.argument("private", type=click.Path(path_type=Path), metavar="PRIVATE.pem")
@click.argument("public", type=click.Path(path_type=Path), metavar="PUBLIC.pem")
def key(session: Session, private: Path, public: Path) -> int:
    """Write both; a private key that is there is never overwritten."""
    from iku_engine.ledger.exported import new_key

    new_key(private, public)
    written(session, "runs key", [str(private), str(public)])
    return 0


COMMAND = key
