"""What a large spec has many of is not gone through for each of many others: counted, never in seconds."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any

import large_specs as large
import pytest
from counted_calls import peak_memory
from hostile import check

from iku_dsl.period import ByStart, Grain, Period, Span, from_ordinal
from iku_dsl.resolve import tables
from iku_dsl.wording import render


class Looked(tuple[str, ...]):
    """The key of an entry, whose looks are counted."""

    looks = 0

    def __getitem__(self, place: Any) -> Any:
        Looked.looks += 1
        return super().__getitem__(place)


def test_the_row_of_an_unknown_key_is_found_by_a_look(monkeypatch: pytest.MonkeyPatch) -> None:
    check_keys = tables._check_keys

    def counted(context: Any, head: Any, places: Any, whole: bool) -> None:
        check_keys(context, head, {Looked(key): row for key, row in places.items()}, whole)

    monkeypatch.setattr(tables, "_check_keys", counted)
    checked = check('dimension d\n  m "M"\n\ntable t of d\n' + large.each("  k{i} 1\n", 300))
    unknown = [problem for problem in checked.problems if problem.id == "unknown-name"]
    assert [problem.span.line for problem in unknown] == list(range(5, 305))
    assert 0 < Looked.looks <= 2 * 300


def parameters_not_given(count: int) -> str:
    """A profile of so many parameters that must be given, and as many indicators that give none."""
    parameters = large.each("  parameter p{i} number\n", count)
    given = "unit point\n  direction higher\n  formula f.x\n  target 2025 = 1\n  achievement p\n"
    indicators = large.each("indicator i{i}\n  " + given, count)
    source = "source f per year\n  column x number 0..10\n"
    return f'{source}profile p "P"\n{parameters}  higher = actual / target\n{indicators}'


def test_of_parameters_that_are_not_given_some_are_named_for_each_indicator() -> None:
    check(parameters_not_given(10))  # what is loaded once
    few, many = (peak_memory(partial(check, parameters_not_given(count))) for count in (50, 200))
    assert many < 6 * few, (few, many)


def test_so_many_parameters_are_named_and_the_rest_are_counted() -> None:
    def told(count: int) -> list[str]:
        checked = check(parameters_not_given(count))
        first = checked.problems[-1].span.line - 6 * (count - 1)
        return [render(one.message, "en") for one in checked.problems if one.span.line == first]

    named = [f"Profile “p” needs the parameter “p{number}”, which is not given here." for number in range(8)]
    assert told(8) == named
    assert told(11) == [*named, "Profile “p” needs 3 more parameters, which are not given here either."]


def versions(count: int) -> str:
    """An indicator with a version for each month, from the year 1500 on."""
    declared = 'indicator a "A" per month\n  unit point\n  direction none\n  effective {0}..{0}\n  formula 1\n'
    return "".join(declared.format(from_ordinal(1500 * 12 + number, Grain.MONTH)) for number in range(count))


def looked_at(monkeypatch: pytest.MonkeyPatch, asked: Callable[[], object]) -> int:
    """How many times it is asked of a stretch, or of all of them together, whether a period lies there."""
    looks = 0
    holds, holding = Span.__contains__, ByStart.holding

    def counted(span: Span, period: object) -> bool:
        nonlocal looks
        looks += 1
        return holds(span, period)

    def found(spans: ByStart, period: Period) -> int | None:
        nonlocal looks
        looks += 1
        return holding(spans, period)

    with monkeypatch.context() as patched:
        patched.setattr(Span, "__contains__", counted)
        patched.setattr(ByStart, "holding", found)
        asked()
    return looks


def test_the_version_of_a_period_is_found_without_looking_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    program = check(versions(300)).program
    periods = [from_ordinal(1500 * 12 + number, Grain.MONTH) for number in range(301)]

    def asked() -> None:
        found = [program.version("a", period) for period in periods]
        assert found == [*program.indicators["a"], None]

    assert looked_at(monkeypatch, asked) <= 301


def test_versions_are_not_looked_through_for_each_given_value(monkeypatch: pytest.MonkeyPatch) -> None:
    given = "".join(f"    {from_ordinal(1500 * 12 + number, Grain.MONTH)}, 1\n" for number in range(200))
    text = f'{versions(200)}test "T" for a at 1516-08\n  given a: month, value\n{given}  expect value = 1\n'
    assert not check(text).errors
    without = looked_at(monkeypatch, partial(check, versions(200)))
    assert looked_at(monkeypatch, partial(check, text)) <= without + 3 * 200


def test_the_version_of_a_test_is_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    text = f'{versions(50)}test "T" for a at 1504-02\n'
    one, many = text + "  expect value = 1\n", text + "  expect value = 1\n" * 100
    assert not check(many).errors
    assert looked_at(monkeypatch, partial(check, many)) == looked_at(monkeypatch, partial(check, one))


def test_of_stretches_one_that_holds_a_period_is_found_where_one_does() -> None:
    edges = [
        None,
        *(Period(2020, number, Grain.QUARTER) for number in (1, 3)),
        Period(2020),
        Period(2021),
        Period(2022),
    ]
    spans = [Span(first, last) for first in edges for last in edges]
    asked = [Period(2019), Period(2020), Period(2021), Period(2022), Period(2023)]
    asked += [from_ordinal(2020 * 12 + number, Grain.MONTH) for number in range(-2, 27)]
    drawn = Random(6)
    for _ in range(300):
        some = drawn.sample(spans, drawn.randrange(6))
        by_start = ByStart(some)
        for period in asked:
            holding = [place for place, span in enumerate(some) if period in span]
            assert by_start.holding(period) in (holding or [None])
