"""What a statistic needs to know of the numbers of a set, and what it comes to: a value, or where it lies."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from fractions import Fraction

from iku_dsl import interval as iv
from iku_dsl.interval import Interval
from iku_dsl.program.expression import Aggregated, Rule, RuleKind
from iku_dsl.records import record, replace
from iku_dsl.types import Statistic
from iku_engine.arithmetic.nodes import interval_of
from iku_engine.calculate.nodes import Ruled, mark_of, rule_for
from iku_engine.exact import total
from iku_engine.results.beside import NOTHING, RULE, Mark, Unloaded, together
from iku_engine.results.beside import all_lacking as all_of
from iku_engine.results.evaluation import Node, State
from iku_engine.sql.sums import Sums


@record
class Statistics:
    """Of the elements of one certainty; see `Sums`. Ends are None where there is no limit, `least` and `greatest` of no number.

    Rules for what is missing have been followed: so many were `skipped` or `filled`, and are missing no more; so many that do not apply
    were `filled_beside`, where a weight stands beside them. Of those that still are missing,
    a rule says of so many `failing` that this is an error. `lacking` is what was never loaded, for want of which some are missing or
    not decided.
    """

    count: int = 0
    known: int = 0
    total: Fraction = Fraction(0)
    low: Fraction | None = Fraction(0)
    high: Fraction | None = Fraction(0)
    least: Fraction | None = None
    greatest: Fraction | None = None
    lowest: Fraction | None = None
    highest: Fraction | None = None
    highest_low: Fraction | None = None
    lowest_high: Fraction | None = None
    not_applicable: int = 0
    skipped: int = 0
    filled: int = 0
    filled_beside: int = 0
    failing: int = 0
    lacking: Unloaded = NOTHING
    marks: tuple[Mark, ...] = ()

    @property
    def gone(self) -> int:
        """How many are missing."""
        return self.count - self.known

    def without_missing(self) -> Statistics:
        """Those that are there."""
        return _known(self.known, self.total, self.least, self.greatest, self.not_applicable)

    def with_amount(self, amount: Fraction, count: int, not_applicable: int) -> Statistics:
        """Those that are there, and so many more of one amount."""
        if not count:
            return _known(self.known, self.total, self.least, self.greatest, not_applicable)
        least = amount if self.least is None else min(self.least, amount)
        greatest = amount if self.greatest is None else max(self.greatest, amount)
        return _known(self.known + count, self.total + amount * count, least, greatest, not_applicable)

    def beside(self, amount: Fraction) -> Statistics:
        """The same, where what does not apply counts as an amount."""
        extra, none = self.not_applicable, self.count == 0
        if not extra:
            return self

        def lower(end: Fraction | None) -> Fraction | None:
            return amount if none else None if end is None else min(end, amount)

        def upper(end: Fraction | None) -> Fraction | None:
            return amount if none else None if end is None else max(end, amount)

        return Statistics(
            self.count + extra,
            self.known + extra,
            self.total + amount * extra,
            self.low + amount * extra if self.low is not None else None,
            self.high + amount * extra if self.high is not None else None,
            amount if self.least is None else min(self.least, amount),
            amount if self.greatest is None else max(self.greatest, amount),
            lower(self.lowest),
            upper(self.highest),
            amount if self.highest_low is None else max(self.highest_low, amount),
            amount if self.lowest_high is None else min(self.lowest_high, amount),
            skipped=self.skipped,
            filled=self.filled,
            failing=self.failing,
            lacking=self.lacking,
            marks=self.marks,
        )

    def under(self, rule: Rule | None) -> Statistics:
        """The same under `bila kosong …`, where nothing is missing for want of a period."""
        if rule is None or not self.gone:
            return self
        match rule.kind:
            case RuleKind.AMOUNT:
                filled = self.with_amount(rule.amount, self.gone, self.not_applicable)
                return replace(filled, filled=self.gone, marks=(RULE,))
            case RuleKind.SKIP | RuleKind.REWEIGHT:
                return replace(self.without_missing(), skipped=self.gone, marks=(RULE,))
            case RuleKind.ERROR | RuleKind.LAST:
                return replace(self, failing=self.gone if rule.kind is RuleKind.ERROR else 0)


def _known(
    count: int, sum_of: Fraction, least: Fraction | None, greatest: Fraction | None, not_applicable: int
) -> Statistics:
    return Statistics(
        count, count, sum_of, sum_of, sum_of, least, greatest, least, greatest, greatest, least, not_applicable
    )


def of_sums(sums: Sums) -> Statistics:
    """Exact numbers of the integers that SQL gave."""
    over = sums.denominator

    def exact(value: int | None) -> Fraction | None:
        return Fraction(value, over) if value is not None else None

    low_bounded, high_bounded = sums.low_bounded == sums.count, sums.high_bounded == sums.count
    return Statistics(
        sums.count,
        sums.known,
        Fraction(sums.total, over),
        Fraction(sums.low, over) if low_bounded else None,
        Fraction(sums.high, over) if high_bounded else None,
        exact(sums.least),
        exact(sums.greatest),
        exact(sums.lowest) if low_bounded else None,
        exact(sums.highest) if high_bounded else None,
        exact(sums.highest_low),
        exact(sums.lowest_high),
        sums.not_applicable,
    )


def of_nodes(
    nodes: Sequence[Node], followed: Sequence[Followed] = (), *, undecided: Sequence[Unloaded] = ()
) -> Statistics:
    """The same of nodes, none of which is an error.

    `followed` says what rules did with them; `undecided`, of those that may not be among the elements, what they lack.
    """
    left_out = [one.leaving for one in followed]
    applying = [node for node in nodes if node.state is not State.NOT_APPLICABLE]
    known = [node.value for node in applying if isinstance(node.value, Fraction) and node.state is State.VALUE]
    ranges = [interval_of(node) for node in applying]
    lows = [item.low for item in ranges if item.low is not None]
    highs = [item.high for item in ranges if item.high is not None]
    low_bounded, high_bounded = len(lows) == len(applying), len(highs) == len(applying)
    of_missing = [node.unloaded for node in nodes if node.state is State.MISSING]
    return Statistics(
        len(applying),
        len(known),
        total(known),
        total(lows) if low_bounded else None,
        total(highs) if high_bounded else None,
        min(known, default=None),
        max(known, default=None),
        min(lows, default=None) if low_bounded else None,
        max(highs, default=None) if high_bounded else None,
        max(lows, default=None),
        min(highs, default=None),
        len(nodes) - len(applying),
        skipped=left_out.count(Leaving.SKIPPED),
        filled=left_out.count(Leaving.FILLED),
        filled_beside=left_out.count(Leaving.FILLED_BESIDE),
        failing=left_out.count(Leaving.FAILING),
        marks=together(*(one.marks for one in followed)),
        lacking=all_of((*undecided, *of_missing)),
    )


class Leaving(Enum):
    """What a rule does with one number that is missing, or (`FILLED_BESIDE`) does not apply."""

    SKIPPED = "skipped"
    FILLED = "filled"
    FILLED_BESIDE = "filled-beside"
    FAILING = "failing"


@record
class Followed:
    """One number under the rule that concerns it: itself, an amount in its place, or None where it is left out; and what was done."""

    node: Node | None
    leaving: Leaving | None = None
    marks: tuple[Mark, ...] = ()


def by_rule(node: Node, declared: Ruled) -> Followed:
    """A number under the rule that concerns it."""
    rule = rule_for(node, declared) if node.state is State.MISSING else None
    if rule is None:
        return Followed(node)
    marks = (mark_of(node),)
    match rule.kind:
        case RuleKind.AMOUNT:
            filled = replace(
                node, state=State.VALUE, value=rule.amount, bounds=None, reason=None, inputs=frozenset(),
                unloaded=NOTHING, marks=together(node.marks, marks),
            )  # fmt: skip
            return Followed(filled, Leaving.FILLED, marks)
        case RuleKind.SKIP | RuleKind.REWEIGHT:
            return Followed(None, Leaving.SKIPPED, marks)
        case RuleKind.ERROR:
            return Followed(node, Leaving.FAILING)
        case RuleKind.LAST:
            return Followed(node)


def counts_in(node: Node | None, expression: Aggregated) -> bool:
    """Whether a number that rules left counts: not where it does not apply, and a rule leaves that out."""
    if node is None:
        return False
    rule = expression.when_not_applicable
    return node.state is not State.NOT_APPLICABLE or rule is None or not rule.kind.leaves_out


def of_followed(followed: Sequence[Followed], *, undecided: Sequence[Unloaded] = ()) -> Statistics:
    """Of numbers under their rules; `undecided` says, of those that may not be among the elements, what they lack."""
    return of_nodes([one.node for one in followed if one.node is not None], followed, undecided=undecided)


def settled(statistic: Statistic, sure: Statistics) -> Fraction | None:
    """A statistic of numbers that are all there; None of none where it needs one."""
    match statistic:
        case Statistic.SUM:
            return sure.total
        case Statistic.AVERAGE:
            return sure.total / sure.count if sure.count else None
        case Statistic.MINIMUM:
            return sure.least
        case Statistic.MAXIMUM:
            return sure.greatest
        case _:
            raise AssertionError("counted or streamed elsewhere")


def spread(statistic: Statistic, sure: Statistics, maybe: Statistics) -> Interval:
    """Where a statistic lies: the certain elements in their ranges, and each possible one in or out."""
    ends = [one for one in (sure, maybe) if one.count]
    lows, highs = [one.lowest for one in ends], [one.highest for one in ends]
    lowest = None if None in lows else min((x for x in lows if x is not None), default=None)
    highest = None if None in highs else max((x for x in highs if x is not None), default=None)
    match statistic:
        case Statistic.SUM:
            return iv.add(Interval(sure.low, sure.high), _optional(maybe))
        case Statistic.AVERAGE if not maybe.count and sure.count:
            return iv.divide(Interval(sure.low, sure.high), iv.point(sure.count))
        case Statistic.MAXIMUM if sure.count:
            return Interval(sure.highest_low, highest)
        case Statistic.MINIMUM if sure.count:
            return Interval(lowest, sure.lowest_high)
        case _:
            return Interval(lowest, highest)


def _optional(maybe: Statistics) -> Interval:
    """What elements that may be out can add: between the sum of all that could be negative and of all that could be positive."""
    if not maybe.count:
        return iv.point(0)
    low = None if maybe.lowest is None else min(Fraction(0), maybe.lowest * maybe.count)
    high = None if maybe.highest is None else max(Fraction(0), maybe.highest * maybe.count)
    return Interval(low, high)
