"""`stages`: what each stage of the house makes of a spec file, for the curious and for bug reports."""

from __future__ import annotations

from collections.abc import Iterator
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
    from iku_dsl.program import Indicator, Program

STAGES = ("syntax", "program", "plan", "sql")


@command
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@option("--show", "stage", type=OneOf(STAGES), default="syntax", show_default=True, help="help.stages.show")
@option("--period", metavar="PERIOD", help="help.stages.period")
def stages(session: Session, file: Path, stage: str, period: str | None) -> int:
    """Print the stage's data; the problems of the spec go to stderr, and 1 says that there are errors among them."""
    chosen = one_period(period) if period is not None else None
    checked = session.checked([file])
    if stage in ("plan", "sql") and checked.errors:
        session.refuse(checked)
        return 1
    if stage == "sql":
        _show_sql(session, file, checked.program, chosen)
    else:
        _show(session, file, stage, _data(session, stage, checked, chosen))
    if checked.problems and not session.as_json:
        from iku_cli.render.diagnostics import draw

        session.show(draw(checked.problems, checked.files, session.language), error=True)
    return 1 if checked.errors else 0


def _data(session: Session, stage: str, checked: Checked, period: Period | None) -> object:
    match stage:
        case "syntax":
            from iku_dsl.parsing.parse import parse

            specs = [parse(source).spec for source in checked.files]
            return specs[0] if len(specs) == 1 else specs
        case "plan":
            from iku_engine.plan.plan import plan

            program = checked.program
            return [plan(program, indicator, at) for indicator, at in _places(session, program, period)]
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
        echo(as_text(data))


def _show_sql(session: Session, file: Path, program: Program, period: Period | None) -> None:
    """The statements for the store of the settings; where it has not the tables of this spec, for an empty one."""
    from itertools import islice

    from iku_cli.render.statements import Statements, draw_statements, statements_object
    from iku_dsl.budgets import most
    from iku_engine.evaluating.stages import everything_loaded, statements
    from iku_engine.migrate.opening import fits, open_store
    from iku_engine.plan.plan import plan

    url = session.settings.store
    real = fits(url, program)
    with open_store(url, program) if real else everything_loaded(program) as store:
        places = list(islice(_places(session, program, period), most("statements")))
        asked = statements(program, store, places)
        made = tuple(Statements(plan(program, *place), sent) for place, sent in zip(places, asked, strict=True))
        shown = store.shown if real else None
    if len(program.indicators) > (limit := most("statements")):
        session.note(session.say("stages.first", limit=limit, count=len(program.indicators)))
    if session.as_json:
        data = statements_object(made, shown)
        document: Stages = {"schema": "iku-engine/stages/1", "file": str(file), "stage": "sql", "data": data}
        session.give(document)
    else:
        session.draw(lambda width: draw_statements(made, shown, session.language, width))


def _places(session: Session, program: Program, period: Period | None) -> Iterator[tuple[Indicator, Period]]:
    """Each indicator in the version of its period: the one asked for, else that of the first test, else this year.

    An indicator of a finer grain is shown in the last part of that period, one of a coarser grain in what contains it.
    """
    wanted = period or _usual(program)
    for name, versions in program.indicators.items():
        grain = versions[0].grain
        at = wanted.parts(grain)[-1] if grain.finer_than(wanted.grain) else wanted.containing(grain)
        version = program.version(name, at)
        if version is None:
            session.note(session.say("stages.no-version", indicator=name, period=at))
        else:
            yield version, at


def _usual(program: Program) -> Period:
    from datetime import date

    from iku_dsl.period import Period

    return program.tests[0].period if program.tests else Period(date.today().year)


COMMAND = stages
