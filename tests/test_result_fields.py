"""Whatever a result says of itself takes part where two of them are compared: no field of a record can be forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from fractions import Fraction

import pytest
from cli_workspace import workspace_in

from iku_cli.documents.declared.comparisons import CHANGED
from iku_dsl.interval import Interval
from iku_dsl.period import Period
from iku_dsl.problem import say
from iku_dsl.program import Prose
from iku_engine.results.beside import DRAFT, Mark, MarkKind, Part
from iku_engine.results.differences import PARTS, SAID, UNSAID, differing
from iku_engine.results.evaluation import (
    Bounds,
    CategoryResult,
    Comparison,
    Node,
    Operation,
    Result,
    Shown,
    State,
    TargetResult,
)

NODE = Node(Operation.CONSTANT)
HALF = Fraction(1, 2)
FULL = Result(
    "x", "X", Period(2025), (), (), State.MISSING, HALF, Shown(False, "orang", 2), NODE, say("missing.cell"),
    Bounds(Fraction(0), Fraction(1)), False, CategoryResult("A", "Baik", True, ("A", "B"), capped=say("missing.cell")),
    say("missing.cell"), 1, (TargetResult("", HALF, Fraction(1), HALF, State.VALUE, say("missing.cell"), NODE, "<", True),),
    (Comparison(True, HALF, HALF, Fraction(0), Fraction(0), "equal"),),
    marks=(Mark(MarkKind.PARTIAL, say("missing.cell"), Part("m", "rows", 1, 2)),),
)  # fmt: skip


def another(value: object, name: str) -> object:
    """Another value than one that a field has."""
    match value:
        case bool():
            return not value
        case Enum():
            return next(one for one in type(value) if one is not value)
        case str():
            return f"{value}?"
        case int() | Fraction():
            return value + 1
        case tuple():
            return (*value, value[0]) if value else ("?",)
        case None:
            return Interval(Fraction(0), None) if name in ("interval", "next_from") else Fraction(7)
        case _:
            return None


def otherwise(record: object) -> Iterator[tuple[type, str, object]]:
    """The record with one field otherwise, in it or in a record below, and which one that is."""
    for one in fields(record):  # type: ignore[arg-type]
        value = getattr(record, one.name)
        yield type(record), one.name, replace(record, **{one.name: another(value, one.name)})  # type: ignore[type-var]
        several = value if isinstance(value, tuple) else (value,)
        for at, below in enumerate(several):
            if is_dataclass(below) and type(below) in SAID:
                for kind, name, made in otherwise(below):
                    whole = (*several[:at], made, *several[at + 1 :]) if isinstance(value, tuple) else made
                    yield kind, name, replace(record, **{one.name: whole})  # type: ignore[type-var]


@pytest.mark.parametrize("kind", SAID)
def test_every_field_of_a_result_has_a_part_or_a_reason(kind: type) -> None:
    assert sorted([*SAID[kind], *UNSAID[kind]]) == sorted(one.name for one in fields(kind))
    assert all(UNSAID[kind].values())


def test_every_field_that_takes_part_is_told_where_it_alone_differs() -> None:
    seen = set[tuple[type, str]]()
    for kind, name, other in otherwise(FULL):
        seen.add((kind, name))
        assert isinstance(other, Result)
        found = differing(FULL, other)
        assert differing(other, FULL) == found
        if name in UNSAID[kind]:
            assert found == (), (kind, name)
        elif type(getattr(FULL, name, None)) not in SAID and name not in ("targets", "comparisons", "marks"):
            assert found == (SAID[kind][name],), (kind, name)
        else:
            assert SAID[kind][name] in found, (kind, name)
    assert seen == {(kind, one.name) for kind in SAID for one in fields(kind)}
    assert differing(FULL, replace(FULL, prose=Prose(), status=DRAFT)) == ()


def test_one_that_is_not_there_differs_as_a_whole() -> None:
    assert (differing(FULL, None), differing(None, FULL)) == (("entity",), ("entity",))
    assert differing(FULL, FULL) == differing(None, None) == ()


def test_the_document_names_the_same_parts() -> None:
    assert ("entity", *PARTS) == CHANGED


SPEC = """
source m "Data" per year
  column a integer orang 0..100

indicator x "Sum"
  unit orang 0..100
  direction higher
  formula m.a
  target 2025 = 25
"""


@pytest.mark.parametrize(
    ("old", "new", "parts", "words"),
    [
        ("= 25", "= 60", ["target", "reached"], ["target 25.00 (reached)", "target 60.00 (not reached)"]),
        ("= 25", "= 20", ["target"], ["target 25.00 (reached)", "target 20.00 (reached)"]),
    ],
)
def test_a_target_that_is_no_longer_reached_is_a_change(
    tmp_path, capsys, monkeypatch, old: str, new: str, parts: list[str], words: list[str]
) -> None:
    office = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en")
    office.write("indicator_specs/akip.iku", SPEC)
    office.write("lain.iku", SPEC.replace(old, new))
    office.write("m.csv", "tahun,a\n2025,30\n")
    office("import", "m.csv", "--into", "m")
    (changed,) = office("diff", "indicator_specs/akip.iku", "lain.iku", "--json").document["replay"]["changed"]
    assert changed["changed"] == parts
    said = office("diff", "indicator_specs/akip.iku", "lain.iku").out
    assert all(word in said for word in words), said
    supposed = office("eval", "--what-if-specs", "lain.iku", "--period", "2025", "--no-trace").out
    assert all(word in supposed for word in words), supposed
