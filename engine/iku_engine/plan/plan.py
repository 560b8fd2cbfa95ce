"""What is asked of the store for some indicators in their periods: counts and sums over sets, put together by passes.

A set is its base and the conditions on it, one after another: what counting works on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from iku_dsl.period import Period
from iku_dsl.program import Indicator, Program, Source, expressions
from iku_dsl.program import expression as ex
from iku_dsl.program.expression import (
    SAME,
    Aggregated,
    AttributeValue,
    CalendarDays,
    ColumnValue,
    Comparison,
    Expression,
    Filtered,
    HasRow,
    IndicatorValue,
    IsExpected,
    KeyValue,
    MemberKey,
    Members,
    Named,
    NamedSet,
    OwnColumn,
    RowKey,
    Rows,
    SetExpression,
    Shift,
    Weighted,
    walk,
)
from iku_dsl.records import record
from iku_dsl.types import TRUTH, Mean, Operator, Statistic


@record
class Chain:
    """`base yang c1 yang c2 …`; `names` are the titles of the named sets, by how many conditions they have."""

    base: Members | Rows
    conditions: tuple[Expression, ...]
    names: tuple[tuple[int, str], ...] = ()

    def title(self, depth: int) -> str:
        """The title of the set after so many conditions, an empty text where it has none."""
        return next((name for at, name in reversed(self.names) if at == depth), "")

    @property
    def text(self) -> str:
        """Its title, else its last condition or what it is of in the author's words."""
        return self.title(len(self.conditions)) or (self.conditions[-1] if self.conditions else self.base).text

    def starts(self, other: Chain) -> bool:
        """Whether the other is a subset of this one by construction: the same base and conditions, and more."""
        return self.base == other.base and other.conditions[: len(self.conditions)] == self.conditions

    def beginnings(self) -> Iterator[Chain]:
        """What this one is a subset of by construction, itself among them, without the names of sets: of one condition and more."""
        return (Chain(self.base, self.conditions[:count]) for count in range(1, len(self.conditions) + 1))


def chain(expression: SetExpression) -> Chain:
    """The chain of a set."""
    match expression:
        case Members() | Rows():
            return Chain(expression, ())
        case Filtered():
            inner = chain(expression.set)
            return Chain(inner.base, (*inner.conditions, expression.condition), inner.names)
        case NamedSet():
            inner = chain(expression.set)
            title = expression.label or expression.name
            return Chain(inner.base, inner.conditions, (*inner.names, (len(inner.conditions), title)))


def due_rows(source: Source, shift: Shift = SAME) -> Chain:
    """The rows that a complete source must have, by the conditions that say so; the last says whether a row is there."""
    rows = Rows(source.name, shift, expected=True, type=TRUTH, text=source.name)
    keys = tuple(RowKey(dimension) for dimension in source.dimensions)
    conditions = chain(source.expected).conditions if source.expected is not None else ()
    return Chain(rows, (*conditions, HasRow(source.name, keys, shift, type=TRUTH, text=source.name)))


def expected_set(program: Program, part: Expression | SetExpression) -> SetExpression | None:
    """The set of members whose rows must be there, where what a part of a rule comes to depends on that; else None."""
    match part:
        case IsExpected() | Rows():
            return program.sources[part.source].expected
        case ColumnValue() | OwnColumn() if part.consolidation is not None and part.source in program.sources:
            return program.sources[part.source].expected
        case _:
            return None


def own_dimensions(program: Program, base: Members | Rows) -> tuple[str, ...]:
    """The dimensions whose member each element of a base has at hand."""
    return (base.dimension,) if isinstance(base, Members) else program.sources[base.source].dimensions


