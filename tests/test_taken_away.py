"""Taking away any one load, expected row or cell never leaves a result that depended on it unmarked."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from random import Random

import pytest
from judged_specs import write_judged
from taken_away import Evaluating, Seen, asks, by_evaluator, by_reference, tells_all, unsaid
from test_reference import program_of, total
from typed_specs import write, write_honest

from iku_engine.results.evaluation import State

WAYS = 4  # things taken away from each world
SOAK = 1500
BOTH = pytest.mark.parametrize("evaluating", [by_reference, by_evaluator], ids=lambda one: one.__name__)


def seed_tells_all(
    seed: int, writer: Callable[[Random], str], evaluating: Evaluating, most: int = WAYS
) -> Counter[str]:
    """A program at random, but none that makes something of what is missing in its own words, or that a published value overrules."""
    random = Random(seed)
    text = writer(random)
    program = program_of(text)
    if program is None or "kosong" in asks(program) or "\n  resmi " in text:
        return Counter()
    return tells_all(program, random, evaluating, most, f"seed {seed}:\n{text}") + Counter(programs=1)


@BOTH
def test_no_result_at_random_hides_what_was_taken_away(evaluating: Evaluating) -> None:
    seen = total(seed_tells_all(seed, write_honest, evaluating) for seed in (1, 2, 4))
    judged = seed_tells_all(3, write_judged, evaluating, most=1)
    assert judged["results"], judged
    seen += judged
    assert min(seen[kind] for kind in ("load", "row", "cell", "changed", "bounded", "marked")) > 0, seen


def test_what_is_hidden_is_found() -> None:
    was = Seen(State.VALUE, Fraction(3), None, None, False)
    assert not unsaid(was, was)
    assert unsaid(was, Seen(State.VALUE, Fraction(4), None, None, False))
    assert not unsaid(was, Seen(State.VALUE, Fraction(4), None, None, True))
    assert unsaid(was, Seen(State.NOT_APPLICABLE, None, None, None, False))
    assert not unsaid(was, Seen(State.MISSING, None, Fraction(0), Fraction(3), False))
    assert unsaid(was, Seen(State.MISSING, None, Fraction(0), Fraction(2), False))
    assert unsaid(Seen(State.NOT_APPLICABLE, None, None, None, False), was)


@pytest.mark.soak
@BOTH
@pytest.mark.parametrize("writer", [write_honest, write, write_judged], ids=lambda writer: writer.__name__)
def test_no_result_of_many_hides_what_was_taken_away(
    writer: Callable[[Random], str], evaluating: Evaluating, somewhere: int
) -> None:
    seen = total(seed_tells_all(somewhere + number, writer, evaluating) for number in range(SOAK))
    sys.stderr.write(f"{dict(seen)}\n")
    assert seen["results"] > SOAK
