"""`iku-engine/against/1`: two results of one indicator, the numbers that differ, and the members that moved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from iku_cli.documents.evaluation import result_object
from iku_cli.documents.trace import fact_object, known_fields, value_fields
from iku_dsl.keywords import Language
from iku_engine.compare.change import Beside, Moved, beside, grown
from iku_engine.results.evaluation import MemberLine, Node, Result, Shown
from iku_engine.wording import say_it

if TYPE_CHECKING:
    from iku_cli.documents.declared import comparisons


def against_document(
    indicator: str, pairs: Sequence[tuple[Result, Result]], names: tuple[str, str], language: Language
) -> comparisons.Against:
    """`from` and `to` are what the two sides are called; `differences` are the innermost numbers that differ."""
    return {
        "schema": "iku-engine/against/1",
        "indicator": indicator,
        "from": names[0],
        "to": names[1],
        "results": [_pair(one, two, language) for one, two in pairs],
    }


def _pair(one: Result, two: Result, language: Language) -> comparisons.AgainstPair:
    made = beside(one, two)
    return {
        "key": list(two.key),
        "from": result_object(one, language),
        "to": result_object(two, language),
        "change": str(change) if (change := grown(one, two)) is not None else None,
        "differences": [_difference(cause, language) for cause in made.causes()],
    }


def _difference(cause: Beside, language: Language) -> comparisons.NumberThatDiffers:
    node = cause.node
    return {
        "text": node.text,
        "label": node.label,
        "from": _side(cause.one),
        "to": _side(cause.two),
        "change": str(cause.change) if cause.change is not None else None,
        "members": [_moved(moved, node.shown, language) for moved in cause.moved],
    }


def _side(node: Node | None) -> comparisons.DifferenceSide | None:
    if node is None:
        return None
    fact = fact_object(node.fact) if node.fact is not None else None
    return {"text": node.text, "state": node.state.value, **value_fields(node.value, node.shown), "fact": fact}


def _moved(moved: Moved, shown: Shown, language: Language) -> comparisons.MovedMember:
    return {
        "key": list(moved.key),
        "label": moved.label,
        "from": _place(moved.before, moved.one, shown),
        "to": _place(moved.after, moved.two, shown),
        "reasons": [say_it(reason, language) for reason in moved.reasons],
    }


def _place(kind: str | None, line: MemberLine | None, shown: Shown) -> comparisons.MemberPlace | None:
    if kind is None or line is None:
        return None
    facts = [fact_object(fact) for fact in line.facts]
    if line.value is None:
        return {"group": kind, "facts": facts}
    return {"group": kind, **known_fields(line.value, shown, computed=False), "facts": facts}
