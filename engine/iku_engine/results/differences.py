"""In what two results of one place differ: every field that says what a result is takes part, and is told as one of a few parts.

One table decides for whatever holds results against each other: two spec sets, what would be, what was before a file changed. A field
that a record gets has to be given its part there, or a reason why it has none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, Literal

from iku_dsl.problem import Text
from iku_engine.results.beside import Mark
from iku_engine.results.beside import Part as MadeOf
from iku_engine.results.evaluation import Bounds, CategoryResult, Comparison, Result, Shown, TargetResult

Part = Literal[
    "entity", "state", "reason", "value", "category", "target", "achievement", "reached", "rank", "official", "marks"
]
PARTS: Final[tuple[Part, ...]] = (
    "state", "reason", "value", "category", "target", "achievement", "reached", "rank", "official", "marks",
)  # fmt: skip

# By record the fields that take part, each with its part; what is a record itself has parts of its own below.
SAID: Final[Mapping[type, Mapping[str, Part]]] = {
    Result: {
        "state": "state", "reason": "reason", "may_be_not_applicable": "reason", "value": "value", "shown": "value",
        "bounds": "value", "category": "category", "outside": "category", "rank": "rank", "targets": "target",
        "comparisons": "official", "marks": "marks",
    },
    Shown: {"percent": "value", "unit": "value"},
    Bounds: {"low": "value", "high": "value", "tight": "value"},
    CategoryResult: {
        "id": "category", "certain": "category", "possible": "category", "capped": "category",
        "may_have_none": "category",
    },
    TargetResult: {
        "name": "target", "value": "target", "high": "target", "sign": "target", "achievement": "achievement",
        "state": "achievement", "reason": "achievement", "reached": "reached",
    },
    Comparison: {
        "official": "official", "published": "official", "computed": "official", "verdict": "official",
    },
    Mark: {"kind": "marks", "text": "marks", "part": "marks"},
    MadeOf: {"there": "marks", "total": "marks"},
}  # fmt: skip

# The fields that take no part, each with the reason.
UNSAID: Final[Mapping[type, Mapping[str, str]]] = {
    Result: {
        "indicator": "which result it is",
        "period": "which result it is",
        "key": "which result it is",
        "label": "what people call it",
        "key_labels": "what people call it",
        "trace": "how the value was made",
        "guards": "how the state was made",
        "missing": "inputs, as far as a trace lists them",
        "missing_total": "counts members that a trace lists, so it depends on the depth asked for",
        "prose": "texts of the declaration, on which no result depends",
        "corrections": "texts of the declaration; what they change is the value",
        "notes": "told of what was read, beside the result",
        "reads": "told of what was read, beside the result",
        "waiting": "told of what was read, beside the result",
        "completeness": "told of what was read, beside the result",
        "status": "a step that somebody took; what is only supposed has none",
        "restated": "held against a stored record, by the fields of that (`records.difference`)",
    },
    Shown: {"digits": "how far a value is written out; a rounding changes the value"},
    Bounds: {},
    CategoryResult: {
        "label": "what people call it",
        "interval": "where its band lies, which the scale says",
        "percent": "how its band is written",
        "next_up": "follows from the scale and the category",
        "next_from": "where another band lies, which the scale says",
        "distance": "follows from the value and the scale",
    },
    TargetResult: {"trace": "how the target was made"},
    Comparison: {
        "difference": "follows from what was published and computed",
        "tolerance": "is declared; the verdict says what comes of it",
        "fact": "where what was published was read",
        "text": "how what was published was written",
        "bounds": "are those of the result",
    },
    Mark: {},
    MadeOf: {"of": "what people call it", "unit": "which rows they are"},
}


def differing(one: Result | None, other: Result | None) -> tuple[Part, ...]:
    """The parts in which two results of one place differ, in a fixed order; `entity` where one of them is not there."""
    if one is None or other is None:
        return () if one is other else ("entity",)
    both = _parts(one), _parts(other)
    return tuple(part for part in PARTS if both[0][part] != both[1][part])


def _parts(result: Result) -> dict[Part, list[object]]:
    found: dict[Part, list[object]] = {part: [] for part in PARTS}
    for part, said in _said(result):
        found[part].append(said)
    return found


def _said(one: object) -> Iterator[tuple[Part, object]]:
    """What a record and those below it say, each with its part, in order; texts by their key: their words may have a new name in them."""
    for name, part in SAID[type(one)].items():
        value = getattr(one, name)
        several = value if isinstance(value, tuple) and any(type(each) in SAID for each in value) else (value,)
        for each in several:
            if type(each) in SAID:
                yield from _said(each)
            elif each != ():
                yield part, each.key if isinstance(each, Text) else each
