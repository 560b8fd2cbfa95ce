"""The versions of an indicator do not overlap."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from iku_dsl.period import Period, Span
from iku_dsl.problem import Diagnostic, Label, say
from iku_dsl.program import Indicator, Program


def versions(program: Program, broken: frozenset[str]) -> tuple[Diagnostic, ...]:
    """Two declarations of one indicator may not both be effective in a period: the result would depend on their order."""
    problems: list[Diagnostic] = []
    for name, found in program.indicators.items():
        if name in broken:
            continue
        for one, other, period in _overlaps(found):
            first, second = sorted((one, other), key=lambda version: version.span)
            always = first.effective == second.effective == Span()
            problems.append(
                Diagnostic(
                    "versions-overlap",
                    say("versions-overlap", name=name),
                    (Label(second.span), Label(first.span, say("versions-overlap.first"))),
                    counter_example=None if always else say("versions-overlap.example", period=str(period)),
                    hint=say("versions-overlap.hint.none") if always else say("versions-overlap.hint"),
                )
            )
    return tuple(problems)


def _overlaps(found: tuple[Indicator, ...]) -> Iterator[tuple[Indicator, Indicator, Period]]:
    """Versions that overlap, each with the one before it that lasts longest."""
    ordered = sorted(found, key=lambda version: _starts(version.effective))
    for place, version in enumerate(ordered):
        if place == 0:
            lasting = version
            continue
        period = lasting.effective.overlap(version.effective)
        if period is not None:
            yield lasting, version, period
        lasting = max(lasting, version, key=lambda version: _ends(version.effective))


def _starts(span: Span) -> float:
    return span.first.months[0] if span.first is not None else -inf


def _ends(span: Span) -> float:
    return span.last.months[1] if span.last is not None else inf
