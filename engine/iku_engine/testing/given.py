"""The given facts of an in-spec test as a store: the same checks as an import; keys that are named are members."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from datetime import UTC, datetime

import sqlalchemy as sa

from iku_dsl.budgets import Effort
from iku_dsl.key_text import key_text
from iku_dsl.period import Period
from iku_dsl.problem import Text, say
from iku_dsl.program import KEY_PREFIX, Column, GivenCell, GivenFacts, GivenValue, Program, Test
from iku_engine.database.books import PERIOD
from iku_engine.database.relations import Relation
from iku_engine.importing.rows import RowReader
from iku_engine.reading.opened import Figure
from iku_engine.rules.rowcheck import Broken, Place, RowCheck
from iku_engine.rules.rules_beside import breaking, place_of
from iku_engine.snapshot.snapshot import EVERY_PERIOD, Snapshot
from iku_engine.staging.report import RejectedCell
from iku_engine.store.store import Store
from iku_engine.words.layout import GRAIN_WORDS, layout

Keys = tuple[str, ...]


class RefusedGivenError(Exception):
    """Given facts that cannot be facts; `reasons` say which cells and why."""

    def __init__(self, reasons: tuple[Text, ...]) -> None:
        super().__init__("given facts refused")
        self.reasons = reasons


def take_in(store: Store, connection: sa.Connection, program: Program, test: Test, work: Effort) -> frozenset[Keys]:
    """Stores the given facts of a test; what is given counts as loaded, also without rows. The rules of sources are worked out by `work`.

    Answers the keys of the rows that were refused, as the test expects. Errors: `RefusedGivenError` where it does not, and `WrongUse`
    where `work` is not enough.
    """
    refused: set[Keys] = set()
    expected = {one.keys for one in test.expectations if one.part == "refused"}
    held = list[RowCheck]()
    for facts in sorted(test.given, key=lambda facts: facts.name in program.sources):
        out, check = _take_in(store, program, connection, facts, test.period, expected, work)
        refused |= out
        held += [check] if check.some_later else []
    given, entities = {facts.name for facts in test.given}, _entities(program, test)
    for check in held:
        while gone := _breaking(store, program, connection, check.relation, given, entities, work):
            for (_, keys), (column, reason) in gone.items():
                if expected.isdisjoint({(), keys}):
                    raise RefusedGivenError((say("given.cell", column=column, value=", ".join(keys), reason=reason),))
            _take_out(connection, check.relation, gone)
            refused.update(keys for _, keys in gone)
    _named_members(store, connection, given, entities)
    return frozenset(refused)


def given_values(test: Test) -> dict[tuple[str, Period, tuple[str, ...]], GivenValue]:
    """What results of indicators a test gives, by indicator, period and entity."""
    return {(value.indicator, value.period, value.keys): value for value in test.values}


def _entities(program: Program, test: Test) -> dict[str, list[str]]:
    """The keys that given values of indicators name, by dimension."""
    found: dict[str, list[str]] = {}
    for value in test.values:
        for dimension, member in zip(program.indicators[value.indicator][0].dimensions, value.keys, strict=True):
            found.setdefault(dimension, []).append(member)
    return found


def _text(cell: GivenCell) -> str:
    if cell.not_applicable:
        return "tidak berlaku"
    return Figure(cell.text) if cell.number and cell.text else cell.text or ""


def _take_in(
    store: Store,
    program: Program,
    connection: sa.Connection,
    facts: GivenFacts,
    period: Period,
    expected: Set[Keys],
    work: Effort,
) -> tuple[set[Keys], RowCheck]:
    """Stores the given facts of one relation; answers the keys of the rows that were refused, as is `expected`, and what was asked."""
    relation = store.schema.relations[facts.name]
    grain_words = {word for word, grain in GRAIN_WORDS.items() if grain is relation.grain}
    has_period = any(column in grain_words for column in facts.columns)
    own = _own_periods(relation, period) if not has_period else ()
    default = own[-1] if own else None
    needed = [
        c.name
        for c in relation.columns.values()
        if not c.may_be_missing and _lacks(facts, c.name, strict=bool(expected))
    ]
    loose = {**relation.columns, **{n: _loose(relation.columns[n]) for n in needed}}
    open_relation = Relation(
        relation.name, relation.label, relation.grain, relation.dimensions, loose, relation.table, relation.superseded,
        relation.is_dimension, relation.key_name, dated=relation.dated,
    )  # fmt: skip
    places = layout(open_relation, facts.columns, facts.name, default)
    reader = RowReader(store, program, open_relation, places, default, connection)
    reader.check.take_given(work)
    reader.keys.members = (
        {}
        if relation.is_dimension
        else {d: m for d, m in reader.keys.members.items() if program.dimensions[d].enumerated}
    )
    batch = _batch(store, connection, relation)
    periods = {at.ordinal for at in own or facts.loaded} if relation.grain is not None else {0}
    rows, refused = [], set[Keys]()
    given = ((row[0].span.line if row else facts.span.line, [_text(cell) for cell in row]) for row in facts.rows)
    for found in reader.read_all(given):
        if isinstance(found, tuple):
            own_keys = tuple(key_text(found[1][at]) for at in places.keys)
            if expected.isdisjoint({(), own_keys}):
                raise RefusedGivenError((_refused(found[0]),))
            refused.add(own_keys)
            continue
        periods.add(found.period)
        keys = {KEY_PREFIX + d: key for d, key in zip(relation.dimensions, found.keys, strict=True)}
        values = {name: value for name, value in found.values.items() if name in relation.table.c}
        rows.append({"batch_id": batch, "row": found.line, PERIOD: found.period, **keys, **values})
    if rows:
        connection.execute(relation.table.insert(), rows)
    covered = sorted(periods or {EVERY_PERIOD})
    named = [{"batch_id": batch, "relation": relation.name, PERIOD: number} for number in covered]
    connection.execute(store.schema.loaded.insert(), named)
    return refused, reader.check


def _breaking(
    store: Store,
    program: Program,
    connection: sa.Connection,
    relation: Relation,
    given: Collection[str],
    entities: Mapping[str, Sequence[str]],
    work: Effort,
) -> Mapping[Place, Broken]:
    """The rows that break a rule over sets of their source beside all others, which an import keeps out, each with what it breaks."""
    trial = connection.begin_nested()  # whoever is named by rows that are taken out alone is no member
    try:
        _named_members(store, connection, given, entities)
        now = Snapshot(connection, store.schema, program)
        now.rule_work = work
        return {place_of(relation, row): broken for row, broken in breaking(program, now, relation)}
    finally:
        trial.rollback()


def _take_out(connection: sa.Connection, relation: Relation, places: Iterable[Place]) -> None:
    """Some rows are gone; a store of a test has no other time."""
    table = relation.table
    for period, keys in places:
        named = zip(relation.dimensions, keys, strict=True)
        of_keys = (relation.key_column(dimension) == key for dimension, key in named)
        connection.execute(table.delete().where(table.c[PERIOD] == period, *of_keys))


def _own_periods(relation: Relation, period: Period) -> tuple[Period, ...]:
    """The test's period at the grain of a source: the one that contains it, or its parts, in none of which there are rows then."""
    grain = relation.grain
    if grain is None:
        return ()
    return period.parts(grain) if grain.finer_than(period.grain) else (period.containing(grain),)


