"""Rows of a table that keys may mean which are not known: looked through once for the same names, however often they are read."""

from __future__ import annotations

import random
from collections import deque
from fractions import Fraction

import pytest
from engine.worlds import program_of, world

from iku_dsl.budgets import Effort
from iku_dsl.program import Table
from iku_dsl.records import replace
from iku_engine.arithmetic import tables
from iku_engine.arithmetic.tables import Meant, Names, RowsMeant
from iku_engine.evaluating.evaluate import all_of, evaluate
from iku_engine.indicators.results import new_evaluator
from iku_engine.reference import arithmetic
from iku_engine.reference.cross_check import check_results
from iku_engine.reference.facts import read
from iku_engine.reference.indicators import new_reference
from iku_engine.snapshot.snapshot import Snapshot
from iku_engine.testing.testing import Runner

MEMBERS = 30


def spec(readings: int, columns: str = "  kolom a a\n  kolom b b\n", tests: int = 0) -> str:
    names = {of: ", ".join(f"{of}{at}" for at in range(MEMBERS)) for of in "ab"}
    text = f"dimensi a\n  {names['a']}\ndimensi b\n  {names['b']}\ntabel t dari a, b\n"
    for at in range(MEMBERS):
        text += f"  a{at}, " + ", ".join(str(at * other % 7) for other in range(MEMBERS)) + "\n"
    text += f"sumber s per tahun\n{columns}"
    for at in range(readings):
        text += f"indikator i{at}\n  satuan angka\n  arah naik\n  rumus t[s.a, s.b] + t[s.a, s.b] * {at + 1}\n"
    for at in range(tests):
        text += f'uji "{at}" untuk i{at % readings} pada 2025\n  harap nilai = kosong\n'
    return text


def of_each(table: Table, keys: tuple[Names | None, ...]) -> Meant:
    """The same by going through every row."""
    meant = {
        row: entry
        for row, entry in table.entries.items()
        if all(n is None or k in n for k, n in zip(row, keys, strict=True))
    }
    numbers = [entry for entry in meant.values() if isinstance(entry, Fraction)]
    nothing = None in meant.values()
    if table.partial:
        wanted = 1
        for names in keys:
            wanted *= len(set(names)) if names is not None else 10**9
        nothing = wanted > sum(entry is not None for entry in meant.values())
    texts = tuple(sorted({entry for entry in meant.values() if isinstance(entry, str)}))
    return Meant((min(numbers), max(numbers)) if numbers else None, texts, nothing)


@pytest.mark.parametrize("seed", range(30))
def test_what_is_remembered_is_what_every_row_says(seed: int) -> None:
    pick, remembered = random.Random(seed), RowsMeant()
    sides = [[f"{side}{at}" for at in range(pick.choice([2, 5, 20, 40]))] for side in "ab"]
    there = [(a, b) for a in sides[0] for b in sides[1] if pick.random() < pick.choice([0.3, 1.0])]
    some = [None, "x", "y"] if pick.random() < 0.3 else [None, *map(Fraction, range(5))]
    entries = {row: pick.choice(some[pick.random() < 0.8 :]) for row in there}
    table = replace(program_of(spec(1)).tables["t"], entries=entries, partial=pick.choice(["", "on purpose"]))
    lists = [[None, *(tuple(pick.sample(side, pick.randint(1, len(side)))) for _ in range(4))] for side in sides]
    for _ in range(40):
        keys = tuple(pick.choice(side) for side in lists)
        if pick.random() < 0.3:  # equal names are the same names
            keys = tuple(names and (*names,) for names in keys)
        found = remembered.of(table, keys, lambda _: None)
        wanted = of_each(table, keys)
        assert (found.numbers, tuple(sorted(found.names)), found.left_out) == (
            wanted.numbers,
            wanted.names,
            wanted.left_out,
        )


@pytest.fixture
def looked_through(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which tables were looked through, by which evaluator."""
    found: list[str] = []
    for module, name in ((tables, "rows_meant"), (arithmetic, "_at_any")):
        own = getattr(module, name)

        def told(table: Table, *rest: object, own=own, name=name) -> object:
            found.append(name)
            return own(table, *rest)

        monkeypatch.setattr(module, name, told)
    return found


@pytest.mark.parametrize("rows", [{}, {"s@2025": "a,b\n,\n"}])
def test_many_readings_look_through_a_table_once(looked_through: list[str], rows: dict[str, str]) -> None:
    columns = "  kolom a a boleh kosong\n  kolom b b boleh kosong\n"
    with world(spec(20, columns), rows) as made:
        evaluate(made.store, made.program, specs="", periods=[made.period(2025)])
        with made.store.reading() as connection:
            evaluator = new_evaluator(made.program, Snapshot(connection, made.store.schema, made.program))
            reference = new_reference(made.program, read(connection, made.store.schema, made.program), False)
            for name in made.program.indicators:
                assert check_results(reference, all_of(evaluator, name, made.period(2025))).difference is None, name
    assert looked_through.count("rows_meant") == 2, "once in each evaluation"
    assert looked_through.count("_at_any") == 1


def test_tests_look_through_a_table_once_together(looked_through: list[str]) -> None:
    program = program_of(spec(5, tests=20))
    with Runner(program) as runner:
        assert not [one for one in map(runner.run, program.tests) if one.failures or one.problem]
    assert looked_through == ["rows_meant"]


def test_other_names_each_time_count_as_work() -> None:
    program, work, remembered = program_of(spec(1)), Effort(2_000), RowsMeant()

    def spend(steps: int) -> None:
        if not work.spend(steps):
            raise OverflowError

    every = tuple(f"a{at}" for at in range(MEMBERS))
    some = [[(*every[:at], *every[at + 1 :]), None] for at in range(MEMBERS)]
    with pytest.raises(OverflowError):
        deque((remembered.of(program.tables["t"], keys, spend) for keys in some), 0)
    assert work.gone
