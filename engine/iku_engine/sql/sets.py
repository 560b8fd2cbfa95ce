"""The statements that count and sum the elements of a set, for all entities at once, and the one that lists some of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from iku_dsl.expression import Expression, HasRow, RowKey
from iku_dsl.expression import Members as MembersSet
from iku_dsl.period import Period
from iku_dsl.program import Program
from iku_dsl.proofs.rules import conjuncts
from iku_engine.chain import Chain, binder, own_dimensions
from iku_engine.engines.base import whole
from iku_engine.snapshot import Snapshot
from iku_engine.sql.compile import Compiler, Outside
from iku_engine.sql.frame import Frame
from iku_engine.sql.terms import LARGEST, Sql, SqlNumber, SqlText, times

Entity = tuple[str, ...]
Codes = tuple[int, ...]
YES, UNKNOWN, NO = 2, 1, 0
MAX_ROWS = 10**9  # of one statement
HALF = 1 << 32
CERTAIN: Sql = sa.cast(sa.literal(YES), sa.Integer())  # a bare number in GROUP BY would name a column by its place


@dataclass(frozen=True, slots=True)
class Sums:
    """What a statistic needs of the elements of one certainty: integers over `denominator`.

    `count` of them, `known` with a number, `total` of those; `low` and `high` are sums of least and greatest values, over `bounded`
    elements each (fewer than `count`: no limit); `lowest` to `lowest_high` are the least and greatest of those ends.
    `not_applicable` are not among the others.
    """

    count: int
    known: int
    total: int
    low: int
    low_bounded: int
    high: int
    high_bounded: int
    least: int | None
    greatest: int | None
    lowest: int | None
    highest: int | None
    highest_low: int | None
    lowest_high: int | None
    not_applicable: int
    denominator: int


class SetQueries:
    """Compiles and runs the statements about one chain in one period; `outer` are the entity's dimensions it depends on."""

    def __init__(
        self,
        program: Program,
        snapshot: Snapshot,
        period: Period,
        chain: Chain,
        outer: tuple[str, ...],
        outside: Outside,
    ) -> None:
        self.program, self.snapshot, self.chain, self.outer = program, snapshot, chain, outer
        self.frame = Frame(snapshot, period)
        if isinstance(chain.base, MembersSet):
            self.frame.start_members(chain.base)
        else:
            self.frame.start_rows(chain.base)
        self.compiler = Compiler(program, self.frame, outside)
        self.own = own_dimensions(program, chain.base)
        self.elements: dict[str, Sql] = {dimension: self.frame.keys[dimension] for dimension in self.own}
        self._bind_entities()
        self._start_from_first()
        self.codes: list[Sql] = []
        for condition in chain.conditions:
            bound = binder(condition)
            if bound is not None and bound[0] in self.bound:
                self.codes.append(CERTAIN)
            else:
                self.codes.append(self.compiler.truth(condition).code)

    def _bind_entities(self) -> None:
        """Each element's entity: the member it has itself, the attribute that names it, or every one in turn."""
        self.bound: set[str] = set()
        for condition in self.chain.conditions:
            found = binder(condition)
            if found is not None and found[0] in self.outer and found[0] not in self.own:
                value = self.compiler.term(found[1])
                if isinstance(value, SqlText):
                    self.frame.keys[found[0]] = value.value
                    self.frame.where.append(value.value.is_not(None))
                    self.bound.add(found[0])
        for dimension in self.outer:
            if dimension not in self.frame.keys:
                self.frame.add_entities(dimension)

    def _start_from_first(self) -> None:
        """Members of which the first condition demands a row somewhere need not be looked at where there is none.

        Nobody asks about the others: of all members, those not in the first set are never listed or counted.
        """
        if not isinstance(self.chain.base, MembersSet) or not self.chain.conditions:
            return
        for condition in conjuncts(self.chain.conditions[0]):
            if isinstance(condition, HasRow) and all(isinstance(key, RowKey) for key in condition.keys):
                dimensions = self.program.sources[condition.source].dimensions
                found = tuple(self.frame.keys[d] for d in dimensions if d in self.frame.keys)
                if len(found) == len(dimensions) == len(condition.keys):
                    self.frame.require(condition.source, condition.shift, found)

    def _entities(self) -> list[Sql]:
        return [self.frame.keys[dimension] for dimension in self.outer]

    def _select(self, *columns: Sql) -> sa.Select[Any]:
        assert self.frame.source is not None
        query: sa.Select[Any] = sa.select(*columns).select_from(self.frame.source)
        for condition in self.frame.where:
            query = query.where(condition)
        return query

    # ---- counts

    def counting(self) -> sa.Select[Any]:
        """The statement that counts: entities, codes, and how many elements have them."""
        entities = [key.label(f"entity_{place}") for place, key in enumerate(self._entities())]
        codes = [code.label(f"code_{place}") for place, code in enumerate(self.codes)]
        query = self._select(*entities, *codes, sa.func.count().label("elements"))
        return query.group_by(*entities, *codes) if entities or codes else query

    def counts(self) -> dict[Entity, dict[Codes, int]]:
        """How many elements have each combination of codes, one code a condition; by entity."""
        found: dict[Entity, dict[Codes, int]] = {}
        width = len(self.outer)
        for row in self.snapshot.engine.rows(self.counting()):
            entity, codes_found, count = tuple(row[:width]), tuple(row[width:-1]), row[-1]
            by_code = found.setdefault(entity, {})
            by_code[codes_found] = by_code.get(codes_found, 0) + count
        return found

    def sql(self, query: sa.Select[Any]) -> str:
        """A statement as text, for the curious; every value stands in it."""
        return self.snapshot.engine.text(query)

    # ---- sums

    def _numbers(self, operand: Expression, by: Expression | None) -> dict[str, SqlNumber]:
        """What is summed, by the name that its columns start with."""
        number = self.compiler.number(operand)
        if by is None:
            return {"value": number}
        weight = self.compiler.number(by)
        product = times(number, weight)
        known = product.value.is_not(None)
        only = SqlNumber(
            sa.case((known, weight.value), else_=sa.null()), weight.low, weight.high, weight.denominator, weight.largest,
            False, product.na, weight.bounded,
        )  # fmt: skip
        return {"value": number, "product": product, "weight": only}

    def summing(self, operand: Expression, by: Expression | None) -> sa.Select[Any]:
        """The statement that sums an operand over the elements that are in or may be, by entity and certainty."""
        return self._summing(self._numbers(operand, by))

    def _summing(self, numbers: Mapping[str, SqlNumber]) -> sa.Select[Any]:
        code = self._together()
        entities = [key.label(f"entity_{place}") for place, key in enumerate(self._entities())]
        columns: list[Sql] = [*entities, code.label("code")]
        for name, one in numbers.items():
            columns.extend(_sums_of(name, one))
        return self._select(*columns).where(code > NO).group_by(*entities, code)

    def sums(self, operand: Expression, by: Expression | None) -> dict[Entity, dict[str, dict[int, Sums]]]:
        """Sums of an operand over the elements certainly in (2) and possibly in (1), by entity.

        Under `value` those of the operand itself; with weights, under `product` those of operand × weight and under `weight` those
        of the weights, over the elements where both are known.
        """
        numbers = self._numbers(operand, by)
        found: dict[Entity, dict[str, dict[int, Sums]]] = {}
        query = self._summing(numbers)
        names = query.selected_columns.keys()
        for values in self.snapshot.engine.rows(query):
            row = dict(zip(names, values, strict=True))
            entity = tuple(row[f"entity_{place}"] for place in range(len(self.outer)))
            by_name = found.setdefault(entity, {})
            for name, one in numbers.items():
                by_name.setdefault(name, {})[row["code"]] = _read(name, row, one.denominator)
        return found

    def _together(self) -> Sql:
        """The worst code of an element: certainly in only where every condition certainly holds."""
        if not self.codes:
            return CERTAIN
        if len(self.codes) == 1:
            return self.codes[0]
        none = sa.or_(*(code == NO for code in self.codes))
        every = sa.and_(*(code == YES for code in self.codes))
        return sa.case((none, NO), (every, YES), else_=UNKNOWN)

    # ---- elements

    def listed(self, entity: Entity, wanted: Mapping[int, int] | None, depth: int | None) -> list[tuple[Entity, Codes]]:
        """Some elements with their codes, in the order of their keys: at most `depth` of those whose codes are `wanted` (place: code)."""
        columns = [key.label(f"key_{place}") for place, key in enumerate(self.elements.values())]
        codes = [code.label(f"code_{place}") for place, code in enumerate(self.codes)]
        selected: list[Sql] = [*columns, *codes] or [
            CERTAIN
        ]  # the one row of a source without dimensions has no key to select
        query = self._select(*selected)
        for key, member in zip(self._entities(), entity, strict=True):
            query = query.where(key == member)
        for place, code in (wanted or {}).items():
            query = query.where(self.codes[place] == code)
        query = query.order_by(*self.elements.values())
        if depth is not None:
            query = query.limit(depth)
        width, all_of = len(columns), len(columns) + len(codes)
        return [(tuple(row[:width]), tuple(row[width:all_of])) for row in self.snapshot.engine.rows(query)]


