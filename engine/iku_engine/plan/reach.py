"""Which periods and rows a result rests on: those that were read for it, and those that its rules can name at all.

What can be named is known from the rules alone, without looking at facts; what was read has its marks with it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise

from iku_dsl.period import Grain, Period
from iku_dsl.problem import Text, say
from iku_dsl.program import Derived, Indicator, Program, expressions, read_by
from iku_dsl.program import expression as ex
from iku_engine.plan.environment import MOST_LOOKS, Dependencies, Part, Place, members_weighed, reading
from iku_engine.plan.meaning import every_part
from iku_engine.plan.plan import expected_set
from iku_engine.results.beside import Mark, PeriodRead


@dataclass(slots=True)
class Rests:
    """A note: what was read, and the marks, each once in the order in which they came."""

    reads: dict[PeriodRead, None] = field(default_factory=dict)
    marks: dict[Mark, None] = field(default_factory=dict)

    def add(self, reads: Iterable[PeriodRead], marks: Iterable[Mark]) -> None:
        """Note more."""
        self.reads.update(dict.fromkeys(reads))
        self.marks.update(dict.fromkeys(marks))


class Noting:
    """The notes that are being taken, the innermost last."""

    def __init__(self) -> None:
        self._open: list[Rests] = []

    def add(self, reads: Iterable[PeriodRead] = (), marks: Iterable[Mark] = ()) -> None:
        """Something was read, or came up."""
        if self._open:
            self._open[-1].add(reads, marks)

    def taken(self, rests: Rests) -> None:
        """Something is used that was noted before."""
        self.add(rests.reads, rests.marks)

    @property
    def open(self) -> Rests:
        """The note that is being taken."""
        return self._open[-1] if self._open else Rests()

    @contextmanager
    def kept(self, rests: Rests) -> Iterator[None]:
        """What comes meanwhile is noted there, to be used again, and by whoever asks now."""
        with self.into(rests):
            yield
        self.taken(rests)

    @contextmanager
    def into(self, rests: Rests) -> Iterator[None]:
        """What comes meanwhile is noted there."""
        self._open.append(rests)
        try:
            yield
        finally:
            self._open.pop()


def own_reads(
    program: Program, indicator: Indicator, period: Period, dependencies: Dependencies
) -> frozenset[PeriodRead]:
    """What the statements of an indicator itself may read in a period; what they read of other indicators belongs to those.

    `dependencies` knows where rules lead that it was asked about before.
    """
    found = {PeriodRead(name) for name in indicator.dimensions if program.dimensions[name].imported}
    for expression in read_by(indicator):
        found.update(reads_of(program, expression, period, dependencies))
    return frozenset(found)


def reads_of(program: Program, expression: Part, period: Period, dependencies: Dependencies) -> Iterator[PeriodRead]:
    """What an expression may read in a period, of sources and of dimensions with a file; indicators that it names read for themselves."""
    parts = dependencies.of(expression)
    rows = [part for part in parts if isinstance(part, ex.Rows)]
    for part in parts:
        yield from _of_expected(program, part, period, dependencies)
        match part:
            case ex.OwnColumn():  # of rows that may be those of another period
                shifts = {one.shift: None for one in rows if one.source == part.source} or (ex.SAME,)
                for shift in shifts:
                    yield from _of_source(program, part, shift, period, dependencies)
            case ex.ColumnValue() | ex.HasRow() | ex.IsExpected() | ex.Rows():
                yield from _of_source(program, part, part.shift, period, dependencies)
            case ex.AttributeValue() | ex.Members():
                yield from _of_dimension(program, part.dimension)
            case _:
                pass


def _of_source(
    program: Program,
    part: ex.ColumnValue | ex.OwnColumn | ex.HasRow | ex.IsExpected | ex.Rows,
    shift: ex.Shift,
    period: Period,
    dependencies: Dependencies,
) -> Iterator[PeriodRead]:
    source = program.sources.get(part.source)
    if source is None:
        return  # a profile's own
    looked = reading(shift, period, source.grain)
    derived = source.derived.get(part.column) if isinstance(part, ex.ColumnValue | ex.OwnColumn) else None
    for read in looked.periods if looked is not None else ():
        yield PeriodRead(source.name, read)
        if derived is not None:
            yield from reads_of(program, derived.value, read or period, dependencies)
    if isinstance(part, ex.Rows):  # a row counts for a member that is valid
        yield from (PeriodRead(name) for name in source.dimensions if program.dimensions[name].imported)


def _of_expected(program: Program, part: Part, period: Period, dependencies: Dependencies) -> Iterator[PeriodRead]:
    """What says which rows of a source must be there."""
    expected = expected_set(program, part)
    if expected is None or not isinstance(part, ex.IsExpected | ex.ColumnValue | ex.OwnColumn):
        return
    shift = ex.SAME if isinstance(part, ex.OwnColumn) else part.shift
    looked = reading(shift, period, program.sources[part.source].grain)
    for read in looked.periods if looked is not None else ():
        yield from reads_of(program, expected, read or period, dependencies)


def _of_dimension(program: Program, name: str) -> Iterator[PeriodRead]:
    """A dimension's file, or all sources that name its members where it needs none."""
    dimension = program.dimensions[name]
    if dimension.imported:
        yield PeriodRead(name)
    elif dimension.named_by_facts:
        yield from (PeriodRead(source.name) for source in program.sources.values() if name in source.dimensions)


