"""What had to be late is derived from the chain in steps that grow with it, and not with their square."""

from __future__ import annotations

import json
import random
import sys

import pytest

from iku_dsl.period import Grain, from_ordinal
from iku_engine.database.chain import Event
from iku_engine.database.in_force import ALL, Closings, Lock
from iku_engine.ledger.unsealed import Lateness

SHAPE = json.dumps({"prefix": "fact_", "keys": [], "columns": {}, "grain": "month", "enumerated": [], "rules": []})
FIRST = 2000 * 12


def event(number: int, kind: str) -> Event:
    return Event(number, kind, "test", "2026-01-01T00:00:00.000000+00:00", "", "{}", "")


def lock(month: int, *, odd: int = 0) -> dict[str, object]:
    period = str(from_ordinal(month, Grain.MONTH))
    return {"relation": ALL, "period": period, "first_month": month, "last_month": month + odd, "admitted": []}


def steps(count: int, *, odd: int = 0) -> tuple[int, int]:
    """The calls that so many lockings, and then so many batches of periods of their own, take; and how many batches are at fault."""
    lateness, calls, faults = Lateness({}), 0, 0
    lateness.follow(event(1, "migrate"), {"shapes": {"s": SHAPE}})

    def call(*_: object) -> None:
        nonlocal calls
        calls += 1

    sys.setprofile(call)
    try:
        for number in range(count):
            lateness.follow(event(2 + number, "lock"), lock(FIRST + number, odd=odd))
        for number in range(count):
            detail = {"relation": "s", "periods": [FIRST + number], "file": ""}
            faults += lateness.of_batch(event(2 + count + number, "import"), detail, ()) is not None
    finally:
        sys.setprofile(None)
    return calls, faults


def test_four_times_the_chain_takes_four_times_the_steps() -> None:
    few, many = steps(100), steps(400)
    assert (few[1], many[1]) == (100, 400), "each of the batches should have been late"
    assert many[0] < few[0] * 5


def test_lockings_of_no_period_cost_no_more() -> None:
    few, many = steps(100, odd=1), steps(400, odd=1)
    assert many[0] < few[0] * 5


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"last_month": FIRST + 1},
        {"period": "2001"},
        {"period": "garbage"},
        {"relation": "s"},
        {"relation": "nowhere"},
    ],
    ids=str,
)
def test_a_locking_is_of_the_months_of_its_period_and_of_a_source(change: dict[str, object]) -> None:
    lateness = Lateness({})
    lateness.follow(event(1, "migrate"), {"shapes": {"s": SHAPE}})
    told = lateness.follow(event(2, "lock"), lock(FIRST) | change)
    assert (told is None) is (change in ({}, {"relation": "s"})), told
    assert told is None or told.key == "verify.unreadable"


def test_what_is_looked_up_is_what_the_last_covering_one_says() -> None:
    draw = random.Random(15)
    both = 0
    for _ in range(100):
        known = []
        for number in range(draw.randint(0, 12)):
            grain = draw.choice(list(Grain))
            first, last = from_ordinal(draw.randrange(2000 * grain.per_year, 2002 * grain.per_year), grain).months
            first -= draw.random() < 0.1  # what no program of ours writes
            known.append(Lock(number, draw.random() < 0.5, draw.choice([ALL, "s", "t"]), "", first, last))
        closings = Closings(known)
        for grain in Grain:
            for ordinal in range(2000 * grain.per_year, 2002 * grain.per_year):
                period = from_ordinal(ordinal, grain)
                state = False
                for one in known:
                    state = one.locked if one.covers("s", period) else state
                assert closings.closed("s", period) is state
                both += state
    assert both > 300
