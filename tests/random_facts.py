"""Facts at random for a program: each row is one that an import would take, in the periods around the one evaluated."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import product
from random import Random

import sqlalchemy as sa
from fresh_store import fresh_store

from iku_dsl.interval import Interval
from iku_dsl.period import Grain, Period
from iku_dsl.program import KEY_PREFIX, Column, Program, Source
from iku_dsl.types import Kind
from iku_engine.database.books import PERIOD
from iku_engine.database.relations import Relation
from iku_engine.importing.rows import RowReader
from iku_engine.indicators.evaluator import Evaluator
from iku_engine.indicators.results import new_evaluator
from iku_engine.snapshot.snapshot import Snapshot
from iku_engine.staging.plain import GoodRow
from iku_engine.store.store import Store
from iku_engine.words.layout import layout

YEARS = (2023, 2024)
KEYS = ("u1", "u2", "u3")
DAYS = ("2023-12-31", "2024-01-01", "2024-02-29", "2024-05-05", "2024-05-06", "2025-01-01")
LIVES = (("", ""), ("", ""), ("2024-01-01", ""), ("", "2023-12-31"), ("2023-05-01", "2024-05-31"))  # first and last day
EMPTY = 0.35  # how many cells that may be empty are
Row = tuple[str, ...]


@dataclass
class Facts:
    """Rows by relation, each with its header's cells; the periods that count as loaded; members that have no file.

    `headers` are those that are not as `header` says.
    """

    rows: dict[str, list[Row]] = field(default_factory=dict)
    loaded: dict[str, list[Period]] = field(default_factory=dict)
    members: dict[str, tuple[str, ...]] = field(default_factory=dict)
    headers: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def changed(self, name: str, place: int, cell: int, text: str) -> Facts:
        """The same with one cell changed."""
        rows = list(self.rows[name])
        rows[place] = (*rows[place][:cell], text, *rows[place][cell + 1 :])
        return Facts({**self.rows, name: rows}, self.loaded, self.members, self.headers)


def header(program: Program, name: str) -> tuple[str, ...]:
    """The header of a relation's file."""
    source = program.sources.get(name)
    if source is None:
        declared = program.dimensions[name]
        return (declared.key, *declared.attributes)
    grain = (source.grain.value,) if source.grain is not None else ()
    return (*grain, *source.dimensions, *source.columns)


def periods(source: Source) -> list[Period]:
    """The periods of a source in the years that are evaluated."""
    if source.grain is None:
        return []
    grain: Grain = source.grain
    return [
        part for year in YEARS for part in (Period(year).parts(grain) if grain is not Grain.YEAR else (Period(year),))
    ]


def members(program: Program, dimension: str) -> tuple[str, ...]:
    """The members that facts may name."""
    declared = program.dimensions[dimension]
    return tuple(member.name for member in declared.members) if declared.enumerated else KEYS


def random_facts(
    program: Program, random: Random, wide: bool = False, dense: float | None = None, empty: float | None = None
) -> Facts:
    """Facts of every source and every dimension with attributes: some of all, or (almost) all of them.

    `dense` is how many rows there are of those that may be, `empty` how many cells of those that may be empty: by chance where it is
    not said, and then one or two things of all may be taken away. `wide` ones also have members with a first and last day, periods
    without any row, and numbers of many digits.
    """
    facts = Facts()
    by_chance = dense is None
    dense = random.choice((0.4, 0.8, 1.0, 1.0, *((0.0,) if wide else ()))) if dense is None else dense
    empty = random.choice((EMPTY, EMPTY, 0.05, 0.0)) if empty is None else empty
    for dimension in program.dimensions.values():
        if dimension.imported:
            rows = [(key, *(random_cell(program, c, random) for c in dimension.attributes.values())) for key in KEYS]
            facts.rows[dimension.name] = rows[: random.choice((1, 2, 3, 3))]
            if wide:
                facts.headers[dimension.name] = (*header(program, dimension.name), "mulai", "akhir")
                facts.rows[dimension.name] = [(*row, *random.choice(LIVES)) for row in facts.rows[dimension.name]]
    for source in program.sources.values():
        known = periods(source)
        facts.loaded[source.name] = [period for period in known if random.random() < (0.7 + dense * 0.3)]
        facts.rows[source.name] = [
            (*at, *key, *(random_cell(program, column, random, wide, empty) for column in source.columns.values()))
            for at in ([(str(period),) for period in facts.loaded[source.name]] if known else [()])
            for key in product(*(members(program, d) for d in source.dimensions))
            if random.random() < dense
        ]
    for name in (
        random.choices(list(program.sources), k=random.choice((0, 0, 1, 2))) if by_chance and dense == 1.0 else ()
    ):
        facts = without_one(program, facts, name, random)
    return facts


