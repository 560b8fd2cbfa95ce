"""`stages`: what each stage of the house makes of a spec file, for the curious and for bug reports."""

from __future__ import annotations

from pathlib import Path

import click

from iku_cli.options import OneOf, command, option
from iku_cli.session import Session

STAGES = ("syntax", "program")


@command
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@option("--show", "stage", type=OneOf(STAGES), default="syntax", show_default=True, help="help.stages.show")
def stages(session: Session, file: Path, stage: str) -> int:
    """Print the stage's data; its problems go to stderr, and 1 says that there are errors among them."""
    from iku_cli.render.data import as_json, as_text

    checked = session.checked([file])
    if stage == "syntax":
        from iku_dsl.parse import parse

        specs = [parse(source).spec for source in checked.files]
        shown: object = specs[0] if len(specs) == 1 else specs
    else:
        shown = checked.program
    if session.as_json:
        session.give({"schema": "iku-engine/stages/1", "file": str(file), "stage": stage, "data": as_json(shown)})
    else:
        click.echo(as_text(shown))
        if checked.problems:
            from iku_cli.render.diagnostics import draw

            session.show(draw(checked.problems, checked.files, session.language), error=True)
    return 1 if checked.errors else 0


COMMAND = stages
