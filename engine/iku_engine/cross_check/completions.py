"""What a result comes to once something is filled in for all that is missing: all that can be, where that is little, else a sample."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from iku_dsl.period import Period
from iku_engine.reference.facts import Keys
from iku_engine.reference.indicators import new_reference
from iku_engine.reference.judged import Judged
from iku_engine.reference.world import World
from iku_engine.results.evaluation import Scalar, State

ENDS = 2  # the first options of a number are the ends of its range


class Odometer:
    """Fills in every combination of options, one after another; a cell is met in the same order as long as nothing before it turns."""

    def __init__(self) -> None:
        self.wheels: list[list[int]] = []  # for each cell the option that it shows, and how many it has
        self.met: dict[tuple[object, ...], int] = {}
        self.bounded = True  # every number so far has two ends, which come first among its options

    def choose(self, cell: tuple[object, ...], options: Sequence[Scalar]) -> Scalar:
        """The option that the cell's wheel shows."""
        if cell not in self.met:
            self.met[cell] = len(self.met)
        place = self.met[cell]
        if place == len(self.wheels):
            numbers = [option for option in options if isinstance(option, Fraction)]
            if numbers and {min(numbers), max(numbers)} != set(numbers[:ENDS]):
                self.bounded = False
            self.wheels.append([0, min(len(options), ENDS) if numbers else len(options)])
        return options[min(self.wheels[place][0], len(options) - 1)]

    def turn(self) -> bool:
        """The next combination; False after the last."""
        self.met = {}
        while self.wheels:
            self.wheels[-1][0] += 1
            if self.wheels[-1][0] < self.wheels[-1][1]:
                return True
            self.wheels.pop()
        return False


class Sample:
    """Fills in something by chance."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.chosen: dict[tuple[object, ...], int] = {}

    def choose(self, cell: tuple[object, ...], options: Sequence[Scalar]) -> Scalar:
        """An option."""
        place = self.chosen.setdefault(cell, self.random.randrange(1 << 30))
        return options[place % len(options)]


@dataclass(frozen=True)
class Completed:
    """What a result came to in completions; `ends`: all combinations of ends and choices are among them, and not all without a value."""

    results: tuple[Judged, ...]
    ends: bool


def completions(plain: World, name: str, period: Period, key: Keys, most: int) -> Completed:
    """A result in at most so many completions by ends and choices, and as many by chance; in none once the effort is gone."""
    odometer, found, ended = Odometer(), list[Judged](), False
    while not ended and len(found) < most and not plain.effort.gone:
        found.append(_in(plain, odometer, name, period, key))
        ended = not odometer.turn()
    ended = ended and any(one.outcome.state is State.VALUE for one in found)  # a guard may hold but for what is between
    found += _sampled(plain, name, period, key, most)
    return Completed(tuple(found), ended and odometer.bounded)


def _sampled(plain: World, name: str, period: Period, key: Keys, most: int) -> Iterator[Judged]:
    random = Random(f"{name} {period} {key}")
    for _ in range(most):
        if not plain.effort.gone:
            yield _in(plain, Sample(random), name, period, key)


def _in(plain: World, filling: Odometer | Sample, name: str, period: Period, key: Keys) -> Judged:
    return new_reference(plain.program, plain.facts, plain.as_printed, filling, plain).result(name, period, key)
