"""`completion`: what a shell reads to complete commands, options, indicators, sources and periods."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from iku_cli.commandline.completing import SHELLS, script
from iku_cli.commandline.options import OneOf, command
from iku_cli.session.session import Session
from iku_cli.terminal.streams import echo

if TYPE_CHECKING:
    from iku_cli.documents.declared.files import Completion


@command
@click.argument("shell", metavar="bash|zsh|fish", type=OneOf(SHELLS))
def completion(session: Session, shell: str) -> int:
    """Print the script of a shell."""
    from iku_cli.group import ROOT

    text = script(ROOT, shell)
    if session.as_json:
        document: Completion = {"schema": "iku-engine/completion/1", "shell": shell, "script": text}
        session.give(document)
    else:
        echo(text.rstrip("\n"))
    return 0


COMMAND = completion
