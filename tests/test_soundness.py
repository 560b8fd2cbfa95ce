"""What `check` proves holds, and what is certain of results is so: random specs that mean something, over random facts.

Cells, rows and whole periods of these are missing.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
import soundness
from hostile import check, ids
from random_facts import Facts, loaded, random_facts
from soundness import (
    Failure,
    Told,
    certain_holds,
    decided_hold,
    movements_hold,
    ranges_hold,
    understood,
    witnesses_hold,
)
from typed_specs import write, write_decided, write_shares

from iku_dsl.bounds.movement import Movement
from iku_dsl.checking.check import Checked
from iku_dsl.period import Period
from iku_engine.results.evaluation import State

SUITE = 8  # specs, from this seed on
FIRST = 16
DECIDED = 5  # specs of conditions over sets that may be empty
SOAK = 1500
WORLDS = 2  # sets of facts for each


def hold_all(checked: Checked, random: Random, worlds: int = WORLDS) -> Counter[str]:
    """Everything that was proven of a program, and how often each kind of claim was put to the test."""
    program, tried = checked.program, Counter[str]()
    told = Told.of(program)
    tried["witnesses"] += witnesses_hold(program)
    for _ in range(worlds):
        facts = random_facts(program, random)
        with loaded(program, facts) as world:
            tried["values"] += ranges_hold(program, told, world, random)
            tried["conditions"] += decided_hold(checked, world, random)
            tried["movements"] += movements_hold(program, facts, world, random)
            tried["certain"] += certain_holds(checked, facts, world, random)
    return tried


def certain_of(seed: int) -> int:
    """How much was certain of a spec over cells that are missing, and was so with any figures in them."""
    random = Random(seed)
    text = write_decided(random)
    checked, tried = check(text), 0
    assert understood(checked), text
    try:
        for _ in range(WORLDS):
            facts = random_facts(checked.program, random)
            with loaded(checked.program, facts) as world:
                tried += certain_holds(checked, facts, world, random)
    except Exception as error:
        raise AssertionError(f"seed {seed}:\n{text}\n{error}") from error
    return tried


def spec_holds(seed: int) -> Counter[str]:
    random = Random(seed)
    text = write(random)
    checked = check(text)
    if not understood(checked):
        return Counter()
    try:
        return hold_all(checked, random) + Counter(specs=1)
    except Exception as error:
        raise AssertionError(f"seed {seed}:\n{text}\n{error}") from error


def shares_hold(seed: int) -> Counter[str]:
    """A count of a subset of its whole needs no more than the guard: it is proven to be a share, and it is one."""
    random = Random(seed)
    text = write_shares(random)
    checked = check(text)
    if not understood(checked):
        return Counter()
    counted = [
        number
        for number, line in enumerate(text.split("\n"), 1)
        if line.startswith("  rumus banyaknya P / banyaknya W")
    ]
    unproven = [p for p in checked.problems if p.span.line in counted and p.id in ("not-proven", "range-exceeds")]
    assert not unproven, f"seed {seed}:\n{text}\n{unproven}"
    try:
        told, values = Told.of(checked.program), 0
        for _ in range(WORLDS):
            with loaded(checked.program, random_facts(checked.program, random)) as world:
                values += ranges_hold(checked.program, told, world, random)
    except Exception as error:
        raise AssertionError(f"seed {seed}:\n{text}\n{error}") from error
    return Counter(values=values, shares=len(counted))


def test_what_is_proven_of_specs_at_random_holds() -> None:
    tried = sum((spec_holds(seed) for seed in range(FIRST, FIRST + SUITE)), Counter[str]())
    assert tried["specs"] > SUITE / 2
    assert min(tried[claim] for claim in ("values", "conditions", "movements", "witnesses")) > 0, tried


def test_shares_at_random_are_shares() -> None:
    tried = sum((shares_hold(seed) for seed in range(SUITE)), Counter[str]())
    assert min(tried["values"], tried["shares"]) > SUITE, tried


def test_what_is_certain_with_cells_missing_is_so_with_any_figures_in_them() -> None:
    assert sum(certain_of(seed) for seed in range(DECIDED)) > DECIDED


@pytest.mark.soak
def test_what_is_certain_of_many_specs_is_so_with_any_figures(somewhere: int) -> None:
    assert sum(certain_of(somewhere + number) for number in range(SOAK)) > SOAK


@pytest.mark.soak
def test_what_is_proven_of_many_specs_holds(somewhere: int) -> None:
    tried = sum((spec_holds(somewhere + number) for number in range(SOAK)), Counter[str]())
    assert tried["specs"] > SOAK / 2


@pytest.mark.soak
def test_many_shares_are_shares(somewhere: int) -> None:
    assert sum((shares_hold(somewhere + number) for number in range(SOAK)), Counter[str]())["values"] > SOAK


# ---- what is shipped


SHIPPED = sorted((Path(__file__).parent / "corpus" / "good").glob("*/spec.iku"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.parent.name)
def test_what_is_proven_of_the_corpus_holds(path: Path) -> None:
    checked = check(path.read_text(encoding="utf-8"))
    assert not checked.errors
    hold_all(checked, Random(path.parent.name), worlds=1)


# ---- the tests themselves can fail

SPEC = """
sumber s per tahun
  kolom n angka 0..10