def outer_dimensions(
    program: Program,
    found: Chain,
    operands: tuple[Expression, ...],
    at_hand: frozenset[str],
    elements: frozenset[str] = frozenset(),
) -> tuple[str, ...]:
    """The dimensions of the place at hand that the elements depend on: the entity that a set is restricted to, or read at.

    `elements` are those of them whose member is an element of a set around this one. Rows of which each member would be at hand, and
    some by such an element, are not restricted to it: `daerah yang espm.indeks > rerata espm.indeks` means the average of them all.
    """
    own = set(own_dimensions(program, found.base))
    used: set[str] = set()
    for expression in (*found.conditions, *operands):
        for part in walk(expression):
            if isinstance(part, ColumnValue | HasRow | IsExpected | IndicatorValue):
                used |= {key.dimension for key in part.keys if isinstance(key, RowKey)}
            elif isinstance(part, AttributeValue | KeyValue) and isinstance(part.key, RowKey):
                used.add(part.key.dimension)
    restricted = own & at_hand if isinstance(found.base, Rows) else set()
    if restricted == own:
        restricted -= elements
    return tuple(sorted(((used - own) & at_hand) | restricted))


def of_element(program: Program, expression: Expression, own: frozenset[str]) -> bool:
    """Whether an expression in a condition on elements may differ from one element to the next; `own` are the elements' dimensions."""
    match expression:
        case Named() | CalendarDays():
            return False
        case Aggregated():
            operands = tuple(item for item in (expression.operand, expression.by) if item is not None)
            return bool(own & set(outer_dimensions(program, chain(expression.set), operands, own, own)))
        case IndicatorValue() | Weighted():
            keys = [key for part in walk(expression) for key in getattr(part, "keys", ())]
            return any(not isinstance(key, MemberKey) and key.dimension in own for key in keys)
        case _:
            return True


def binder(condition: Expression) -> tuple[str, Expression] | None:
    """A condition that says which entity an element belongs to: `provinsi = provinsi at hand`; the dimension and the attribute."""
    if not isinstance(condition, Comparison) or condition.operator is not Operator.EQUAL:
        return None
    entity, attribute = condition.right, condition.left
    if isinstance(entity, KeyValue) and isinstance(entity.key, RowKey) and isinstance(attribute, AttributeValue):
        return entity.key.dimension, attribute
    return None


OUTSIDE = (
    ex.Named | ex.Aggregated | ex.IndicatorValue | ex.Weighted | ex.WeightedIndicators
)  # not of the elements alone
Summed = tuple[ex.Expression, ex.Expression | None, Statistic] | None


@record
class Ask:
    """The count of a chain by how certainly each condition holds, or a statistic of an operand over it, for all entities.

    `answers` are the expressions of an indicator that it settles, in the author's words.
    """

    indicator: str
    chain: Chain
    operand: ex.Expression | None = None
    by: ex.Expression | None = None
    statistic: Statistic = Statistic.COUNT
    one_by_one: bool = False  # a median, a last value, another mean: every number is needed by itself
    answers: tuple[str, ...] = ()

    @property
    def operands(self) -> tuple[ex.Expression, ...]:
        """What is summed, and what it is weighted by."""
        return tuple(part for part in (self.operand, self.by) if part is not None)

    @property
    def summed(self) -> Summed:
        """What is made of the elements, whoever asks it; None where they are counted."""
        return None if self.operand is None else (self.operand, self.by, self.statistic)


@record
class Scan:
    """One look through the elements of a set in a period, which answers all that is asked of them; `outer` are its entities' dimensions."""

    period: Period
    outer: tuple[str, ...]
    asks: tuple[Ask, ...]


Scans = tuple[Scan, ...]


@record
class Plan:
    """The scans for indicators in their periods, the `places`."""

    places: tuple[tuple[str, Period], ...]
    scans: tuple[Scan, ...]

    def at(self, period: Period) -> Plan:
        """The same in one other period."""
        return Plan(
            tuple((name, period) for name, _ in self.places), tuple(replace(scan, period=period) for scan in self.scans)
        )


def plan(program: Program, asked: Sequence[tuple[Indicator, Period]]) -> Plan:
    """The plan of versions of indicators, each in a period, after all passes."""
    first: dict[int, tuple[Scan, ...]] = {}  # by version, as its rules are the same in all its periods
    for version, period in asked:
        if id(version) not in first:
            first[id(version)] = tuple(_first(program, version, period))
    scans = tuple(replace(scan, period=period) for version, period in asked for scan in first[id(version)])
    for rewrite in PASSES:
        scans = rewrite(program, scans)
    return Plan(tuple((version.name, period) for version, period in asked), scans)


