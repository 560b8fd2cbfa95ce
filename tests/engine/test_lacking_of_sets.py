"""What a statistic of a set lacks: a period that was never loaded only where an element lacks it, whatever else its statement reads."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from random import Random

import pytest
from test_reference import agree, both
from worlds import World, at, row_by_row, unproven, world

from iku_engine.calculate.counting import follow
from iku_engine.evaluating.evaluate import all_of, plan_of
from iku_engine.results.evaluation import Result, State

HEAD = """
dimension g
  one, two

dimension k key code
  attribute kind choice a, b may be missing

source e per year, k register
  column n number 0..10 digits 0 may be missing
  column w number 1..3 digits 0 may be missing
  column t yes/no may be missing

source d per year, k complete
  column n number 0..10 digits 0 may be missing
  let twice = 2 * n

source s per quarter, k register
  column x number 0..10 digits 0 may be missing consolidate sum

source q per quarter, k, g register
  column y number 0..10 digits 0 may be missing
"""
MEMBERS = ("A", "B", "C")
CONDITIONS = (
    "has s",
    "has d",
    "not has d",
    "d.n > 4",
    "d.n + e.n > 15",
    "e.t",
    "e.t or has s",
    "e.t and d.n > 4",
    "e.n > 3 or d.n > 3",
    "(e.n > 3 and has d) or kind = a",
    "d.n = e.n",
    "e.n > 2 and e.t",
    "has q[one]",
    "has s and has q[one]",
    "s.x > 3 or e.t",
)
OPERANDS = ("e.n", "d.n", "e.n + d.n", "d.twice - e.w", "2 * d.n", "s.x + e.n", "e.n * e.w")
STATISTICS = ("sum", "average", "minimum", "maximum", "median", "geometric average", "harmonic average", "count")
RULES = (
    "",
    "",
    "",
    "when missing skip",
    "when not loaded skip",
    "when missing 3",
    "when not loaded 4",
    "when missing skip when not loaded 0",
    "when missing error",
    "when not loaded error",
    "when missing skip when not applicable skip",
    "when not applicable skip",
)


def formula(random: Random) -> str:
    """A statistic over a set, each drawn."""
    among = f"(k where {random.choice(CONDITIONS)})"
    if random.random() < 0.3:
        among = f"(k where {random.choice(CONDITIONS)} and {random.choice(CONDITIONS)})"
    statistic, rule = random.choice(STATISTICS), random.choice(RULES)
    if statistic == "count":
        rule = random.choice(("", "when missing skip", "when not loaded skip", "when not loaded error"))
        return f"count {among} {rule}"
    operand = random.choice(OPERANDS)
    if statistic in ("sum", "average") and random.random() < 0.3:
        return f"weighted {statistic} ({operand}) by ({random.choice(('e.w', 'd.n', 'e.w + d.n'))}) over {among} {rule}"
    return f"{statistic} ({operand}) over {among} {rule}"


def spec(formulas: Sequence[str]) -> str:
    """Each formula as it is, under the question whether it is missing, and where what is not loaded is told from what is missing."""
    unit = "  unit number\n  direction none\n  formula"
    parts = [HEAD]
    for place, one in enumerate(formulas):
        parts += [
            f"indicator i{place}\n{unit} {one}\n",
            f"indicator m{place}\n{unit} if ({one}) = missing then 1 otherwise 0\n",
            f"indicator r{place}\n{unit} sum of i{place}, 1 when missing 100 when not loaded 200\n",
        ]
    return "\n".join(parts)


def cell(random: Random, *values: str) -> str:
    drawn = random.random()
    return "" if drawn < 0.3 else "not applicable" if drawn < 0.36 else random.choice(values)


def facts(random: Random) -> dict[str, str]:
    """Members some of whom are new, and sources that came, came with some of the rows, or did not come."""
    kinds = {m: random.choice(["a", "b", ""]) for m in MEMBERS}
    starts = {m: random.choice(["", "", "", "2025-05-01"]) for m in MEMBERS}
    found = {"k": "code,kind,start,end\n" + "".join(f"{m},{kinds[m]},{starts[m]},\n" for m in MEMBERS)}

    def there(period: int) -> list[str]:
        valid = [m for m in MEMBERS if not starts[m] or period > 1]
        return [m for m in valid if random.random() < 0.6]

    if random.random() < 0.9:
        rows = [
            f"{m},{cell(random, '0', '3', '5')},{cell(random, '1', '3')},{cell(random, 'yes', 'no')}" for m in there(4)
        ]
        found["e@2025"] = "\n".join(["k,n,w,t", *rows, ""])
    if random.random() < 0.5:
        found["d@2025"] = "\n".join(["k,n", *(f"{m},{cell(random, '0', '4', '10')}" for m in there(4)), ""])
    for quarter in range(1, 5):
        if random.random() < 0.6:
            rows = [f"{m},{cell(random, '0', '2')}" for m in there(quarter)]
            found[f"s@2025-Q{quarter}"] = "\n".join(["k,x", *rows, ""])
        if random.random() < 0.6:
            rows = [f"{m},{g},1" for m, g in product(there(quarter), ("one", "two"))]
            found[f"q@2025-Q{quarter}"] = "\n".join(["k,g,y", *rows, ""])
    return found


def told(result: Result) -> object:
    """What is said of a result, and what it lacks."""
    return result.state, result.value, result.bounds, result.trace.unloaded, result.reason, result.marks


def results(made: World, names: Sequence[str], together: bool) -> dict[str, object]:
    """What each indicator comes to."""
    with made.evaluator() as evaluator:
        if together:
            follow(evaluator, plan_of(made.program, [(name, [made.period(2025)]) for name in names]))
        return {name: [told(one) for one in all_of(evaluator, name, made.period(2025))] for name in names}


def compare(seed: int) -> None:
    random = Random(seed)
    formulas = [formula(random) for _ in range(8)]
    program = unproven(spec(formulas))
    names = list(program.indicators)
    with world(program, facts(random)) as made:
        together, alone = results(made, names, together=True), results(made, names, together=False)
        with row_by_row():
            by_row = results(made, names, together=False)
        for name in names:
            about = seed, name, formulas[int(name[1:])]
            assert alone[name] == by_row[name], about
            assert together[name] == by_row[name], about
        with both(made.store, program) as (evaluator, reference):
            for name in names:
                agree(reference, all_of(evaluator, name, made.period(2025)), (seed, formulas[int(name[1:])]), most=2)


@pytest.mark.few(*range(3))
@pytest.mark.parametrize("seed", range(25))
def test_what_is_not_loaded_is_said_only_of_what_lacks_it(seed: int) -> None:
    compare(seed)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(1_000, 1_040))
def test_what_is_not_loaded_is_said_only_of_what_lacks_it_at_length(seed: int) -> None:
    for part in range(25):
        compare(seed * 25 + part)


CASES = (
    ("maximum e.n over (k where has s)", State.MISSING, False),
    ("sum e.n over (k where has s)", State.MISSING, False),
    ("median e.n over (k where has s)", State.MISSING, False),
    ("maximum e.n over (k where e.w = 1 or has s)", State.MISSING, False),
    ("weighted average (e.n) by (e.w) over (k where has s)", State.MISSING, False),
    ("count (k where e.n > 3 and has s)", State.MISSING, False),
    ("maximum (e.n + d.n) over (k where has s)", State.MISSING, True),
    ("count (k where has q[one])", State.MISSING, True),
)


@pytest.mark.parametrize(("text", "state", "lacks"), CASES)
def test_an_empty_cell_is_no_period_that_never_came(text: str, state: State, lacks: bool) -> None:
    """Two quarters of `s` never came, which decides nothing: both have rows of another, and of A a cell is empty."""
    given = {
        "k": "code,kind\nA,a\nB,b\n",
        "e@2025": "k,n,w,t\nA,,1,yes\nB,4,1,yes\n",
        "s@2025-Q1": "k,x\nA,2\nB,2\n",
        "s@2025-Q3": "k,x\nA,1\n",
        "q@2025-Q1": "k,g,y\nA,one,1\n",
    }
    with world(unproven(spec([text])), given) as made:
        found = made.result("i0", str(at("2025")))
        assert (found.state, bool(found.trace.unloaded)) == (state, lacks)
        assert made.one("m0", "2025") == ("missing 0..1" if lacks else "1")
        assert made.value("r0", "2025") == (201 if lacks else 101)
