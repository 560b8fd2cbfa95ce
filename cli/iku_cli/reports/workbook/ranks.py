"""Ranks as formulas over the values of the same period, where they are ranks of these values and of all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction

from iku_cli.reports.workbook.book import Sheet
from iku_dsl.period import Period
from iku_dsl.program import Program
from iku_engine.results.evaluation import Result, State

Placed = tuple[int, Result]  # the row of a result, and the result
DECIMALS = 12  # to which values are compared, as binary numbers differ behind them


def write_ranks(sheet: Sheet, column: int, values: int, placed: Sequence[Placed], program: Program) -> None:
    """The ranks of one indicator into `column`, from the values in the column `values`; a rank of anything else as the number it is."""
    by_period: dict[Period, list[Placed]] = defaultdict(list)
    for row, result in placed:
        by_period[result.period].append((row, result))
    for period, own in by_period.items():
        first, last = own[0][0], own[-1][0]
        together = last - first + 1 == len(own)
        for row, result in own:
            if result.rank is None:
                continue
            way = _way(result, period, [other for _, other in own], program)
            if way is None or not together:
                sheet.scalar(row, column, Fraction(result.rank))
                continue
            span, cell = sheet.span(first, last, values, sheet), sheet.ref(row, values, sheet)
            less = f"{span}-{cell}" if way > 0 else f"{cell}-{span}"
            counted = f"SUMPRODUCT(ISNUMBER({span})*(ROUND(({less})/MAX(1,ABS({cell})),{DECIMALS})>0))"
            sheet.formula(row, column, f"1+{counted}", Fraction(result.rank), "General")


def _way(result: Result, period: Period, results: Sequence[Result], program: Program) -> int | None:
    """1 where the highest value comes first, -1 where the lowest does; None where the formula would not give the rank."""
    version = program.version(result.indicator, period)
    if version is None or version.ranking is None or version.ranking.by is not None or result.value is None:
        return None
    valued = [other for other in results if other.state is State.VALUE and other.value is not None]
    if any(other.rank is None for other in valued):
        return None
    way = 1 if version.ranking.highest_first else -1
    scale = max(Fraction(1), abs(result.value))
    ahead = sum(
        round(way * (other.value - result.value) / scale, DECIMALS) > 0 for other in valued if other.value is not None
    )
    return way if ahead + 1 == result.rank else None
