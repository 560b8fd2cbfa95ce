"""Many facts put otherwise, or taken back, at once: one batch for all rows of a relation, so that each costs no look at all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import sqlalchemy as sa

from iku_dsl.problem import say
from iku_dsl.program import Program
from iku_engine.database.books import PERIOD
from iku_engine.errors import WrongUse
from iku_engine.facts.addressing import Address, last_rows
from iku_engine.facts.amending import amended_row, by_column, need_register, reader_of
from iku_engine.importing.batches import About, Batch, Written
from iku_engine.rules.rules_beside import hold_beside
from iku_engine.staging.stage import value_names
from iku_engine.store.shapes import as_lying
from iku_engine.store.store import Store


def correct_together(
    store: Store,
    program: Program,
    connection: sa.Connection,
    wanted: Sequence[tuple[Address, Mapping[str, str]]],
    *,
    reason: str,
) -> None:
    """Puts rows of one relation right, each at another place, as `correct` does one; rows that are so already stay.

    Their lines are their numbers in the order in which they are given. Errors: `WrongUse` as of `correct`, in no certain order.
    """
    relation = wanted[0][0].relation
    lying = as_lying(connection, store.schema, relation)
    before = last_rows(connection, lying, [address for address, _ in wanted])
    reader = reader_of(store, program, connection, wanted[0][0])
    there: set[int] = set()  # periods of which a register came
    rows = []
    for line, (address, cells) in enumerate(wanted, start=1):
        was = before.get((address.ordinal, address.keys))
        row = amended_row(reader, address, by_column(relation, cells), was, line)
        if was is None and address.ordinal not in there:
            need_register(store, program, connection, address)
            there.add(address.ordinal)
        kept = {name: was[name] if was is not None else None for name in value_names(lying)}
        rows.append(replace(row, values={**kept, **row.values}))
    _refuse_twice([(row.period, row.keys) for row in rows])
    batch = Batch(connection, store.schema, lying, "")
    batch.add(rows)
    written = batch.close(About("correct", reason=reason), {row.period for row in rows}, doubts=reader.doubts)
    _hold(connection, store, program, relation.name, written)


def retract_together(
    store: Store, program: Program, connection: sa.Connection, wanted: Sequence[Address], *, reason: str
) -> None:
    """Takes rows of one relation back, as `retract` does one. Errors: `WrongUse` as of `retract`, in no certain order."""
    relation = wanted[0].relation
    before = last_rows(connection, relation, wanted)
    rows = [before.get((one.ordinal, one.keys)) for one in wanted]
    for one, row in zip(wanted, rows, strict=True):
        if row is None:
            raise WrongUse(say("fact-unknown", relation=relation.name, key=one.shown))
    _refuse_twice([(one.ordinal, one.keys) for one in wanted])
    batch = Batch(connection, store.schema, relation, "")
    gone = [(row["row_id"], row[PERIOD]) for row in rows if row is not None]
    written = batch.close(About("retract", reason=reason), retracted=gone)
    _hold(connection, store, program, relation.name, written, gone=True)


def _refuse_twice(places: Sequence[tuple[int, tuple[str, ...]]]) -> None:
    """Errors: `WrongUse` for a place that is named twice, so that it matters which of them comes first."""
    if len(set(places)) < len(places):
        raise WrongUse(say("fact-same"))


def _hold(
    connection: sa.Connection, store: Store, program: Program, name: str, written: Written, *, gone: bool = False
) -> None:
    came = written.came
    hold_beside(connection, store.schema, program, {name: came.periods}, came.batch, gone=gone)
