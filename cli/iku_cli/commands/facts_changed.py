"""`facts correct`, `retract`, `lock`, `unlock` and `attach`: each puts one event on the ledger."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from iku_cli.documents.ledger import Done
from iku_cli.options import command, option
from iku_cli.session.ledger import tell
from iku_cli.session.session import Session
from iku_cli.terminal.arguments import Number, about_of, one_period
from iku_cli.terminal.faults import Fault
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
    with session.store(program, to_mend=True) as store:
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


@command
@click.argument("source", required=False, metavar="[SOURCE]")
@click.argument("keys", nargs=-1, metavar="[KEY]...")
@option("--period", metavar="PERIOD", help="help.facts.period")
@option("--batch", type=Number(), metavar="N", help="help.facts.retract.batch")
@option("--yes", is_flag=True, help="help.facts.retract.yes")
@option("--reason", metavar="TEXT", default="", help="help.facts.reason")
def retract(
    session: Session,
    source: str | None,
    keys: tuple[str, ...],
    period: str | None,
    batch: int | None,
    yes: bool,
    reason: str,
) -> int:
    """Take it back: its key has no fact from now on; of a batch, what it had replaced is there again."""
    from iku_engine.facts.addressing import address
    from iku_engine.facts.amending import retract as take_back
    from iku_engine.facts.withdrawing import withdraw

    if (source is None) == (batch is None):
        raise Fault("facts.retract.what")
    program = session.program()
    if program is None:
        return 1
    with session.store(program, to_mend=True) as store:
        user = session.signer(store)
        if batch is not None:
            done = withdraw(store, program, batch, user=user, reason=reason, ask_first=not yes)
            about = session.say("facts.batch", batch=batch)
        else:
            assert source is not None
            of_period = one_period(period) if period is not None else None
            place = address(store, program, source, of_period, keys)
            done = take_back(store, place, user=user, reason=reason, ask_first=not yes)
            about = f"{source} {place.shown}".strip()
    tell(Done(
        "retract", done.event, about, rows=done.rows, restored=done.restored, late=done.late, reason=reason, user=user,
        doubts=done.doubts,
    ), session)  # fmt: skip
    return 0


@command
@click.argument("period", metavar="PERIOD")
@option("--of", "source", metavar="SOURCE", default="", help="help.facts.of")
@option("--reason", metavar="TEXT", default="", help="help.facts.reason-may")
def lock(session: Session, period: str, source: str, reason: str) -> int:
    """Close it, of one source or of all."""
    from iku_engine.facts.locking import lock as close

    program = session.program()
    if program is None:
        return 1
    at = one_period(period)
    with session.store(program) as store:
        user = session.signer(store)
        event = close(store, program, at, of=source, user=user, reason=reason)
    tell(Done("lock", event, f"{at} {source}".strip(), reason=reason, user=user), session)
    return 0


@command
@click.argument("period", metavar="PERIOD")
@option("--of", "source", metavar="SOURCE", default="", help="help.facts.of")
@option("--reason", metavar="TEXT", default="", help="help.facts.reason")
def unlock(session: Session, period: str, source: str, reason: str) -> int:
    """Open it, of one source or of all."""
    from iku_engine.facts.locking import unlock as reopen

    program = session.program()
    if program is None:
        return 1
    at = one_period(period)
    with session.store(program) as store:
        user = session.signer(store)
        opened = reopen(store, program, at, of=source, user=user, reason=reason)
    tell(
        Done(
            "unlock",
            opened.event,
            f"{at} {source}".strip(),
            admitted=opened.admitted,
            changed=opened.changed,
            reason=reason,
            user=user,
        ),
        session,
    )
    return 0


@command
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@option("--to", "about", required=True, metavar="TEXT", help="help.facts.to")
@option("--reason", metavar="TEXT", default="", help="help.facts.reason-may")
def attaching(session: Session, file: Path, about: str, reason: str) -> int:
    """Keep it by its hash."""
    from iku_engine.ledger.evidence import attach

    program = session.program()
    if program is None:
        return 1
    with session.store(program) as store:
        to = about_of(store, program, about)
        user = session.signer(store)
        done = attach(store, file, to, user=user, reason=reason)
    tell(Done("attach", done.event, f"{done.name} → {to}", reason=reason, sha256=done.sha256, user=user), session)
    return 0
