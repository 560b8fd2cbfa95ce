"""`iku-engine/sensitivity/1`: what a result hangs on."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from iku_cli.documents.seeking import (
    known_object,
    lever_object,
    place_object,
    real_object,
    scalar_object,
    unmoved_object,
)
from iku_dsl.keywords import Language
from iku_engine.exact import exact_text
from iku_engine.results.evaluation import Result
from iku_engine.seek.levers import Lever
from iku_engine.seek.sensitivity import Gap, Near, Sensitivity, Step, Swing, Turn, share
from iku_engine.seek.weighing import CriticalWeight, Edge
from iku_engine.wording import say_it

if TYPE_CHECKING:
    from iku_cli.documents.declared import analyses


def sensitivity_document(found: Sensitivity, specs: str, language: Language) -> analyses.Sensitivity:
    """All of it, numbers exact."""
    return {
        "schema": "iku-engine/sensitivity/1",
        "indicator": found.result.indicator,
        "label": found.result.label,
        "specs": specs,
        "facts": found.facts,
        "result": real_object(found.result, language),
        "above": _near(found.above),
        "below": _near(found.below),
        "weights": [_weight(one, language) for one in found.weights],
        "inputs": [_swing(one, language) for one in found.swings],
        "turns": [_turn(one, language) for one in found.turns],
        "missing": [_gap(one) for one in found.gaps],
        "notes": [say_it(note, language) for note in found.notes],
        "unmoved": [unmoved_object(one) for one in found.unmoved],
    }


def _near(near: Near | None) -> analyses.NearCategory | None:
    if near is None:
        return None
    return {
        "category": near.category,
        "label": near.label,
        "distance": exact_text(near.distance),
        "attained": not near.beyond,
    }


def _weight(one: CriticalWeight, language: Language) -> analyses.CriticalWeight:
    return {
        "block": one.dimension,
        "member": one.member,
        "label": one.label,
        "weight": exact_text(one.weight),
        "lower": _edge(one.lower, language),
        "upper": _edge(one.upper, language),
        "exact": one.exact,
    }


def _edge(edge: Edge | None, language: Language) -> analyses.Edge | None:
    if edge is None:
        return None
    return {"to": exact_text(edge.at), "attained": edge.attained, "result": place_object(edge.result, language)}


def _swing(one: Swing, language: Language) -> analyses.Swing:
    lever = one.lever
    return {
        "input": lever_object(lever),
        "now": scalar_object(lever.now, lever.shown),
        "least": _end(lever, one.low, one.least, language),
        "greatest": _end(lever, one.high, one.greatest, language),
        "swing": _text(one.width),
    }


def _end(lever: Lever, position: int | None, result: Result | None, language: Language) -> analyses.SwingEnd:
    return {
        "at": scalar_object(lever.at(position), lever.shown) if position is not None else None,
        "result": place_object(result, language) if result is not None else None,
    }


def _turn(one: Turn, language: Language) -> analyses.Turn:
    lever = one.lever
    return {
        "input": lever_object(lever),
        "now": scalar_object(lever.now, lever.shown),
        "down": _step(lever, one.down, language),
        "up": _step(lever, one.up, language),
    }


def _step(lever: Lever, step: Step | None, language: Language) -> analyses.TurnStep | None:
    if step is None:
        return None
    to = lever.at(step.position)
    assert to is not None  # a lever has no position at which it is missing
    by = to - lever.now if isinstance(to, Fraction) and isinstance(lever.now, Fraction) else None
    return {
        "to": known_object(to, lever.shown),
        "by": scalar_object(by, lever.shown),
        "share": str(share(lever, step.position)),
        "result": place_object(step.result, language),
        "proven": step.proven,
    }


def _gap(one: Gap) -> analyses.Gap:
    return {
        "input": lever_object(one.lever),
        "now": _text(one.now),
        "known": _text(one.most),
        "least": _text(one.least),
        "removed": _text(one.removed),
    }


def _text(value: Fraction | None) -> str | None:
    return exact_text(value) if value is not None else None