def without_one(program: Program, facts: Facts, name: str, random: Random) -> Facts:
    """The same facts without one of a source's periods, or one of its rows, or the figures of one."""
    rows, known = facts.rows[name], facts.loaded[name]
    way = random.choice(("load", "row", "cells"))
    if way == "load" and known:
        return unloaded(facts, name, random.choice(known))
    if not rows:
        return facts
    place = random.randrange(len(rows))
    if way == "cells":
        empty = dict.fromkeys(program.sources[name].columns, "")
        cells = [empty.get(column, cell) for column, cell in zip(header(program, name), rows[place], strict=True)]
        return replace(facts, rows={**facts.rows, name: [*rows[:place], tuple(cells), *rows[place + 1 :]]})
    return replace(facts, rows={**facts.rows, name: [*rows[:place], *rows[place + 1 :]]})


def unloaded(facts: Facts, name: str, period: Period) -> Facts:
    """The same facts without a period of a source."""
    rows = [row for row in facts.rows[name] if row[0] != str(period)]
    left = [one for one in facts.loaded[name] if one != period]
    return replace(facts, rows={**facts.rows, name: rows}, loaded={**facts.loaded, name: left})


def random_cell(program: Program, column: Column, random: Random, wide: bool = False, empty: float = EMPTY) -> str:
    """A cell that the column may have; `empty` is how often it has no figure, where that may be."""
    if column.may_be_missing and random.random() < empty:
        return random.choice(("", "", "tidak berlaku"))
    match column.type.kind:
        case Kind.NUMBER:
            return cell_text(column, _number(column, random, wide))
        case Kind.TRUTH:
            return random.choice(("ya", "tidak"))
        case Kind.CHOICE:
            return random.choice(column.type.choices)
        case Kind.MEMBER:
            return random.choice(members(program, column.type.of))
        case Kind.DATE:
            return random.choice(DAYS)
        case _:
            return "2024-05-05"


def cell_text(column: Column, value: Fraction) -> str:
    """A number as a file has it."""
    figure = value * 100 if column.type.percent else value
    sign, scaled = "-" if figure < 0 else "", abs(figure) * 10**column.digits
    assert scaled.denominator == 1, value
    digits = str(int(scaled)).rjust(column.digits + 1, "0")
    shown = digits if not column.digits else f"{digits[: -column.digits]}.{digits[-column.digits :]}"
    return f"{sign}{shown}%" if column.type.percent else f"{sign}{shown}"


