"""The statements that an evaluation asks, as text: for the curious, and for bug reports."""

from __future__ import annotations

from iku_dsl.period import Period
from iku_dsl.program import KEY_PREFIX, Program
from iku_engine.database.books import PERIOD
from iku_engine.engines.base import Statement
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.migrate.opening import open_store
from iku_engine.snapshot.snapshot import EVERY_PERIOD
from iku_engine.store.store import Store

NOBODY = "-"  # the member of a dimension that has none yet


def statements(program: Program, store: Store, period: Period, engine: str = "") -> list[Statement]:
    """What `evaluate` asks for a period, in its order; nothing of it is kept. Errors: as of `evaluate`."""
    told: list[Statement] = []
    evaluate(store, program, specs="", periods=[period], engine=engine, tell=told.append, alone=True)
    return told


def everything_loaded(program: Program, url: str = "sqlite://") -> Store:
    """A new store, in memory if nothing else is said, without a row of facts: all periods count as loaded, dimensions have one member."""
    store = open_store(url, program)
    with store.writing() as connection:
        for name, relation in store.schema.relations.items():
            empty = dict.fromkeys(("sha256", "rows_sha256", "user_name", "recorded_at"), "")
            none = dict.fromkeys(("rows_read", "rows_accepted", "rows_identical", "rows_rejected"), 0)
            made = connection.execute(
                store.schema.batches.insert().values(relation=name, file=name, **empty, **none)
            ).inserted_primary_key
            assert made is not None
            row = {"batch_id": made[0], "relation": name, PERIOD: EVERY_PERIOD}
            connection.execute(store.schema.loaded.insert().values(row))
            if relation.is_dimension:
                member = {"batch_id": made[0], "row": 1, PERIOD: 0, KEY_PREFIX + name: NOBODY}
                connection.execute(relation.table.insert().values(member))
    return store
