"""What `seek` finds for one result: changes of levers, alternatives of them, and whether the goal can be reached."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from iku_engine.indicators.evaluator import Place
from iku_engine.results.evaluation import Result, Scalar
from iku_engine.seek.goals import Goal
from iku_engine.seek.levers import Lever
from iku_engine.seek.unmoved import Unmoved


@dataclass(frozen=True, slots=True)
class Change:
    """A lever moved: to what, by how much (None of a choice, or of what was missing), by what share of its range.

    `onward`: all figures beyond it reach as well ("or more", "or less"), known of inputs that are missing.
    """

    lever: Lever
    to: Scalar
    by: Fraction | None
    share: Fraction
    rising: bool
    onward: bool = False


@dataclass(frozen=True, slots=True)
class Alternative:
    """Changes that together reach the goal, and what the result then is. `proven`: no smaller change of this one lever does."""

    changes: tuple[Change, ...]
    result: Result
    proven: bool

    @property
    def size(self) -> Fraction:
        """How much of their ranges the levers move, all together."""
        return sum((change.share for change in self.changes), Fraction(0))


@dataclass(frozen=True, slots=True)
class Sought:
    """What was found. `reachable` is None where neither a way was found nor that there is none is proven.

    `best` is the best that was tried, with what, where the goal was not reached; `unmoved` are inputs that were taken as they
    are. `named`: only levers that were named may move, and `reachable` is said of them.
    """

    place: Place
    result: Result
    goal: Goal
    reachable: bool | None
    reached: bool
    alternatives: tuple[Alternative, ...] = ()
    best: Alternative | None = None
    levers: tuple[Lever, ...] = ()
    asked: int = 0
    unmoved: tuple[Unmoved, ...] = ()
    named: bool = False
