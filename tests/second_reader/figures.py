"""Numbers in one of four states, their bounds, and conditions (12 Four states, and bounds)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction as F
from math import floor, inf

End = F | None  # None: infinite
Ends = tuple[End, End]


@dataclass(frozen=True)
class Figure:
    """A number in one of the four states (12.1 Four states); a missing one has bounds (12.2 Bounds)."""

    state: str  # value, missing, not-applicable, error, nothing (an absent row of a register)
    value: F = F(0)
    low: End = None
    high: End = None
    unloaded: bool = False  # missing because a period was not loaded (12.3)
    perhaps: bool = False  # missing, and it may be not applicable
    hollow: bool = False  # missing, and it may stay so whatever comes: the average of nothing (7.2)

    @property
    def ends(self) -> Ends:
        """The least and the greatest that it can be."""
        return (self.value, self.value) if self.state == "value" else (self.low, self.high)


@dataclass(frozen=True)
class Truth:
    """A condition: true, false or unknown (12.1 Four states), or an error."""

    holds: bool | None
    unloaded: bool = False
    error: bool = False
    hollow: bool = False  # unknown, and it may stay so whatever comes, as it hangs on such a number


def unknown(by: Iterable[Figure | Truth]) -> Truth:
    """12.1: that nobody knows, by what is not known; what hangs on a number that may be nothing decides nothing either."""
    found = list(by)
    return Truth(None, any(one.unloaded for one in found), hollow=any(one.hollow for one in found))


def number(value: F | int) -> Figure:
    """A number that is known."""
    return Figure("value", F(value))


NOT_APPLICABLE = Figure("not-applicable")
ERROR = Figure("error")
NOTHING = Figure("nothing")
UNKNOWN = Figure("missing")


def missing(ends: Ends, *, unloaded: bool = False, perhaps: bool = False, hollow: bool = False) -> Figure:
    """A number that is missing, between two ends."""
    return Figure("missing", F(0), ends[0], ends[1], unloaded, perhaps, hollow)


def worst(figures: Iterable[Figure]) -> str:
    """12.1 Four states: errors go before not applicable, and that before missing."""
    states = {one.state for one in figures}
    return next((state for state in ("error", "not-applicable", "missing") if state in states), "value")


def combine(figures: Sequence[Figure], made: Callable[[list[F]], F], ends: Callable[[list[Ends]], Ends]) -> Figure:
    """A calculation whose parts may be in any state (12.1 Four states, 12.2 Bounds)."""
    state = worst(figures)
    if state == "value":
        return number(made([one.value for one in figures]))
    if state == "missing":
        lacking = [one for one in figures if one.state == "missing"]
        return missing(
            ends([one.ends for one in figures]),
            unloaded=any(one.unloaded for one in lacking),  # 12.3: made of both, it counts as not loaded
            perhaps=any(one.perhaps for one in lacking),
            hollow=any(one.hollow for one in lacking),
        )
    return ERROR if state == "error" else NOT_APPLICABLE


# ---- ends (12.2 Bounds)


def each_end(ends: Ends, change: Callable[[F], F]) -> Ends:
    """Both ends, changed by what never falls."""
    low, high = ends
    return (None if low is None else change(low), None if high is None else change(high))


def all_of(ends: Iterable[End]) -> list[F] | None:
    """The ends, where none of them is infinite."""
    found = list(ends)
    known = [one for one in found if one is not None]
    return known if len(known) == len(found) else None


def ends_of_sum(parts: Sequence[Ends]) -> Ends:
    lows, highs = all_of(a for a, _ in parts), all_of(b for _, b in parts)
    return (None if lows is None else sum(lows, F(0)), None if highs is None else sum(highs, F(0)))


def ends_of_product(parts: Sequence[Ends]) -> Ends:
    """Ends of a product: the least and greatest of the products of ends, where 0 times what is infinite is 0."""
    low: F | float = F(1)
    high: F | float = F(1)
    for a, b in parts:
        ends = (-inf if a is None else a, inf if b is None else b)
        corners = [F(0) if one == 0 or other == 0 else one * other for one in (low, high) for other in ends]
        low, high = min(corners), max(corners)
    return (low if isinstance(low, F) else None, high if isinstance(high, F) else None)


def ends_of_least(parts: Sequence[Ends]) -> Ends:
    lows = all_of(a for a, _ in parts)
    highs = [b for _, b in parts if b is not None]
    return (None if lows is None else min(lows), min(highs) if highs else None)


def ends_of_greatest(parts: Sequence[Ends]) -> Ends:
    lows = [a for a, _ in parts if a is not None]
    highs = all_of(b for _, b in parts)
    return (max(lows) if lows else None, None if highs is None else max(highs))


def ends_of_median(parts: Sequence[Ends]) -> Ends:
    lows, highs = all_of(a for a, _ in parts), all_of(b for _, b in parts)
    return (None if lows is None else median(lows), None if highs is None else median(highs))


def ends_of_absolute(parts: Sequence[Ends]) -> Ends:
    (low, high) = parts[0]
    if low is not None and low >= 0:
        return low, high
    if high is not None and high <= 0:
        return -high, None if low is None else -low
    return F(0), None if low is None or high is None else max(-low, high)


def ends_of_any(parts: Sequence[Ends]) -> Ends:
    """From the least of several ends to the greatest: it is one of them."""
    lows, highs = all_of(a for a, _ in parts), all_of(b for _, b in parts)
    return (None if lows is None else min(lows), None if highs is None else max(highs))


def inverse_ends(ends: Ends) -> Ends:
    """Ends of one divided by a number; infinite where that can be 0."""
    low, high = ends
    if low is not None and low > 0:
        return F(0) if high is None else 1 / high, 1 / low
    if high is not None and high < 0:
        return 1 / high, F(0) if low is None else 1 / low
    return None, None


# ---- arithmetic


def rounded(value: F, digits: int) -> F:
    """3.6.2 Unit and direction: halves are rounded away from zero."""
    whole = floor(abs(value) * F(10) ** digits + F(1, 2))
    return (1 if value >= 0 else -1) * F(whole) / F(10) ** digits


def round_figure(one: Figure, digits: int) -> Figure:
    return combine([one], lambda v: rounded(v[0], digits), lambda e: each_end(e[0], lambda x: rounded(x, digits)))


def median(values: Sequence[F]) -> F:
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def negative(one: Figure) -> Figure:
    low, high = one.ends
    ends = (None if high is None else -high, None if low is None else -low)
    return replace(one, value=-one.value, low=ends[0], high=ends[1])


def sum_of(figures: Sequence[Figure]) -> Figure:
    return combine(figures, lambda v: sum(v, F(0)), ends_of_sum)


def product_of(figures: Sequence[Figure]) -> Figure:
    def made(values: list[F]) -> F:
        all_together = F(1)
        for value in values:
            all_together *= value
        return all_together

    return combine(figures, made, ends_of_product)


def quotient(above: Figure, below: Figure) -> Figure:
    """A division; by 0 it is an error, which `check` lets happen nowhere (4.4 Functions)."""
    if below.state == "value" and below.value == 0:
        return ERROR
    return combine([above, below], lambda v: v[0] / v[1], lambda e: ends_of_product([e[0], inverse_ends(e[1])]))


def statistic(how: str, figures: Sequence[Figure]) -> Figure:
    """7.2 Counting and summing up: of figures that all belong. The sum of nothing is 0, any other statistic of it missing."""
    if not figures:
        return number(0) if how == "sum" else missing((None, None), hollow=True)
    if how == "sum":
        return sum_of(figures)
    if how == "average":
        share = F(1, len(figures))
        return combine(figures, lambda v: sum(v, F(0)) * share, lambda e: each_end(ends_of_sum(e), lambda x: x * share))
    if how == "median":
        return combine(figures, median, ends_of_median)
    return combine(figures, min, ends_of_least) if how == "minimum" else combine(figures, max, ends_of_greatest)


def one_of(how: str, figures: Sequence[Figure]) -> Figure:
    """6, 7.2: a statistic, or the last of several."""
    if how == "last" and figures:
        return combine(figures, lambda v: v[-1], lambda e: e[-1])
    return statistic(how, figures)


def ends_with_some(how: str, parts: Sequence[tuple[Figure, bool]]) -> Ends:
    """Ends of a statistic of figures, with or without each of those that may bring nothing."""
    if how == "sum":
        return ends_of_sum([ends_of_any([one.ends, (F(0), F(0))]) if maybe else one.ends for one, maybe in parts])
    if how == "last":
        last = next((place for place in range(len(parts) - 1, -1, -1) if not parts[place][1]), 0)
        return ends_of_any([one.ends for one, _ in parts[last:]])
    sure = [one.ends for one, maybe in parts if not maybe]
    found: list[Ends] = []
    for low in (True, False):
        optional = sorted((one.ends for one, maybe in parts if maybe), key=lambda ends: _order(ends, low=low))
        for taken in range(len(optional) + 1):
            if sure or taken:
                found.append(one_of(how, [missing(ends) for ends in (*sure, *optional[:taken])]).ends)
    return ends_of_any(found) if found else (None, None)


def _order(ends: Ends, *, low: bool) -> F:
    """The least lower ends first, or the greatest upper ones."""
    if low:
        return F(-(10**9)) if ends[0] is None else ends[0]
    return F(-(10**9)) if ends[1] is None else -ends[1]


# ---- conditions (12.1 Four states)


def both(one: Truth, other: Truth) -> Truth:
    """A set within a set: who is certainly not in the one is not looked at for the other."""
    if one.holds is False:
        return one
    if one.error or other.error:
        return Truth(None, error=True)
    if other.holds is False:
        return other
    if one.holds and other.holds:
        return Truth(True)
    return unknown(truth for truth in (one, other) if truth.holds is None)


def logic(word: str, found: Sequence[Truth]) -> Truth:
    """12.1 Four states: `or` holds as soon as one side does, `and` does not as soon as one does not, also beside an error."""
    decisive = word == "or"
    if any(one.holds is decisive for one in found):
        return Truth(decisive)
    if any(one.error for one in found):
        return Truth(None, error=True)
    if all(one.holds is not None for one in found):
        return Truth(not decisive)
    return unknown(one for one in found if one.holds is None)


def compared(sign: str, a: Figure, b: Figure) -> Truth:
    """12.1 Four states: decided wherever the ranges decide; what is not applicable does not hold."""
    state = worst([a, b])
    if state == "error":
        return Truth(None, error=True)
    if state == "not-applicable":
        return Truth(False)
    (a1, a2), (b1, b2) = a.ends, b.ends
    less = a2 is not None and b1 is not None and a2 < b1
    more = a1 is not None and b2 is not None and a1 > b2
    at_most = a2 is not None and b1 is not None and a2 <= b1
    at_least = a1 is not None and b2 is not None and a1 >= b2
    same = None not in (a1, a2, b1, b2) and a1 == a2 == b1 == b2
    table: dict[str, tuple[bool, bool]] = {
        "<": (less, at_least),
        "<=": (at_most, more),
        ">": (more, at_most),
        ">=": (at_least, less),
        "=": (same, less or more),
        "!=": (less or more, same),
    }
    yes, no = table[sign]
    if (yes and (a.perhaps or b.perhaps)) or ((yes or no) and (a.hollow or b.hollow)):
        yes = no = False  # where it does not apply, it does not hold; what is of nothing compares with nothing
    if yes or no:
        return Truth(yes)
    return unknown(one for one in (a, b) if one.state == "missing")
