"""Closing and opening periods; what came too late for a closed one is let in when it is opened, in the order in which it came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from iku_dsl.period import Period, from_ordinal
from iku_dsl.problem import say
from iku_dsl.program import Program
from iku_engine.database.books import PERIOD
from iku_engine.database.bulk import insert_rows
from iku_engine.database.chain import next_place, write
from iku_engine.database.in_force import ALL, Closings, Lock, locks, waiting
from iku_engine.database.relations import Schema
from iku_engine.errors import WrongUse
from iku_engine.importing.importing import target
from iku_engine.rules.rules_beside import hold_beside
from iku_engine.rules.stored_rows import refuse_let_in
from iku_engine.store.causes import changed as changed_by
from iku_engine.store.shapes import grains
from iku_engine.store.store import Store


@dataclass(frozen=True, slots=True)
class Opened:
    """An opening: its event, and the batches that were let in, each with a relation and a period.

    `changed` are those of them by which anything is otherwise now: others were taken back, replaced or said again what counted.
    """

    event: int
    admitted: tuple[tuple[int, str, Period], ...]
    changed: tuple[tuple[int, str, Period], ...] = ()


def lock(store: Store, program: Program, period: Period, *, of: str = ALL, user: str, reason: str = "") -> int:
    """Closes a period, with all that lies in it, of one source or of all; the event. Errors: `WrongUse` where it is closed."""
    if of != ALL:
        target(store, program, of)
    with store.writing() as connection:
        if Closings(locks(connection, store.schema)).closed(of, period):
            raise WrongUse(say("lock-already", period=str(period)))
        return _note(connection, store.schema, period, of, (), user=user, reason=reason)


def unlock(store: Store, program: Program, period: Period, *, of: str = ALL, user: str, reason: str) -> Opened:
    """Opens a period with a reason, and lets in what waited for it, of all relations that the store has, whatever the specs.

    Errors: `WrongUse` where it is not closed, or what waited may not count.
    """
    if not reason.strip():
        raise WrongUse(say("reason-lacking"))
    if of != ALL:
        target(store, program, of)
    with store.writing() as connection:
        schema = store.schema
        if not Closings(locks(connection, schema)).closed(of, period):
            raise WrongUse(say("lock-not", period=str(period)))
        opening = Lock(0, False, of, str(period), *period.months)
        every = grains(connection, schema)
        admitted = tuple(
            (batch, relation, at)
            for relation, pairs in sorted(waiting(connection, schema).items())
            for batch, ordinal in sorted(pairs)
            if (grain := every.get(relation)) is not None
            and opening.covers(relation, at := from_ordinal(ordinal, grain))
        )
        event = _note(connection, schema, period, of, admitted, user=user, reason=reason, closed=False)
        changed: dict[str, list[int]] = {}
        for _, relation, at in admitted:
            changed.setdefault(relation, []).append(at.ordinal)
        refuse_let_in(connection, schema, program, list(changed), event)
        hold_beside(connection, schema, program, changed, event, gone=True)
        let_in = {(batch, relation, at.ordinal): (batch, relation, at) for batch, relation, at in admitted}
        return Opened(event, admitted, tuple(let_in[one] for one in changed_by(connection, schema, event, let_in)))


def _note(
    connection: sa.Connection,
    schema: Schema,
    period: Period,
    of: str,
    admitted: Sequence[tuple[int, str, Period]],
    *,
    user: str,
    reason: str,
    closed: bool = True,
) -> int:
    place = next_place(connection, schema)
    first, last = period.months
    told = {"locked": int(closed), "relation": of, PERIOD: str(period), "first_month": first, "last_month": last}
    connection.execute(schema.locks.insert().values(event_id=place.id, **told))
    let_in = [{"batch_id": batch, "relation": name, PERIOD: at.ordinal} for batch, name, at in admitted]
    insert_rows(connection, schema.admitted, [{"event_id": place.id, **one} for one in let_in])
    write(connection, schema, place, "lock" if closed else "unlock", user, {**told, "admitted": let_in}, reason)
    return place.id
