"""Which other rows of their source the rules of a row read: earlier or later ones, and those of other members; through computed columns.

What they read in sets of rows, or through indicators, is of no one row: it is held again once all rows count (`rules_beside`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

from iku_dsl.period import Grain, Period
from iku_dsl.program import Program, Source
from iku_dsl.program import expression as ex
from iku_dsl.records import record
from iku_engine.plan.environment import Part, placed, reading
from iku_engine.plan.meaning import Whole, behind

MOST_LOOKS = 2_000_000  # readings that are followed: 2 s
ANY_YEAR = Period(2_000)


@record
class _Reading:
    """A reading of a row of a source: in which period, whether of the members at hand, and what computes its column, if anything."""

    source: Source
    shift: ex.Shift
    at_hand: bool
    named: tuple[str, ...]  # members by dimension, "" where it is any; of rows that are not of the members at hand
    value: ex.Expression | None


@record
class _Way:
    """How a row is come to: in another period perhaps, of other members, by way of another source."""

    shifted: bool = False
    of_others: bool = False
    beside: bool = False


class RowsRead:
    """What some rules of the source of that name look at among its rows."""

    def __init__(self, program: Program, name: str, rules: Sequence[ex.Expression]) -> None:
        self.program, self.name, self.rules = program, name, rules
        # By the identity of what reads, which is held with them, so that its number stays its own.
        self._readings: dict[int, tuple[ex.Expression, list[_Reading]]] = {}
        self._periods: dict[tuple[ex.Shift, Period, Grain | None], Sequence[Period | None]] = {}
        self._looks = 0

    def _reads(self, source: str, expression: ex.Expression) -> list[_Reading]:
        """What an expression of a row of a source reads of single rows."""
        known = self._readings.get(id(expression))
        if known is None:
            known = self._readings[id(expression)] = expression, list(self._readings_of(source, expression))
        return known[1]

    def _readings_of(self, name: str, expression: ex.Expression) -> Iterator[_Reading]:
        """Each reading once: a rule may name the same cell in a thousand places."""
        at_hand = {ex.RowKey(dimension) for dimension in self.program.sources[name].dimensions}
        seen = set[tuple[str, str, ex.Shift, tuple[str, ...], bool]]()
        for part in ex.walk(expression):
            shift, whole, named = ex.SAME, True, tuple[str, ...]()
            if isinstance(part, ex.ColumnValue | ex.HasRow):
                source = self.program.sources.get(part.source)
                shift = part.shift
                if source is not None:
                    whole = len(part.keys) == len(source.dimensions) and at_hand.issuperset(part.keys)
                    members = {key.dimension: key.member for key in part.keys if isinstance(key, ex.MemberKey)}
                    named = () if whole else tuple(members.get(dimension, "") for dimension in source.dimensions)
            elif isinstance(part, ex.OwnColumn) and part.source == name:
                source = self.program.sources[name]
            else:
                continue
            column = part.column if not isinstance(part, ex.HasRow) else ""
            if source is None or (source.name, column, shift, named, whole) in seen:
                continue
            seen.add((source.name, column, shift, named, whole))
            derived = source.derived.get(column)
            if derived is not None or not isinstance(part, ex.OwnColumn):
                yield _Reading(source, shift, whole, named, derived.value if derived is not None else None)

    @cached_property
    def _ways(self) -> frozenset[_Way]:
        """How rows of the source are come to, but for the row at hand itself."""
        waiting = [(self.name, rule, _Way()) for rule in self.rules]
        found, seen = set[_Way](), set[tuple[int, _Way]]()
        while waiting:
            source, expression, way = waiting.pop()
            for read in self._reads(source, expression):
                beside = way.beside or read.source.name != self.name
                there = _Way(way.shifted or read.shift != ex.SAME, way.of_others or not read.at_hand, beside)
                if read.source.name == self.name:
                    found.add(there)
                if read.value is not None and (id(read.value), there) not in seen:
                    seen.add((id(read.value), there))
                    waiting.append((read.source.name, read.value, there))
        return frozenset(found) - {_Way()}

    @property
    def any(self) -> bool:
        """Whether rows are read other than the one at hand, or that one as another source sees it."""
        return bool(self._ways)

    def may_read(self, keys: tuple[str, ...]) -> bool:
        """Whether the row of some members may be read from the rows of others."""
        return any(all(one in ("", key) for one, key in zip(named, keys, strict=True)) for named in self._named)

    @cached_property
    def _named(self) -> frozenset[tuple[str, ...]]:
        """The members of the rows of others that are read, "" for any; those that are read by way of another source are anybody's."""
        own = self.program.sources[self.name]
        found, seen, waiting = set[tuple[str, ...]](), set[int](), list(self.rules)
        while waiting:
            for read in self._reads(self.name, waiting.pop()):
                if read.source is own and not read.at_hand:
                    found.add(read.named)
                if read.source is own and read.value is not None and id(read.value) not in seen:
                    seen.add(id(read.value))
                    waiting.append(read.value)
        beside = any(way.of_others and way.beside for way in self._ways)
        return frozenset({("",) * len(own.dimensions)} if beside else found)

    @property
    def of_others(self) -> bool:
        """Whether rows of other members are read."""
        return any(way.of_others for way in self._ways)

    @cached_property
    def later(self) -> bool:
        """Whether rows are read that may come later in a file: of other members, or of a later period, as within a quarter."""
        if self.of_others:
            return True
        grain = self.program.sources[self.name].grain if self._ways else None
        if grain is None:
            return False
        periods = ANY_YEAR.parts(grain) if grain is not Grain.YEAR else (ANY_YEAR,)
        read = ((one, self.at(one)) for one in periods)
        return any(found is None or max(found, default=0) > one.ordinal for one, found in read)

    def at(self, period: Period) -> frozenset[int] | None:
        """The periods of the rows that are read from one; None where there are too many ways to follow."""
        waiting = [(self.name, rule, period) for rule in self.rules]
        found, seen = set[int](), set[tuple[int, Period]]()
        while waiting:
            name, expression, at = waiting.pop()
            reads = self._reads(name, expression)
            self._looks += len(reads)
            if self._looks > MOST_LOOKS:
                return None
            for read in reads:
                for one in self._periods_of(read.shift, at, read.source.grain):
                    there = one or at
                    if read.source.name == self.name:
                        found.add(there.ordinal if one is not None else 0)
                    if read.value is not None and (id(read.value), there) not in seen:
                        seen.add((id(read.value), there))
                        waiting.append((read.source.name, read.value, there))
        return frozenset(found)

    def _periods_of(self, shift: ex.Shift, at: Period, grain: Grain | None) -> Sequence[Period | None]:
        place = (shift, at, grain)
        if place not in self._periods:
            seen = reading(shift, at, grain)
            self._periods[place] = seen.periods if seen is not None else ()
        return self._periods[place]