MOST_PLACES = 2_000  # indicators and periods followed; an indicator that needs its own past has no end
MOST_LOOKS_OF_READERS = 20 * MOST_LOOKS  # each reader is worked out after that, which takes longer than to look
NEAR = 10  # years around one with facts whose results are looked at
Periods = frozenset[int] | None  # ordinals at the source's own grain (0 without one); None: all of them


def reach(program: Program, asked: Iterable[Place]) -> Mapping[str, Periods]:
    """By source, the periods that some indicators in some periods can read; a source that none reads is not there."""
    found = _Reach(program)
    for name, period in asked:
        found.follow(name, period)
    return {name: found.read[name] if found.bounded else None for name in found.read}


def readers(
    program: Program, asked: Iterable[Place], source: str, ordinal: int | None, years: range
) -> frozenset[Place]:
    """The indicators, each in a period, that can read a source in one of its periods (None: in any), some by way of others.

    Each place is looked at once, however many rest on it; places outside of some years are not. Where there are too many of them to look
    at, all that were asked may read it.
    """
    above: dict[Place, list[Place]] = {}
    found: set[Place] = set()
    waiting, seen = list(dict.fromkeys(asked)), set[Place]()
    direct: list[Place] = []
    known, looks = _Known(), 0
    while waiting:
        if looks > MOST_LOOKS_OF_READERS:
            return frozenset(asked)
        place = waiting.pop()
        version = program.version(*place) if place[1].year in years and place not in seen else None
        seen.add(place)
        if version is None:
            continue
        read = _Reach(program, known)
        read.look(version, place[1])
        looks += read.looks
        periods = read.read.get(source, frozenset())
        if periods is None or (ordinal in periods if ordinal is not None else source in read.read):
            direct.append(place)
        for below in dict.fromkeys(read.waiting):
            above.setdefault(below, []).append(place)
            waiting.append(below)
    while direct:
        place = direct.pop()
        if place not in found:
            found.add(place)
            direct += above.get(place, ())
    return frozenset(found)


def everything(program: Program) -> Mapping[str, Periods]:
    """All periods of all sources."""
    return dict.fromkeys(program.sources)


def rules_of(program: Program, sources: Iterable[str]) -> Mapping[str, Periods]:
    """The sources that the rules of some sources' rows speak of, themselves among them; all periods of each."""
    found: dict[str, Periods] = {}
    for name in sources:
        source = program.sources.get(name)
        if source is None:
            continue
        found[name] = None
        limits = [column.limit for column in source.columns.values() if column.limit is not None]
        for rule in (*(one.condition for one in (*source.requirements, *source.checks)), *limits):
            found.update(dict.fromkeys(_read(every_part(program, rule))))
    return {name: periods for name, periods in found.items() if name in program.sources}


def together(*reached: Mapping[str, Periods]) -> Mapping[str, Periods]:
    """What is in any of them."""
    found: dict[str, Periods] = {}
    for one in reached:
        for name, periods in one.items():
            before = found.get(name, frozenset())
            found[name] = None if periods is None or before is None else before | periods
    return found


def _read(parts: Iterable[ex.Expression | ex.SetExpression]) -> list[str]:
    kinds = (ex.ColumnValue, ex.OwnColumn, ex.HasRow, ex.IsExpected, ex.Rows)
    return [part.source for part in parts if isinstance(part, kinds)]


def history(program: Program, years: Collection[int]) -> list[int]:
    """The years of a store's history: those with facts, and those between that are near to some, or that read some by a shift.

    A mistyped year 1025 has no thousand years of results after it.
    """
    near = max(NEAR, *(_years(part) for versions in program.indicators.values() for part in _parts(versions)), 0)
    found: set[int] = set()
    for year in years:
        found.update(range(max(year - near, min(years)), min(year + near, max(years)) + 1))
    return sorted(found)


def gaps(years: Sequence[int]) -> Iterator[Text]:
    """What is said of years between those of a history (`years`, in order), which nobody looks at."""
    for one, later in pairwise(years):
        if later > one + 1:
            yield say("history-gap", first=str(one + 1), last=str(later - 1))


def _parts(versions: Iterable[Indicator]) -> Iterator[ex.Expression | ex.SetExpression]:
    return (part for version in versions for one in expressions(version) for part in ex.walk(one))


