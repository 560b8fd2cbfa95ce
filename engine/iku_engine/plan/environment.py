"""Where an expression is evaluated, and what it names from there: declarations, and the cells of a set's elements.

The place is a period, the members at hand, the row whose own columns may be read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import field, replace
from operator import attrgetter
from typing import Any, NamedTuple

from iku_dsl.period import Period
from iku_dsl.program import Indicator, Program, expressions
from iku_dsl.program import expression as ex
from iku_dsl.program.expression import SAME, Shift
from iku_dsl.program.readings import Reading, reading
from iku_dsl.records import record
from iku_dsl.types import Kind, Operator
from iku_engine.plan.plan import Chain, own_dimensions
from iku_engine.results.evaluation import Cell, Node

__all__ = ["Environment", "Reading", "entity_place", "reading"]


@record
class Environment:
    """A place in the facts.

    `keys` are the members at hand by dimension; `row` the source whose row is at hand, read at `row_shift`; `own` are values given by
    name to a source's columns or a profile's parameters, in place of stored ones. `home` are the members of the entity that is
    evaluated; `elements` the dimensions whose member at hand is that of an element of a set.
    """

    period: Period
    keys: Mapping[str, str] = field(default_factory=dict)
    row: str = ""
    row_shift: Shift = SAME
    own: Mapping[tuple[str, str], Node] = field(default_factory=dict)
    home: Mapping[str, str] = field(default_factory=dict)
    elements: frozenset[str] = frozenset()

    def at(self, keys: Mapping[str, str]) -> Environment:
        """The same place with further members at hand."""
        return replace(self, keys={**self.keys, **keys})

    def inside(self, keys: Mapping[str, str], row: str | None = None, shift: Shift = SAME) -> Environment:
        """The place of an element of a set, a member or a row."""
        found = replace(self, keys={**self.keys, **keys}, elements=self.elements | frozenset(keys))
        return found if row is None else replace(found, row=row, row_shift=shift)

    def at_home(self) -> Environment:
        """The place of the entity itself, wherever its own lets are named."""
        return replace(self, keys=self.home, row="", row_shift=SAME, elements=frozenset())


def entity_place(indicator: Indicator, period: Period, key: tuple[str, ...]) -> Environment:
    """Where an indicator's expressions are evaluated for an entity."""
    keys = dict(zip(indicator.dimensions, key, strict=False))
    return Environment(period, keys, home=keys)


Part = ex.Expression | ex.SetExpression
Place = tuple[str, Period]
Lead = tuple[Part, Shift]  # a part of a rule that leads beyond it, and where it looks from the period at hand
MOST_LOOKS = 200_000  # parts looked at in all places together, where places that have no end are followed

BINDING = (ex.Aggregated, ex.Weighted, ex.Members, ex.Rows, ex.Filtered, ex.NamedSet)  # what is inside is of elements

_WHERETO: Mapping[type, Callable[[Any], object]] = {
    ex.ColumnValue: attrgetter("source", "column", "consolidation"),
    ex.OwnColumn: attrgetter("source", "column", "consolidation"),
    ex.HasRow: attrgetter("source"),
    ex.IsExpected: attrgetter("source"),
    ex.Rows: attrgetter("source", "expected"),
    ex.AttributeValue: attrgetter("dimension", "attribute"),
    ex.Members: attrgetter("dimension", "grain"),
    ex.IndicatorValue: attrgetter("indicator", "part"),
    ex.WeightedIndicators: attrgetter("part"),
    ex.Lookup: attrgetter("table"),
    ex.Classify: attrgetter("scale"),
}


def leading(rules: Iterable[Part]) -> tuple[Lead, ...]:
    """The parts of some rules that lead beyond them: of those that lead to the same the first, of other indicators the last.

    Indicators are put on a stack, from which the last comes first: so they are met in the order in which all of them would be.
    """
    found: dict[object, Lead] = {}
    for one in (one for rule in rules for one in placed(rule)):
        part, kind = one.part, type(one.part)
        whereto = _WHERETO.get(kind)
        if whereto is None:
            continue
        shift = one.rows.get(part.source, SAME) if isinstance(part, ex.OwnColumn) else getattr(part, "shift", SAME)
        key = kind, shift, whereto(part)
        if kind is ex.IndicatorValue:
            found.pop(key, None)
        found.setdefault(key, (part, shift))
    return tuple(found.values())


class Placed(NamedTuple):
    """A part of a rule, where the rows of sets around it stand, by their source, and whether it is of their elements.

    Inside a set another member or row is at hand than that of the rule itself, whatever a reading there names.
    """

    part: Part
    rows: Mapping[str, Shift]
    inside: bool


