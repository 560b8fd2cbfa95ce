"""`init`: a working example to start from, copied from the specs that ship with the engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from iku_cli.commandline.options import command
from iku_cli.session.session import Session
from iku_cli.terminal.streams import echo

if TYPE_CHECKING:
    from iku_cli.documents.declared.files import Init


EXAMPLE = "kemensos"
SPECS, FACTS = "indicator_specs", "fakta"  # where specs and facts lie in the new workspace


@command
@click.argument("folder", default=".", metavar="[DIR]", type=click.Path(path_type=Path))
def init(session: Session, folder: Path) -> int:
    """Write the example; nothing is written where one of its files is there already. The written files are named."""
    from iku_engine.writing import new_files

    files = dict(_files(session))
    new_files(folder, files)
    if session.as_json:
        document: Init = {"schema": "iku-engine/init/1", "folder": str(folder), "files": list(files)}
        session.give(document)
        return 0
    for name in files:
        echo(str(folder / name))
    session.note(session.say("init.next", folder=folder))
    return 0


def _files(session: Session) -> Iterator[tuple[str, bytes]]:
    """Every file of the new workspace by its name, and what it holds."""
    source = shipped() / EXAMPLE
    yield "README.md", session.say("init.readme").encode()
    yield "iku.toml", session.say("init.toml").encode()
    for path in sorted(source.rglob("*")):
        if path.is_file():
            inside = path.relative_to(source)
            facts = inside.parts[0] == FACTS
            yield (inside if facts else Path(SPECS) / inside).as_posix(), path.read_bytes()


def shipped() -> Path:
    """The folder of the shipped specs: inside the installed package, or beside the packages in a checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / SPECS
    return installed if installed.is_dir() else package.parents[1] / SPECS


COMMAND = init
