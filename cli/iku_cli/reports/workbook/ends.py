"""The least and the greatest that a missing number can be, as formulas over the ends of its children.

As with values, a formula is only written where it gives the engine's own end, computed here with exact fractions. The engine knows more
than ends (that n is part of T, that two terms hang on one input): where that made its ends narrower, they stand as they are.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from fractions import Fraction

from iku_cli.reports.workbook.formulas import CARRIED, LONGEST, added
from iku_dsl.rounding import rounded
from iku_engine.results.evaluation import Node, Operation, State

End = tuple[str, Fraction]  # the cell of an end, and the number in it
Range = tuple[End, End]
SEVERAL: dict[Operation, tuple[str, Callable[[Sequence[Fraction]], Fraction]]] = {
    Operation.MINIMUM: ("MIN", min),
    Operation.MAXIMUM: ("MAX", max),
    Operation.AVERAGE: ("AVERAGE", lambda numbers: sum(numbers, Fraction(0)) / len(numbers)),
    Operation.MEDIAN: ("MEDIAN", lambda numbers: Fraction(statistics.median(numbers))),
}


def range_of(node: Node, value: str, low: str, high: str) -> Range | None:
    """The ends of a number that is written: its own cell twice where it is known; None where it may be anything or nothing."""
    if node.state is State.VALUE:
        return ((value, node.value), (value, node.value)) if isinstance(node.value, Fraction) else None
    if node.state is not State.MISSING or node.bounds is None or node.bounds.low is None or node.bounds.high is None:
        return None
    return (low, node.bounds.low), (high, node.bounds.high)


def ends(node: Node, ranges: Sequence[Range | None], weight: str = "") -> tuple[str | None, str | None]:
    """The formulas of both ends, without `=`; None for one that has none that gives the engine's number."""
    whole = [found for found in ranges if found is not None]
    if node.bounds is None or not whole or len(whole) != len(ranges):
        return None, None
    made = _made(node, whole, weight)
    if made is None:
        return None, None
    wanted = (node.bounds.low, node.bounds.high)
    low, high = (
        text if exact == engine and len(text) <= LONGEST else None
        for (text, exact), engine in zip(made, wanted, strict=True)
    )
    return low, high


def _made(node: Node, ranges: Sequence[Range], weight: str) -> Range | None:
    (a, b), (c, d) = ranges[0], ranges[-1]
    lows, highs = [low for low, _ in ranges], [high for _, high in ranges]
    match node.operation, len(ranges):
        case operation, 1 if operation in CARRIED:
            return a, b
        case Operation.WEIGHTED | Operation.SUM, _:
            return _sum(lows), _sum(highs)
        case Operation.TERM, _:
            return _term(node, lows, weight), _term(node, highs, weight)
        case Operation.ADD, 2:
            return _sum([a, c]), _sum([b, d])
        case Operation.SUBTRACT, 2:
            return _minus(a, d), _minus(b, c)
        case Operation.NEGATE, 1:
            return (f"-{b[0]}", -b[1]), (f"-{a[0]}", -a[1])
        case Operation.MULTIPLY, 2:
            return _corners(
                [(f"{x[0]}*{y[0]}", x[1] * y[1]) for x in dict.fromkeys((a, b)) for y in dict.fromkeys((c, d))]
            )
        case Operation.DIVIDE, 2 if c[1] > 0 or d[1] < 0:
            return _corners(
                [(f"{x[0]}/{y[0]}", x[1] / y[1]) for x in dict.fromkeys((a, b)) for y in dict.fromkeys((c, d))]
            )
        case Operation.UNIT | Operation.ROUND, 1:
            return _rounded(node, a), _rounded(node, b)
        case Operation.GOALPOST, 3 if ranges[1][0] == ranges[1][1] and c == d and c[1] > ranges[1][0][1]:
            return _goalpost(a, ranges[1][0], c), _goalpost(b, ranges[1][0], c)
        case operation, _ if operation in SEVERAL:
            return _several(operation, lows), _several(operation, highs)
        case _:
            return None


def _sum(found: Sequence[End]) -> End:
    return added([ref for ref, _ in found]), sum((number for _, number in found), Fraction(0))


def _term(node: Node, found: Sequence[End], weight: str) -> End:
    used = node.weight.used if node.weight is not None else Fraction(0)
    text, number = _sum(found)
    return f"{weight}*{found[0][0] if len(found) == 1 else f'({text})'}", used * number


def _minus(left: End, right: End) -> End:
    return f"{left[0]}-{right[0]}", left[1] - right[1]


def _corners(found: Sequence[End]) -> Range:
    listed, numbers = ",".join(text for text, _ in found), [number for _, number in found]
    return (f"MIN({listed})", min(numbers)), (f"MAX({listed})", max(numbers))


def _rounded(node: Node, end: End) -> End:
    if node.digits is None:
        return end
    return f"ROUND(ROUND({end[0]},{max(node.digits + 6, 12)}),{node.digits})", rounded(end[1], node.digits, False)


def _goalpost(end: End, bottom: End, top: End) -> End:
    inside = min(Fraction(1), max(Fraction(0), (end[1] - bottom[1]) / (top[1] - bottom[1])))
    return f"MIN(1,MAX(0,({end[0]}-{bottom[0]})/({top[0]}-{bottom[0]})))", inside


def _several(operation: Operation, found: Sequence[End]) -> End:
    name, make = SEVERAL[operation]
    return f"{name}({','.join(ref for ref, _ in found)})", make([number for _, number in found])
