"""A node of a trace to the formula that makes its number, or an end of one that is missing, from the cells of its children.

Each formula is proven before it is used: what it would give is computed here with exact fractions, and one that would give anything but
the engine's number is not written; then the number stands there as it is. Of ends the engine knows more than their formulas can (that n
is part of T, that two terms hang on one input): where that made its ends narrower, they stand as they are, too.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction

from iku_cli.reports.workbook.book import number_formula
from iku_dsl.functions import PLAIN
from iku_dsl.rounding import rounded
from iku_dsl.types import Operator
from iku_engine.results.evaluation import Node, Operation, Scalar, State

CARRIED = frozenset({Operation.NAMED, Operation.DERIVED, Operation.INDICATOR, Operation.OFFICIAL, Operation.LAST})
CLOSE = Fraction(1, 10**12)  # of what is no fraction: roots, logarithms, geometric means
INEXACT = frozenset({Operation.ROOT, Operation.LN, Operation.POWER, Operation.GEOMETRIC, Operation.WEIGHTED_GEOMETRIC})
# The signs of comparisons as a spreadsheet writes them.
SIGNS: dict[Operator, tuple[str, Callable[[Fraction, Fraction], bool]]] = {
    Operator.AT_MOST: ("<=", lambda a, b: a <= b),
    Operator.AT_LEAST: (">=", lambda a, b: a >= b),
    Operator.NOT_EQUAL: ("<>", lambda a, b: a != b),
    Operator.LESS: ("<", lambda a, b: a < b),
    Operator.MORE: (">", lambda a, b: a > b),
    Operator.EQUAL: ("=", lambda a, b: a == b),
}
LONGEST = 8_000  # letters of a formula
Made = tuple[str, Scalar]


def formula(node: Node, refs: Sequence[str]) -> str | None:
    """The formula of a node over the cells of its children, without `=`; None where it has none that gives its number."""
    children = list(zip(node.children, refs, strict=True))
    if node.state is not State.VALUE:
        return None
    if any(child.state is not State.VALUE for child, _ in children) and node.operation not in (
        Operation.OFFICIAL,
        Operation.IF,
        Operation.AND,
        Operation.OR,
    ):
        return None
    try:
        made = _made(node, children)
    except (ArithmeticError, ValueError, statistics.StatisticsError):
        return None
    if made is None or len(made[0]) > LONGEST or not _same(node, made[1]):
        return None
    return made[0]


def _same(node: Node, value: Scalar) -> bool:
    if isinstance(node.value, Fraction) and isinstance(value, Fraction) and node.operation in INEXACT:
        return abs(node.value - value) <= CLOSE * max(Fraction(1), abs(node.value))
    return type(node.value) is type(value) and node.value == value


def _made(node: Node, children: Sequence[tuple[Node, str]]) -> Made | None:
    values = [child.value for child, _ in children]
    refs = [ref for _, ref in children]
    if node.operation in CARRIED:
        return _carried(node, refs, values)
    if node.operation is Operation.IF and len(refs) == 2:
        return f"IF({refs[0]},{refs[1]},NA())" if values[0] else f"IF({refs[0]},NA(),{refs[1]})", values[1]
    if node.operation is Operation.COMPARE:
        return _compared(node, children)
    if node.operation in (Operation.AND, Operation.OR, Operation.NOT):
        return _truth(node.operation, children)
    if node.operation in (Operation.ADD, Operation.SUBTRACT) and any(isinstance(value, date) for value in values):
        return None
    numbers = [value for value in values if isinstance(value, Fraction)]
    if len(numbers) != len(values) or not numbers:
        return None
    return _weighed(node, refs, numbers) or _arithmetic(node, refs, numbers) or _function(node, refs, numbers)


def _carried(node: Node, refs: Sequence[str], values: Sequence[Scalar]) -> Made | None:
    at = -1 if node.operation is Operation.LAST else 0
    return (refs[at], values[at]) if refs else None


def _compared(node: Node, children: Sequence[tuple[Node, str]]) -> Made | None:
    if len(children) != 2 or node.compared is None:
        return None
    (left, a), (right, b) = children
    written, holds = SIGNS[node.compared]
    if isinstance(left.value, Fraction) and isinstance(right.value, Fraction):
        return f"ROUND({a}-{b},12){written}0", holds(left.value, right.value)
    same = f"EXACT({a},{b})"
    match node.compared, left.value, right.value:
        case Operator.EQUAL, str(one), str(other):
            return same, one == other
        case Operator.NOT_EQUAL, str(one), str(other):
            return f"NOT({same})", one != other
        case _:
            return None


def _truth(operation: str, children: Sequence[tuple[Node, str]]) -> Made | None:
    known = [
        (child.value, ref) for child, ref in children if child.state is State.VALUE and isinstance(child.value, bool)
    ]
    if not known or len(known) != len(children):
        return None
    refs, truths = ",".join(ref for _, ref in known), [bool(value) for value, _ in known]
    match operation:
        case Operation.AND:
            return f"AND({refs})", all(truths)
        case Operation.OR:
            return f"OR({refs})", any(truths)
        case _:
            return f"NOT({refs})", not truths[0]


def _arithmetic(node: Node, refs: Sequence[str], numbers: Sequence[Fraction]) -> Made | None:
    first, second = numbers[0], numbers[-1]
    match node.operation, len(refs):
        case Operation.ADD, 2:
            return f"{refs[0]}+{refs[1]}", first + second
        case Operation.SUBTRACT, 2:
            return f"{refs[0]}-{refs[1]}", first - second
        case Operation.MULTIPLY, 2:
            return f"{refs[0]}*{refs[1]}", first * second
        case Operation.DIVIDE, 2:
            return f"{refs[0]}/{refs[1]}", first / second
        case Operation.NEGATE, 1:
            return f"-{refs[0]}", -first
        case Operation.POWER, 2:
            exact = first**second.numerator if second.denominator == 1 and abs(second) < 1000 else None
            return f"{refs[0]}^{refs[1]}", exact if exact is not None else Fraction(float(first) ** float(second))
        case Operation.UNIT, 1:
            return _rounded(node, refs[0], first) if node.digits is not None else (refs[0], first)
        case Operation.ROUND, 1:
            return _rounded(node, refs[0], first)
        case _:
            return None


def _rounded(node: Node, ref: str, number: Fraction) -> Made:
    """ROUND is half away from zero; it is given twelve decimals, so that 0.285 is not what binary numbers make of it."""
    digits = node.digits or 0
    inner = f"ROUND({ref},{max(digits + 6, 12)})" if digits <= 6 else ref
    return f"ROUND({inner},{digits})", rounded(number, digits, False)


def _function(node: Node, refs: Sequence[str], numbers: Sequence[Fraction]) -> Made | None:
    count = len(refs)
    match node.operation:
        case Operation.ABS:
            return f"ABS({refs[0]})", abs(numbers[0])
        case Operation.LN:
            return f"LN({refs[0]})", Fraction(math.log(numbers[0]))
        case Operation.ROOT:
            degree, by = (numbers[1], refs[1]) if count == 2 else (Fraction(2), "2")
            return f"{refs[0]}^(1/{by})", Fraction(float(numbers[0]) ** (1 / float(degree)))
        case Operation.GOALPOST if count == 3:
            x, a, b = numbers
            inside = min(Fraction(1), max(Fraction(0), (x - a) / (b - a)))
            return f"MIN(1,MAX(0,({refs[0]}-{refs[1]})/({refs[2]}-{refs[1]})))", inside
        case Operation.GEOMETRIC:
            product = math.prod(float(number) for number in numbers)
            return f"({'*'.join(refs)})^(1/{count})", Fraction(product ** (1 / count))
        case Operation.HARMONIC:
            inverse = "+".join(f"1/{ref}" for ref in refs)
            return f"{count}/({inverse})", count / sum((1 / number for number in numbers), Fraction(0))
        case operation if operation in SEVERAL:
            return several(operation, refs, numbers)
        case _:
            return None


def _weighed(node: Node, refs: Sequence[str], numbers: Sequence[Fraction]) -> Made | None:
    if node.operation is Operation.WEIGHTED:
        return added(refs), sum(numbers, Fraction(0))
    return None


def term(node: Node, refs: Sequence[str], weight: str) -> str | None:
    """`weight * (the sum below)`."""
    values = [child.value for child in node.children if isinstance(child.value, Fraction)]
    if node.weight is None or node.state is not State.VALUE or len(values) != len(refs) or not refs:
        return None
    if node.value != node.weight.used * sum(values, Fraction(0)):
        return None
    made = f"{weight}*{refs[0]}" if len(refs) == 1 else f"{weight}*({added(refs)})"
    return made if len(made) <= LONGEST else None


def weighted_mean(node: Node, leaves: Sequence[tuple[Fraction, Fraction, str, str]]) -> str | None:
    """A weighted geometric or harmonic mean of (overall weight, value, weight's formula, value's cell)."""
    whole = sum((weight for weight, _, _, _ in leaves), Fraction(0))
    if node.state is not State.VALUE or not isinstance(node.value, Fraction) or not whole or not leaves:
        return None
    total = "+".join(by for _, _, by, _ in leaves)
    try:
        if node.operation is Operation.WEIGHTED_HARMONIC:
            value: Fraction = whole / sum((weight / number for weight, number, _, _ in leaves), Fraction(0))
            made = f"({total})/({'+'.join(f'{by}/{cell}' for _, _, by, cell in leaves)})"
        else:
            value = Fraction(math.prod(float(number) ** float(weight / whole) for weight, number, _, _ in leaves))
            made = f"({'*'.join(f'{cell}^{by}' for _, _, by, cell in leaves)})^(1/({total}))"
    except (ArithmeticError, ValueError):
        return None
    close = abs(value - node.value) <= CLOSE * max(Fraction(1), abs(node.value))
    return made if close and len(made) <= LONGEST else None


def added(refs: Sequence[str]) -> str:
    """A sum, in pieces that a function takes."""
    return "+".join(f"SUM({','.join(refs[at : at + 200])})" for at in range(0, len(refs), 200))


def constant(value: Fraction) -> str:
    """A literal."""
    return number_formula(value)


End = tuple[str, Fraction]  # the cell of an end, and the number in it
Range = tuple[End, End]
# Of several numbers, as an operation or a statistic: the formula of their cells, and what it gives; none falls where a number rises.
SEVERAL: dict[str, tuple[Callable[[Sequence[str]], str], Callable[[Sequence[Fraction]], Fraction]]] = {
    **{name: (function.sheet, function.value) for name, function in PLAIN.items()},
    Operation.SUM: (added, lambda numbers: sum(numbers, Fraction(0))),
    Operation.MEDIAN: (
        lambda cells: f"MEDIAN({','.join(cells)})",
        lambda numbers: Fraction(statistics.median(numbers)),
    ),
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
    made = _made_ends(node, whole, weight)
    if made is None:
        return None, None
    wanted = (node.bounds.low, node.bounds.high)
    low, high = (
        text if exact == engine and len(text) <= LONGEST else None
        for (text, exact), engine in zip(made, wanted, strict=True)
    )
    return low, high


def _made_ends(node: Node, ranges: Sequence[Range], weight: str) -> Range | None:
    (a, b), (c, d) = ranges[0], ranges[-1]
    lows, highs = [low for low, _ in ranges], [high for _, high in ranges]
    match node.operation, len(ranges):
        case operation, 1 if operation in CARRIED:
            return a, b
        case Operation.WEIGHTED, _:
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
            return _rounded_end(node, a), _rounded_end(node, b)
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


def _rounded_end(node: Node, end: End) -> End:
    if node.digits is None:
        return end
    return f"ROUND(ROUND({end[0]},{max(node.digits + 6, 12)}),{node.digits})", rounded(end[1], node.digits, False)


def _goalpost(end: End, bottom: End, top: End) -> End:
    inside = min(Fraction(1), max(Fraction(0), (end[1] - bottom[1]) / (top[1] - bottom[1])))
    return f"MIN(1,MAX(0,({end[0]}-{bottom[0]})/({top[0]}-{bottom[0]})))", inside


def _several(operation: str, found: Sequence[End]) -> End:
    return several(operation, [ref for ref, _ in found], [number for _, number in found])


def several(operation: str, cells: Sequence[str], numbers: Sequence[Fraction]) -> End:
    """The formula over some cells, and what it gives."""
    written, value = SEVERAL[operation]
    return written(cells), value(numbers)
