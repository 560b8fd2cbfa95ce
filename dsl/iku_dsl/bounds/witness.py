"""The search for a counter-example: small worlds in which no guard holds, one after another, always the same ones.

Each expression is evaluated once in each world, whichever of its divisions is asked for, and only as long as there are steps left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from iku_dsl.bounds.achieved import Achieved, Several
from iku_dsl.bounds.functions import DividedByZeroError, Fallible, UndefinedError, Value, settled
from iku_dsl.bounds.model import Place, World, elements_of, members_of, number_in, row_of, value_in
from iku_dsl.budgets import Effort, most
from iku_dsl.period import Grain, Period
from iku_dsl.problem import Text, say
from iku_dsl.program import Indicator, Program, Target
from iku_dsl.program import expression as ex
from iku_dsl.records import replace
from iku_dsl.types import Statistic
from iku_dsl.wording import Figure

YEAR = 2025
SHOWN = 6
Part = ex.Expression | ex.SetExpression
Failure = tuple[int, type[DividedByZeroError]]  # a division, by its identity, and how it failed


@dataclass(frozen=True, slots=True)
class Witness:
    """A world that refutes: what comes out in it (None: nothing, a division by zero), at which place, and what was read for it."""

    world: World
    at: Place
    value: Fraction | None = None
    used: Mapping[str, tuple[Value, bool]] = field(default_factory=dict)

    @property
    def inputs(self) -> tuple[Text, ...]:
        """The numbers that were read, as sentences; one that none was, where there are none."""
        found: list[Text] = []
        for name, (value, percent) in self.used.items():
            shown: object = Figure(value, percent) if isinstance(value, Fraction) else value
            found.append(say("witness.input", name=name, value=str(shown)))
        return tuple(found[:SHOWN]) or (say("witness.nothing"),)


@dataclass
class Tried:
    """What came of an expression in one world after another: the first failure of each division, as far as worlds were looked at."""

    worlds: Iterator[tuple[Failure, Witness]]
    failures: dict[Failure, Witness] = field(default_factory=dict)

    def first(self, division: Fallible, kind: type[DividedByZeroError]) -> Witness | None:
        """The first world in which a division fails so; None where none does, of those that may be looked at."""
        asked = (id(division), kind)
        while asked not in self.failures:
            found = next(self.worlds, None)
            if found is None:
                return None
            self.failures.setdefault(*found)
        return self.failures[asked]


class Search:
    """The searches of one proof over one program; `cut_short` tells of the last one whether it ended for want of steps."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.cut_short = False
        self._effort = Effort(most("searches"))
        self._tried: dict[tuple[object, ...], tuple[Tried, object]] = {}
        self._cut: set[tuple[object, ...]] = set()
        self._guards: tuple[Indicator | None, dict[int, int]] = None, {}

    def _before(self, indicator: Indicator, part: Part | None) -> int:
        """How many of an indicator's guards are looked at before a part of it; those of the one asked for last are kept."""
        if self._guards[0] is not indicator:
            self._guards = indicator, {id(guard.condition): place for place, guard in enumerate(indicator.guards)}
        return self._guards[1].get(id(part), len(indicator.guards))

    # ---- worlds

    def _drawn(self, name: tuple[object, ...], period: Callable[[int], Period], parts: int = 1) -> Iterator[World]:
        """Worlds one after another, as many as there are steps for; `name` is noted where more were to be looked at."""
        share = min(most("search") * parts, max(most("search-least"), self._effort.left // 8))
        for seed in range(most("worlds")):
            if share <= 0 or self._effort.gone:
                self._cut.add(name)
                return
            world = World(self.program, seed, period(seed))
            yield world
            share -= world.work + 1
            self._effort.spend(world.work + 1)

    def _entities(
        self, name: tuple[object, ...], indicator: Indicator, period: Period | None = None
    ) -> Iterator[tuple[World, Place]]:
        """Worlds with an entity of an indicator, in a period or in any."""
        for world in self._drawn(name, lambda seed: period or _period(indicator, seed)):
            members = {dimension: members_of(world, dimension) for dimension in indicator.dimensions}
            if all(members.values()):
                keys = {dimension: found[0] for dimension, found in members.items()}
                yield world, Place(world.period, keys, home=keys, levels=indicator.levels)

    def _unguarded(
        self, name: tuple[object, ...], indicator: Indicator, before: int | None = None
    ) -> Iterator[tuple[World, Place]]:
        """Worlds with an entity in which none of the indicator's guards holds, or of the first ones `before` some place."""
        for world, at in self._entities(name, indicator):
            try:
                if any(value_in(world, guard.condition, at) is True for guard in indicator.guards[:before]):
                    continue
            except (UndefinedError, DividedByZeroError, KeyError):
                continue
            world.used.clear()
            yield world, at

    def _in_turn(
        self, name: tuple[object, ...], kept: object, worlds: Callable[[], Iterator[tuple[Failure, Witness]]]
    ) -> Tried:
        """What was tried before under a name, or is from now on; `kept` is what its identities are of."""
        if name not in self._tried:
            self._tried[name] = Tried(worlds()), kept
        return self._tried[name][0]

    def _first(
        self, name: tuple[object, ...], tried: Tried, division: Fallible, kind: type[DividedByZeroError]
    ) -> Witness | None:
        found = tried.first(division, kind)
        self.cut_short = found is None and name in self._cut
        return found

    # ---- what is looked for

    def out_of_range(self, indicator: Indicator, published: ex.Expression | None = None) -> Witness | None:
        """A world in which the indicator's value, computed or `published`, lies outside its unit's range."""
        name = ("range", id(indicator), id(published))
        self._cut.discard(name)
        for world, at in self._unguarded(name, indicator):
            try:
                if published is not None:
                    value = number_in(world, published, at)
                else:
                    value = indicator.rounded(number_in(world, indicator.formula, at))
            except (UndefinedError, DividedByZeroError, IndexError, KeyError):
                continue
            if value not in indicator.range:
                self.cut_short = False
                return Witness(world, at, value, dict(world.used))
        self.cut_short = name in self._cut
        return None

    def divided_by_zero(
        self,
        indicator: Indicator,
        division: Fallible,
        where: Part | None = None,
        kind: type[DividedByZeroError] = DividedByZeroError,
    ) -> Witness | None:
        """A world in which the indicator divides by zero at one place: in its formula, or in another of its expressions.

        With another `kind` of error, one in which that comes up there.
        """
        expression = where or indicator.formula
        name = ("indicator", id(indicator), id(expression))

        def worlds() -> Iterator[tuple[Failure, Witness]]:
            for world, at in self._unguarded(name, indicator, self._before(indicator, where)):
                yield from _failure(world, expression, at)

        return self._first(name, self._in_turn(name, (indicator, expression), worlds), division, kind)

    def divided_in_row(
        self,
        source: str,
        division: Fallible,
        where: tuple[Part, ...],
        kind: type[DividedByZeroError] = DividedByZeroError,
    ) -> Witness | None:
        """A world with a row in which one of some expressions of its source divides by zero at one place; derived columns, say."""
        name = ("row", source, *map(id, where))

        def worlds() -> Iterator[tuple[Failure, Witness]]:
            declared = self.program.sources[source]
            grain, parts = declared.grain or Grain.YEAR, len(where)
            for world in self._drawn(name, lambda seed: Period(YEAR, 1 + seed % grain.per_year, grain), parts):
                period = world.period if declared.grain is not None else None
                try:
                    keys = tuple(members_of(world, dimension)[0] for dimension in declared.dimensions)
                    if row_of(world, source, period, keys) is None:
                        continue
                except (UndefinedError, DividedByZeroError, IndexError, KeyError):
                    continue
                at = Place(world.period, dict(zip(declared.dimensions, keys, strict=True)), source)
                for expression in where:
                    world.used.clear()
                    yield from _failure(world, expression, at)

        return self._first(name, self._in_turn(name, where, worlds), division, kind)

    def divided_in_profile(
        self,
        case: Achieved,
        division: Fallible,
        kind: type[DividedByZeroError] = DividedByZeroError,
    ) -> Witness | None:
        """A world in which a profile divides by zero at one place, for a target of an indicator or over several periods."""
        indicator, profile = case.indicator, case.profile
        name = ("profile", id(indicator), id(case.several), *(id(target) for target, _ in case.targets))

        def worlds() -> Iterator[tuple[Failure, Witness]]:
            of_several = case.several.periods[-1].period if case.several is not None else None
            for world, at in self._entities(name, indicator, of_several):
                try:
                    own = _several_in(world, case.several, at) if case.several is not None else None
                    if case.several is None:
                        own = _measured(world, indicator, case.targets[0][0], at)
                    if own is None:
                        continue
                    given = indicator.achievement.arguments if indicator.achievement is not None else {}
                    filled = {**own, **{name: value_in(world, value, at) for name, value in given.items()}}
                except (UndefinedError, DividedByZeroError, IndexError, KeyError):
                    continue
                place = replace(at, own={(profile.name, name): value for name, value in filled.items()})
                yield from _past(world, list(case.asked.guards), case.asked.rule, place)

        return self._first(name, self._in_turn(name, case, worlds), division, kind)


def _measured(world: World, indicator: Indicator, target: Target, at: Place) -> dict[str, Fraction] | None:
    """The value of an indicator and its target as a profile sees them, None where there is none: a guard holds."""
    if any(value_in(world, guard.condition, at) is True for guard in indicator.guards):
        return None
    world.used.clear()
    low = number_in(world, target.value, at)
    actual = indicator.rounded(number_in(world, indicator.formula, at))
    high = number_in(world, target.high, at) if target.high is not None else low
    if actual not in indicator.range:
        return None
    return {"actual": actual, "target": low, "minimum target": low, "maximum target": high}


def _several_in(world: World, several: Several, at: Place) -> dict[str, Fraction] | None:
    """What the values and targets of several periods come to, those left out in which a guard holds; None where none is left."""
    found: list[dict[str, Fraction]] = []
    used: dict[str, tuple[Value, bool]] = {}
    for one in several.expected:
        there = replace(at, period=one.period, levels=one.version.levels)
        measured = _measured(world, one.version, one.target, there) if one.target is not None else None
        if measured is not None:
            found.append(measured)
            used |= {f"{name} ({one.period})": value for name, value in world.used.items()}
    consolidation = several.last.consolidation
    if not found or consolidation is None:
        return None
    world.used.clear()
    world.used.update(used)
    if consolidation.reduction is ex.Reduction.LAST:
        return found[-1]
    statistic = Statistic(consolidation.reduction.value)
    return {name: settled(statistic, [one[name] for one in found]) for name in found[0]}


def _period(indicator: Indicator, seed: int) -> Period:
    """A period in which an indicator is effective."""
    period = Period(YEAR, 1 + seed % indicator.grain.per_year, indicator.grain)
    if period in indicator.effective:
        return period
    edge = indicator.effective.last or indicator.effective.first or period
    return (
        edge.parts(indicator.grain)[0] if indicator.grain.finer_than(edge.grain) else edge.containing(indicator.grain)
    )


def _past(
    world: World, guards: list[ex.Expression], rule: ex.Expression, at: Place
) -> Iterator[tuple[Failure, Witness]]:
    """What fails in a world of some guards, or of the rule that counts where none of them holds."""
    for guard in guards:
        try:
            if value_in(world, guard, at) is True:
                return
        except DividedByZeroError:
            yield from _failure(world, guard, at)
            return
        except (UndefinedError, IndexError, KeyError):
            return
    yield from _failure(world, rule, at)


def _failure(world: World, expression: Part, at: Place) -> Iterator[tuple[Failure, Witness]]:
    """The division that fails in a world, if one does."""
    try:
        if isinstance(expression, ex.SetExpression):
            elements_of(world, expression, at)
        else:
            value_in(world, expression, at)
    except DividedByZeroError as error:
        yield (id(error.expression), type(error)), Witness(world, at, used=dict(world.used))
    except (UndefinedError, IndexError, KeyError):
        pass
