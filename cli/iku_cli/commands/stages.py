"""`stages`: what each stage of the house makes of a spec file, for the curious and for bug reports."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from iku_cli.commandline.options import OneOf, command, option
from iku_cli.session.session import Session
from iku_cli.terminal.periods import one_period
from iku_cli.terminal.streams import echo

if TYPE_CHECKING:
    from iku_cli.documents.declared.files import Stages
    from iku_dsl.checking.check import Checked
    from iku_dsl.period import Period
    from iku_dsl.program import Program

STAGES = ("syntax", "program", "plan", "sql")


@command
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@option("--show", "stage", type=OneOf(STAGES), default="syntax", show_default=True, help="help.stages.show")
@option("--period", metavar="PERIOD", help="help.stages.period")
@option("--engine", metavar="NAME", help="help.engine")
def stages(session: Session, file: Path, stage: str, period: str | None, engine: str | None) -> int:
    """Print the stage's data; the problems of the spec go to stderr, and 1 says that there are errors among them."""
    chosen = one_period(period) if period is not None else None
    checked = session.checked([file])
    at = chosen or _usual(checked.program)
    if stage in ("plan", "sql") and checked.errors:
        session.refuse(checked)
        return 1
    if stage == "sql":
        _show_sql(session, file, checked.program, at, engine)
    else:
        _show(session, file, stage, _data(stage, checked, at))
    if checked.problems and not session.as_json:
        from iku_cli.render.diagnostics import draw

        session.show(draw(checked.problems, checked.files, session.language), error=True)
    return 1 if checked.errors else 0


def _data(stage: str, checked: Checked, period: Period) -> object:
    match stage:
        case "syntax":
            from iku_dsl.parsing.parse import parse

            specs = [parse(source).spec for source in checked.files]
            return specs[0] if len(specs) == 1 else specs
        case "plan":
            from iku_engine.evaluating.evaluate import asked_for, plan_of

            return plan_of(checked.program, asked_for(checked.program, (), [period]))
        case _:
            return checked.program


def _show(session: Session, file: Path, stage: str, data: object) -> None:
    from iku_cli.render.data import as_json, as_text

    worded = stage == "plan"
    if session.as_json:
        made = as_json(data, worded)
        document: Stages = {"schema": "iku-engine/stages/1", "file": str(file), "stage": stage, "data": made}
        session.give(document)
    elif isinstance(data, list):
        echo("\n\n".join(as_text(item, worded) for item in data))
    else:
        echo(as_text(data, worded))


def _show_sql(session: Session, file: Path, program: Program, period: Period, engine: str | None) -> None:
    """The statements that `eval` asks the store of the settings; where that has not the tables of this spec, an empty one."""
    from iku_cli.render.statements import asked_object, draw_asked
    from iku_engine.evaluating.evaluate import everything_loaded, statements
    from iku_engine.migrate.opening import fits, open_store

    url = session.settings.store
    real = fits(url, program)
    by = session.settings.asked(engine) if real else ""
    with open_store(url, program) if real else everything_loaded(program) as store:
        asked = statements(program, store, period, by)
        shown = store.shown if real else None
    if session.as_json:
        data = {"store": shown, "period": str(period), "statements": asked_object(asked)}
        document: Stages = {"schema": "iku-engine/stages/1", "file": str(file), "stage": "sql", "data": data}
        session.give(document)
    else:
        where = session.say("sql.store", store=shown) if shown is not None else session.say("sql.no-store")
        session.draw(lambda width: draw_asked(asked, session.language, width, where))


def _usual(program: Program) -> Period:
    """The period of the first test, else this year."""
    from datetime import date

    from iku_dsl.period import Period

    return program.tests[0].period if program.tests else Period(date.today().year)


COMMAND = stages
