"""What became of a fact: each of its rows in the order in which they came, who brought it, why, and what stands in its place now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

import sqlalchemy as sa

from iku_dsl.period import Period, from_ordinal
from iku_dsl.problem import say
from iku_dsl.program import NOT_APPLICABLE_PREFIX, Program
from iku_engine.database.books import PERIOD
from iku_engine.database.in_force import Withdrawals, waiting
from iku_engine.database.relations import Relation
from iku_engine.database.stored import value_of
from iku_engine.errors import WrongUse
from iku_engine.facts.addressing import as_kept
from iku_engine.facts.brought import Taking, taken_back
from iku_engine.importing.importing import target
from iku_engine.store.shapes import as_lying
from iku_engine.store.store import Store

Value = Fraction | str | bool | date | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a fact. `state`: `current`, `superseded`, `retracted`, or `late` (its period is closed).

    `values` are by column, None where missing; `not_applicable` names the columns that do not apply. `until` is the event that ended it.
    `taken_back` are columns whose cells were taken over from a batch that was taken back since, with that batch.
    """

    event: int
    kind: str
    user: str
    at: str
    reason: str
    file: str
    sheet: str
    line: int
    period: Period | None
    keys: tuple[str, ...]
    values: Mapping[str, Value]
    not_applicable: frozenset[str]
    state: str
    until: int | None = None
    taken_back: Mapping[str, int] = field(default_factory=dict)


def history(
    store: Store, program: Program, name: str, keys: Sequence[str], period: Period | None = None
) -> tuple[Entry, ...]:
    """All rows of a key, in one period or in all of them. Errors: `WrongUse` for keys that do not fit, or that no row ever had."""
    relation = target(store, program, name)
    if len(keys) > len(relation.dimensions):
        known = (relation.key_name,) if relation.is_dimension else relation.dimensions
        raise WrongUse(say("fact-keys", relation=name, known=known or ("-",), given=tuple(keys)))
    with store.reading() as connection:
        keys = as_kept(store, program, connection, relation, keys)
        entries = _entries(store, connection, relation, keys, period)
    if not entries:
        at = [*([str(period)] if period is not None else []), *keys]
        raise WrongUse(say("fact-unknown", relation=name, key=" · ".join(at) or "-"))
    return entries


def _entries(
    store: Store, connection: sa.Connection, relation: Relation, keys: Sequence[str], period: Period | None
) -> tuple[Entry, ...]:
    table, gone, batches = relation.table, relation.superseded, store.schema.batches
    query = (
        sa.select(
            table,
            gone.c.batch_id.label("until"),
            gone.c.by_row_id,
            *(batches.c[name] for name in ("kind", "user_name", "recorded_at", "reason", "file", "sheet")),
        )
        .select_from(
            table.join(batches, batches.c.batch_id == table.c.batch_id).outerjoin(gone, gone.c.row_id == table.c.row_id)
        )
        .order_by(table.c[PERIOD], *(relation.key_column(d) for d in relation.dimensions), table.c.row_id)
    )
    for dimension, key in zip(relation.dimensions, keys, strict=False):
        query = query.where(relation.key_column(dimension) == key)
    if period is not None:
        query = query.where(table.c[PERIOD] == period.ordinal)
    held = waiting(connection, store.schema).get(relation.name, frozenset())
    withdrawals = Withdrawals(connection, store.schema)
    copied: Mapping[int, Mapping[str, int]] = {}
    if withdrawals.gone():
        lying = as_lying(connection, store.schema, relation)
        copied = taken_back(Taking(store, connection, lying, withdrawals), relation)
    rows = connection.execute(query).mappings()
    return tuple(_entry(relation, row, held, copied.get(row["row_id"], {})) for row in rows)


def _entry(
    relation: Relation, row: sa.RowMapping, held: frozenset[tuple[int, int]], copied: Mapping[str, int]
) -> Entry:
    ended = row["until"] is not None and (row["until"], row[PERIOD]) not in held
    if (row["batch_id"], row[PERIOD]) in held:
        state = "late"
    elif ended:
        state = "superseded" if row["by_row_id"] is not None else "retracted"
    else:
        state = "current"
    values = {name: value_of(column, row[name]) for name, column in relation.columns.items()}
    absent = (name for name, c in relation.columns.items() if c.may_be_missing and row[NOT_APPLICABLE_PREFIX + name])
    return Entry(
        event=row["batch_id"],
        kind=row["kind"],
        user=row["user_name"],
        at=row["recorded_at"],
        reason=row["reason"],
        file=row["file"],
        sheet=row["sheet"],
        line=row["row"],
        period=from_ordinal(row[PERIOD], relation.grain) if relation.grain is not None else None,
        keys=tuple(row[relation.key_column(dimension).name] for dimension in relation.dimensions),
        values=values,
        not_applicable=frozenset(absent),
        state=state,
        until=row["until"] if ended else None,
        taken_back=copied,
    )
