"""The statements that an indicator's plan sends to a store, as text: for the curious, and for bug reports."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from iku_dsl.period import Period
from iku_dsl.program import Indicator, Program
from iku_dsl.program import expression as ex
from iku_engine.database.books import PERIOD
from iku_engine.engines.base import Statement
from iku_engine.indicators.results import new_evaluator
from iku_engine.migrate.opening import open_store
from iku_engine.plan.environment import entity_place
from iku_engine.plan.plan import plan
from iku_engine.plan.set_chain import Chain, outer_dimensions
from iku_engine.snapshot.snapshot import EVERY_PERIOD, Snapshot
from iku_engine.sql.sets import SetQueries
from iku_engine.sql.terms import NotInSqlError
from iku_engine.store.store import Store

NOBODY = "-"  # the member that is at hand where a dimension has none yet


def statements(
    program: Program, store: Store, places: Sequence[tuple[Indicator, Period]]
) -> list[tuple[Statement, ...]]:
    """What the plan of each version of an indicator counts and sums in its period, one statement each, for all entities.

    What the statements need of elsewhere (another indicator, an average) is looked up for the first entity.
    """
    with store.reading() as connection:
        snapshot = Snapshot(connection, store.schema, program)
        return [tuple(_statements(program, snapshot, indicator, period)) for indicator, period in places]


def _statements(program: Program, snapshot: Snapshot, indicator: Indicator, period: Period) -> Iterator[Statement]:
    run = new_evaluator(program, snapshot)
    first = tuple(next(iter(snapshot.members(dimension)), NOBODY) for dimension in indicator.dimensions)
    at = entity_place(indicator, period, first)

    def queries(chain: Chain, operands: tuple[ex.Expression, ...]) -> SetQueries:
        outer = outer_dimensions(program, chain, operands, frozenset(indicator.dimensions))
        return SetQueries(program, snapshot, period, chain, outer, lambda part: run.node(part, at))

    made = plan(program, indicator, period)
    for count in made.counts:
        texts = [part.text for part in count.chain.conditions]
        yield _statement(count.answers, (), count.chain, (), queries, lambda found: found.counting(), texts)
    for total in made.sums:
        operands = tuple(part for part in (total.operand, total.by) if part is not None)
        names = tuple(zip(("value", "weight"), (part.text for part in operands), strict=False))
        if total.one_by_one:
            yield Statement(total.answers, names, "", "it needs every number by itself")
        else:
            yield _statement(total.answers, names, total.chain, operands, queries, _summing(total.operand, total.by))


def _summing(operand: ex.Expression, by: ex.Expression | None) -> Callable[[SetQueries], sa.Select[Any]]:
    return lambda found: found.summing(operand, by)


def _statement(
    answers: tuple[str, ...],
    columns: tuple[tuple[str, str], ...],
    chain: Chain,
    operands: tuple[ex.Expression, ...],
    queries: Callable[[Chain, tuple[ex.Expression, ...]], SetQueries],
    query: Callable[[SetQueries], sa.Select[Any]],
    conditions: Sequence[str] = (),
) -> Statement:
    try:
        found = queries(chain, operands)
        codes = tuple(zip(found.code_names(), conditions, strict=False)) if conditions else columns
        return Statement(answers, codes, found.sql(query(found)))
    except NotInSqlError as reason:
        return Statement(answers, columns, "", str(reason))


def everything_loaded(program: Program) -> Store:
    """A store in memory without a single row, in which every period of every source counts as loaded."""
    store = open_store("sqlite://", program)
    with store.writing() as connection:
        for name in store.schema.relations:
            empty = dict.fromkeys(("sha256", "rows_sha256", "user_name", "recorded_at"), "")
            none = dict.fromkeys(("rows_read", "rows_accepted", "rows_identical", "rows_rejected"), 0)
            made = connection.execute(
                store.schema.batches.insert().values(relation=name, file=name, **empty, **none)
            ).inserted_primary_key
            assert made is not None
            row = {"batch_id": made[0], "relation": name, PERIOD: EVERY_PERIOD}
            connection.execute(store.schema.loaded.insert().values(row))
    return store
