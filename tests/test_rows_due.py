"""A sum over the rows that are due, or the periods, lies where the proofs say, also where fewer of them are due than there could be."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hostile import check
from random_facts import Facts, loaded
from soundness import witnesses_hold

from iku_dsl.bounds.atoms import ranges_of
from iku_dsl.bounds.ranges import range_of
from iku_dsl.bounds.visit import guarded
from iku_dsl.interval import Interval
from iku_dsl.period import Grain, Period
from iku_engine.evaluating.evaluate import all_of

SPEC = """
dimensi unsur
  a
  b
  c

dimensi wilayah
  x
  y

dimensi unit kunci kode
  atribut aktif ya/tidak

sumber s per tahun, unsur, wilayah
  kolom n angka 1..10

sumber kosong_sebagian per triwulan, wilayah
  kolom n angka 1..10 boleh kosong konsolidasi jumlah

sumber penuh per triwulan, wilayah
  kolom n angka 1..10 konsolidasi jumlah

sumber semua per triwulan, unit lengkap
  kolom n angka 1..10 konsolidasi jumlah

sumber aktif_saja per triwulan, unit lengkap atas (unit yang aktif)
  kolom n angka 1..10 konsolidasi jumlah

sumber terganti per triwulan, wilayah
  kolom n angka 5..10
  hitung d = n * 1 konsolidasi jumlah bila kosong 3
  hitung m = n * 1 konsolidasi jumlah sebagian karena "uji"
  kolom lebih angka 5..100 konsolidasi jumlah sebagian karena "uji"
  kolom kurang angka 5..10 konsolidasi jumlah
  hitung ganda = kurang * 2 konsolidasi jumlah sebagian karena "uji"
  syarat kurang <= lebih

sumber catatan per triwulan, wilayah daftar
  kolom n angka 5..10 konsolidasi jumlah sebagian karena "uji"

sumber dasar_unit per tahun, unit daftar
  kolom n angka 1..10

sumber dasar per tahun, wilayah daftar
  kolom n angka 1..10

sumber terpilih per triwulan, wilayah lengkap atas (wilayah yang ada dasar[tahun ini])
  kolom n angka 1..10 konsolidasi jumlah
"""
QUARTERS = [period for year in (2023, 2024) for period in Period(year).parts(Grain.QUARTER)]
FACTS = Facts(
    rows={
        **{key: [] for key in ("aktif_saja", "terpilih", "dasar", "catatan")},
        "unit": [
            ("u1", "ya", "", ""),
            ("u2", "tidak", "2024-01-01", ""),
            ("u3", "ya", "", "2023-06-30"),
            ("u4", "tidak", "2024-10-01", ""),
        ],
        "semua": [
            *((str(period), unit, "1") for period in Period(2024).parts(Grain.QUARTER) for unit in ("u1", "u2")),
            ("2024-Q4", "u4", "2"),
        ],
        "dasar_unit": [("2023", "u3", "1")],
        "s": [("2024", unsur, wilayah, "1") for unsur in "abc" for wilayah in "xy"],
        "kosong_sebagian": [
            (str(period), wilayah, "tidak berlaku" if period.index == 1 else "1")
            for period in QUARTERS
            for wilayah in "xy"
        ],
        "terganti": [
            (str(period), wilayah, "5", "5", "5") for period in QUARTERS if period.index > 1 for wilayah in "xy"
        ],
        "penuh": [(str(period), wilayah, "1") for period in QUARTERS for wilayah in "xy"],
    },
    loaded={
        **dict.fromkeys(
            ("kosong_sebagian", "penuh", "semua", "aktif_saja", "terpilih", "terganti", "catatan"), QUARTERS
        ),
        **{key: [Period(2023), Period(2024)] for key in ("s", "dasar", "dasar_unit")},
    },
    headers={"unit": ("kode", "aktif", "mulai", "akhir")},
)


@pytest.mark.parametrize(
    ("dimensions", "formula", "proven", "least"),
    [
        pytest.param("", "jumlah s.n", (6, 60), 6, id="all rows"),
        pytest.param(" per unsur", "jumlah s.n", (2, 20), 2, id="those of the entity"),
        pytest.param("", "minimum (jumlah s.n) atas unsur", (2, 20), 2, id="those of a member at hand"),
        pytest.param("", "minimum (jumlah s.n) atas s", (1, 60), 6, id="within the rows themselves"),
        pytest.param(" per wilayah", "penuh.n", (4, 40), 4, id="each quarter"),
        pytest.param(" per wilayah", "kosong_sebagian.n", (1, 40), 3, id="a quarter that does not apply"),
        pytest.param(" per wilayah", "terganti.d", (3, 40), 18, id="an amount in the place of a quarter"),
        pytest.param(" per wilayah", "terganti.m", (5, 40), 15, id="some of the quarters"),
        pytest.param(
            " per wilayah", "terganti.ganda + penuh.n", (14, 120), 34, id="some of the quarters of what needs them all"
        ),
        pytest.param(
            " per wilayah",
            "terganti.lebih + penuh.n",
            (9, 440),
            19,
            id="some of the quarters, each above another figure",
        ),
        pytest.param(" per wilayah", "catatan.n", (0, 40), 0, id="some quarters of a register, without a row"),
        pytest.param(" per unit", "semua.n[tahun lalu]", (1, 40), None, id="a member that was not valid then"),
        pytest.param(" per unit", "semua.n", (1, 40), 2, id="one that is valid in a part of the year"),
        pytest.param("", "minimum (semua.n) atas unit", (1, 40), 2, id="one of a set of those that are valid"),
        pytest.param(
            "", "minimum (semua.n) atas dasar_unit[tahun lalu]", (1, 40), None, id="one of rows of another year"
        ),
        pytest.param(" per unit", "aktif_saja.n", (1, 40), None, id="a member of whom no row is expected"),
        pytest.param(" per wilayah", "terpilih.n", (1, 40), None, id="a listed member of whom no row is expected"),
    ],
)
def test_a_sum_lies_where_it_is_proven(
    dimensions: str, formula: str, proven: tuple[int, int], least: int | None
) -> None:
    checked = check(f"{SPEC}\nindikator i{dimensions}\n  satuan angka\n  arah naik\n  rumus {formula}\n")
    assert not checked.errors
    (indicator,) = checked.program.indicators["i"]
    ranges = ranges_of(checked.program)
    found = range_of(ranges, indicator.formula, guarded(ranges, indicator))
    assert found == Interval(Fraction(proven[0]), Fraction(proven[1]))
    with loaded(checked.program, FACTS) as world, world.evaluating(checked.program) as evaluator:
        values = [result.value for result in all_of(evaluator, "i", Period(2024)) if result.value is not None]
    assert min(values, default=None) == least and all(value in found for value in values)


def test_a_counter_example_has_members_of_whom_rows_are_due() -> None:
    """Without any member nobody knows whose rows are due: their number is missing, and nothing is divided by 0."""
    checked = check(
        "dimensi objek kunci nomor\n\nsumber s per tahun, objek lengkap\n  kolom n angka 0..1\n\n"
        "indikator i\n  satuan angka\n  arah naik\n  rumus 1 / banyaknya s\n\n"
        "indikator j\n  satuan angka\n  arah naik\n  rumus 1 / banyaknya (s yang n > 0)\n"
    )
    found = [(problem.id, problem.counter_example is not None) for problem in checked.problems]
    assert found == [("not-proven", False), ("may-divide-by-zero", True)]
    assert witnesses_hold(checked.program) == 1
