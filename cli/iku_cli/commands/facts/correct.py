"""`facts correct`: one fact put right, or added, with a reason."""

from __future__ import annotations

from collections.abc import Callable

import click

from iku_cli.commandline.options import command, option
from iku_cli.documents.done import Done
from iku_cli.session.done import tell
from iku_cli.session.session import Session
from iku_cli.terminal.periods import one_period
from iku_dsl.problem import say
from iku_dsl.program import Program


@command
@click.argument("source", metavar="SOURCE")
@click.argument("words", nargs=-1, required=True, metavar="[KEY]... COLUMN=VALUE...")
@option("--period", metavar="PERIOD", help="help.facts.period")
@option("--reason", metavar="TEXT", default="", help="help.facts.reason")
def correct(session: Session, source: str, words: tuple[str, ...], period: str | None, reason: str) -> int:
    """Write a new row beside the old one."""
    from iku_engine.facts.addressing import address, has_member
    from iku_engine.facts.amending import correct as put_right

    program = session.program()
    if program is None:
        return 1
    of_period = one_period(period) if period is not None else None
    with session.store(program) as store:
        keys, cells = _parted(program, source, words, lambda dimension, key: has_member(store, dimension, key))
        place = address(store, program, source, of_period, keys)
        user = session.signer(store)
        done = put_right(store, program, place, cells, user=user, reason=reason)
    about = f"{source} {place.shown}".strip()
    tell(
        Done(
            "correct", done.event, about, rows=done.rows, late=done.late, reason=reason, user=user, doubts=done.doubts
        ),
        session,
    )
    return 0


def _parted(
    program: Program, source: str, words: tuple[str, ...], is_member: Callable[[str, str], bool]
) -> tuple[list[str], dict[str, str]]:
    """The keys, and the values by column: what stands before `=` is a column, or looks like one after the last key.

    A member may be called so: where there is such a one, and a key is still lacking, it is meant.
    """
    from iku_engine.errors import WrongUse
    from iku_engine.words.layout import column_named

    declared = program.sources.get(source)
    dimension = program.dimensions.get(source)
    columns = declared.columns if declared is not None else dimension.stored if dimension is not None else {}
    dated = dimension is not None and bool(dimension.validity)
    dimensions = declared.dimensions if declared is not None else (source,)
    wanted = len(dimensions)
    keys: list[str] = []
    cells: dict[str, str] = {}
    for word in words:
        name, equals, value = word.partition("=")
        known = column_named(columns, name, dated) is not None
        if known and equals and len(keys) < wanted and is_member(dimensions[len(keys)], word):
            keys.append(word)
        elif equals and (known or (len(keys) >= wanted and name.isidentifier())):
            if name in cells:
                raise WrongUse(say("fact-column-twice", column=name, values=(cells[name], value)))
            cells[name] = value
        else:
            keys.append(word)
    return keys, cells


COMMAND = correct
