"""Weights sum to exactly 100% and name every member once."""

from __future__ import annotations

from fractions import Fraction
from itertools import islice

from iku_dsl.problem import SHOWN, Diagnostic, Label, Text, say, some
from iku_dsl.program import Program, WeightLevel
from iku_dsl.wording import figure


def weights(program: Program, broken: frozenset[str]) -> tuple[Diagnostic, ...]:
    """Each `bobot` block of each indicator: the sum, and the members of its dimension that it does not name.

    A table of weights that sums to 90% makes every score too low by a tenth, and nobody sees it in the result.
    One mistake gives one problem: where a member is missing, its weight is what the sum lacks.
    """
    problems: list[Diagnostic] = []
    for versions in program.indicators.values():
        for indicator in versions:
            if indicator.name in broken:
                continue
            for level in indicator.levels:
                problems.extend(_level(program, level, broken))
    return tuple(problems)


def _level(program: Program, level: WeightLevel, broken: frozenset[str]) -> list[Diagnostic]:
    problems: list[Diagnostic] = []
    if level.dimension is not None:
        if level.dimension in broken:
            return []
        dimension = program.dimensions[level.dimension]
        named = {weight.member for weight in level.weights}
        lacking = list(islice((member for member in dimension.members if member.name not in named), SHOWN))
        if lacking and dimension.enumerated:
            names = some((member.name for member in lacking), len(dimension.members) - len(named))
            message = say("missing-member", dimension=dimension.name, members=names)
            labels = [Label(level.span), *(Label(member.span, say("missing-member.member")) for member in lacking)]
            hint = say("missing-member.hint", member=lacking[0].name)
            problems.append(Diagnostic("missing-member", message, tuple(labels), hint=hint))
    for weight in level.weights:
        if weight.weight < 0:
            message = say("weight-negative", member=weight.member, weight=figure(weight.weight, percent=True))
            problems.append(
                Diagnostic("weight-negative", message, (Label(weight.span),), hint=say("weight-negative.hint"))
            )
    total = sum((weight.weight for weight in level.weights), Fraction(0))
    if level.weights and total != 1 and not problems:
        problems.append(_sum(level, total))
    return problems


def _sum(level: WeightLevel, total: Fraction) -> Diagnostic:
    shown, off = figure(total, percent=True), figure(abs(total - 1), percent=True)
    message = say("weights-sum", total=shown)
    labels = [Label(level.span)]
    labels += [Label(weight.span, say("=", text=figure(weight.weight, percent=True))) for weight in level.weights]
    addends = " + ".join(figure(weight.weight, percent=True) for weight in level.weights)
    return Diagnostic(
        "weights-sum",
        message,
        tuple(labels),
        counter_example=say("weights-sum.example", addends=addends, total=shown),
        hint=_mend(level, total, off),
    )


def _mend(level: WeightLevel, total: Fraction, off: str) -> Text:
    """The hint: a missing percent sign, equal weights that were rounded, or by how much the sum is off."""
    count = len(level.weights)
    large = next((weight for weight in level.weights if weight.weight > 1), None)
    if large is not None:
        read = figure(large.weight, percent=True)
        return say(
            "weights-sum.percent", member=large.member, read=read, mended=figure(large.weight / 100, percent=True)
        )
    if len({weight.weight for weight in level.weights}) == 1 and abs(total - 1) < Fraction(1, 10):
        return say("weights-sum.equal", count=count)
    return say("weights-sum.over", off=off) if total > 1 else say("weights-sum.under", off=off)
