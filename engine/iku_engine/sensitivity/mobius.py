"""A ratio of linear functions through three points: what it is at a place, and where it takes a value, exactly.

A weighted sum is linear in one weight while the others keep their proportions; reweighted among those that are there it is such a
ratio, x ↦ (a + b x) / (c + d x), which three points fix (its cross-ratio is that of the places) and a fourth one checks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

MOST_PIECES = 6  # how often a stretch is halved to find one on which the curve is such a ratio
CHECKED = (Fraction(1, 7), Fraction(3, 5), Fraction(9, 11))  # where in a stretch a curve is checked
Curve = Callable[[Fraction], Fraction | None]


@dataclass(frozen=True, slots=True)
class Ratio:
    """(a + b x) / (c + d x) from `start` to `end`, by three of its points."""

    start: Fraction
    end: Fraction
    points: tuple[tuple[Fraction, Fraction], tuple[Fraction, Fraction], tuple[Fraction, Fraction]]

    @property
    def flat(self) -> bool:
        """Whether it is the same everywhere."""
        return len({y for _, y in self.points}) == 1

    def at(self, x: Fraction) -> Fraction | None:
        """Its value at a place, None at its pole."""
        return _through(tuple((a, b) for a, b in self.points), x)

    def where(self, y: Fraction) -> Fraction | None:
        """The place within the stretch at which it has a value, None where there is none."""
        if self.flat:
            return None
        found = _through(tuple((b, a) for a, b in self.points), y)
        low, high = min(self.start, self.end), max(self.start, self.end)
        return found if found is not None and low <= found <= high else None


def _through(points: tuple[tuple[Fraction, Fraction], ...], x: Fraction) -> Fraction | None:
    """The ratio of linear functions through three points, at a place; of equal cross-ratios."""
    (x1, y1), (x2, y2), (x3, y3) = points
    for known, value in points:
        if x == known:
            return value
    if len({y1, y2, y3}) == 1:
        return y1
    ratio = (x - x1) * (x2 - x3) / ((x - x3) * (x2 - x1))
    below = (y2 - y3) - ratio * (y2 - y1)
    return (y1 * (y2 - y3) - ratio * y3 * (y2 - y1)) / below if below else None


def pieces(curve: Curve, start: Fraction, end: Fraction, depth: int = 0) -> list[Ratio] | None:
    """The ratios that a curve is made of from one place to another, in that order; None where it is not seen to be of any."""
    middle = (start + end) / 2
    places = (start, middle, end)
    values = [curve(place) for place in places]
    known = [value for value in values if value is not None]
    if len(known) == len(values) and len(set(known)) in (1, 3):
        one = Ratio(start, end, ((start, known[0]), (middle, known[1]), (end, known[2])))
        if all(_agrees(one, curve, start + (end - start) * part) for part in CHECKED):
            return [one]
    if depth == MOST_PIECES:
        return None
    first = pieces(curve, start, middle, depth + 1)
    rest = pieces(curve, middle, end, depth + 1) if first is not None else None
    return [*first, *rest] if first is not None and rest is not None else None


def _agrees(one: Ratio, curve: Curve, place: Fraction) -> bool:
    return one.at(place) == curve(place)
