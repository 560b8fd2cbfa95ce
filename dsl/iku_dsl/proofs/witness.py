"""The search for a counter-example: small worlds in which no guard holds, one after another, always the same ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from iku_dsl import expression as ex
from iku_dsl.period import Grain, Period
from iku_dsl.problem import Text, say
from iku_dsl.program import Indicator, Program, Target
from iku_dsl.proofs.model import World
from iku_dsl.proofs.world import DividedByZeroError, Division, Place, UndefinedError
from iku_dsl.wording import Figure

WORLDS = 300
MOST, LEAST, ALL_TOGETHER = 40_000, 2_000, 4_000_000  # pieces of work in one search, and in those for all indicators
YEAR = 2025
SHOWN = 6


@dataclass(frozen=True, slots=True)
class Witness:
    """A world that refutes: what comes out in it (None: nothing, a division by zero), and at which place."""

    world: World
    at: Place
    value: Fraction | None = None

    @property
    def inputs(self) -> tuple[Text, ...]:
        """The numbers that were read, as sentences."""
        found: list[Text] = []
        for name, (value, percent) in self.world.used.items():
            shown: object = Figure(value, percent) if isinstance(value, Fraction) else value
            found.append(say("witness.input", name=name, value=str(shown)))
        return tuple(found[:SHOWN])


def worlds(program: Program, indicator: Indicator) -> Iterator[tuple[World, Place]]:
    """Worlds with an entity in which none of the indicator's guards holds."""
    for world, at in entities(program, indicator):
        try:
            if any(world.value(guard.condition, at) is True for guard in indicator.guards):
                continue
        except (UndefinedError, DividedByZeroError, KeyError):
            continue
        world.used.clear()
        yield world, at


def entities(program: Program, indicator: Indicator) -> Iterator[tuple[World, Place]]:
    """Worlds with an entity of an indicator, as many as may be looked at in the time that there is."""
    effort = min(MOST, max(LEAST, ALL_TOGETHER // max(len(program.indicators), 1)))
    for seed in range(WORLDS):
        world = World(program, seed, _period(indicator, seed))
        members = {dimension: world.members(dimension) for dimension in indicator.dimensions}
        if all(members.values()):
            keys = {dimension: found[0] for dimension, found in members.items()}
            yield world, Place(world.period, keys, home=keys, levels=indicator.levels)
        effort -= world.work
        if effort < 0:
            return


def _period(indicator: Indicator, seed: int) -> Period:
    """A period in which an indicator is effective."""
    period = Period(YEAR, 1 + seed % indicator.grain.per_year, indicator.grain)
    if period in indicator.effective:
        return period
    edge = indicator.effective.last or indicator.effective.first or period
    return (
        edge.parts(indicator.grain)[0] if indicator.grain.finer_than(edge.grain) else edge.containing(indicator.grain)
    )


def out_of_range(program: Program, indicator: Indicator, published: ex.Expression | None = None) -> Witness | None:
    """A world in which the indicator's value, computed or `published`, lies outside its unit's range."""
    for world, at in worlds(program, indicator):
        try:
            if published is not None:
                value = world.number(published, at)
            else:
                value = indicator.rounded(world.number(indicator.formula, at))
        except (UndefinedError, DividedByZeroError, IndexError, KeyError):
            continue
        if value not in indicator.range:
            return Witness(world, at, value)
    return None


def divided_by_zero(
    program: Program,
    indicator: Indicator,
    division: Division,
    where: ex.Expression | None = None,
    kind: type[DividedByZeroError] = DividedByZeroError,
) -> Witness | None:
    """A world in which the indicator divides by zero at one place: in its formula, or in another of its expressions.

    With another `kind` of error, one in which that comes up there.
    """
    is_guard = any(guard.condition is where for guard in indicator.guards)
    for world, at in (entities if is_guard else worlds)(program, indicator):
        if _divides(world, where or indicator.formula, at, division, kind):
            return Witness(world, at)
    return None


def divided_in_row(
    program: Program, source: str, division: Division, kind: type[DividedByZeroError] = DividedByZeroError
) -> Witness | None:
    """A world with a row whose derived column divides by zero at one place."""
    declared = program.sources[source]
    for seed in range(WORLDS):
        grain = declared.grain or Grain.YEAR
        world = World(program, seed, Period(YEAR, 1 + seed % grain.per_year, grain))
        period = world.period if declared.grain is not None else None
        try:
            keys = tuple(world.members(dimension)[0] for dimension in declared.dimensions)
            if world.row(source, period, keys) is None:
                continue
        except (UndefinedError, DividedByZeroError, IndexError, KeyError):
            continue
        at = Place(world.period, dict(zip(declared.dimensions, keys, strict=True)), source)
        for derived in declared.derived.values():
            world.used.clear()
            if _divides(world, derived.value, at, division, kind):
                return Witness(world, at)
    return None


def divided_in_profile(program: Program, indicator: Indicator, target: Target, division: Division) -> Witness | None:
    """A world in which an indicator's profile divides by zero at one place, for one of its targets."""
    if indicator.achievement is None:
        return None
    profile = program.profiles[indicator.achievement.profile]
    for world, at in worlds(program, indicator):
        try:
            low = world.number(target.value, at)
            own = {
                "actual": indicator.rounded(world.number(indicator.formula, at)),
                "target": low,
                "minimum target": low,
                "maximum target": world.number(target.high, at) if target.high is not None else low,
                **{name: world.number(value, at) for name, value in indicator.achievement.arguments.items()},
            }
            place = replace(at, own={(profile.name, name): value for name, value in own.items()})
            guards = (guard for guard in profile.guards if guard.direction in (None, indicator.direction))
            if own["actual"] not in indicator.range or any(world.value(guard.condition, place) for guard in guards):
                continue
        except (UndefinedError, DividedByZeroError, IndexError, KeyError):
            continue
        if _divides(world, profile.rules[indicator.direction], place, division):
            return Witness(world, place)
    return None


def _divides(
    world: World,
    expression: ex.Expression,
    at: Place,
    division: Division,
    kind: type[DividedByZeroError] = DividedByZeroError,
) -> bool:
    try:
        world.value(expression, at)
    except DividedByZeroError as error:
        return error.expression is division and type(error) is kind
    except (UndefinedError, IndexError, KeyError):
        return False
    return False