indikator i
  satuan angka 0..10
  arah naik
"""
FACTS = Facts({"s": [("2024", "3"), ("2023", "0")]}, {"s": [Period(2023), Period(2024)]})


def told_wrong(statements: str, monkeypatch: pytest.MonkeyPatch, **claims: object) -> None:
    """A claim in the place of what the proofs say."""
    for name, claim in claims.items():
        monkeypatch.setattr(soundness, name, claim)
    checked = check(SPEC + statements)
    with loaded(checked.program, FACTS) as world:
        ranges_hold(checked.program, Told.of(checked.program), world, Random(0))
        decided_hold(checked, world, Random(0))
        movements_hold(checked.program, FACTS, world, Random(0))


def test_a_range_that_is_wrongly_taken_for_proven_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    told_wrong("  rumus s.n * 2 / 2\n", monkeypatch)
    with pytest.raises(Failure, match="out of range"):
        told_wrong("  rumus s.n - 5\n", monkeypatch, limits=lambda *_: ())


def test_a_division_that_is_wrongly_taken_for_safe_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Failure, match="division by zero"):
        told_wrong("  rumus 1 / (s.n - 3)\n", monkeypatch, limits=lambda *_: (), division=lambda *_: ())


def test_a_root_that_is_wrongly_taken_for_defined_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Failure, match="without a value"):
        told_wrong("  rumus akar(s.n - 5)\n", monkeypatch, limits=lambda *_: (), undefined=lambda *_: ())


def test_a_movement_that_is_wrongly_claimed_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Failure, match="up"):
        told_wrong("  rumus 10 - s.n\n", monkeypatch, movement=lambda *_: {"s.n": Movement.UP})


def test_what_is_wrongly_certain_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    checked = check(SPEC.replace("0..10\n\n", "0..10 boleh kosong\n\n") + "  rumus s.n\n")
    facts, random = Facts({"s": [("2024", "")]}, {"s": [Period(2024)]}), Random(0)
    with loaded(checked.program, facts) as world:
        assert certain_holds(checked, facts, world, random) == 0
        (of_it,) = soundness.results(checked.program, world, Random(7))
        wrong = soundness.replace(of_it, state=State.VALUE, value=Fraction(99), bounds=None)
        first = iter([[wrong]])
        as_it_is = soundness.results
        monkeypatch.setattr(soundness, "results", lambda *given: next(first, None) or as_it_is(*given))
        with pytest.raises(Failure, match="not certain"):
            certain_holds(checked, facts, world, random)


def test_a_condition_that_is_wrongly_said_to_be_decided_is_found() -> None:
    checked = check(SPEC + "  rumus jika s.n > 2 maka 1 selain itu s.n\n")
    assert ids(checked) == []
    decided = check(SPEC + "  rumus jika s.n > 11 maka 1 selain itu s.n\n")
    (problem,) = decided.problems
    place = checked.program.indicators["i"][0].formula.condition.span
    wrong = Checked(
        checked.files,
        checked.program,
        (soundness.replace(problem, labels=(soundness.replace(problem.labels[0], span=place),)),),
    )
    with loaded(checked.program, FACTS) as world, pytest.raises(Failure, match="not decided"):
        decided_hold(wrong, world, Random(0))