def looked_at(program: Program, part: Whole) -> Iterator[str]:
    """The relations of which a part of a rule reads rows, or asks whether they are there."""
    match part:
        case ex.OwnColumn(source=name) | ex.ColumnValue(source=name) | ex.HasRow(source=name):
            yield name
        case ex.IsExpected(source=name):
            yield name
        case ex.Rows(source=name):
            yield name
            if part.expected:  # else whoever is a member besides has no row there
                yield from (other for one in program.sources[name].dimensions for other in _members(program, one))
        case ex.AttributeValue(dimension=name) | ex.Members(dimension=name):
            yield from _members(program, name)
        case _:
            pass


def _members(program: Program, name: str) -> set[str]:
    """What says which members a dimension has: its file, or all sources that name them where it needs none."""
    if program.dimensions[name].named_by_facts:
        return {source.name for source in program.sources.values() if name in source.dimensions}
    return {name}


def followed(
    program: Program, rule: Whole, mark: Callable[[Part, bool, bool], bool], first: bool
) -> Iterator[tuple[Part, bool]]:
    """Each part of a rule and of all that it is made of, with its mark.

    That is made of the part, of whether it stands inside a set, and of the mark of what it is behind; `first` is that of the rule.
    """
    waiting, seen = [(rule, first)], dict[tuple[int, bool], Whole]()  # each is held, so that its number stays its own
    while waiting:
        whole, above = waiting.pop()
        if (id(whole), above) in seen:
            continue
        seen[id(whole), above] = whole
        for part, _, inside in placed(whole):
            marked = mark(part, inside, above)
            yield part, marked
            waiting += [(one, marked) for one in behind(program, part)]


OF_MANY = ex.SetExpression | ex.IndicatorValue | ex.WeightedIndicators


def over_own_rows(program: Program, name: str, rule: Whole) -> bool:
    """Whether a rule reads rows of the source of that name in sets, or through indicators: all that count, and no one row."""

    def of_many(part: Part, inside: bool, above: bool) -> bool:
        return above or inside or isinstance(part, OF_MANY)

    parts = followed(program, rule, of_many, False)
    return any(among and name in looked_at(program, part) for part, among in parts)
