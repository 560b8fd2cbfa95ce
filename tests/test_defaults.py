"""Parameters of profiles that have a default: typed, shown and proven like what an indicator gives."""

from __future__ import annotations

from fractions import Fraction

import pytest
from format_laws import formatted

from iku_dsl.checking.check import Checked, check_files
from iku_dsl.problem import SourceFile
from iku_engine.testing.testing import run_tests

PROFILE = """\
dimensi wilayah
  barat, timur

profil p
  parameter {parameter}
  naik = {rule}

sumber s per tahun
  kolom x angka 0..100

indikator i
  satuan angka 0..100
  arah naik
  target 2025 = 80
  rumus s.x
  capaian p{given}

uji "u" untuk i pada 2025
  diberi s: x
    40
  harap capaian = {achieved}
"""


def written(parameter: str, rule: str, given: str = "", achieved: str = "50%") -> Checked:
    text = PROFILE.format(parameter=parameter, rule=rule, given=given, achieved=achieved)
    return check_files([SourceFile("a.iku", text)])


@pytest.mark.parametrize(
    ("parameter", "rule", "given", "achieved"),
    [
        ("penuh ya/tidak = tidak", "jika penuh maka 120% selain itu realisasi / target", "", "50%"),
        ("penuh ya/tidak = yes", "jika penuh maka 120% selain itu realisasi / target", "", "120%"),
        ("penuh ya/tidak = tidak", "jika penuh maka 120% selain itu realisasi / target", " dengan penuh = ya", "120%"),
        ('atas persen 0%..200% = 120% "Batas"', "minimum(atas, realisasi / target * 4)", "", "120%"),
        ("kali angka = 1/2", "realisasi / target * kali", "", "25%"),
        ("kali angka -5..5 = -2", "realisasi / target * kali", "", "-100%"),
        ("tambah angka jam = 90 menit", "realisasi / target * tambah / 1 jam", "", "75%"),
        ("cara pilihan kasar, halus = halus", "jika cara = kasar maka 0% selain itu 10%", "", "10%"),
        ("cara pilihan kasar, halus = halus", "jika cara = kasar maka 0% selain itu 10%", " dengan cara = kasar", "0%"),
        ("di wilayah = timur", "jika di = barat maka 0% selain itu 10%", "", "10%"),
        ("sejak tanggal = 2025-06-01", "jika sejak > 2025-01-01 maka 30% selain itu 10%", "", "30%"),
    ],
)
def test_what_is_not_given_is_the_default(parameter: str, rule: str, given: str, achieved: str) -> None:
    checked = written(parameter, rule, given, achieved)
    assert not checked.problems
    (outcome,) = run_tests(checked.program).results
    assert outcome.passed, outcome


@pytest.mark.parametrize(
    ("parameter", "rule", "problem"),
    [
        ("a ya/tidak = 1", "jika a maka 0% selain itu 1%", "type-mismatch"),
        ("a angka = ya", "a", "type-mismatch"),
        ("a tanggal = 5", "jika a > 2025-01-01 maka 0% selain itu 1%", "type-mismatch"),
        ("a bilangan = 1.5", "a", "type-mismatch"),
        ("a pilihan b, c = d", "jika a = b maka 0% selain itu 1%", "unknown-name"),
        ("a wilayah = utara", "jika a = barat maka 0% selain itu 1%", "unknown-name"),
        ("a angka 0..1 = 2", "a", "range-exceeds"),
        ("a persen = 120", "a", "unit-mismatch"),
        ("a angka = 3 jam", "a", "unit-mismatch"),
        ("a angka = 1 boleh kosong", "a", "unexpected-text"),
    ],
)
def test_a_default_is_typed(parameter: str, rule: str, problem: str) -> None:
    found = written(parameter, rule).problems
    assert [one.id for one in found] == [problem]


@pytest.mark.parametrize(
    ("parameter", "rule", "given"),
    [
        ("a ya/tidak = tidak", "jika a maka 0% selain itu 1%", " dengan a = 5"),
        ("a angka = 1", "a", ' dengan a = "satu"'),
    ],
)
def test_what_is_given_is_of_the_parameter_s_kind(parameter: str, rule: str, given: str) -> None:
    assert [one.id for one in written(parameter, rule, given).problems] == ["type-mismatch"]


def test_a_proof_knows_the_default() -> None:
    rule = "realisasi / bagi"
    assert [one.id for one in written("bagi angka = 0", rule).problems] == ["may-divide-by-zero"]
    assert not written("bagi angka = 80", rule).problems


def test_it_stands_among_the_arguments() -> None:
    (indicator,) = written("kali angka = 1/2", "realisasi / target * kali").program.indicators["i"]
    assert indicator.achievement is not None
    assert indicator.achievement.arguments["kali"].value == Fraction(1, 2)  # type: ignore[union-attr]


def test_it_is_written_in_one_form() -> None:
    text = 'profil p\n  parameter a   ya/tidak=yes "Boleh"\n  parameter b angka 0..1 = -1/2 digit 3\n  naik = b\n'
    tidy = 'profil p\n  parameter a ya/tidak = ya "Boleh"\n  parameter b angka 0..1 = -1/2 digit 3\n  naik = b\n'
    assert formatted(text) == tidy
