"""Which cells a condition or operand over the elements of a set reads, and whether each of them occurs only once.

Bounds made of intervals are reached where no missing cell counts twice: within an element, or in two elements at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from iku_dsl.period import Period
from iku_dsl.program import Program
from iku_dsl.program import expression as ex
from iku_dsl.records import record
from iku_dsl.types import Kind, Operator
from iku_engine.plan.environment import reading
from iku_engine.plan.set_chain import Chain, own_dimensions
from iku_engine.results.evaluation import Cell

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
