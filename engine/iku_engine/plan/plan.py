"""What is asked of the store for some indicators in their periods: the counts and sums that their rules need, put together by passes.

Rows, members and what a trace lists are read when a rule or a trace first needs them. `PASSES` turns the first plan, one scan for each
count and sum, into the one that is run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from iku_dsl.period import Period
from iku_dsl.program import Indicator, Program, expressions
from iku_dsl.program import expression as ex
from iku_dsl.records import record
from iku_dsl.types import Mean, Statistic
from iku_engine.plan.set_chain import Chain, binder, chain, outer_dimensions, own_dimensions

OUTSIDE = (
    ex.Named | ex.Aggregated | ex.IndicatorValue | ex.Weighted | ex.WeightedIndicators
)  # not of the elements alone
Summed = tuple[ex.Expression, ex.Expression | None, Statistic] | None


@record
class Ask:
    """The count of a chain by how certainly each condition holds, or a statistic of an operand over it, for all entities.

    `answers` are the expressions of an indicator that it settles, in the author's words.
    """

    indicator: str
    chain: Chain
    operand: ex.Expression | None = None
    by: ex.Expression | None = None
    statistic: Statistic = Statistic.COUNT
    one_by_one: bool = False  # a median, a last value, another mean: every number is needed by itself
    answers: tuple[str, ...] = ()

    @property
    def operands(self) -> tuple[ex.Expression, ...]:
        """What is summed, and what it is weighted by."""
        return tuple(part for part in (self.operand, self.by) if part is not None)

    @property
    def summed(self) -> Summed:
        """What is made of the elements, whoever asks it; None where they are counted."""
        return None if self.operand is None else (self.operand, self.by, self.statistic)


@record
class Scan:
    """One look through the elements of a set in a period, which answers all that is asked of them; `outer` are its entities' dimensions."""

    period: Period
    outer: tuple[str, ...]
    asks: tuple[Ask, ...]


Scans = tuple[Scan, ...]


@record
class Plan:
    """The scans for indicators in their periods, the `places`."""

    places: tuple[tuple[str, Period], ...]
    scans: tuple[Scan, ...]

    def at(self, period: Period) -> Plan:
        """The same in one other period."""
        return Plan(
            tuple((name, period) for name, _ in self.places), tuple(replace(scan, period=period) for scan in self.scans)
        )


def plan(program: Program, asked: Sequence[tuple[Indicator, Period]]) -> Plan:
    """The plan of versions of indicators, each in a period, after all passes."""
    first: dict[int, tuple[Scan, ...]] = {}  # by version, as its rules are the same in all its periods
    for version, period in asked:
        if id(version) not in first:
            first[id(version)] = tuple(_first(program, version, period))
    scans = tuple(replace(scan, period=period) for version, period in asked for scan in first[id(version)])
    for rewrite in PASSES:
        scans = rewrite(program, scans)
    return Plan(tuple((version.name, period) for version, period in asked), scans)


def _first(program: Program, indicator: Indicator, period: Period) -> Iterator[Scan]:
    for part in (part for expression in expressions(indicator) for part in ex.walk(expression)):
        if isinstance(part, ex.Aggregated):
            statistic = part.statistic
            alone = part.mean is not Mean.ARITHMETIC or statistic in (Statistic.MEDIAN, Statistic.LAST)
            ask = Ask(indicator.name, chain(part.set), part.operand, part.by, statistic, alone, (part.text,))
            outer = outer_dimensions(program, ask.chain, ask.operands, frozenset(indicator.dimensions))
            yield Scan(period, outer, (ask,))


def share_subsets(_: Program, scans: Scans) -> Scans:
    """A set and its subset in one indicator are counted by the subset's statement: the codes of its first conditions are the set's own.

    Not of two indicators: what the longer chain meets in its further conditions is nothing that the other one asked.
    """
    answers: dict[int, tuple[str, ...]] = {}
    counted: dict[tuple[object, ...], int] = {}  # each beginning of a chain to the scan that counts it
    for place in sorted(range(len(scans)), key=lambda place: -len(scans[place].asks[0].chain.conditions)):
        scan = scans[place]
        (ask,) = scan.asks
        if ask.statistic is Statistic.COUNT:
            of = ask.indicator, scan.period, scan.outer
            by = counted.setdefault((*of, ask.chain.base, ask.chain.conditions), place)
            for beginning in counted_with(ask.chain):
                counted.setdefault((*of, beginning.base, beginning.conditions), by)
            answers[by] = tuple(dict.fromkeys((*answers.get(by, ()), *ask.answers)))
    return tuple(
        replace(scan, asks=(replace(scan.asks[0], answers=answers.get(place, scan.asks[0].answers)),))
        for place, scan in enumerate(scans)
        if place in answers or scan.asks[0].statistic is not Statistic.COUNT
    )


def counted_with(longer: Chain) -> Iterator[Chain]:
    """What can be read off the counts of a chain by its codes: none where a condition needs a number of the same elements."""
    parts = (part for condition in longer.conditions for part in ex.walk(condition))
    if not any(isinstance(part, ex.Aggregated) and chain(part.set).base == longer.base for part in parts):
        yield from longer.beginnings()


def share_scans(program: Program, scans: Scans) -> Scans:
    """What is asked of the same elements in the same period, by whatever indicators, is asked in one scan."""
    together: dict[tuple[object, ...], dict[tuple[object, ...], Ask]] = {}
    of: dict[tuple[object, ...], Scan] = {}
    for number, scan in enumerate(scans):
        (ask,) = scan.asks
        alone = ask.one_by_one or any(
            isinstance(part, OUTSIDE) for e in (*ask.chain.conditions, *ask.operands) for part in ex.walk(e)
        )
        key = (number,) if alone else (scan.period, scan.outer, elements(program, ask.chain, scan.outer))
        of.setdefault(key, scan)
        asks = together.setdefault(key, {})
        same = asks.get((ask.chain, ask.summed), ask)
        asks[ask.chain, ask.summed] = replace(same, answers=tuple(dict.fromkeys((*same.answers, *ask.answers))))
    return tuple(replace(scan, asks=tuple(together[key].values())) for key, scan in of.items())


def elements(program: Program, of: Chain, outer: tuple[str, ...]) -> tuple[object, ...]:
    """What chains must have in common for one scan: the elements, the entities they belong to, and the row that each must have."""
    bound = tuple(c for c in of.conditions if binder(c) is not None)
    required: tuple[ex.Expression, ...] = ()
    if isinstance(of.base, ex.Members) and of.conditions:
        required = tuple(c for c in ex.conjuncts(of.conditions[0]) if isinstance(c, ex.HasRow))
    return of.base, outer, bound if set(outer) - set(own_dimensions(program, of.base)) else (), required


PASSES: tuple[Callable[[Program, Scans], Scans], ...] = (share_subsets, share_scans)
