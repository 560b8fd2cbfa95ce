"""The versions of an indicator do not overlap."""

from __future__ import annotations

from iku_dsl.period import Span, overlapping
from iku_dsl.problem import Diagnostic, Label, say
from iku_dsl.program import Program


def versions(program: Program, broken: frozenset[str]) -> tuple[Diagnostic, ...]:
    """Two declarations of one indicator may not both be effective in a period: the result would depend on their order."""
    problems: list[Diagnostic] = []
    for name, found in program.indicators.items():
        if name in broken:
            continue
        for one, other, period in overlapping([version.effective for version in found]):
            first, second = sorted((found[one], found[other]), key=lambda version: version.span)
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
