"""Two long lists of one spec are not gone through the one for each of the other: counted in calls and in memory, never in seconds."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

import pytest
from hostile import check

from iku_dsl.bounds import visit
from iku_dsl.problem import Span
from iku_dsl.program import expression as ex
from iku_dsl.records import replace
from iku_dsl.resolve.expressions import paths
from iku_dsl.resolve.expressions.context import Context, IndicatorHead
from iku_dsl.statements import syntax as sx
from iku_dsl.types import Kind, Type

SOURCE = "source f per year\n  column x number 1..1000\n\n"
PROFILE = 'profile p "P"\n  higher = actual / target\n  when target = 0 not applicable because "z"\n\n'
SCALE = "scale s over 1..1001\n  high 500..1001\n  low 1..<500\n\n"
GUARDS = [f'when f.x > {place + 10} not applicable because "r"' for place in range(20)]


def _indicator(formula: str, *statements: str, name: str = "i") -> str:
    written = "".join(f"  {statement}\n" for statement in (f"formula {formula}", *statements))
    return f"indicator {name}\n  unit point\n  direction higher\n{written}\n"


def _targets(count: int) -> list[str]:
    return [f"target t{place} {2000 + place} = 1" for place in range(count)]


def _with_targets(count: int) -> str:
    return SOURCE + PROFILE + _indicator("f.x + 1", *GUARDS, *_targets(count), "achievement p")


def _with_caps(count: int) -> str:
    caps = [f'bands at most low when 1 / f.x > 1 / {place + 2} because "c"' for place in range(count)]
    return SOURCE + SCALE + _indicator("f.x + 1", *GUARDS, "bands s", *caps)


@pytest.mark.parametrize("written", [_with_targets, _with_caps])
def test_guards_are_not_assumed_anew_for_each_target_or_cap(
    monkeypatch: pytest.MonkeyPatch, written: Callable[[int], str]
) -> None:
    """However many there are, that none of an indicator's guards holds is worked out once for each proof that asks."""
    assumed: list[object] = []
    assume = visit.assume

    def counts(*arguments: object) -> object:
        assumed.append(arguments[1])
        return assume(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(visit, "assume", counts)

    def asked(count: int) -> int:
        assumed.clear()
        assert not check(written(count)).problems
        return len(assumed)

    assert 0 < asked(30) == asked(2)


def test_a_formula_is_not_looked_through_for_each_target_beside_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    targets = import_module("iku_dsl.proofs.achievement")  # the room gives its function under this name
    asked: list[str] = []
    uses_broken = targets.uses_broken

    def counts(expression: ex.Expression, broken: frozenset[str]) -> bool:
        asked.append(expression.text)
        return uses_broken(expression, broken)

    monkeypatch.setattr(targets, "uses_broken", counts)
    gap = 'scale g over 0..10\n  a 5..10 "A"\n\n'
    found = check(SOURCE + gap + _indicator("maximum(f.x, f.x)", *_targets(30)))
    assert {problem.id for problem in found.problems} == {"bands-gap"}
    assert asked.count("maximum(f.x, f.x)") == 1
    assert asked.count("1") == 30


def test_all_that_reads_a_scale_has_one_list_of_its_categories() -> None:
    """Its readings, those of the band of an indicator, and the columns that are of it."""
    columns = "".join(f"  column c{place} choice of s\n" for place in range(2))
    rated = _indicator("f.x", "bands s", name="rated")
    readings = "if s[f.x] = high and s[f.x + 1] = low and rated.band = high and f.c0 = f.c1 then 1 otherwise 2"
    program = check(SOURCE.rstrip() + f"\n{columns}\n" + SCALE + rated + _indicator(readings)).program
    formula = program.indicators["i"][0].formula
    kinds = [
        part.type for part in ex.walk(formula) if isinstance(part, ex.Classify | ex.IndicatorValue | ex.ColumnValue)
    ]
    kinds = [kind for kind in kinds if kind.kind is Kind.CHOICE]
    assert len(kinds) == 5
    assert kinds[0] == Type(Kind.CHOICE, of="s", choices=("high", "low"), ordered=True)
    assert len({id(kind.choices) for kind in kinds}) == 1


class Named(str):
    """A name that counts what it is compared with."""

    compared = 0

    def __eq__(self, other: object) -> bool:
        Named.compared += 1
        return str(self) == other

    __hash__ = str.__hash__


def test_a_named_target_is_not_looked_for_from_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    has_part = paths.has_part

    def counts(context: Context, span: Span, head: IndicatorHead, part: ex.Part, which: sx.Text | None = None) -> bool:
        assert which is not None
        return has_part(context, span, head, part, replace(which, text=Named(which.text)))

    monkeypatch.setattr(paths, "has_part", counts)
    targets = _indicator("f.x", *_targets(30), name="a")
    assert not check(SOURCE + targets + _indicator('a.target["t29"]')).problems
    assert Named.compared == 1