def _lacks(facts: GivenFacts, column: str, *, strict: bool) -> bool:
    """Whether a test leaves a column out, or says of a cell that it is missing; a column that does not apply is refused as ever.

    A test that expects refusals is `strict`: a cell that says that it is missing is one of an import.
    """
    if column not in facts.columns:
        return True
    if strict:
        return False
    cells = [row[facts.columns.index(column)] for row in facts.rows if row]
    return any(cell.text is None for cell in cells) and not any(cell.not_applicable for cell in cells)


def _loose(column: Column) -> Column:
    """A column of which cells are missing in a test."""
    return Column(
        name=column.name, label=column.label, span=column.span, type=column.type, range=column.range, limit=column.limit,
        may_be_missing=True, digits=column.digits, consolidation=column.consolidation, when_missing=column.when_missing,
        when_not_loaded=column.when_not_loaded,
    )  # fmt: skip


def _refused(cell: RejectedCell) -> Text:
    return say("given.cell", column=cell.column, value=cell.shown, reason=cell.reason)


def _batch(store: Store, connection: sa.Connection, relation: Relation) -> int:
    result = connection.execute(store.schema.batches.insert(), _batch_row(relation))
    key = result.inserted_primary_key
    assert key is not None
    return int(key[0])


def _batch_row(relation: Relation) -> dict[str, object]:
    return {
        "relation": relation.name, "file": relation.name, "sha256": "", "rows_sha256": "", "rows_read": 0, "rows_accepted": 0,
        "rows_identical": 0, "rows_rejected": 0, "user_name": "test", "recorded_at": datetime.now(UTC).isoformat(),
    }  # fmt: skip


def count_all_as_loaded(store: Store) -> None:
    """Every dimension counts as loaded, for any number of tests: of one that a test does not give there are the members that it names."""
    with store.writing() as connection:
        _known(store, connection, [one for one in store.schema.relations.values() if one.is_dimension])


def _known(store: Store, connection: sa.Connection, dimensions: Sequence[Relation]) -> dict[str, int]:
    """A batch for each of some dimensions, in which nothing is yet."""
    if not dimensions:
        return {}
    names = [one.name for one in dimensions]
    connection.execute(store.schema.batches.insert(), [_batch_row(one) for one in dimensions])
    batches = store.schema.batches.c
    latest = sa.select(batches.relation, sa.func.max(batches.batch_id)).where(batches.relation.in_(names))
    batch = {str(row[0]): int(row[1]) for row in connection.execute(latest.group_by(batches.relation))}
    connection.execute(store.schema.loaded.insert(), [{"batch_id": batch[d], "relation": d, PERIOD: 0} for d in names])
    return batch


def _named_members(
    store: Store, connection: sa.Connection, given: Collection[str], entities: Mapping[str, Sequence[str]]
) -> None:
    """Every key that a fact or a given value names is a member, also of a dimension whose members are given."""
    relations = store.schema.relations
    named = {dimension: dict.fromkeys(keys) for dimension, keys in entities.items() if dimension in relations}
    for relation in (relations[name] for name in given):
        for dimension in relation.dimensions if not relation.is_dimension else ():
            if dimension in relations:
                keys = connection.execute(sa.select(relation.key_column(dimension)).distinct()).scalars()
                named.setdefault(dimension, {}).update(dict.fromkeys(keys))
    for dimension in given:
        if dimension in named:
            for key in connection.execute(sa.select(relations[dimension].key_column(dimension))).scalars():
                named[dimension].pop(key, None)
    batch = _known(store, connection, [relations[dimension] for dimension, keys in named.items() if keys])
    for dimension, number in batch.items():
        key = relations[dimension].key_column(dimension).name
        rows = [{"batch_id": number, "row": 0, PERIOD: 0, key: member} for member in named[dimension]]
        connection.execute(relations[dimension].table.insert(), rows)
