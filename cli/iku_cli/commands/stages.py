"""`stages`: what each stage of the house makes of a spec file, for the curious and for bug reports.

The data of a stage is shown as it is: frozen dataclasses as an indented outline, or as JSON, without their places. `worded` shows an
expression in the words of the spec, not opened.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from iku_cli.messages.sentences import one_line, visible
from iku_cli.options import OneOf, command, option
from iku_cli.session.session import Session
from iku_cli.terminal.arguments import one_period
from iku_cli.terminal.streams import echo
from iku_dsl.interval import Interval
from iku_dsl.period import Period
from iku_dsl.problem import Span
from iku_dsl.program.expression import Typed
from iku_dsl.types import Unit
from iku_dsl.wording import interval_text

if TYPE_CHECKING:
    from iku_cli.documents.declared.files import Stages
    from iku_dsl.checking.check import Checked
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
        session.complain(checked.problems, checked.files)
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
        asked, whole = statements(program, store, period, by)
        shown = store.shown if real else None
    if session.as_json:
        data = {"store": shown, "period": str(period), "statements": asked_object(asked)}
        document: Stages = {"schema": "iku-engine/stages/1", "file": str(file), "stage": "sql", "data": data}
        session.give(document)
    else:
        where = session.say("sql.store", store=shown) if shown is not None else session.say("sql.no-store")
        session.draw(lambda width: draw_asked(asked, session.language, width, where))
    if not whole:
        session.note(session.say("sql.more", count=len(asked)))


def _usual(program: Program) -> Period:
    """The period of the first test, else this year."""
    from datetime import date

    return program.tests[0].period if program.tests else Period(date.today().year)


INDENT = "  "


def as_text(value: object, worded: bool = False) -> str:
    """An outline: a node's kind, then each field that holds something, one a line."""
    return "\n".join(_lines(value, "", 0, worded))


def as_json(value: object, worded: bool = False) -> object:
    """The same as JSON: `kind` and the fields of a node, numbers as strings."""
    match value:
        case Typed() if worded:
            return value.text
        case None | bool():
            return value
        case Enum():
            return value.value
        case Mapping():
            return {_name(key): as_json(item, worded) for key, item in value.items()}
        case tuple() | list() | frozenset():
            return [as_json(item, worded) for item in value]
        case Interval():
            return interval_text(value)
        case Period() | Unit():
            return str(value)
        case _ if is_dataclass(value) and not isinstance(value, type):
            return {"kind": type(value).__name__} | {name: as_json(item, worded) for name, item in _held(value)}
        case _:
            return str(value)


def _lines(value: object, before: str, depth: int, worded: bool) -> Iterator[str]:
    start = f"{INDENT * depth}{before}"
    if isinstance(value, Mapping):
        yield start.rstrip()
        for key, item in value.items():
            yield from _lines(item, f"{_name(key)}: ", depth + 1, worded)
    elif isinstance(value, tuple | list | frozenset):
        if all(_plain(item, worded) and not isinstance(item, Typed) for item in value):
            yield f"{start}{', '.join(_shown(item) for item in value)}"
            return
        yield start.rstrip()
        for item in value:
            yield from _lines(item, "- ", depth + 1, worded)
    elif _plain(value, worded):
        yield f"{start}{_shown(value)}"
    else:
        yield f"{start}{type(value).__name__}"
        for name, item in _held(value):
            yield from _lines(item, f"{name}: ", depth + 1, worded)


def _plain(value: object, worded: bool) -> bool:
    if isinstance(value, Interval | Period | Unit) or (worded and isinstance(value, Typed)):
        return True
    return not isinstance(value, Mapping | tuple | list | frozenset) and not is_dataclass(value)


def _held(value: object) -> Iterator[tuple[str, object]]:
    """The fields of a node that hold something; where it stands in the file is left out."""
    assert is_dataclass(value)
    for field in fields(value):
        held = getattr(value, field.name)
        number = isinstance(held, Fraction | int) and not isinstance(held, bool)
        if not isinstance(held, Span) and (held or number):
            yield field.name, held


def _shown(value: object) -> str:
    match value:
        case str() if not isinstance(value, Enum):
            return f'"{visible(value)}"'
        case Enum():
            return str(value.value)
        case Interval():
            return interval_text(value)
        case Typed():
            return one_line(value.text)
        case _:
            return visible(str(value))


def _name(key: object) -> str:
    return visible(", ".join(map(str, key)) if isinstance(key, tuple) else str(key))
