"""Which rows an indicator may read: from its rules to the sources and periods that they can name, without looking at facts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from iku_dsl.period import Grain, Period
from iku_dsl.problem import Text, say
from iku_dsl.program import Derived, Indicator, Program, expressions
from iku_dsl.program import expression as ex
from iku_engine.plan.dependencies import MOST_LOOKS, Dependencies, Part, Place, members_weighed
from iku_engine.plan.environment import reading
from iku_engine.plan.grounds import every_part
from iku_engine.plan.set_chain import expected_set

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
