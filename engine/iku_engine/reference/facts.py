"""All facts of a store in plain dictionaries, read once: the rows that count, the periods that were given, the members."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import sqlalchemy as sa

from iku_dsl.period import Period
from iku_dsl.program import NOT_APPLICABLE_PREFIX, Column, Program
from iku_dsl.program.sources import END, START
from iku_dsl.types import Kind
from iku_engine.database.books import PERIOD
from iku_engine.database.relations import Relation, Schema
from iku_engine.results.evaluation import Scalar, State

Keys = tuple[str, ...]
Cell = tuple[State, Scalar]  # a value, missing, or not applicable
Row = Mapping[str, Cell]
WHENEVER = -1  # in the books of what was given: every period
Late = Mapping[str, set[tuple[int, int]]]  # by relation, the batch and the period that it came too late for


@dataclass(frozen=True)
class Facts:
    """Rows by relation, number of the period (0 where there is none) and keys; the periods given; all members in order."""

    rows: Mapping[str, Mapping[int, Mapping[Keys, Row]]]
    given: Mapping[str, set[int]]
    members: Mapping[str, tuple[str, ...]]
    named_by: Mapping[str, tuple[str, ...]]  # of members that have no file, the sources that name them

    def is_given(self, relation: str, period: Period | None) -> bool:
        """Whether anybody has given a period, if only to say that there is nothing; members from facts, once such a source was."""
        if relation in self.named_by:
            return any(self.given.get(source) for source in self.named_by[relation])
        given = self.given.get(relation, set())
        return WHENEVER in given or number(period) in given

    def of(self, relation: str, period: Period | None) -> Mapping[Keys, Row]:
        """The rows of a period by their keys."""
        return self.rows.get(relation, {}).get(number(period), {})

    def valid(self, dimension: str, *periods: Period) -> list[str]:
        """The members that are valid on some day of a period, or of one of several."""
        return [m for m in self.members[dimension] if any(self.is_valid(dimension, m, period) for period in periods)]

    def is_valid(self, dimension: str, member: str, period: Period) -> bool:
        """Whether a member has begun by the last day of a period, and not ended before the first."""
        row = self.of(dimension, None).get((member,), {})
        (_, start), (_, end) = row.get(START, (State.MISSING, None)), row.get(END, (State.MISSING, None))
        first, last = period.months
        begun = not isinstance(start, date) or _month(start) <= last
        return begun and (not isinstance(end, date) or _month(end) >= first)

    def before_all(self, program: Program, period: Period) -> bool:
        """Whether a period ends before the first that was given of any source."""
        firsts = [
            n * 12 // source.grain.per_year
            for source in program.sources.values()
            if source.grain is not None
            for n in self.given.get(source.name, set())
            if n != WHENEVER
        ]
        return not firsts or period.months[1] < min(firsts)


def number(period: Period | None) -> int:
    """How the store numbers a period."""
    return period.ordinal if period is not None else 0


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def read(connection: sa.Connection, tables: Schema, program: Program, upto: int | None = None) -> Facts:
    """All facts as they were known after event `upto`, None for all events."""
    late = _late(connection, tables, upto)
    kinds = [record["kind"] for record in _seen(_all(connection, tables.batches), upto)]
    changed = bool(late) or "retract" in kinds
    rows = {name: _rows(connection, relation, late, upto) for name, relation in tables.relations.items()}
    there = {name: _ever(connection, relation, upto) for name, relation in tables.relations.items()}
    without_file = [d.name for d in program.dimensions.values() if d.named_by_facts]
    named_by = {d: tuple(s.name for s in program.sources.values() if d in s.dimensions) for d in without_file}
    return Facts(
        rows,
        _given(connection, tables, late, upto),
        {name: _members(tables, program, rows, name, changed, there) for name in program.dimensions},
        named_by,
    )


def _seen(records: Iterable[sa.RowMapping], upto: int | None, event: str = "batch_id") -> list[sa.RowMapping]:
    return [record for record in records if upto is None or record[event] <= upto]


def _all(connection: sa.Connection, table: sa.Table) -> list[sa.RowMapping]:
    return list(connection.execute(sa.select(table)).mappings().all())


def _late(connection: sa.Connection, tables: Schema, upto: int | None) -> dict[str, set[tuple[int, int]]]:
    """What came for a period when that was closed, and was not let in since."""
    late: dict[str, set[tuple[int, int]]] = {}
    for record in _seen(_all(connection, tables.late), upto):
        late.setdefault(record["relation"], set()).add((record["batch_id"], record[PERIOD]))
    for record in _seen(_all(connection, tables.admitted), upto, "event_id"):
        late.get(record["relation"], set()).discard((record["batch_id"], record[PERIOD]))
    return {relation: places for relation, places in late.items() if places}


def _given(connection: sa.Connection, tables: Schema, late: Late, upto: int | None) -> dict[str, set[int]]:
    """The periods of each relation that a batch has given which was not taken back."""
    records = _seen(_all(connection, tables.withdrawn), upto)
    withdrawals = sorted(((r["batch_id"], r["withdrawn_id"]) for r in records), reverse=True)

    def stands(batch: int, relation: str, period: int) -> bool:
        if (batch, period) in late.get(relation, ()):
            return False
        gone: set[int] = set()
        for by, withdrawn in withdrawals:  # the last one first, which nothing takes back
            if by not in gone and (by, period) not in late.get(relation, ()):
                gone.add(withdrawn)
        return batch not in gone

    given: dict[str, set[int]] = {}
    for record in _seen(_all(connection, tables.loaded), upto):
        if stands(record["batch_id"], record["relation"], record[PERIOD]):
            given.setdefault(record["relation"], set()).add(record[PERIOD])
    return given


def _rows(connection: sa.Connection, relation: Relation, late: Late, upto: int | None) -> dict[int, dict[Keys, Row]]:
    """The rows that count: seen, in time, and superseded by nothing that counts."""

    def counting(table: sa.Table) -> list[sa.RowMapping]:
        held = late.get(relation.name, ())
        return [r for r in _seen(_all(connection, table), upto) if (r["batch_id"], r[PERIOD]) not in held]

    gone = {record["row_id"] for record in counting(relation.superseded)}
    found: dict[int, dict[Keys, Row]] = {}
    for record in counting(relation.table):
        if record["row_id"] not in gone:
            keys = tuple(record[relation.key_column(dimension).name] for dimension in relation.dimensions)
            cells = {column.name: _cell(column, record) for column in relation.columns.values()}
            found.setdefault(record[PERIOD], {})[keys] = cells
    return found


def _ever(connection: sa.Connection, relation: Relation, upto: int | None) -> set[Keys]:
    """The keys of all members that a relation ever had, whose members need no file now."""
    if not relation.named_by_facts:
        return set()
    key = relation.key_column(relation.name).name
    return {(record[key],) for record in _seen(_all(connection, relation.table), upto)}


def _cell(column: Column, record: sa.RowMapping) -> Cell:
    if column.may_be_missing and record[NOT_APPLICABLE_PREFIX + column.name]:
        return State.NOT_APPLICABLE, None
    raw = record[column.name]
    if raw is None:
        return State.MISSING, None
    match column.type.kind:
        case Kind.NUMBER:
            assert isinstance(raw, int), f"{column.name} is stored as a whole number"
            return State.VALUE, Fraction(raw, column.parts)
        case Kind.TRUTH:
            return State.VALUE, raw == 1
        case Kind.DATE:
            return State.VALUE, date.fromordinal(raw)
        case Kind.TEXT | Kind.CHOICE | Kind.MEMBER | Kind.BROKEN:
            return State.VALUE, str(raw)


def _members(
    tables: Schema,
    program: Program,
    rows: Mapping[str, Mapping[int, Mapping[Keys, Row]]],
    name: str,
    changed: bool,
    there: Mapping[str, set[Keys]],
) -> tuple[str, ...]:
    """Those that the spec lists, else those of the file; without a file those that facts name, as far as these still count.

    `there` are the keys that a relation ever had: who was taken back while a file named the members is there again where facts name it.
    """
    dimension = program.dimensions[name]
    if dimension.enumerated:
        return tuple(member.name for member in dimension.members)
    known = sorted(keys[0] for keys in rows[name].get(0, {}))
    if dimension.imported:
        return tuple(known)
    named = {
        keys[tables.relations[source].dimensions.index(name)]
        for source in program.sources
        if name in tables.relations[source].dimensions
        for keyed in rows[source].values()
        for keys in keyed
    }
    again = sorted(member for (member,) in there[name] if member in named and member not in known)
    return tuple(sorted([*(member for member in known if member in named or not changed), *again]))
