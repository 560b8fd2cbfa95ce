"""The facts that one evaluation sees: those of the store, and those of bound files, which are checked first."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa

from iku_dsl.problem import Text, say
from iku_dsl.program import Program
from iku_engine.bound.binding import Given
from iku_engine.engines import Engine, OfStore
from iku_engine.engines.opening import STORES
from iku_engine.errors import WrongUse
from iku_engine.facts.chain import event_at, last_event
from iku_engine.snapshot import Snapshot
from iku_engine.store import Store

if TYPE_CHECKING:
    from iku_engine.bound.desk import Answers

ENGINE = "duckdb"  # the one that reads files
MOST_KEPT = 100

_checked: dict[
    tuple[str, ...], tuple[tuple[Text, ...], Answers]
] = {}  # of facts found good, in this process: what was told and asked


def engine_for(engine: str, bound: Sequence[Given], as_of: datetime | None) -> str:
    """The engine to ask. Errors: `WrongUse` where files are bound and a store, or an earlier day, is wanted."""
    if not bound:
        return engine
    names = tuple(one.binding.relation for one in bound)
    if engine in STORES:
        raise WrongUse(say("bound-engine", relations=names, engine=engine))
    if as_of is not None and as_of < datetime.now(as_of.tzinfo):
        raise WrongUse(say("bound-as-of", relations=names))
    return engine or ENGINE


def look(
    store: Store,
    program: Program,
    connection: sa.Connection,
    asked: Engine,
    *,
    as_of: datetime | None,
    upto: int | None,
    bound: Sequence[Given],
    specs: str,
) -> tuple[Snapshot, int, tuple[Text, ...]]:
    """What is seen, after which event, and what is told of rows of bound files.

    Errors: those of `bind`, and `RefusedFacts` for rows of bound files that break a rule.
    """
    if as_of is not None:
        upto = event_at(connection, store.schema, as_of)
    seen = last_event(connection, store.schema) if upto is None else upto
    # Another engine may have facts that came since: it is asked for those until now.
    upto = upto if isinstance(asked, OfStore) else seen
    if not bound:
        return Snapshot(connection, store.schema, program, upto, asked), seen, ()
    from iku_engine.bound.bind import bind
    from iku_engine.bound.rules import keep_rules
    from iku_engine.engines.duck import Duck

    reader = asked.reader
    assert isinstance(reader, Duck)
    files = json.dumps([one.record for one in bound])
    key = (specs, str(store.engine.url), str(seen), files)
    known = _checked.get(key) if specs and not store.in_memory else None
    made = bind(store, program, reader, bound, known[1] if known is not None else None)
    snapshot = Snapshot(connection, store.schema, program, upto, asked, made.facts)
    checking = snapshot if reader is asked else Snapshot(connection, store.schema, program, upto, reader, made.facts)
    notes = keep_rules(made, checking) if known is None else known[0]
    if specs and not store.in_memory:
        if len(_checked) >= MOST_KEPT:
            _checked.clear()
        _checked[key] = notes, made.desk.answers
    return snapshot, seen, notes
