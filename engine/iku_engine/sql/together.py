"""One statement for many counts, sums or figures over the same elements, so that the facts are looked through once for all of them.

Statistics that need every figure of a set get each once, with how many elements have it, so that few come back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from iku_dsl.program import Program
from iku_dsl.program.expression import Expression
from iku_dsl.records import record
from iku_engine.engines.base import ONCE, whole
from iku_engine.plan.plan import Ask, Scan
from iku_engine.snapshot.snapshot import Snapshot
from iku_engine.sql.compile import Outside
from iku_engine.sql.sets import (
    NO,
    PACK,
    UNKNOWN,
    WITHOUT_ENTRY,
    YES,
    Codes,
    Entity,
    SetQueries,
    refuse_without_entry,
    unpacked,
    without_entry,
)
from iku_engine.sql.sums import Sums, part_for, read_sums, sums_of, total
from iku_engine.sql.terms import NotInSqlError, Sql, SqlNumber, SqlTruth

MOST_COLUMNS = 1_000  # of one statement; SQLite takes 2,000, PostgreSQL 1,664
SHORT = 16  # columns of a statement that is kept as SQL: tests, periods and worlds ask it again, with other values
MOST_PARTS = 1_000  # of the rules in it: a database compares each of its columns with each before


class Together:
    """The asks of a scan; those that cannot go together have no answer here, and are asked alone."""

    def __init__(self, program: Program, snapshot: Snapshot, scan: Scan, outside: Outside) -> None:
        self.program, self.snapshot, self.outer = program, snapshot, scan.outer
        self.parts: dict[Ask, _Part] = {}
        # How much each is, where it looks up what has no entry, and which tables beside the elements it reads.
        self.sizes: dict[Ask, tuple[int, list[Sql], set[int]]] = {}
        first: SetQueries | None = None
        reads = [e for ask in scan.asks for e in (*ask.chain.conditions, *ask.operands)]
        for ask in scan.asks:
            before = first.compiler.size if first is not None else 0
            try:
                queries = SetQueries(program, snapshot, scan.period, ask.chain, scan.outer, outside, first, reads)
                part = _part(f"a{len(self.parts)}", queries, ask)
            except NotInSqlError:
                continue
            first = first or queries
            if part is not None:
                self.parts[ask] = part
                made = first.compiler
                self.sizes[ask] = made.size - before, list(made.without_entry), set(first.frame.read or ())
        self.first = first
        self._answers: dict[Ask, Any] | None = None

    def answer(self, ask: Ask) -> Any:
        """Counts or sums by entity, None for what has to be asked alone."""
        if self._answers is None:
            self._answers = self._ask() if len(self.parts) > 1 else {}
            self.parts = {}  # which take much more room than what came of them
        return self._answers.get(ask)

    @property
    def all_loaded(self) -> bool:
        """Whether nothing was looked for that was never loaded; known once there are answers."""
        return self.first is not None and not self.first.frame.unloaded

    def statements(self) -> Iterator[tuple[sa.Select[Any], list[Ask]]]:
        """The statements, each with what it answers."""
        assert self.first is not None
        entities = self.first.entities()
        waiting: list[Ask] = []
        columns = size = 0
        tables: set[int] = set()
        for ask in self._ordered():
            (parts, _, read), more = self.sizes[ask], len(self.parts[ask].columns)
            few = columns + more <= MOST_COLUMNS and size + parts <= MOST_PARTS
            if waiting and not (few and self.first.frame.holds(tables.union(read))):
                yield self._statement(entities, waiting), waiting
                waiting, columns, size, tables = [], 0, 0, set()
            columns, size, tables = columns + more, size + parts, tables.union(read)
            waiting.append(ask)
        yield self._statement(entities, waiting), waiting

    def _ordered(self) -> list[Ask]:
        """As they were asked; where not all tables go into one statement, those that read the same ones beside each other."""
        read = {ask: sorted(self.sizes[ask][2]) for ask in self.parts}
        assert self.first is not None
        few = self.first.frame.holds({table for tables in read.values() for table in tables})
        return list(self.parts) if few else sorted(self.parts, key=read.__getitem__)

    def _statement(self, entities: list[Sql], asks: Sequence[Ask]) -> sa.Select[Any]:
        assert self.first is not None
        columns = [column for ask in asks for column in self.parts[ask].columns]
        looked_up = {id(one): one for ask in asks for one in self.sizes[ask][1]}.values()
        read = {table for ask in asks for table in self.sizes[ask][2]}
        elements = sa.func.count().label("elements")
        query = self.first.select(*entities, elements, *columns, *without_entry(looked_up), read=read)
        if len(columns) > SHORT:
            query = query.execution_options(**ONCE)
        return query.group_by(*entities) if entities else query

    def _ask(self) -> dict[Ask, Any]:
        answers: dict[Ask, Any] = {ask: {} for ask in self.parts}
        for query, asks in self.statements():
            if self.first is not None:
                self.first.look()
            names = query.selected_columns.keys()
            told = [(self.parts[ask].name, "; ".join(ask.answers)) for ask in asks]
            for values in self.snapshot.ask(query, [text for ask in asks for text in ask.answers], told):
                row = dict(zip(names, values, strict=True))
                entity = tuple(values[: len(self.outer)])
                for ask in asks:
                    asked_alone = answers[ask] is None or row.get(WITHOUT_ENTRY)
                    read = None if asked_alone else self.parts[ask].read(row)
                    if read is None:
                        answers[ask] = None
                    else:
                        answers[ask][entity] = read
        return answers


@record
class _Count:
    """A count: of a first differing condition, and of a second one within each of its classes."""

    name: str
    queries: SetQueries
    columns: list[Sql]

    def read(self, row: Mapping[str, Any]) -> dict[Codes, int]:
        """How many elements have each combination of codes; what is out by the first condition is out by the second."""
        every = whole(row["elements"]) or 0
        made: list[tuple[Codes, int]] = [((), every)]
        if self.columns:
            certain, unknown = self._packed(row, 0)
            out = every - certain - unknown
            if len(self.columns) == 1:
                made = [((YES,), certain), ((UNKNOWN,), unknown), ((NO,), out)]
            else:
                made = [((NO, NO), out)]
                for code, of, place in ((YES, certain, 1), (UNKNOWN, unknown, 2)):
                    yes, maybe = self._packed(row, place) if of else (0, 0)
                    made += [((code, YES), yes), ((code, UNKNOWN), maybe), ((code, NO), of - yes - maybe)]
        return {self.queries.whole_codes(codes): count for codes, count in made if count}

    def _packed(self, row: Mapping[str, Any], place: int) -> tuple[int, int]:
        return unpacked(whole(row[f"{self.name}_{place}"]) or 0, whole(row["elements"]) or 0)


@record
class _Sum:
    """Sums of the elements whose values say that they are in; enough where all values are there."""

    name: str
    numbers: Mapping[str, SqlNumber]
    conditional: bool
    columns: list[Sql]

    def read(self, row: Mapping[str, Any]) -> dict[str, dict[int, Sums]] | None:
        """Sums by the name of what is summed; None where a value is missing, of which more has to be asked."""
        if self.conditional and row[f"{self.name}_decided"] != row["elements"]:
            return None
        found: dict[str, dict[int, Sums]] = {}
        for name, number in self.numbers.items():
            sums = read_sums(f"{self.name}_{name}", row, number.denominator)
            if row.get(f"{self.name}_{name}_there", sums.count) != sums.count:
                return None
            if sums.count:
                found[name] = {YES: sums}
        return found


_Part = _Count | _Sum


def _part(name: str, queries: SetQueries, ask: Ask) -> _Part | None:
    """The columns of an ask; None where it has too many classes for columns."""
    differing = [truth for place, truth in enumerate(queries.truths) if place not in queries.fixed]
    if any(code != YES for code in queries.fixed.values()):
        return None
    if ask.operand is None:
        if len(differing) > 2:
            return None
        columns = [_pack(differing[0], name, 0)] if differing else []
        if len(differing) == 2:
            codes = (YES,) if differing[0].certain else (YES, UNKNOWN)
            columns += [_pack(differing[1], name, at, differing[0], code) for at, code in enumerate(codes, start=1)]
        return _Count(name, queries, columns)
    numbers = queries.numbers(ask.operand, ask.by)
    only = sa.and_(*(truth.quick for truth in differing)) if differing else None
    conditional = not all(truth.certain for truth in differing)
    columns = [sa.func.count(only).label(f"{name}_decided")] if conditional else []
    for one, number in numbers.items():
        plain = replace(number, certain=True, na=None)
        columns += sums_of(f"{name}_{one}", plain, only, part_for(ask.statistic))
        if number.certain and number.na is None:
            continue
        there = number.value if only is None else sa.case((only, number.value), else_=sa.null())
        columns.append(sa.func.count(there).label(f"{name}_{one}_there"))
    return _Sum(name, numbers, conditional, columns)


def _pack(truth: SqlTruth, name: str, place: int, after: SqlTruth | None = None, code: int = YES) -> Sql:
    """How many are certain, and (in multiples of `PACK`) how many are unknown; of those that a first condition gives a code."""
    if truth.certain and (after is None or (after.certain and code == YES)):
        return (
            sa.func.count().filter(*(one.quick for one in (after, truth) if one is not None)).label(f"{name}_{place}")
        )
    classed = truth.classed(1, PACK)
    if after is not None:
        decided = after.code
        classed = sa.case((decided == code, classed), else_=0)
    return total(classed).label(f"{name}_{place}")


@record
class Figure:
    """A number of so many elements of one certainty: a whole number or None where it is missing, then between `low` and `high`."""

    code: int
    value: int | None
    low: int | None
    high: int | None
    not_applicable: bool
    count: int


@record
class Figures:
    """Those of all entities, over one denominator."""

    by_entity: dict[Entity, list[Figure]]
    denominator: int


def figures(queries: SetQueries, operand: Expression, answers: Sequence[str]) -> Figures:
    """What an operand is for the elements that are in or may be, for what this answers. Errors: `NotInSqlError`."""
    number = queries.number(operand)
    if isinstance(number.value, sa.BindParameter):
        raise NotInSqlError("the same for every element")  # grouped by, it would name a column by its place
    parts = [queries.together().label("code"), number.value.label("value")]
    if not number.certain:
        parts += [number.low.label("low"), number.high.label("high")]
    if number.na is not None:
        parts.append(sa.cast(number.na, sa.Integer()).label("na"))
    entities = queries.entities()
    query = queries.with_operand(*entities, *parts, sa.func.count().label("elements"))
    names = query.selected_columns.keys()
    queries.look()
    found: dict[Entity, list[Figure]] = {}
    for values in queries.snapshot.ask(query.group_by(*entities, *parts), answers, [("value", operand.text)]):
        row = dict(zip(names, values, strict=True))
        refuse_without_entry(row.get(WITHOUT_ENTRY))
        value = whole(row["value"])
        ends = (value, value) if number.certain else (whole(row["low"]), whole(row["high"]))
        figure = Figure(whole(row["code"]) or 0, value, *ends, bool(row.get("na")), whole(row["elements"]) or 0)
        found.setdefault(tuple(values[: len(entities)]), []).append(figure)
    return Figures(found, number.denominator)