def _sums_of(name: str, number: SqlNumber) -> list[Sql]:
    applies: Sql = sa.not_(number.na) if number.na is not None else sa.true()

    def kept(value: Sql) -> Sql:
        return value if number.na is None else sa.case((applies, value), else_=sa.null())

    value, low, high = kept(number.value), kept(number.low), kept(number.high)
    count = sa.func.count() if number.na is None else sa.func.sum(sa.case((applies, 1), else_=0))

    made: dict[str, Any] = {
        "count": count,
        "known": sa.func.count(value),
        "low_bounded": sa.func.count(low),
        "high_bounded": sa.func.count(high),
        "least": sa.func.min(value),
        "greatest": sa.func.max(value),
        "lowest": sa.func.min(low),
        "highest": sa.func.max(high),
        "highest_low": sa.func.max(low),
        "lowest_high": sa.func.min(high),
        "not_applicable": sa.literal(0) if number.na is None else sa.func.sum(sa.case((number.na, 1), else_=0)),
    }
    for part, of in (("total", value), ("low", low), ("high", high)):
        made |= _total(part, of, number.largest)
    return [column.label(f"{name}_{part}") for part, column in made.items()]


def _total(part: str, of: Sql, largest: int) -> dict[str, Sql]:
    """The sum of so many rows as there may be; in two halves where a 64-bit integer might not hold it."""
    if largest * MAX_ROWS <= LARGEST:
        return {part: _sum(of)}
    upper = of // HALF  # whichever way that rounds, the rest below is less than a half
    return {part: _sum(of - upper * HALF), f"{part}_upper": _sum(upper)}


def _sum(of: Sql) -> Sql:
    return sa.cast(sa.func.coalesce(sa.func.sum(of), 0), sa.BigInteger())


def _read(name: str, row: Mapping[str, Any], denominator: int) -> Sums:
    parts: dict[str, Any] = {}
    for part in Sums.__slots__:
        if part != "denominator":
            value = whole(row[f"{name}_{part}"])
            if value is not None and f"{name}_{part}_upper" in row:
                value += (whole(row[f"{name}_{part}_upper"]) or 0) * HALF
            parts[part] = value
    return Sums(**parts, denominator=denominator)
