"""What a large spec has many of is not gone through for each of many others: counted, never in seconds."""

from __future__ import annotations

import tracemalloc
from typing import Any

import large_specs as large
import pytest
from hostile import check

from iku_dsl.resolve import tables
from iku_dsl.wording import render


class Looked(tuple[str, ...]):
    """The key of an entry, whose looks are counted."""

    looks = 0

    def __getitem__(self, place: Any) -> Any:
        Looked.looks += 1
        return super().__getitem__(place)


def test_the_row_of_an_unknown_key_is_found_by_a_look(monkeypatch: pytest.MonkeyPatch) -> None:
    read = tables._entries

    def counted(*given: Any) -> Any:
        entries, places, whole = read(*given)
        return entries, {Looked(key): row for key, row in places.items()}, whole

    monkeypatch.setattr(tables, "_entries", counted)
    checked = check('dimension d\n  m "M"\n\ntable t of d\n' + large.each("  k{i} 1\n", 300))
    unknown = [problem for problem in checked.problems if problem.id == "unknown-name"]
    assert [problem.span.line for problem in unknown] == list(range(5, 305))
    assert Looked.looks <= 2 * 300


def parameters_not_given(count: int) -> str:
    """A profile of so many parameters that must be given, and as many indicators that give none."""
    parameters = large.each("  parameter p{i} number\n", count)
    given = "unit point\n  direction higher\n  formula f.x\n  target 2025 = 1\n  achievement p\n"
    indicators = large.each("indicator i{i}\n  " + given, count)
    source = "source f per year\n  column x number 0..10\n"
    return f'{source}profile p "P"\n{parameters}  higher = actual / target\n{indicators}'


def test_of_parameters_that_are_not_given_some_are_named_for_each_indicator() -> None:
    def memory(count: int) -> int:
        text = parameters_not_given(count)
        tracemalloc.start()
        check(text)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    memory(10)  # what is loaded once
    few, many = memory(50), memory(200)
    assert many < 6 * few, (few, many)


def test_so_many_parameters_are_named_and_the_rest_are_counted() -> None:
    def told(count: int) -> list[str]:
        checked = check(parameters_not_given(count))
        first = checked.problems[-1].span.line - 6 * (count - 1)
        return [render(one.message, "en") for one in checked.problems if one.span.line == first]

    named = [f"Profile “p” needs the parameter “p{number}”, which is not given here." for number in range(8)]
    assert told(8) == named
    assert told(11) == [*named, "Profile “p” needs 3 more parameters, which are not given here either."]
