"""A trace as nested objects: `op` and `state` always, the rest where there is something to say."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from iku_cli.render import figures, saying
from iku_dsl.keywords import Language
from iku_dsl.problem import Text
from iku_engine.evaluation import Amendment, Bounds, Fact, MemberGroup, MemberLine, Node, Scalar, Shown, WeightUsed
from iku_engine.exact import exact_text
from iku_engine.marks import Mark
from iku_engine.wording import say_it

Object = dict[str, object]
LEAVES = frozenset({"constant", "column", "attribute", "key", "official", "calendar"})


def node_object(node: Node, language: Language) -> Object:
    """One node with all below it."""
    made: Object = {"op": node.operation, "text": node.text, "state": node.state.value}
    if node.label:
        made["label"] = node.label
    made |= value_fields(node.value, node.shown, computed=node.operation not in LEAVES)
    optional: Object = {
        "unit": unit_of(node.shown),
        "bounds": bounds_object(node.bounds),
        "reason": sentence(node.reason, language),
        "period": str(node.period) if node.period is not None else None,
        "weight": _weight(node.weight) if node.weight is not None else None,
        "fact": fact_object(node.fact) if node.fact is not None else None,
        "digits": node.digits,
        "statistic": node.statistic or None,
        "notes": [say_it(note, language) for note in node.notes] or None,
        "groups": [_group(group, node.shown, language) for group in node.groups] or None,
        "children": [node_object(child, language) for child in node.children] or None,
        "left_out": [node_object(one, language) for one in node.left_out] or None,
    }
    return made | {name: value for name, value in optional.items() if value is not None}


def value_fields(value: Scalar, shown: Shown, computed: bool = True) -> Object:
    """`value` in display units and `exact` as a fraction; a truth is itself, a text or date its text."""
    match value:
        case bool() | None:
            return {"value": value}
        case Fraction():
            return {"value": displayed(value, shown, computed), "exact": exact_text(value)}
        case date():
            return {"value": value.isoformat()}
        case str():
            return {"value": value}


def displayed(value: Fraction, shown: Shown, computed: bool = True) -> str:
    """A number in display units, without a sign of percent."""
    if computed:
        return figures.display(value, shown)
    return figures.as_written(value, shown.percent).rstrip("%")


def unit_of(shown: Shown) -> str | None:
    """The unit's word, `%` of a percentage, None of a pure number."""
    return "%" if shown.percent else shown.unit or None


def bounds_object(bounds: Bounds | None) -> Object | None:
    """Both ends as exact numbers, null where there is no limit."""
    if bounds is None:
        return None
    low, high = (exact_text(end) if end is not None else None for end in (bounds.low, bounds.high))
    return {"low": low, "high": high, "tight": bounds.tight}


def fact_object(fact: Fact) -> Object:
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


def mark_object(one: Mark, language: Language) -> Object:
    """A mark: its kind, the word of the file (else the kind again), and what that means."""
    return {"kind": one.kind.value, "mark": one.code, "text": saying.mark(one, language)}


def _amendment(told: Amendment) -> Object:
    return {"user": told.user, "at": told.at, "reason": told.reason}


def sentence(text: Text | None, language: Language) -> str | None:
    """A sentence of the engine."""
    return say_it(text, language) if text is not None else None


def _weight(weight: WeightUsed) -> Object:
    return {
        "declared": str(weight.declared),
        "used": str(weight.used),
        "overall": str(weight.overall),
        "printed": str(weight.printed) if weight.printed is not None else None,
        "reason": weight.reason or None,
    }


def _group(group: MemberGroup, shown: Shown, language: Language) -> Object:
    return {
        "kind": group.kind,
        "total": group.total,
        "members": [_member(line, shown, language) for line in group.lines],
    }


def _member(line: MemberLine, shown: Shown, language: Language) -> Object:
    made: Object = {
        "key": list(line.key),
        "label": line.label,
        "reasons": [say_it(reason, language) for reason in line.reasons],
        "facts": [fact_object(fact) for fact in line.facts],
    }
    if line.weight is not None:
        made["weight"] = exact_text(line.weight)
    return made | (value_fields(line.value, shown, computed=False) if line.value is not None else {})
