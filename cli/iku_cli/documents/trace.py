"""A trace as nested objects: `op` and `state` always, the rest where there is something to say."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from iku_cli.render import saying
from iku_dsl.keywords import Language
from iku_dsl.problem import Text
from iku_dsl.wording import OF_SPECS, Signs
from iku_engine.exact import exact_text
from iku_engine.results.beside import Mark
from iku_engine.results.evaluation import (
    Amendment,
    Bounds,
    Fact,
    MemberGroup,
    MemberLine,
    Node,
    Operation,
    Scalar,
    Shown,
    WeightUsed,
)
from iku_engine.wording import say_it

if TYPE_CHECKING:
    from iku_cli.documents.declared import parts, results


LEAVES = frozenset(
    {Operation.CONSTANT, Operation.COLUMN, Operation.ATTRIBUTE, Operation.KEY, Operation.OFFICIAL, Operation.CALENDAR}
)


def node_object(node: Node, language: Language) -> results.Node:
    """One node with all below it."""
    number = value_fields(node.value, node.shown, computed=node.operation not in LEAVES)
    made: results.Node
    if node.label:
        made = {
            "op": node.operation,
            "text": node.text,
            "state": node.state.value,
            "label": node.label,
            "value": number["value"],
        }
    else:
        made = {"op": node.operation, "text": node.text, "state": node.state.value, "value": number["value"]}
    if "exact" in number:
        made["exact"] = number["exact"]
    if (unit := unit_of(node.shown)) is not None:
        made["unit"] = unit
    if (bounds := bounds_object(node.bounds)) is not None:
        made["bounds"] = bounds
    if node.reason is not None:
        made["reason"] = say_it(node.reason, language)
    if node.period is not None:
        made["period"] = str(node.period)
    if node.weight is not None:
        made["weight"] = _weight(node.weight)
    if node.fact is not None:
        made["fact"] = fact_object(node.fact)
    if node.digits is not None:
        made["digits"] = node.digits
    if node.statistic:
        made["statistic"] = node.statistic
    if node.notes:
        made["notes"] = [say_it(note, language) for note in node.notes]
    if node.groups:
        made["groups"] = [_group(group, node.shown, language) for group in node.groups]
    if node.children:
        made["children"] = [node_object(child, language) for child in node.children]
    if node.left_out:
        made["left_out"] = [node_object(one, language) for one in node.left_out]
    return made


def value_fields(value: Scalar, shown: Shown, computed: bool = True) -> parts.Value:
    """What `known_fields` says of a value; null where there is none."""
    return {"value": None} if value is None else {**known_fields(value, shown, computed)}


def known_fields(value: Fraction | str | bool | date, shown: Shown, computed: bool = True) -> parts.Known:
    """`value` in display units and `exact` as a fraction; a truth is itself, a text or date its text."""
    match value:
        case bool():
            return {"value": value}
        case Fraction():
            return {"value": displayed(value, shown, computed), "exact": exact_text(value)}
        case date():
            return {"value": value.isoformat()}
        case str():
            return {"value": value}


def displayed(value: Fraction, shown: Shown, computed: bool = True, signs: Signs = OF_SPECS) -> str:
    """A number in display units, without a sign of percent."""
    if computed:
        return saying.display(value, shown, signs=signs)
    return saying.as_written(value, shown.percent, signs).rstrip("%")


def unit_of(shown: Shown) -> str | None:
    """The unit's word, `%` of a percentage, None of a pure number."""
    return "%" if shown.percent else shown.unit or None


def bounds_object(bounds: Bounds | None) -> parts.Bounds | None:
    """Both ends as exact numbers, null where there is no limit."""
    if bounds is None:
        return None
    low, high = (exact_text(end) if end is not None else None for end in (bounds.low, bounds.high))
    return {"low": low, "high": high, "tight": bounds.tight}


def fact_object(fact: Fact) -> parts.Fact:
    """Where a number was read: file and row as imported."""
    return {
        "source": fact.source,
        "file": fact.file,
        "sheet": fact.sheet or None,
        "row": fact.row,
        "sha256": fact.sha256,
        "batch": fact.batch,
        "marks": list(fact.marks),
        "amendment": _amendment(fact.amendment) if fact.amendment is not None else None,
    }


def mark_object(one: Mark, language: Language) -> parts.Mark:
    """A mark: its kind, the word of the file (else the kind again), and what that means."""
    return {"kind": one.kind.value, "mark": one.code, "text": saying.mark(one, language, OF_SPECS)}


def _amendment(told: Amendment) -> parts.Amendment:
    return {"user": told.user, "at": told.at, "reason": told.reason}


def sentence(text: Text | None, language: Language) -> str | None:
    """A sentence of the engine."""
    return say_it(text, language) if text is not None else None


def _weight(weight: WeightUsed) -> results.Weight:
    return {
        "declared": str(weight.declared),
        "used": str(weight.used),
        "overall": str(weight.overall),
        "printed": str(weight.printed) if weight.printed is not None else None,
        "reason": weight.reason or None,
    }


def _group(group: MemberGroup, shown: Shown, language: Language) -> results.Members:
    return {
        "kind": group.kind,
        "total": group.total,
        "members": [_member(line, shown, language) for line in group.lines],
    }


def _member(line: MemberLine, shown: Shown, language: Language) -> results.Member:
    made: results.Member = {
        "key": list(line.key),
        "label": line.label,
        "reasons": [say_it(reason, language) for reason in line.reasons],
        "facts": [fact_object(fact) for fact in line.facts],
    }
    if line.weight is not None:
        made["weight"] = exact_text(line.weight)
    state: parts.State = line.state.value
    if state != "value":
        made["state"] = state
    return made if line.value is None else {**made, **known_fields(line.value, shown, computed=False)}
