"""One world moved in time onto another's period, so that `[tahun lalu]` of both is the same place; and a program moved with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from iku_dsl.period import Grain, Period, Span, from_ordinal
from iku_dsl.program import Program
from iku_dsl.program.sources import END, START
from iku_engine.plan.reach import Periods
from iku_engine.worlds.world import Held, Place, World


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
