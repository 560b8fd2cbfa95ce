"""What the pairs of all lists (`test_pairs_of_lists.py`) do not show by themselves: copies and searches of C, and what a budget counts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import ModuleType

import pytest
from counted_calls import calls, lines
from hostile import check, ids
from large_specs import each

from iku_dsl.bounds.rules import rules_of
from iku_dsl.budgets import most
from iku_dsl.period import ByStart, Period, Span
from iku_dsl.problem import some
from iku_dsl.proofs.achievement import profiles
from iku_dsl.proofs.arguments import arguments
from iku_dsl.proofs.lookups import covered
from iku_dsl.resolve import sources
from iku_dsl.resolve.expressions.context import Context
from iku_dsl.resolve.expressions.infer import infer_expression
from iku_dsl.types import Kind, Type

SOURCE = "source f per year\n  column x number 1..1000\n"
JUDGED = "indicator {}\n  unit point\n  direction higher\n"
Counting = Callable[[ModuleType, str, str], int]


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> Counting:
    """How often a function of a module is called while a text is checked."""

    def count(room: ModuleType, name: str, text: str) -> int:
        called, times = getattr(room, name), 0

        def counts(*arguments: object, **named: object) -> object:
            nonlocal times
            times += 1
            return called(*arguments, **named)

        with monkeypatch.context() as patched:
            patched.setattr(room, name, counts)
            assert not check(text).errors
        return times

    return count


@pytest.mark.parametrize(
    "written",
    [
        lambda count: SOURCE + each("  let l{i} = x\n", count),
        lambda count: "profile p\n" + each("  let l{i} = actual\n", count) + "  higher = actual\n",
    ],
)
def test_what_lets_are_read_with_is_not_copied_for_each(counting: Counting, written: Callable[[int], str]) -> None:
    assert counting(sources, "replace", written(50)) == counting(sources, "replace", written(5))


class Named(str):
    """A name that counts what it is compared with."""

    compared = 0

    def __eq__(self, other: object) -> bool:
        Named.compared += 1
        return str(self) == other

    __hash__ = str.__hash__


def test_a_choice_is_not_looked_for_from_the_first() -> None:
    context = Context({}, frozenset(), frozenset(), infer_expression)
    kinds = [Type(Kind.CHOICE, choices=tuple(Named(f"c{place}") for place in range(100))) for _ in range(3)]
    Named.compared = 0
    for kind in kinds:
        assert [context.is_choice(kind, name) for name in ("c99", "c0", "c100")] == [True, True, False]
    assert Named.compared <= 2 * len(kinds)


@pytest.mark.parametrize("count", [31, 32, 100])
def test_of_the_keys_of_a_row_no_more_are_read_than_there_may_be(count: int) -> None:
    per = each("d{i}", count, ", ")
    dimensions, source = (
        each("dimension d{i} key id\n", count),
        f"source g per year, {per} register\n  column n number 0..10\n",
    )
    checked = check(f"{dimensions}{source}{JUDGED.format(f'i per {per}')}  formula g.n\n")
    assert ids(checked) == (["too-large"] * 2 if count > most("keys") else [])
    assert len(checked.program.sources["g"].dimensions) == len(checked.program.indicators["i"][0].dimensions) == 31


def test_what_is_weighed_is_weighed_once() -> None:
    weighed = "  weights d\n    m 100%\n" * 2
    text = f"dimension d\n  m\nsource f per year, d\n  column x number\n{JUDGED.format('i')}{weighed}  formula weighted sum f.x\n"
    (problem,) = check(text).problems
    assert problem.id == "duplicate-name"
    assert [label.span.line for label in problem.labels] == [10, 8]


def test_versions_within_versions_are_not_looked_through() -> None:
    def asked(count: int) -> int:
        spans = [Span(Period(1000 + place), Period(5000 - place)) for place in range(count)]
        by_start = ByStart(spans)
        assert by_start.holding(Period(1000)) == by_start.holding(Period(2000)) == 0
        assert by_start.holding(Period(999)) is by_start.holding(Period(5001)) is None
        return sum(lines(partial(by_start.holding, Period(4990))).values())

    assert asked(500) == asked(5) > 0


def _asked(proof: Callable[..., object], text: str) -> int:
    checked = check(text)
    assert not checked.errors
    return sum(lines(lambda: proof(checked.program, frozenset())).values())


def test_parameters_that_no_rule_reads_are_not_looked_at_for_each_target() -> None:
    def asked(parameters: int, targets: int) -> int:
        profile = "profile p\n" + each("  parameter q{i} number may be missing\n", parameters) + "  higher = actual\n"
        judged = JUDGED.format("i") + "  formula f.x\n  achievement p\n" + each("  target 2{i:03} = 1\n", targets)
        return _asked(profiles, SOURCE + profile + judged)

    assert asked(100, 40) - asked(100, 20) < asked(1, 40) - asked(1, 20) + 40


QUARTERS = "source q per quarter\n  column x number 0..10\nscale s over ..\n  a >= 5\n  b < 5\n"
PER_QUARTER = JUDGED.format("served per quarter") + "  formula q.x\n  bands s\n  consolidate average\n"


@pytest.mark.parametrize("condition", ["f.x > 1 + {i}/1_000", 'once.last["m"] > 1 + {i}/1_000'])
def test_what_a_category_rests_on_is_not_looked_through_for_each_reading(condition: str) -> None:
    """Each of 50 conditions was walked over for each of 10,800 readings, and checking was stopped."""

    def asked(caps: int, readings: int) -> int:
        lets = "dimension d\n  m\nsource once per d\n  column x number 1..10\n  let l0 = x\n" + each(
            "  let l{j} = l{i}\n", readings
        )
        lets += f"  let last = l{readings}\n"
        judged_by = each(f'  bands at most b when {condition} because "z"\n', caps)
        read = each(", (if served.band = a then 1 otherwise 2)", readings)
        reader = JUDGED.format("i") + f"  formula maximum(1{read})\n"
        return _asked(arguments, SOURCE + lets + QUARTERS + PER_QUARTER + judged_by + reader)

    assert asked(80, 40) - asked(80, 20) < asked(2, 40) - asked(2, 20) + 40


def test_all_that_varies_is_told_once_and_each_reading_of_some_of_it() -> None:
    """Of so many conditions and so many readings there were as many problems as pairs."""
    judged_by = each('  bands at most b when q.x > 1 + {i}/1_000 because "z"\n', 30)
    read = each(", (if served.band = a then 1 otherwise 2)", 20)
    reader = JUDGED.format("i") + f"  formula maximum(1{read})\n"
    problems = check(SOURCE + QUARTERS + PER_QUARTER + judged_by + reader).problems
    assert {problem.id for problem in problems} == {"period-mismatch"}
    assert len({problem.span for problem in problems}) == 20
    assert len({problem.labels[1].span for problem in problems}) == 30
    assert len(problems) == 30 + 20 - 1


def test_what_a_scale_leaves_out_is_not_looked_through_for_each_reading() -> None:
    def asked(outside: int, readings: int) -> int:
        scale = "scale s over ..\n  a >= 0\n  b < -1000\n" + each('  outside > -{j} ..< -{i} because "z"\n', outside)
        scale += "  c -1000 ..< -500\n" + each('  outside -{j} because "y"\n', outside)
        told = check(f"{scale}{SOURCE}")
        assert {problem.id for problem in told.problems} <= {"bands-gap"}
        read = each(", (if s[f.x] = a then 1 otherwise 2)", readings)
        checked = check(f"{scale}{SOURCE}{JUDGED.format('i')}  formula maximum(1{read})\n")
        return calls(lambda: covered(checked.program, frozenset()))

    assert asked(40, 40) - asked(40, 10) < 2 * (asked(2, 40) - asked(2, 10))


def test_rules_about_other_columns_are_not_looked_at() -> None:
    text = "source f per year\n" + each("  column c{i} number 0..10\n", 60) + each("  require c{i} <= c{j}\n", 59)
    rules = rules_of(check(text).program.sources["f"])
    assert len(rules.forms) == 59
    found = list(rules.of(["c1", "c30"]))
    assert found == [rules.forms[place] for place in (0, 1, 29, 30)]
    assert sum(lines(lambda: list(rules.of(["c1"]))).values()) < 20


def test_of_a_long_list_the_first_are_said_and_the_rest_are_counted() -> None:
    assert some(["a", "b"]) == ("a", "b")
    assert len(some(map(str, range(40)), 40)) == 40
    first = some([str(place) for place in range(50)])
    assert first[:40] == tuple(map(str, range(40)))
    assert len(first) == 41
