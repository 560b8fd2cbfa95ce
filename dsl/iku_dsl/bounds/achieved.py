"""Where a profile sets a value against a target: in one period, for each target of who uses it, and over several that become one.

What is known there of `actual`, `target` and parameters follows from the ranges of the indicator; over several periods from what those of
each come to, by the profile of the last version.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from iku_dsl import interval as iv
from iku_dsl.bounds.known import Atoms, Known
from iku_dsl.bounds.linear import some_of
from iku_dsl.bounds.ranges import Ranges, assume, range_of, value_range
from iku_dsl.bounds.visit import Seen, guarded, sound_versions, start, visit
from iku_dsl.interval import EVERYTHING, Interval
from iku_dsl.period import ByStart, Grain, Period, from_ordinal
from iku_dsl.problem import Span
from iku_dsl.program import Indicator, Profile, Program, Target, of_source, read_by
from iku_dsl.program import expression as ex
from iku_dsl.records import record, replace
from iku_dsl.types import NUMBER

JUDGED = (ex.Part.ACHIEVEMENT, ex.Part.CATEGORY)
PARTS = 8  # of a rule that is looked through, beside a step of a question
GUARD = 3  # steps that it takes to know what holds behind a guard


# ---- which achievements and categories are read, and over which periods


@record
class Judged:
    """A reading of an achievement or a category: of which indicator, against which target, and where it stands.

    All of its periods lie in a `whole` one (None: in that of whoever asks for it), and where it is `to_date` they are those from its
    beginning to the end of a period of the `reader`.
    """

    name: str
    part: ex.Part
    which: str
    whole: Grain | None
    to_date: bool
    reader: Grain | None
    span: Span


def judged(program: Program, broken: frozenset[str]) -> Iterator[Judged]:
    """The readings of achievements and categories, in indicators and in sources."""
    for indicator in sound_versions(program, broken):
        read = [part for expression in read_by(indicator) for part in ex.walk(expression)]
        yield from _among(read, indicator.grain)
        if any(isinstance(part, ex.WeightedIndicators) and part.part is ex.Part.ACHIEVEMENT for part in read):
            for level in indicator.levels:
                for weight in level.weights if level.dimension is None else ():
                    yield Judged(
                        weight.member, ex.Part.ACHIEVEMENT, "", indicator.grain, False, indicator.grain, weight.span
                    )
    for name, source in program.sources.items():
        if name not in broken:
            yield from _among((part for one in of_source(source) for part in ex.walk(one)), source.grain)


def _among(read: Iterable[ex.Expression | ex.SetExpression], reader: Grain | None) -> Iterator[Judged]:
    for part in read:
        if isinstance(part, ex.IndicatorValue) and part.part in JUDGED:
            to_date = part.shift.move is ex.Move.TO_DATE
            whole = Grain.YEAR if to_date else part.shift.whole or reader
            yield Judged(part.indicator, part.part, part.which, whole, to_date, reader, part.span)


@record
class SubPeriod:
    """A period that becomes one with others: the version of an indicator in it, and its target there, if it has one."""

    period: Period
    version: Indicator
    target: Target | None


@record
class Several:
    """Periods that a reading makes one, in their order."""

    read: Judged
    periods: tuple[SubPeriod, ...]

    @property
    def last(self) -> Indicator:
        """The version by which they become one."""
        return self.periods[-1].version

    @property
    def expected(self) -> tuple[SubPeriod, ...]:
        """Those that count: with a target, where any has one."""
        return tuple(one for one in self.periods if one.target is not None) or self.periods


def over_several(program: Program, broken: frozenset[str]) -> Iterator[Several]:
    """Each reading over several periods, and each way in which these may have versions and targets, once."""
    asked: set[tuple[object, ...]] = set()
    coarsest = min(
        (one.grain for one in sound_versions(program, broken)), key=lambda grain: grain.per_year, default=None
    )
    for read in judged(program, broken):
        whole = read.whole or coarsest or Grain.YEAR
        kind = (read.name, read.part, read.which, whole, read.reader if read.to_date else None)
        versions = program.indicators.get(read.name, ())
        if read.name in broken or kind in asked or not versions or not versions[0].grain.finer_than(whole):
            continue
        asked.add(kind)
        for periods in _together(program, read, whole, versions):
            yield Several(read, periods)


def _together(
    program: Program, read: Judged, whole: Grain, versions: tuple[Indicator, ...]
) -> Iterator[tuple[SubPeriod, ...]]:
    """The sub-periods of longer periods, each combination of versions and targets once.

    Between the beginning or end of a version or a target and the next one all longer periods are alike.
    """
    grain, width = versions[0].grain, 12 // whole.per_year
    named = {id(version): [one for one in version.targets if one.name == read.which] for version in versions}
    spans = [version.effective for version in versions]
    spans += [target.periods for targets in named.values() for target in targets]
    ends = [end.months[0] // width for span in spans for end in (span.first, span.last) if end is not None]
    by_start = {place: ByStart([one.periods for one in targets]) for place, targets in named.items()}
    seen: set[tuple[int, ...]] = set()
    for ordinal in sorted({end + step for end in ends for step in (-1, 0, 1)} or {2000 * whole.per_year}):
        if ordinal < whole.per_year:
            continue  # there is no year before the first
        found: list[SubPeriod] = []
        for period in from_ordinal(ordinal, whole).parts(grain):
            version = program.version(read.name, period)
            if version is not None:
                place = by_start[id(version)].holding(period)
                found.append(SubPeriod(period, version, named[id(version)][place] if place is not None else None))
            if read.to_date and (read.reader is None or not period.index * read.reader.per_year % grain.per_year):
                yield from _once(tuple(found), seen)
        if not read.to_date:
            yield from _once(tuple(found), seen)


def _once(periods: tuple[SubPeriod, ...], seen: set[tuple[int, ...]]) -> Iterator[tuple[SubPeriod, ...]]:
    alike = tuple(id(part) for one in periods for part in (one.version, one.target))
    if periods and alike not in seen:
        seen.add(alike)
        yield periods


def together(several: Several, numbers: list[Interval]) -> Interval:
    """Where what the numbers of several periods come to lies: some may be left out, as they do not apply, but one is there."""
    consolidation = several.last.consolidation
    if consolidation is not None and consolidation.reduction is ex.Reduction.SUM:
        return some_of(numbers)
    return iv.hull(numbers) or EVERYTHING


# ---- what is known where a profile is evaluated


@dataclass(frozen=True, slots=True)
class Asked:
    """What a profile asks of all indicators of a direction: its rule, its guards, and what of its parameters either reads.

    `steps` are those that a target takes, and `known` is what is known of these parameters before any indicator fills them. Of others
    nothing is kept: there may be thousands of them, and of targets.
    """

    rule: ex.Expression
    guards: tuple[ex.Expression, ...]
    steps: int
    known: Known


def asked_of(profile: Profile, direction: str) -> Asked:
    """What a profile asks of indicators of a direction for which it has a rule."""
    rule = profile.rules[direction]
    guards = tuple(guard.condition for guard in profile.guards if guard.direction in (None, direction))
    parts = [part for one in (rule, *guards) for part in ex.walk(one)]
    read = dict.fromkeys(
        part.column for part in parts if isinstance(part, ex.OwnColumn) and part.column in profile.parameters
    )
    known = Known(
        tries=(Fraction(1), Fraction(0)),
        atoms=Atoms({own(profile, name): profile.parameters[name].range for name in read}),
    )
    return Asked(rule, guards, 1 + len(parts) // PARTS + GUARD * len(guards), known)


def own(profile: Profile, name: str) -> ex.Expression:
    """A parameter of a profile, or what it measures, where its rule reads it."""
    parameter = profile.parameters.get(name)
    return ex.OwnColumn(profile.name, name, type=parameter.type if parameter is not None else NUMBER)


@dataclass(frozen=True, slots=True, eq=False)
class Achieved:
    """A case in which a profile is evaluated: for a target of an indicator, or over `several` periods, of which each has its target.

    `targets` are the ends of the target in each of these periods with what is known there, `filled` is what is known of the
    profile's parameters and of the value.
    """

    indicator: Indicator
    profile: Profile
    asked: Asked
    filled: Known
    targets: tuple[tuple[Target, Known], ...]
    several: Several | None = None


def using(program: Program, broken: frozenset[str]) -> Iterator[tuple[Indicator, Profile]]:
    """The versions of indicators that have an achievement, each with its profile."""
    for indicator in sound_versions(program, broken):
        profile = _profile(program, indicator, broken)
        if profile is not None and indicator.targets:
            yield indicator, profile


def _profile(program: Program, indicator: Indicator, broken: frozenset[str]) -> Profile | None:
    if indicator.achievement is None or indicator.achievement.profile in broken:
        return None
    profile = program.profiles[indicator.achievement.profile]
    return profile if indicator.direction in profile.rules else None


def achieved(ranges: Ranges, broken: frozenset[str]) -> Iterator[Achieved]:
    """Every case in which a profile is evaluated: those of one period first, then those of several."""
    program = ranges.program
    asked = cache(lambda name, direction: asked_of(program.profiles[name], direction))
    for indicator, profile in using(program, broken):
        of = asked(profile.name, indicator.direction)
        inside = guarded(ranges, indicator)  # once for all its targets: there may be a thousand of them, and of guards
        filled = _filled(ranges, indicator, profile, of, inside, value_range(ranges, indicator, inside))
        for target in indicator.targets:
            yield Achieved(indicator, profile, of, filled, ((target, inside),))
    known: dict[int, tuple[Known, Interval]] = {}
    for several in over_several(program, broken):
        last = several.last
        found = _profile(program, last, broken)
        if found is None or last.consolidation is None or several.expected[0].target is None:
            continue
        if several.read.part is ex.Part.CATEGORY and not last.scale_of_achievement:
            continue
        for one in several.expected:
            if id(one.version) not in known:
                inside = guarded(ranges, one.version)
                known[id(one.version)] = inside, value_range(ranges, one.version, inside)
        of = asked(found.name, last.direction)
        # What a parameter is given is the same in all of the periods, so that in each of them no guard of the last version holds.
        of_last = all(one.version is last for one in several.expected)
        inside = known[id(last)][0] if of_last else start(last)
        value = together(several, [known[id(one.version)][1] for one in several.expected])
        filled = _filled(ranges, last, found, of, inside, value)
        targets = tuple((one.target, known[id(one.version)][0]) for one in several.expected if one.target is not None)
        yield Achieved(last, found, of, filled, targets, several)


def _filled(ranges: Ranges, indicator: Indicator, profile: Profile, of: Asked, inside: Known, value: Interval) -> Known:
    """What is known of a profile's parameters with what an indicator gives them, and of its value, by what is known inside of it."""
    given = indicator.achievement.arguments if indicator.achievement is not None else {}
    of_each = ((own(profile, name), argument) for name, argument in given.items())
    told = {one: range_of(ranges, argument, inside) for one, argument in of_each if of.known.of(one) is not None}
    told[own(profile, "actual")] = value
    lacking = (own(profile, name) for name in profile.parameters if name not in given)
    missing = frozenset(one for one in lacking if of.known.of(one) is not None)
    return replace(of.known, atoms=of.known.atoms.with_all(told), missing=missing)


def visited(ranges: Ranges, case: Achieved) -> Iterator[Seen]:
    """The guards that count in a direction, and the rule where none of them holds, as they are evaluated in a case."""
    lows = [range_of(ranges, target.value, inside) for target, inside in case.targets]
    highs = [
        range_of(ranges, target.high, inside) if target.high is not None else low
        for low, (target, inside) in zip(lows, case.targets, strict=True)
    ]
    low, high = (together(case.several, ends) if case.several is not None else ends[0] for ends in (lows, highs))
    told = {"target": low, "minimum target": low, "maximum target": high}
    profile, known = case.profile, case.filled
    known = replace(
        known, atoms=known.atoms.with_all({own(profile, name): interval for name, interval in told.items()})
    )
    for guard in case.asked.guards:
        yield from visit(ranges, guard, known, condition=True)
        known = assume(ranges, guard, False, known)
    yield from visit(ranges, case.asked.rule, known)
