"""Fair parts of a whole: what each player brings, on average over all orders in which they may come; the parts add up exactly.

The value of Shapley (1953, "A value for n-person games", Contributions to the Theory of Games II, p. 307-317), which Shorrocks (2013,
"Decomposition procedures for distributional analysis", Journal of Economic Inequality 11, p. 99-126) gives to the causes of a
difference; and that of Owen (1977, "Values of games with a priori unions", Mathematical Economics and Game Theory, p. 76-88) for the
players within one of them, whose parts add up to that one's.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from fractions import Fraction
from itertools import combinations
from math import factorial
from typing import TypeVar

P = TypeVar("P", bound=Hashable)
Q = TypeVar("Q", bound=Hashable)


def shapley(players: Sequence[P], worth: Callable[[frozenset[P]], Fraction]) -> dict[P, Fraction]:
    """The part of each player: Σ over coalitions S without it of |S|! (n - |S| - 1)! / n! times what it adds to S.

    `worth` is asked for every coalition once; there are 2^n.
    """
    nobody: tuple[P, ...] = ()
    return owen(nobody, players, lambda _, inside: worth(inside))


def owen(
    others: Sequence[Q], players: Sequence[P], worth: Callable[[frozenset[Q], frozenset[P]], Fraction]
) -> dict[P, Fraction]:
    """The parts of the players of one union, beside `others` that come whole.

    `worth` is asked for the unions that are there and the players of this one that are, each coalition once; with n players and m other
    unions these are 2^(n + m).
    """
    known: dict[tuple[frozenset[Q], frozenset[P]], Fraction] = {}

    def value(outside: frozenset[Q], inside: frozenset[P]) -> Fraction:
        if (outside, inside) not in known:
            known[outside, inside] = worth(outside, inside)
        return known[outside, inside]

    found = dict.fromkeys(players, Fraction(0))
    for outside, around in _coalitions(others, len(others) + 1):
        for player in players:
            rest = [other for other in players if other != player]
            for inside, weight in _coalitions(rest, len(players)):
                added = value(outside, inside | {player}) - value(outside, inside)
                found[player] += around * weight * added
    return found


def _coalitions(players: Sequence[P], count: int) -> list[tuple[frozenset[P], Fraction]]:
    """Every coalition of some players, with how often it comes before one more of `count` in a random order."""
    return [
        (frozenset(some), Fraction(factorial(size) * factorial(count - size - 1), factorial(count)))
        for size in range(len(players) + 1)
        for some in combinations(players, size)
    ]
