"""`schema`: the JSON Schema of an output."""

from __future__ import annotations

from importlib.resources import files

import click

from iku_cli.faults import Fault
from iku_cli.options import command
from iku_cli.session import Session
from iku_cli.streams import echo

SUFFIX = ".schema.json"


@command
@click.argument("name", metavar="NAME")
def schema(session: Session, name: str) -> int:  # noqa: ARG001 — every command has a session
    """Print it as it ships."""
    if name not in names():
        raise Fault("schema.unknown", name=name, known=", ".join(names()))
    echo(files("iku_cli").joinpath("schemas", name + SUFFIX).read_text(encoding="utf-8").rstrip("\n"))
    return 0


def names() -> list[str]:
    """The outputs that have a schema."""
    folder = files("iku_cli").joinpath("schemas")
    return sorted(item.name.removesuffix(SUFFIX) for item in folder.iterdir() if item.name.endswith(SUFFIX))


COMMAND = schema
