"""A formula stays within the range of its unit."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from iku_dsl import expression as ex
from iku_dsl.interval import EVERYTHING, Interval
from iku_dsl.problem import Diagnostic, Label, Severity, Text, say
from iku_dsl.program import Indicator, Program
from iku_dsl.proofs.model import World
from iku_dsl.proofs.ranges import Ranges
from iku_dsl.proofs.visit import guarded, versions
from iku_dsl.proofs.world import DividedByZeroError, Place, UndefinedError
from iku_dsl.wording import Figure, interval_text

WORLDS = 300
SHOWN = 6


def limits(program: Program, broken: frozenset[str]) -> tuple[Diagnostic, ...]:
    """The value of each indicator lies within `satuan …`: 80% + 30% of two percentages can be 110%.

    Proven by interval arithmetic over the declared ranges; refuted by a small world of facts in which the value lies outside; else it
    is said that neither was possible.
    """
    ranges = Ranges(program)
    problems: list[Diagnostic] = []
    for indicator in versions(program, broken):
        if indicator.range == EVERYTHING or uses_broken(indicator.formula, broken):
            continue
        known = guarded(ranges, indicator)
        found = ranges.of(indicator.formula, known)
        if found.within(indicator.range):
            continue
        witness = counter_example(program, indicator)
        problems.append(_refuted(indicator, witness) if witness is not None else _open(indicator, found))
    return tuple(problems)


def uses_broken(expression: ex.Expression, broken: frozenset[str]) -> bool:
    """Whether an expression rests on a declaration that has a problem of its own."""
    for part in ex.walk(expression):
        match part:
            case ex.ColumnValue() | ex.OwnColumn() | ex.HasRow() | ex.Rows() if part.source in broken:
                return True
            case ex.Lookup() if part.table in broken:
                return True
            case ex.Classify() if part.scale in broken:
                return True
            case ex.IndicatorValue() if part.indicator in broken:
                return True
            case ex.Members() | ex.AttributeValue() if part.dimension in broken:
                return True
            case _:
                pass
    return False


@dataclass(frozen=True, slots=True)
class Witness:
    """A value outside a range, and the numbers of the world that give it."""

    value: Fraction
    inputs: tuple[Text, ...]


def counter_example(program: Program, indicator: Indicator) -> Witness | None:
    """A small world in which no guard holds and the value lies outside the unit's range."""
    for seed in range(WORLDS):
        world = World(program, seed)
        try:
            keys = {dimension: world.members(dimension)[0] for dimension in indicator.dimensions}
            at = Place(keys, levels=indicator.levels)
            if any(world.value(guard.condition, at) is True for guard in indicator.guards):
                continue
            world.used.clear()
            value = world.number(indicator.formula, at)
        except (UndefinedError, DividedByZeroError, IndexError, KeyError):
            continue
        if value not in indicator.range:
            return Witness(value, inputs_of(world))
    return None


def inputs_of(world: World) -> tuple[Text, ...]:
    """The numbers that were read, as sentences."""
    found: list[Text] = []
    for name, (value, percent) in world.used.items():
        shown: object = Figure(value, percent) if isinstance(value, Fraction) else value
        found.append(say("witness.input", name=name, value=str(shown)))
    return tuple(found[:SHOWN])


def _refuted(indicator: Indicator, witness: Witness) -> Diagnostic:
    percent = indicator.type.percent
    value, allowed = Figure(witness.value, percent), interval_text(indicator.range, percent)
    return Diagnostic(
        "range-exceeds",
        say("range-exceeds", value=value, range=allowed),
        (Label(indicator.formula.span), Label(indicator.span)),
        counter_example=say("range-exceeds.example", inputs=witness.inputs, value=value),
        hint=say("range-exceeds.hint"),
    )


def _open(indicator: Indicator, found: Interval) -> Diagnostic:
    percent = indicator.type.percent
    return Diagnostic(
        "not-proven",
        say("not-proven.range", range=interval_text(indicator.range, percent), found=interval_text(found, percent)),
        (Label(indicator.formula.span),),
        severity=Severity.WARNING,
        hint=say("not-proven.range.hint"),
    )