def _number(column: Column, random: Random, wide: bool) -> Fraction:
    step = Fraction(1, 10**column.scale)
    low, high = ends(column.range, step)
    if wide and random.random() < 0.05 and (low is None or high is None):
        huge = Fraction(10**18 - 1, 10**column.scale)  # as many digits as the store keeps
        return huge if high is None else -huge
    if low is None and high is None:
        return Fraction(random.choice((0, 1, -1, 7, -30, 1000)))
    if high is None:
        assert low is not None
        return low + random.choice((0, 0, step, 1, 3, 50))
    if low is None:
        return high - random.choice((0, 0, step, 1, 3, 50))
    return random.choice((low, high, low + (high - low) * random.randrange(11) / 10 // step * step))


def ends(interval: Interval, step: Fraction) -> tuple[Fraction | None, Fraction | None]:
    """The least and the greatest figure of an interval on a grid."""
    low, high = interval.low, interval.high
    if low is not None:
        low = (low // step + 1) * step if interval.low_open else -(-low // step) * step
    if high is not None:
        high = -(-high // step) * step - step if interval.high_open else high // step * step
    return low, high


@dataclass(frozen=True)
class Loaded:
    """A store with those of the facts that an import would take, and which these were."""

    store: Store
    taken: dict[str, list[bool]]

    @contextmanager
    def evaluating(self, program: Program) -> Iterator[Evaluator]:
        """An evaluator over them."""
        with self.store.reading() as connection:
            yield new_evaluator(program, Snapshot(connection, self.store.schema, program))


@contextmanager
def loaded(program: Program, facts: Facts) -> Iterator[Loaded]:
    """A store with facts."""
    with fresh_store(program) as store:
        yield Loaded(store, load(store, program, facts))


def load(store: Store, program: Program, facts: Facts) -> dict[str, list[bool]]:
    """Store the rows; those that an import would refuse are left out. Answers which were taken."""
    taken: dict[str, list[bool]] = {}
    order = [name for name in facts.rows if name in program.dimensions] + [
        n for n in facts.rows if n in program.sources
    ]
    for name in order:
        relation = store.schema.relations[name]
        taken[name] = []
        with store.writing() as connection:
            batch = _batch(store, connection, relation)
            covered = [period.ordinal for period in facts.loaded.get(name, ())] or (
                [] if relation.grain is not None else [0]
            )
            if covered:
                rows = [{"batch_id": batch, "relation": name, PERIOD: number} for number in covered]
                connection.execute(store.schema.loaded.insert(), rows)
            places = layout(relation, facts.headers.get(name, header(program, name)), name, None)
            reader = RowReader(store, program, relation, places, None, connection)
            seen: set[tuple[int, tuple[str, ...]]] = set()
            for found in reader.read_all((line, list(row)) for line, row in enumerate(facts.rows[name], start=2)):
                good = isinstance(found, GoodRow) and (found.period, found.keys) not in seen
                taken[name].append(good)
                if isinstance(found, GoodRow) and good:
                    seen.add((found.period, found.keys))
                    connection.execute(relation.table.insert(), [_stored(relation, batch, found)])
    with store.writing() as connection:
        _members(store, program, facts, connection)
    return taken


def _stored(relation: Relation, batch: int, row: GoodRow) -> dict[str, object]:
    keys = {KEY_PREFIX + d: key for d, key in zip(relation.dimensions, row.keys, strict=True)}
    return {"batch_id": batch, "row": row.line, PERIOD: row.period, **keys, **row.values}


def _batch(store: Store, connection: sa.Connection, relation: Relation) -> int:
    result = connection.execute(
        store.schema.batches.insert().values(
            relation=relation.name, file=relation.name, sha256="", rows_sha256="", rows_read=0, rows_accepted=0,
            rows_identical=0, rows_rejected=0, user_name="test", recorded_at="2024-01-01",
        )
    )  # fmt: skip
    assert result.inserted_primary_key is not None
    return int(result.inserted_primary_key[0])


def _members(store: Store, program: Program, facts: Facts, connection: sa.Connection) -> None:
    """The members of dimensions that have no file of their own come from the facts."""
    for name, relation in store.schema.relations.items():
        if relation.is_dimension and not program.dimensions[name].imported:
            batch = _batch(store, connection, relation)
            rows = [{"batch_id": batch, "relation": name, PERIOD: 0}]
            connection.execute(store.schema.loaded.insert(), rows)
            key = relation.key_column(name).name
            named = facts.members.get(name, KEYS)
            rows = [{"batch_id": batch, "row": 0, PERIOD: 0, key: member} for member in named]
            if rows:
                connection.execute(relation.table.insert(), rows)
