"""A formula does not mix versions of an indicator without saying so."""

from __future__ import annotations

from collections.abc import Iterator

from iku_dsl.bounds.visit import versions
from iku_dsl.period import Period
from iku_dsl.problem import Diagnostic, Label, say
from iku_dsl.program import Indicator, Program
from iku_dsl.program import expression as ex


def mixed(program: Program, broken: frozenset[str]) -> tuple[Diagnostic, ...]:
    """Where a value of one year is set against another year's, and the rule changed in between: 2021 against 2020.

    The version read is that of the period read, so the difference would be partly that of the rules. `lintas versi karena …` says
    that this is meant.
    """
    problems: list[Diagnostic] = []
    for indicator in versions(program, broken):
        if indicator.across:
            continue
        for name, first, second, period in _pairs(program, indicator):
            message = say("versions-mixed", name=name, first=first.text, second=second.text)
            labels = (Label(second.span), Label(first.span))
            example = say("versions-mixed.example", period=str(period), first=first.text, second=second.text)
            hint = say("versions-mixed.hint")
            problems.append(Diagnostic("versions-mixed", message, labels, counter_example=example, hint=hint))
    return tuple(problems)


def _pairs(
    program: Program, indicator: Indicator
) -> Iterator[tuple[str, ex.IndicatorValue, ex.IndicatorValue, Period]]:
    reads = [part for part in ex.walk(indicator.formula) if isinstance(part, ex.IndicatorValue)]
    seen: set[str] = set()
    for place, first in enumerate(reads):
        for second in reads[place + 1 :]:
            if first.indicator != second.indicator or first.indicator in seen or first.shift == second.shift:
                continue
            if len(program.indicators.get(first.indicator, ())) < 2:
                continue
            period = _mixing(program, indicator, first, second)
            if period is not None:
                seen.add(first.indicator)
                yield first.indicator, first, second, period


def _mixing(
    program: Program, indicator: Indicator, first: ex.IndicatorValue, second: ex.IndicatorValue
) -> Period | None:
    """A period of the indicator in which both readings have a version, and not the same."""
    for version in program.indicators[first.indicator]:
        for edge in (version.effective.first, version.effective.last):
            if edge is None:
                continue
            for steps in range(-3, 4):
                period = edge.parts(indicator.grain)[0] if indicator.grain.finer_than(edge.grain) else edge
                period = period.containing(indicator.grain).moved(steps)
                if period not in indicator.effective:
                    continue
                one = program.version(first.indicator, _read(first.shift, period))
                other = program.version(second.indicator, _read(second.shift, period))
                if one is not None and other is not None and one is not other:
                    return period
    return None


def _read(shift: ex.Shift, period: Period) -> Period:
    if shift.move is ex.Move.SHIFTED and shift.grain is not None:
        return period.shifted(shift.grain, shift.steps)
    return period
