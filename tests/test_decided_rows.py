"""What `check` decides of a row by the rules of its source is what the test does with it: over random rules and rows."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from counted_calls import calls

from iku_dsl.checking.check import check_files, check_parsed
from iku_dsl.parsing.parse import parse
from iku_dsl.problem import SourceFile
from iku_engine.testing.testing import run_tests

SPEC = """
dimensi mutu
  baik, buruk
tabel maks dari mutu
  baik 100
  buruk 40
sumber air per tahun, mutu daftar
  kolom a angka 0..100 boleh kosong
  kolom b angka -10..10 boleh kosong
  kolom k pilihan rendah, tinggi boleh kosong
  kolom t ya/tidak boleh kosong
  kolom d tanggal boleh kosong
  hitung c = {derived}
  syarat {rule}
indikator rata
  satuan angka
  arah naik
  rumus rerata air.a
uji "u" untuk rata pada 2025
  diberi air: mutu, a, b, k, t, d
    {row}
  harap {expected}
"""
DERIVED = ("a + b", "a * b", "minimum(a, b)", "a - 3", "jika t maka a selain itu b")
CELLS = (
    ("baik", "buruk"),
    ("kosong", "tidak berlaku", "0", "10", "50", "1/4", "100"),
    ("kosong", "tidak berlaku", "-10", "0", "3", "1/2"),
    ("kosong", "tidak berlaku", "rendah", "tinggi"),
    ("kosong", "tidak berlaku", "ya", "tidak"),
    ("kosong", "tidak berlaku", "2025-01-31", "2025-02-01"),
)
LEAVES = ("a", "b", "c", "maks[mutu]", "7", "-3", "(jika t maka a selain itu b)")
FACTS = (
    "t",
    "k = rendah",
    "k != tinggi",
    "d < 2025-02-01",
    "d = 2025-01-31",
    "mutu = baik",
    "a = kosong",
    "k != kosong",
)


def number(random: Random, depth: int) -> str:
    if not depth:
        return random.choice(LEAVES)
    left, right = number(random, depth - 1), number(random, depth - 1)
    form = random.choice(("({} + {})", "({} - {})", "({} * {})", "({} / {})", "rerata({}, {})", "maksimum({}, {})"))
    return form.format(left, right)


def rule(random: Random, depth: int) -> str:
    if not depth:
        compared = f"{number(random, 1)} {random.choice(('<', '<=', '>', '>=', '=', '!='))} {number(random, 1)}"
        return random.choice((compared, random.choice(FACTS)))
    form = random.choice(("({} dan {})", "({} atau {})", "bukan ({})"))
    return form.format(rule(random, depth - 1), rule(random, depth - 1))


@pytest.mark.few("0")
@pytest.mark.parametrize("seed", range(4))
def test_what_is_told_of_a_row_is_what_becomes_of_it(seed: int) -> None:
    random, refused, told, lacking = Random(seed), 0, 0, Counter[bool]()
    for _ in range(100):
        row = ", ".join(random.choice(cells) for cells in CELLS)
        text = SPEC.format(derived=random.choice(DERIVED), rule=rule(random, 2), row=row, expected="{expected}")
        found = check_files([SourceFile("s.iku", text.format(expected="ditolak"))])
        if found.errors:
            continue  # the rule always or never holds
        problems = check_files([SourceFile("s.iku", text.format(expected="nilai = kosong"))]).errors
        (result,) = run_tests(found.program).results
        assert {problem.id for problem in problems} <= {"row-refused"}, text
        assert result.passed or not problems, text
        refused, told = refused + result.passed, told + bool(problems)
        lacking[bool(problems)] += result.passed and "tidak berlaku" in row
    assert refused > 20
    assert lacking[True] > 8 * lacking[False]  # of rows in which something does not apply, too
    assert told >= 0.9 * refused  # what is left divides by zero, or is missing within a range that decides


# ---- what is asked of a row does not grow with what else there is


def of_rows(count: int, columns: int = 1, members: int = 1, refused: int = 0) -> str:
    """A source with so many columns and members, and a test with so many rows, which expects so many others to be refused."""
    listed = ", ".join(f"m{n}" for n in range(members))
    head = f"dimensi d kunci k\ndimensi m\n  {listed}\nsumber s per tahun, d, m daftar\n  kolom x angka 0..10\n"
    head += "".join(f"  kolom c{n} angka 0..10 boleh kosong\n" for n in range(columns))
    rows = "".join(f"    d{n}, M{members - 1}, 1\n" for n in range(count))
    expected = "".join(f'  harap ditolak["e{n}", m0]\n' for n in range(refused)) or "  harap nilai = 1\n"
    indicator = "indikator i\n  satuan angka 0..10\n  arah naik\n  rumus rerata s.x\n"
    return f'{head}{indicator}uji "u" untuk i pada 2025\n  diberi s: d, m, x\n{rows}{expected}'


@pytest.mark.parametrize("list_of", ["columns", "members", "refused"])
def test_rows_are_not_held_against_everything(list_of: str) -> None:
    def asked(count: int, size: int) -> int:
        (parsed,) = [parse(SourceFile("s.iku", of_rows(count, **{list_of: size})))]
        return calls(lambda: check_parsed([parsed]))

    asked(10, 10)  # what is made once
    few, many = asked(10, 160) - asked(10, 10), asked(90, 160) - asked(90, 10)
    assert many - few < 2_000, "for eighty rows more not 150 times as much"