def _years(part: ex.Expression | ex.SetExpression) -> int:
    """How many years away a part of an expression reads."""
    shift = getattr(part, "shift", ex.SAME)
    return -(-abs(shift.steps) // shift.grain.per_year) if shift.grain is not None else 0


@dataclass
class _Known:
    """What was looked through already, by the identity of what belongs to the program: where rules lead, what they read when."""

    dependencies: Dependencies = field(default_factory=Dependencies)
    read: dict[tuple[int, Period], _Reach] = field(default_factory=dict)
    periods: dict[tuple[ex.Shift, Period, Grain | None], tuple[Period | None, ...]] = field(default_factory=dict)


class _Reach:
    """What was found so far."""

    def __init__(self, program: Program, known: _Known | None = None) -> None:
        self.program, self.known = program, known or _Known()
        self._behind: set[tuple[int, Period]] = set()
        self.read: dict[str, Periods] = {}
        self.bounded = True
        self._seen: set[Place] = set()
        self.looks = 0
        self.waiting: list[Place] = []

    def follow(self, name: str, period: Period) -> None:
        """An indicator in a period, and all that it is made of."""
        self.waiting.append((name, period))
        while self.waiting:
            place = self.waiting.pop()
            if place in self._seen:
                continue
            self._seen.add(place)
            if len(self._seen) > MOST_PLACES or self.looks > MOST_LOOKS:
                self._all_of_it()
                return
            version = self.program.version(*place)
            if version is not None:
                self.look(version, place[1])

    def _all_of_it(self) -> None:
        self.bounded = False
        self.read.update(dict.fromkeys(self.program.sources))
        self.waiting.clear()

    def look(self, indicator: Indicator, period: Period) -> None:
        """What an indicator reads itself in a period, and the others that wait for it."""
        self._rule(indicator, period)
        if indicator.ranking is not None and indicator.ranking.among is not None:
            self._rule(indicator.ranking.among, period)
        self._wait(members_weighed(indicator, period))

    def _wait(self, places: Iterable[Place]) -> None:
        """Places that are to be looked at, once each."""
        self.waiting.extend(place for place in places if place not in self._seen)

    def _rule(self, rule: Part | Indicator, period: Period) -> None:
        """What a rule reads in a period, or all rules of a version of an indicator."""
        parts = self.known.dependencies.of(rule)
        self.looks += len(parts)
        for part in parts:
            self._expected(part, period)
            match part:
                case ex.ColumnValue():
                    self._source(part.source, part.shift, period, part.column)
                case ex.OwnColumn():
                    self._source(part.source, ex.SAME, period, part.column, own=True)
                case ex.HasRow() | ex.IsExpected() | ex.Rows():
                    self._source(part.source, part.shift, period, "")
                case ex.IndicatorValue():
                    periods = self._periods(part.shift, period, self.program.indicators[part.indicator][0].grain)
                    self._wait((part.indicator, one) for one in periods if one is not None)
                case _:
                    pass

    def _once(self, expression: Part, period: Period) -> None:
        """The same of what many parts lead to: columns that are worked out, and which rows must be there."""
        place = (id(expression), period)
        if place in self._behind:
            return
        self._behind.add(place)
        if place not in self.known.read:
            found = self.known.read[place] = _Reach(self.program, self.known)
            found._rule(expression, period)
        found = self.known.read[place]
        for name, periods in found.read.items():
            self._add(name, periods)
        self._wait(found.waiting)

    def _periods(self, shift: ex.Shift, period: Period, grain: Grain | None) -> tuple[Period | None, ...]:
        place = (shift, period, grain)
        if place not in self.known.periods:
            looked = reading(shift, period, grain)
            self.known.periods[place] = tuple(looked.periods) if looked is not None else ()
        return self.known.periods[place]

    def _expected(self, part: ex.Expression | ex.SetExpression, period: Period) -> None:
        """What says which rows of a source must be there."""
        expected = expected_set(self.program, part)
        if expected is None or not isinstance(part, ex.IsExpected | ex.ColumnValue | ex.OwnColumn):
            return
        if isinstance(part, ex.OwnColumn):  # its row may stand in another period than the one at hand
            for other in _read(self.known.dependencies.of(expected)):
                if other in self.program.sources:
                    self._add(other, None)
            return
        for one in self._periods(part.shift, period, self.program.sources[part.source].grain):
            self._once(expected, one or period)

    def _source(self, name: str, shift: ex.Shift, period: Period, column: str, own: bool = False) -> None:
        source = self.program.sources.get(name)
        if source is None:
            return  # a profile's own
        periods = self._periods(shift, period, source.grain)
        self._add(name, frozenset(one.ordinal if one is not None else 0 for one in periods))
        declared = source.columns.get(column) or source.derived.get(column)
        if declared is None:
            return
        if any(rule.kind is ex.RuleKind.LAST for rule in declared.rules):
            self._add(name, None)
        if isinstance(declared, Derived):
            for one in periods:
                self._once(declared.value, one or period)
            if own:  # its row may stand in another period than the one at hand
                for other in _read(self.known.dependencies.of(declared.value)):
                    if other in self.program.sources:
                        self._add(other, None)
        elif declared.limit is not None:
            for one in periods:
                self._once(declared.limit, one or period)

    def _add(self, name: str, periods: Periods) -> None:
        before = self.read.get(name, frozenset())
        if name in self.read and periods is not None and before is not None and periods <= before:
            return  # a copy of all periods for each part of a rule
        self.read[name] = None if periods is None or before is None else before | periods