def _first(program: Program, indicator: Indicator, period: Period) -> Iterator[Scan]:
    for part in (part for expression in expressions(indicator) for part in ex.walk(expression)):
        if isinstance(part, ex.Aggregated):
            statistic = part.statistic
            alone = part.mean is not Mean.ARITHMETIC or statistic.one_by_one
            ask = Ask(indicator.name, chain(part.set), part.operand, part.by, statistic, alone, (part.text,))
            outer = outer_dimensions(program, ask.chain, ask.operands, frozenset(indicator.dimensions))
            yield Scan(period, outer, (ask,))


def share_subsets(_: Program, scans: Scans) -> Scans:
    """A set and its subset in one indicator are counted by the subset's statement: the codes of its first conditions are the set's own.

    Not of two indicators: what the longer chain meets in its further conditions is nothing that the other one asked.
    """
    answers: dict[int, tuple[str, ...]] = {}
    counted: dict[tuple[object, ...], int] = {}  # each beginning of a chain to the scan that counts it
    for place in sorted(range(len(scans)), key=lambda place: -len(scans[place].asks[0].chain.conditions)):
        scan = scans[place]
        (ask,) = scan.asks
        if ask.statistic is Statistic.COUNT:
            of = ask.indicator, scan.period, scan.outer
            by = counted.setdefault((*of, ask.chain.base, ask.chain.conditions), place)
            for beginning in counted_with(ask.chain):
                counted.setdefault((*of, beginning.base, beginning.conditions), by)
            answers[by] = tuple(dict.fromkeys((*answers.get(by, ()), *ask.answers)))
    return tuple(
        replace(scan, asks=(replace(scan.asks[0], answers=answers.get(place, scan.asks[0].answers)),))
        for place, scan in enumerate(scans)
        if place in answers or scan.asks[0].statistic is not Statistic.COUNT
    )


def counted_with(longer: Chain) -> Iterator[Chain]:
    """What can be read off the counts of a chain by its codes: none where a condition needs a number of the same elements."""
    parts = (part for condition in longer.conditions for part in ex.walk(condition))
    if not any(isinstance(part, ex.Aggregated) and chain(part.set).base == longer.base for part in parts):
        yield from longer.beginnings()


def share_scans(program: Program, scans: Scans) -> Scans:
    """What is asked of the same elements in the same period, by whatever indicators, is asked in one scan."""
    together: dict[tuple[object, ...], dict[tuple[object, ...], Ask]] = {}
    of: dict[tuple[object, ...], Scan] = {}
    for number, scan in enumerate(scans):
        (ask,) = scan.asks
        alone = ask.one_by_one or any(
            isinstance(part, OUTSIDE) for e in (*ask.chain.conditions, *ask.operands) for part in ex.walk(e)
        )
        key = (number,) if alone else (scan.period, scan.outer, elements(program, ask.chain, scan.outer))
        of.setdefault(key, scan)
        asks = together.setdefault(key, {})
        same = asks.get((ask.chain, ask.summed), ask)
        asks[ask.chain, ask.summed] = replace(same, answers=tuple(dict.fromkeys((*same.answers, *ask.answers))))
    return tuple(replace(scan, asks=tuple(together[key].values())) for key, scan in of.items())


def elements(program: Program, of: Chain, outer: tuple[str, ...]) -> tuple[object, ...]:
    """What chains must have in common for one scan: the elements, the entities they belong to, and the row that each must have."""
    bound = tuple(c for c in of.conditions if binder(c) is not None)
    required: tuple[ex.Expression, ...] = ()
    if isinstance(of.base, ex.Members) and of.conditions:
        required = tuple(c for c in ex.conjuncts(of.conditions[0]) if isinstance(c, ex.HasRow))
    return of.base, outer, bound if set(outer) - set(own_dimensions(program, of.base)) else (), required


PASSES: tuple[Callable[[Program, Scans], Scans], ...] = (share_subsets, share_scans)
