"""What a result hangs on, and how it would be another one: `iku-engine/sensitivity/1` and `iku-engine/seek/1`."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from iku_cli.documents.evaluation import beside_object
from iku_cli.documents.trace import bounds_object, fact_object, sentence, unit_of
from iku_cli.messages import message
from iku_cli.render import saying
from iku_cli.render.result import ends_near, is_count
from iku_cli.render.seeking import goal_text, verdict
from iku_dsl.interval import Interval
from iku_engine.exact import exact_text
from iku_engine.results.evaluation import Result, Scalar, Shown, State
from iku_engine.seek.sensitivity import Gap, Near, Sensitivity, Step, Swing, Turn, share
from iku_engine.wording import say_it

if TYPE_CHECKING:
    from datetime import date

    from iku_cli.documents.declared import analyses
    from iku_dsl.keywords import Language
    from iku_dsl.program import Program
    from iku_engine.seek.asking import Answers
    from iku_engine.seek.goals import Goal
    from iku_engine.seek.levers import Lever, Unmoved
    from iku_engine.seek.seeking import Alternative, Change, Sought
    from iku_engine.seek.weighing import CriticalWeight, Edge


def seek_document(found: Answers, program: Program, specs: str, language: Language) -> analyses.Seek:
    """What `seek` found: of one entity in full, of many one line each in `entities`."""
    one = found.one
    first = one.result if one is not None else found.many[0][0] if found.many else None
    return {
        "schema": "iku-engine/seek/1",
        "indicator": first.indicator if first is not None else None,
        "label": first.label if first is not None else None,
        "specs": specs,
        "facts": found.facts,
        "asked": found.asked,
        "result": real_object(one.result, language) if one is not None else None,
        "target": _goal(one.goal, program, one.result, language) if one is not None else None,
        "reached": one.reached if one is not None else None,
        "reachable": one.reachable if one is not None else None,
        "alternatives": [_alternative(way, language) for way in one.alternatives] if one is not None else [],
        "best": _alternative(one.best, language) if one is not None and one.best is not None else None,
        "reason": message(verdict(one), language) if one is not None else None,
        "unmoved": [unmoved_object(kept) for kept in one.unmoved] if one is not None else [],
        "entities": [_entity(result, sought, program, language) for result, sought in found.many],
    }


def unmoved_object(one: Unmoved) -> analyses.UnmovedInput:
    """An input that is taken as it is, and why."""
    return {"ref": one.ref, "label": one.label, "why": one.why}


def place_object(result: Result, language: Language) -> analyses.ShortResult:
    """A result in short: where, what, and its category. `value` is in display units, `exact` a fraction."""
    number = result.value if result.state is State.VALUE else None
    category = result.category
    return {
        "period": str(result.period),
        "key": None if not result.key else result.key[0] if len(result.key) == 1 else list(result.key),
        "key_labels": list(result.key_labels),
        "state": result.state.value,
        "value": saying.display(number, result.shown, ends_near(result), is_count(result))
        if number is not None
        else None,
        "exact": exact_text(number) if number is not None else None,
        "unit": unit_of(result.shown),
        "bounds": bounds_object(result.bounds),
        "category": category.id if category is not None and category.certain else None,
        "possible": list(category.possible) or [category.id] if category is not None else [],
        "reason": sentence(result.reason, language),
    }


def real_object(result: Result, language: Language) -> analyses.RealResult:
    """A result that is, with what is told beside it; what only would be has none of that."""
    return {**place_object(result, language), **beside_object(result, language)}


def scalar_object(value: Scalar, shown: Shown) -> analyses.Scalar | None:
    """A figure that an input has; null where it is missing."""
    return known_object(value, shown) if value is not None else None


def known_object(value: Fraction | str | bool | date, shown: Shown) -> analyses.Scalar:
    """A number in display units and exactly, or a choice or truth."""
    if isinstance(value, Fraction):
        return {"value": saying.as_written(value, shown.percent).rstrip("%"), "exact": exact_text(value)}
    return {"value": value if isinstance(value, bool) else str(value), "exact": None}


def lever_object(lever: Lever) -> analyses.Input:
    """An input: its reference, what people call it, its range and grid, and the row that it was read from."""
    ends = lever.between(lever.low, lever.high) if lever.numeric else Interval()
    return {
        "ref": lever.ref,
        "label": lever.label,
        "kind": lever.kind,
        "unit": unit_of(lever.shown),
        "range": {"low": _text(ends.low), "high": _text(ends.high)} if lever.numeric else None,
        "step": str(Fraction(1, lever.parts)) if lever.numeric else None,
        "choices": [one if isinstance(one, bool) else str(one) for one in lever.choices],
        "fact": fact_object(lever.node.fact) if lever.node.fact is not None else None,
    }


def _text(value: Fraction | None) -> str | None:
    return exact_text(value) if value is not None else None


def _goal(goal: Goal, program: Program, result: Result, language: Language) -> analyses.Goal:
    interval = goal.interval
    ends: analyses.Interval | None = None
    if interval is not None:
        ends = {
            "low": _text(interval.low),
            "high": _text(interval.high),
            "low_open": interval.low_open,
            "high_open": interval.high_open,
        }
    return {
        "kind": goal.kind,
        "category": goal.band or None,
        "categories": sorted(goal.bands),
        "interval": ends,
        "text": goal_text(goal, program, result, language),
    }


def _change(change: Change) -> analyses.MovedInput:
    lever = change.lever
    return {
        **lever_object(lever),
        "from": scalar_object(lever.now, lever.shown),
        "to": scalar_object(change.to, lever.shown),
        "by": scalar_object(change.by, lever.shown),
        "bound": ("at-least" if change.rising else "at-most") if change.onward else "exactly",
        "share": exact_text(change.share),
    }


def _alternative(one: Alternative, language: Language) -> analyses.Alternative:
    return {
        "changes": [_change(change) for change in one.changes],
        "result": place_object(one.result, language),
        "value": exact_text(one.result.value) if one.result.value is not None else None,
        "proven_smallest": one.proven,
    }


def _entity(result: Result, sought: Sought | None, program: Program, language: Language) -> analyses.SoughtEntity:
    ways = sought.alternatives if sought is not None else ()
    lacking = sought.goal.margin(result) if sought is not None else None
    return {
        "result": real_object(result, language),
        "target": _goal(sought.goal, program, result, language) if sought is not None else None,
        "reached": sought.reached if sought is not None else None,
        "reachable": sought.reachable if sought is not None else None,
        "lacking": exact_text(-lacking) if lacking is not None and lacking < 0 else None,
        "alternative": _alternative(ways[0], language) if ways else None,
        "unmoved": [unmoved_object(kept) for kept in sought.unmoved] if sought is not None else [],
    }


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