def placed(rule: Part) -> Iterator[Placed]:
    """A rule and everything inside it, outermost first, each with what is at hand there."""
    stack = [Placed(rule, _at_hand(rule, {}), inside=False)]
    while stack:
        one = stack.pop()
        yield one
        part, rows, inside = one
        if isinstance(part, BINDING):
            rows, inside = _at_hand(part, rows) if isinstance(part, ex.Aggregated) else rows, True
        stack += [Placed(inner, rows, inside) for inner in reversed(ex.parts(part))]


def _at_hand(part: Part, rows: Mapping[str, Shift]) -> Mapping[str, Shift]:
    """Where the rows at hand stand inside a set, or in what is made of one, by their source; a rule of a source is about one as it is."""
    while isinstance(part, ex.Aggregated | ex.Filtered | ex.NamedSet):
        part = part.set
    return {**rows, part.source: part.shift} if isinstance(part, ex.Rows) else rows


class Dependencies:
    """Where the rules of a program lead; each is walked over once, and held, so that its number stays its own."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[object, tuple[Lead, ...]]] = {}

    def of(self, rule: Part | Indicator) -> tuple[Lead, ...]:
        """Where a rule leads, or all those of a version of an indicator that its result depends on."""
        known = self._known.get(id(rule))
        if known is None:
            found = leading(expressions(rule) if isinstance(rule, Indicator) else (rule,))
            known = self._known[id(rule)] = (rule, found)
        return known[1]

    def made_of(self, program: Program, rule: Part | Indicator, period: Period) -> Iterator[Place]:
        """The indicators that a rule or a version names, each in the periods that it reads them in."""
        for part, shift in self.of(rule):
            if isinstance(part, ex.IndicatorValue) and part.indicator in program.indicators:
                looked = reading(shift, period, program.indicators[part.indicator][0].grain)
                yield from ((part.indicator, one) for one in (looked.periods if looked else ()) if one is not None)
        if isinstance(rule, Indicator):
            yield from members_weighed(rule, period)


def members_weighed(version: Indicator, period: Period) -> Iterator[Place]:
    """The indicators that a version weighs, in its own period."""
    return ((w.member, period) for level in version.levels if level.dimension is None for w in level.weights)


NO_KEYS: Mapping[str, ex.Key] = {}
ANYTHING: Cell = ("*",)  # cells that cannot be named: they may be any


@record
class Read:
    """A column of a relation in one period, read at some keys; an empty column is the row itself, of which not all keys may be named."""

    relation: str
    column: str
    period: Period | None
    keys: tuple[ex.Key, ...]

    @property
    def cells(self) -> Cell:
        """All cells of the column in the period, as one identity."""
        return ("*", self.relation, self.column, str(self.period))


class UnknownReadError(Exception):
    """What is read here cannot be said from the expression alone, or its ends are not always reached."""


def overlap(left: frozenset[Cell], right: frozenset[Cell]) -> bool:
    """Whether two groups of cells may have one in common; a whole column, in a period or in any, meets each of its cells."""
    return bool(left and right) and not apart((left, right))


def meets(cell: Cell, among: Set[Cell]) -> bool:
    """Whether a single cell may be one of a group: the same, asked without a look at all of the group."""
    return not among.isdisjoint((cell, ("*", *cell[:3]), ("*", *cell[:2]), ANYTHING))


def apart(groups: Iterable[frozenset[Cell]]) -> bool:
    """Whether no two of several groups of cells may have one in common. Each cell is looked at once."""
    some = [group for group in groups if group]
    every = frozenset[Cell]().union(*some)
    if len(some) < 2 or len(every) < sum(map(len, some)):
        return len(some) < 2
    if ANYTHING in every:
        return False
    return not any(cell[0] == "*" for cell in every) or _wholes_apart(some)


def _wholes_apart(groups: Sequence[frozenset[Cell]]) -> bool:
    """The same of groups that have no cell in common, but whole columns."""
    wholes, places = set[Cell](), set[Cell]()
    for group in groups:
        named = [(cell[1:], True) if cell[0] == "*" else (cell, False) for cell in group]
        for place, is_whole in named:
            if not wholes.isdisjoint((place[:3], place[:2])) or (is_whole and place in places):
                return False
        for place, is_whole in named:
            places.update((place[:3], place[:2]))
            if is_whole:
                wholes.add(place)
    return True


def cells_read(program: Program, found: Chain, operands: tuple[ex.Expression, ...], period: Period) -> frozenset[Cell]:
    """The identities of all that the elements of a chain read."""
    try:
        return frozenset(read.cells for read in _reads(program, found, operands, period, strict=False))
    except UnknownReadError:
        return frozenset({ANYTHING})


def once(program: Program, found: Chain, operands: tuple[ex.Expression, ...], period: Period) -> bool:
    """Whether each cell that is read belongs to one element and occurs once in it, in expressions whose ends are reached."""
    own = frozenset(own_dimensions(program, found.base))
    try:
        reads = list(_reads(program, found, operands, period, strict=True))
    except UnknownReadError:
        return False
    for place, read in enumerate(reads):
        members = {key.dimension for key in read.keys if isinstance(key, ex.RowKey)}
        if not own <= members:
            return False
        if any(_may_meet(read, other) for other in reads[:place]):
            return False
    return True


def _may_meet(left: Read, right: Read) -> bool:
    if (left.relation, left.column, left.period) != (right.relation, right.column, right.period):
        return False
    named = {key.dimension: key.member for key in left.keys if isinstance(key, ex.MemberKey)}
    others = (key for key in right.keys if isinstance(key, ex.MemberKey))
    return all(named.get(key.dimension, key.member) == key.member for key in others)


def _reads(
    program: Program, found: Chain, operands: tuple[ex.Expression, ...], period: Period, strict: bool
) -> Iterator[Read]:
    shift = found.base.shift if isinstance(found.base, ex.Rows) else ex.SAME
    reader = _Reader(program, period, shift, strict)
    for expression in (*found.conditions, *operands):
        yield from reader.of(expression)


class _Reader:
    """Walks expressions; `strict` refuses those whose intervals promise more than the cells can give.

    `given` are the keys at hand by which a derived column is read, where they are not those of the row itself.
    """

    def __init__(
        self, program: Program, period: Period, shift: ex.Shift, strict: bool, given: Mapping[str, ex.Key] = NO_KEYS
    ) -> None:
        self.program, self.period, self.shift, self.strict, self.given = program, period, shift, strict, given

    def of(self, expression: ex.Expression) -> Iterator[Read]:
        """All that an expression reads."""
        match expression:
            case ex.Constant() | ex.CalendarDays():
                return
            case ex.KeyValue():
                self._keys((expression.key,))
            case ex.ColumnValue():
                keys = self._keys(expression.keys)
                yield from self._column(expression.source, expression.column, keys, expression.shift)
            case ex.OwnColumn():
                dimensions = self.program.sources[expression.source].dimensions
                keys = self._keys(tuple(ex.RowKey(dimension) for dimension in dimensions))
                yield from self._column(expression.source, expression.column, keys, self.shift)
            case ex.AttributeValue():
                yield Read(expression.dimension, expression.attribute, None, self._keys((expression.key,)))
            case ex.HasRow() | ex.IsExpected():
                keys = self._keys(expression.keys)
                for period in self._periods(expression.source, expression.shift):
                    yield Read(expression.source, "", period, keys)
            case ex.Arithmetic() | ex.Negative() | ex.Logic() | ex.Opposite():
                yield from self._parts(expression)
            case ex.Comparison():
                if self.strict and expression.operator in _EQUALITIES and expression.left.type.kind is Kind.NUMBER:
                    raise UnknownReadError  # what it is compared with may lie between two figures
                yield from self._parts(expression)
            case ex.IsMissing() | ex.Choose() | ex.Apply() | ex.Lookup() | ex.Classify() | ex.Named() | ex.OfList():
                if self.strict:
                    raise UnknownReadError
                yield from self._parts(expression)
            case ex.Aggregated() | ex.Weighted() | ex.WeightedIndicators() | ex.IndicatorValue():
                raise UnknownReadError

    def _parts(self, expression: ex.Expression) -> Iterator[Read]:
        for part in ex.parts(expression):
            assert not isinstance(part, ex.SetExpression)
            yield from self.of(part)

    def _keys(self, keys: tuple[ex.Key, ...]) -> tuple[ex.Key, ...]:
        """The keys as seen from the elements; a member that an attribute gives is not known beforehand."""
        found = tuple(self.given.get(key.dimension, key) if isinstance(key, ex.RowKey) else key for key in keys)
        if any(isinstance(key, ex.ExpressionKey) for key in found):
            raise UnknownReadError
        return found

    def _periods(self, source: str, shift: ex.Shift) -> tuple[Period | None, ...]:
        found = reading(shift, self.period, self.program.sources[source].grain)
        return found.periods if found is not None else ()

    def _column(self, source: str, name: str, keys: tuple[ex.Key, ...], shift: ex.Shift) -> Iterator[Read]:
        declared = self.program.sources[source]
        periods = self._periods(source, shift)
        if self.strict and (declared.requirements or len(periods) > 1):
            raise UnknownReadError
        given = dict(zip(declared.dimensions, keys, strict=True))
        for period in periods:
            row = _Reader(self.program, period or self.period, ex.SAME, self.strict, given)
            derived = declared.derived.get(name)
            if derived is not None:
                yield from row.of(derived.value)
                continue
            limit = declared.columns[name].limit
            if limit is not None:
                yield from row.of(limit)
            yield Read(source, name, period, keys)


_EQUALITIES = (Operator.EQUAL, Operator.NOT_EQUAL)
