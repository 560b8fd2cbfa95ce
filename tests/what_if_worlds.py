"""Random corrections of facts, as somebody would suppose them, and the same made in earnest; for tests that hold both together."""

from __future__ import annotations

from functools import cache
from random import Random

from random_facts import random_cell

from iku_dsl.period import Period, from_ordinal
from iku_dsl.program import Program
from iku_engine.database.books import PERIOD
from iku_engine.database.chain import START
from iku_engine.errors import WrongUse
from iku_engine.facts.addressing import address
from iku_engine.facts.amending import correct, retract
from iku_engine.results.evaluation import Result
from iku_engine.store.store import Store
from iku_engine.worlds.supposing import OfFact, merged


def places(store: Store, name: str) -> list[tuple[Period | None, tuple[str, ...]]]:
    """The periods and keys of all rows that a source ever had."""
    relation = store.schema.relations[name]
    keys = [relation.key_column(dimension) for dimension in relation.dimensions]
    with store.reading() as connection:
        query = relation.table.select().with_only_columns(relation.table.c[PERIOD], *keys).distinct()
        rows = connection.execute(query.order_by(relation.table.c[PERIOD], *keys)).all()
    return [(from_ordinal(r[0], relation.grain) if relation.grain is not None else None, tuple(r[1:])) for r in rows]


def random_changes(store: Store, program: Program, random: Random, count: int) -> list[OfFact]:
    """Some facts put otherwise, some taken away."""
    found: list[OfFact] = []
    known_of = cache(lambda name: places(store, name))
    for _ in range(count):
        name = random.choice(list(program.sources))
        known = known_of(name)
        if not known:
            continue
        period, keys = random.choice(known)
        other = random.choice(known)
        columns = list(program.sources[name].columns.values())
        if random.random() < 0.2 or not columns:
            found.append(OfFact("", name, period, keys, gone=True))
            continue
        if random.random() < 0.3:
            period = other[0]
        column = random.choice(columns)
        found.append(OfFact("", name, period, keys, ((column.name, random_cell(program, column, random)),)))
    return found


def accepted(store: Store, program: Program, changes: list[OfFact]) -> list[OfFact]:
    """Make the changes in earnest; those that a store refuses are left out of what is given back."""
    kept: list[OfFact] = []
    for change in merged(changes):
        place = address(store, program, change.relation, change.period, change.keys)
        try:
            if change.gone:
                retract(store, place, user="", reason="test")
            else:
                correct(store, program, place, dict(change.cells), user="", reason="test")
        except WrongUse as error:
            if error.text.key == "fact-same":
                kept.append(change)
            continue
        kept.append(change)
    return kept


def begin_chain(store: Store) -> None:
    """A store whose batches were written without events goes on after the last of them."""
    with store.writing() as connection:
        books = store.schema
        last = max((row[0] for row in connection.execute(books.batches.select())), default=0)
        at = {"recorded_at": "2024-01-01T00:00:00+00:00", "reason": "", "detail": '{"books_sha256":""}'}
        connection.execute(books.events.insert().values(event_id=last, kind="test", user_name="", sha256=START, **at))


def read(result: Result) -> tuple[object, ...]:
    """All of a result that a planner reads, but for where it comes from."""
    targets = tuple((one.name, one.value, one.high, one.achievement, one.state, one.reached) for one in result.targets)
    place = (result.indicator, result.period, result.key)
    category = result.category
    judged = (result.outside is None, result.rank, result.may_be_not_applicable, result.missing_total)
    return (*place, result.state, result.value, result.bounds, category, targets, *judged)
