"""A value that a comparison works out by itself is the one that an evaluation comes to, or it is left to an evaluation."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

import pytest
from fresh_store import fresh_store

from iku_dsl.checking.check import check_files
from iku_dsl.period import Period
from iku_dsl.problem import SourceFile
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.importing.importing import import_file
from iku_engine.results.evaluation import State
from iku_engine.worlds.plain_values import PlainValues
from iku_engine.worlds.whatif import Asked, Rules, seen

SPEC = """
dimension d "District" key code
  attribute kind choice a, b
  attribute size number 0..100 may be missing

dimension k "Part"
  one "One"
  two "Two"

source s "S" per year, d
  column x number 0..9 digits 1
  column y number 0..9 may be missing
  column z number 0..9 may be missing when missing 4
  let both = x + z

source w "W" per year, d, k register
  column n number 0..9
  let twice = 2 * n

source q "Q" per quarter, d register
  column v number 0..9 may be missing consolidate sum
  column last number 0..9 consolidate last

source t "T" per year
  column u number 1..9

scale grade over 0..1000
  high 5..
  low 0..5

indicator plain per d
  unit number rounded 1
  direction higher
  let b = s.x * 2
  formula (b + s.both[previous year]) / (t.u * 3)

indicator guarded per d
  unit number
  direction higher
  when s.x > 6 not applicable because "invented"
  formula maximum(s.x, 2) - round(s.x / 3, 1)

indicator gap per d
  unit number
  direction higher
  formula if s.x = missing or d.kind = a then s.x otherwise s.y

indicator quarters per d
  unit number
  direction higher
  formula q.v + q.last

indicator sized per d
  unit number
  direction higher
  formula plain + d.size

indicator parts per d
  unit number
  direction higher
  weights k
    one 1
    two 3
  formula weighted average w.twice

indicator composite per d
  unit number
  direction higher
  weights indicator
    plain 30%
    parts 70%
  formula weighted sum value

indicator limited per d
  unit number 0..4
  direction higher
  formula s.x

indicator mean
  unit number
  direction higher
  formula average plain

indicator middle
  unit number
  direction higher
  formula median parts when missing skip

indicator left_out
  unit number
  direction higher
  formula sum guarded when not applicable skip

indicator filled
  unit number
  direction higher
  formula average gap when missing 3

indicator weighed
  unit number
  direction higher
  formula weighted average composite by s.x

indicator geometric
  unit number
  direction higher
  formula geometric average parts

indicator counted
  unit number
  direction higher
  set large = d where plain > 2
  formula count large + mean

indicator graded
  unit number
  direction higher
  formula if grade[mean] = high then t.u otherwise -mean

indicator shares per d
  unit number
  direction higher
  formula s.x / (mean + t.u)
"""


HEADS = {"s": "year,d,x,y,z", "w": "year,d,k,n", "t": "year,u", "q": "quarter,d,v,last"}


def files(random: Random, folder: Path) -> None:
    """Facts of three years, some of them lacking, and members of which some begin or end in between."""
    whole = random.random() < 0.6
    ends = (",",) if whole else (",", ",", ",", "2024-03-01,", ",2024-06-30", ",2023-12-31")
    members = [f"m{n},{random.choice('ab')},{random.choice(('', '7', '8'))},{random.choice(ends)}" for n in range(4)]
    (folder / "d.csv").write_text("\n".join(["code,kind,size,start,end", *members]) + "\n", encoding="utf-8")
    rows = {name: [head] for name, head in HEADS.items()}
    for year in range(2022, 2025):
        rows["t"].append(f"{year},{random.randint(1, 9)}")
        for n in range(4):
            cells = (random.randint(0, 9), random.choice(("", 3, "not applicable")), 5 if whole else "")
            if whole or random.random() < 0.95:
                rows["s"].append(f"{year},m{n},{','.join(map(str, cells))}")
            gone = "" if whole else random.choice(("", 3))
            rows["q"] += [f"{year}-Q{quarter},m{n},{random.choice((4, 5, gone))},{quarter}" for quarter in range(1, 5)]
            rows["w"] += [f"{year},m{n},{k},{random.randint(0, 9)}" for k in ("one", "two") if random.random() < 0.95]
    for name, lines in rows.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.mark.parametrize(
    "seeds", [range(12), pytest.param(range(12, 150), marks=pytest.mark.soak)], ids=["some", "many"]
)
def test_it_is_what_an_evaluation_comes_to(seeds: range, tmp_path: Path) -> None:
    checked = check_files([SourceFile("a.iku", SPEC)])
    program = checked.program
    known: Counter[str] = Counter()
    left: Counter[str] = Counter()
    for seed in seeds:
        files(Random(seed), tmp_path)
        with fresh_store(program) as store:
            for name in ("d", "t", "s", "w", "q"):
                import_file(store, program, tmp_path / f"{name}.csv", name, user="test")
            world = seen(store, Rules(program, ""), dict.fromkeys(program.sources), Asked((), ()))
            values = PlainValues(program, world)
            years = [Period(2023), Period(2024)]
            for result in evaluate(store, program, specs="", periods=years, traced=False, alone=True).results:
                for _ in range(2):  # the second time it is known
                    found = values.value(world, result.indicator, result.period, result.key)
                    assert found in (None, result.value if result.state is State.VALUE else None), result
                (left if found is None else known)[result.indicator] += 1
    assert known.keys() == program.indicators.keys(), "each kind of rule is worked out somewhere"
    assert left["limited"] and left["gap"], "and somewhere left"
