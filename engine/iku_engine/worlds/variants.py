"""Worlds and programs between two that are compared: the rules of one with the weights or targets of the other, or moved in time.

Moved onto another's period, `[tahun lalu]` of both is the same place.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

from iku_dsl.period import ALWAYS, Grain, Period, Span, from_ordinal
from iku_dsl.program import Indicator, Program, Prose
from iku_dsl.program import expression as ex
from iku_dsl.program.sources import END, START
from iku_engine.plan.environment import MOST_LOOKS, Dependencies
from iku_engine.plan.reach import Periods
from iku_engine.worlds.world import Held, Place, World

RULE, WEIGHTS, TARGET = "rule", "weights", "target"
MOST_PLACES = 2_000
Places = frozenset[tuple[str, Period]]


def places_of(program: Program, name: str, period: Period) -> Places:
    """An indicator in a period, and all indicators and periods that it is made of.

    Of too many places, as of an indicator that needs its own past without end, those beyond are left out; each indicator among
    them is there in the period that is asked for, so that no rule is overlooked.
    """
    dependencies, looks = Dependencies(), 0
    found: set[tuple[str, Period]] = set()
    waiting = [(name, period)]
    while waiting and len(found) < MOST_PLACES and looks < MOST_LOOKS:
        place = waiting.pop()
        version = program.version(*place) if place not in found and place[0] in program.indicators else None
        found.add(place)
        if version is not None:
            looks += len(dependencies.of(version))
            waiting += [one for one in dependencies.made_of(program, version, place[1]) if one not in found]
    names = {name for name, _ in (*waiting, *found)} if waiting else set()
    while names:
        place = (names.pop(), period)
        found.add(place)
        for version in program.indicators.get(place[0], ()):
            names.update(one for one, _ in dependencies.made_of(program, version, period) if (one, period) not in found)
    return frozenset(found)


def judged_in(program: Program, places: Places) -> frozenset[str]:
    """The indicators of which the rules of some places read more than the value: their targets and achievements have a say."""
    found: set[str] = set()
    dependencies = Dependencies()
    for version in _versions(program, places):
        for part, _ in dependencies.of(version):
            if isinstance(part, ex.IndicatorValue) and part.part is not ex.Part.VALUE:
                found.add(part.indicator)
            if isinstance(part, ex.WeightedIndicators) and part.part is not ex.Part.VALUE:
                found.update(w.member for level in version.levels if level.dimension is None for w in level.weights)
    return frozenset(found)


def _versions(program: Program, places: Places) -> Collection[Indicator]:
    """The versions that indicators have in some places, each once: there are far fewer of them than periods."""
    there = (program.version(name, period) for name, period in places if name in program.indicators)
    return {id(version): version for version in there if version is not None}.values()


def differing(one: Program, other: Program, places: Places, judged: frozenset[str]) -> frozenset[str]:
    """Which of rule, weights and target differ anywhere in some places; what does not fit the other's rule is a part of the rule.

    The targets and achievements of indicators that are not `judged` make no difference.
    """
    found: set[str] = set()
    known: dict[tuple[int, int], frozenset[str]] = {}
    for name, period in places:
        left, right = (p.version(name, period) if name in p.indicators else None for p in (one, other))
        if left is None or right is None:
            found |= {RULE} if left is not right else set()
            continue
        pair = id(left), id(right)
        if pair not in known:
            known[pair] = _apart(left, right, name in judged)
        found |= known[pair] - {TARGET}
        if TARGET not in known[pair]:
            continue
        at = [tuple(t for t in v.targets if period in t.periods) for v in (left, right)]
        if _without_periods(at[0]) != _without_periods(at[1]):
            apart = all(_known(target, one, other) for targets in at for target in targets)
            found.add(TARGET if apart else RULE)
    if _around(one, places, judged) != _around(other, places, judged):
        found.add(RULE)
    return frozenset(found)


def _apart(left: Indicator, right: Indicator, judged: bool) -> frozenset[str]:
    """What of two versions of an indicator differs; their targets do so in some period."""
    found: set[str] = set()
    if judged and left.targets != right.targets:
        found.add(TARGET)
    if not judged:
        left, right = (replace(version, achievement=None) for version in (left, right))
    if _rule(left) != _rule(right):
        found.add(RULE)
    if left.levels != right.levels:
        found.add(WEIGHTS if _shape(left) == _shape(right) else RULE)
    return frozenset(found)


def _rule(version: Indicator) -> Indicator:
    """What is neither weights nor targets nor words nor judgement."""
    bare = replace(version, label="", prose=Prose(), effective=ALWAYS, levels=(), targets=(), ranking=None)
    return replace(bare, scale="", scale_of_achievement=False, caps=())


def _shape(version: Indicator) -> tuple[object, ...]:
    return tuple((level.dimension, frozenset(weight.member for weight in level.weights)) for level in version.levels)


def _without_periods(targets: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(replace(target, periods=ALWAYS) for target in targets)  # type: ignore[type-var]


def _known(target: object, *programs: Program) -> bool:
    """Whether all that a target names is in both programs."""
    values = [value for value in (target.value, target.high) if value is not None]  # type: ignore[attr-defined]
    for part in (part for value in values for part in ex.walk(value)):
        if isinstance(part, ex.ColumnValue | ex.HasRow | ex.Rows) and not all(
            part.source in p.sources for p in programs
        ):
            return False
        if isinstance(part, ex.IndicatorValue) and not all(part.indicator in p.indicators for p in programs):
            return False
    return True


def _around(program: Program, places: Places, judged: frozenset[str]) -> tuple[Mapping[str, object], ...]:
    """The sources, tables, scales, profiles and members that the rules of some places speak of, without their labels."""
    sources: dict[str, object] = {}
    tables: dict[str, object] = {}
    others: dict[str, object] = {}
    dependencies = Dependencies()
    for version in _versions(program, places):
        for part, _ in dependencies.of(version):
            match part:
                case ex.ColumnValue() | ex.OwnColumn() | ex.HasRow() | ex.IsExpected() | ex.Rows():
                    source = program.sources.get(part.source)
                    sources[part.source] = (
                        (source.columns, source.derived, source.grain, source.absence, source.expected)
                        if source is not None
                        else None
                    )
                case ex.Lookup():
                    table = program.tables[part.table]
                    tables[part.table] = (table.entries, table.breakpoints)
                case ex.Classify():
                    others[part.scale] = program.scales[part.scale]
                case ex.IndicatorValue() if part.part is ex.Part.CATEGORY:
                    for other in program.indicators[part.indicator]:
                        others[f"{part.indicator}.{other.scale}"] = (program.scales.get(other.scale), other.caps)
                case ex.Members():
                    others[part.dimension] = tuple(member.name for member in program.dimensions[part.dimension].members)
                case _:
                    pass
        if version.achievement is not None and version.name in judged:
            others[version.achievement.profile] = program.profiles[version.achievement.profile]
    return sources, tables, others


def mixed(old: Program, new: Program, on: Collection[str]) -> Program:
    """The old program with what is `on` as in the new one."""
    base, other = (new, old) if RULE in on else (old, new)
    foreign = [kind for kind in (WEIGHTS, TARGET) if (kind in on) != (RULE in on)]
    if not foreign:
        return base
    indicators = {
        name: tuple(
            piece for version in versions for piece in _pieces(version, other.indicators.get(name, ()), foreign)
        )
        for name, versions in base.indicators.items()
    }
    return replace(base, indicators=indicators)


def _pieces(version: Indicator, others: tuple[Indicator, ...], foreign: Collection[str]) -> list[Indicator]:
    """A version by the periods of the other program's versions, each with that one's weights or targets."""
    found = []
    for other in others:
        both = _both(version.effective, other.effective)
        if both is None:
            continue
        fits = WEIGHTS in foreign and _shape(version) == _shape(other)
        levels = other.levels if fits else version.levels
        targets = other.targets if TARGET in foreign else version.targets
        found.append(replace(version, effective=both, levels=levels, targets=targets))
    return found or [version]


def _both(one: Span, other: Span) -> Span | None:
    """The periods that lie in two stretches, None where there are none."""
    firsts = [span.first for span in (one, other) if span.first is not None]
    lasts = [span.last for span in (one, other) if span.last is not None]
    first = max(firsts, key=lambda period: period.months[0], default=None)
    last = min(lasts, key=lambda period: period.months[1], default=None)
    if first is not None and last is not None and first.months[0] > last.months[1]:
        return None
    return Span(first, last)


@dataclass(frozen=True, slots=True)
class Move:
    """From one period to another of the same grain."""

    start: Period
    end: Period

    @property
    def months(self) -> int:
        """How many months later."""
        return self.end.months[0] - self.start.months[0]

    def steps(self, grain: Grain | None) -> int:
        """How many periods of a grain later; of one that is too coarse for so few months, those that contain both."""
        if grain is None:
            return 0
        whole, rest = divmod(self.months, 12 // grain.per_year)
        return whole if not rest else self.end.containing(grain).ordinal - self.start.containing(grain).ordinal

    @property
    def back(self) -> Move:
        """The way back."""
        return Move(self.end, self.start)


def moved_reach(program: Program, reached: Mapping[str, Periods], move: Move) -> dict[str, Periods]:
    """The periods that are looked at, moved."""
    found: dict[str, Periods] = {}
    for name, periods in reached.items():
        steps = move.steps(program.sources[name].grain)
        found[name] = None if periods is None else frozenset(n + steps for n in periods)
    return found


def moved_world(program: Program, world: World, move: Move) -> World:
    """The facts of a world, each in the period that it would have; what has no period stays, but for the days of members."""
    if not move.months:
        return world
    steps = {name: move.steps(source.grain) for name, source in program.sources.items()}
    rows: dict[str, Mapping[Place, Held]] = {}
    for name, held in world.rows.items():
        by = steps.get(name, 0)
        rows[name] = {(ordinal + by, keys): one for (ordinal, keys), one in held.items()} if by else held
        if name in program.dimensions:
            rows[name] = _moved_days(world.names[name], held, move.months)
    loaded = {
        name: {ordinal + steps.get(name, 0): batches for ordinal, batches in periods.items()}
        for name, periods in world.loaded.items()
    }
    return replace(world, rows=rows, loaded=loaded)


def _moved_days(names: tuple[str, ...], rows: Mapping[Place, Held], months: int) -> Mapping[Place, Held]:
    """Members with their first and last days moved; a period holds a day by its month alone."""
    places = [at for at, name in enumerate(names) if name in (START, END)]
    if not any(one.values[at] is not None for one in rows.values() for at in places):
        return rows
    found = {}
    for place, one in rows.items():
        values = tuple(_day(v, months) if at in places else v for at, v in enumerate(one.values))
        found[place] = one if values == one.values else one._replace(values=values)
    return found


def _day(value: object, months: int) -> object:
    if not isinstance(value, int):
        return value
    day = date.fromordinal(value)
    month = from_ordinal(day.year * 12 + day.month - 1 + months, Grain.MONTH)
    if month.year < 1 or month.year > date.max.year:
        return value
    return month.first_day.replace(day=min(day.day, month.days)).toordinal()


def moved_program(program: Program, move: Move) -> Program:
    """A program whose versions and targets are of the periods that they would have."""
    if not move.months:
        return program
    indicators = {
        name: tuple(
            replace(
                version,
                effective=_moved_span(version.effective, move.months),
                targets=tuple(
                    replace(target, periods=_moved_span(target.periods, move.months)) for target in version.targets
                ),
            )
            for version in versions
        )
        for name, versions in program.indicators.items()
    }
    return replace(program, indicators=indicators)


def _moved_span(span: Span, months: int) -> Span:
    """A stretch of periods, which may begin in the middle of a year afterwards; before the year 1 it is open."""
    first = span.first.months[0] + months if span.first is not None else None
    last = span.last.months[1] + months if span.last is not None else None
    return Span(
        from_ordinal(first, Grain.MONTH) if first is not None and first >= 12 else None,
        from_ordinal(max(last, 12), Grain.MONTH) if last is not None else None,
    )
