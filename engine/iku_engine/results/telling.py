"""What goes along with a result: what it lacks, what was corrected, on what it is based."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from iku_dsl.problem import Text, say
from iku_dsl.program import Indicator, Program
from iku_dsl.records import replace
from iku_dsl.wording import figure
from iku_engine.results.evaluation import Correction, Fact, MissingInput, Node, Operation, Result, Shown, State
from iku_engine.results.unloaded import NOTHING, Unloaded, apart, reason_with

MAX_MISSING = 50  # missing inputs that are listed


def shown_as(indicator: Indicator) -> Shown:
    """How an indicator's value is displayed."""
    unit = "" if indicator.type.percent else indicator.unit
    return Shown(indicator.type.percent, unit, indicator.rounding.digits if indicator.rounding is not None else None)


def annotated(
    result: Result, nodes: Iterable[Node], indicator: Indicator, program: Program, beside: Mapping[str, Any]
) -> Result:
    """The result with what people ask next, found in all `nodes` of its trace, and with the fields that tell what it rests on."""
    unique = _missing_inputs(nodes)
    prose = indicator.prose
    beyond = (say("band.told", why=result.outside),) if result.outside is not None else ()
    return replace(
        result,
        trace=result.trace.readable,
        missing=tuple(unique[:MAX_MISSING]),
        missing_total=len(unique),
        basis=prose.basis,
        owner=": ".join(part for part in (prose.owner, ", ".join(prose.teams)) if part),
        goal=prose.goal,
        definition=prose.definition,
        corrections=tuple(_corrections(indicator, program)),
        **{**beside, "notes": (*beside.get("notes", ()), *beyond)},
    )


def _missing_inputs(nodes: Iterable[Node]) -> list[MissingInput]:
    """The leaves of a trace that are missing, each once with all of its periods that never came, and the sets that are not decided."""
    found: dict[tuple[str, Text | None, Fact | None], Unloaded] = {}
    for part in nodes:
        if part.state is not State.MISSING or part.reason is None:
            continue
        if part.operation is Operation.COUNT:
            undecided = [line for group in part.groups if group.kind == "unknown" for line in group.lines]
            found.update(((line.label, reason, None), NOTHING) for line in undecided for reason in line.reasons)
            if undecided:
                continue
        if not any(child.state is State.MISSING for child in part.children):
            place = (part.label or part.text, apart(part.reason) if part.unloaded else part.reason, part.fact)
            found[place] = found.get(place, NOTHING) | part.unloaded
    reasons = ((label, reason_with(reason, lacking), fact) for (label, reason, fact), lacking in found.items())
    return [MissingInput(label, reason, fact) for label, reason, fact in reasons if reason is not None]


def _corrections(indicator: Indicator, program: Program) -> list[Correction]:
    found: list[Correction] = []
    for level in indicator.levels:
        for weight in level.weights:
            if weight.correction is not None:
                used = figure(weight.weight, percent=True)
                found.append(Correction(weight.member, used, weight.correction.printed, weight.correction.reason))
    if indicator.scale:
        for band in program.scales[indicator.scale].bands:
            if band.correction is not None:
                used = ", ".join(band.written)
                found.append(Correction(band.name, used, band.correction.printed, band.correction.reason))
    return found
