"""Specs that say the same in another way come to the same: in another order, in two versions that are alike, with rows in another order.

No evaluator is believed: each spec is held against itself, written otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import replace
from random import Random

import pytest
from judged_specs import write_judged
from random_facts import Facts, loaded, random_facts
from test_reference import program_of
from typed_specs import write, write_honest

from iku_dsl.period import Grain, Period
from iku_dsl.program import Program
from iku_engine.evaluating.evaluate import all_of
from iku_engine.results.evaluation import Result

ORDERED = (
    "bila ",
    "bobot ",
    "kolom ",
    "atribut ",
    "parameter ",
    "naik ",
    "turun ",
    "stabil ",
)  # lines whose order says something, or read each other


def blocks(text: str) -> list[list[str]]:
    """Declarations, each as its head and its lines, of which each has what stands below it."""
    made: list[list[str]] = []
    for line in text.splitlines():
        if not line.strip():
            continue
        if not line.startswith(" "):
            made.append([line])
        elif line.startswith("   "):
            made[-1][-1] += f"\n{line}"
        else:
            made[-1].append(line)
    return made


def written(of: list[list[str]]) -> str:
    return "\n\n".join("\n".join(one) for one in of) + "\n"


def in_another_order(text: str, pick: Random) -> str:
    """Declarations, and the lines of indicators, one after another in any order; guards stay in theirs."""
    of = blocks(text)
    for one in of:
        if one[0].startswith("indikator "):
            lines, guards = one[1:], [line for line in one[1:] if line.lstrip().startswith(ORDERED)]
            pick.shuffle(lines)
            left = iter(guards)
            one[1:] = [next(left) if line.lstrip().startswith(ORDERED) else line for line in lines]
    pick.shuffle(of)
    return written(of)


def in_two_versions(text: str, pick: Random) -> str:
    """Each indicator as two that are alike, one until a day and one from then on, in either order."""
    made: list[list[str]] = []
    for one in blocks(text):
        if not one[0].startswith("indikator ") or any(line.strip().startswith("berlaku") for line in one):
            made.append(one)
            continue
        until, since = pick.choice((("..2023", "2024.."), ("..2022", "2023.."), ("..2024", "2025..")))
        two = [[one[0], f"  berlaku {until}", *one[1:]], [one[0], f"  berlaku {since}", *one[1:]]]
        pick.shuffle(two)
        made += two
    return written(made)


def rows_in_another_order(facts: Facts, pick: Random) -> Facts:
    return replace(facts, rows={name: pick.sample(rows, len(rows)) for name, rows in facts.rows.items()})


def outcomes(program: Program, facts: Facts) -> dict[object, tuple[object, ...]]:
    with loaded(program, facts) as world, world.evaluating(program) as evaluator:
        found: dict[object, tuple[object, ...]] = {}
        for name, (version, *_) in program.indicators.items():
            periods = [Period(2023), Period(2024)]
            if version.grain is not Grain.YEAR:
                periods = [part for year in periods for part in year.parts(version.grain)[-1:]]
            for period in periods:
                for one in all_of(evaluator, name, period):
                    found[name, period, one.key] = said(one)
        return found


def said(one: Result) -> tuple[object, ...]:
    targets = sorted(((t.name, t.value, t.achievement) for t in one.targets), key=str)
    return one.state, one.value, one.bounds, one.category, one.rank, targets


@contextmanager
def told(text: str, other: str):
    try:
        yield
    except AssertionError as error:
        raise AssertionError(f"{error}\n{text}\n---- written as\n{other}") from error


WAYS: dict[str, Callable[[str, Random], str]] = {"order": in_another_order, "versions": in_two_versions}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("writer", [write, write_honest, write_judged], ids=["typed", "honest", "judged"])
@pytest.mark.parametrize("seeds", [range(2), pytest.param(range(2, 300), marks=pytest.mark.soak)], ids=["some", "many"])
def test_what_is_said_otherwise_comes_to_the_same(way: str, writer: Callable[[Random], str], seeds: range) -> None:
    compared = 0
    for seed in seeds:
        pick = Random(seed)
        text = writer(pick)
        other = WAYS[way](text, pick)
        program, otherwise = program_of(text), program_of(other)
        assert (program is None) <= (otherwise is None), other
        if program is None or otherwise is None:
            continue
        facts = random_facts(program, pick, wide=True)
        one, two = outcomes(program, facts), outcomes(otherwise, rows_in_another_order(facts, pick))
        with told(text, other):
            assert one.keys() == two.keys()
            for key, found in one.items():
                assert found == two[key], key
        compared += len(one)
    assert compared > 9
