"""Rows that a test gives and an import would refuse: `check` says so, unless the test expects it, which then holds."""

from __future__ import annotations

import pytest
from tested_specs import program_of

from iku_dsl.budgets import BUDGETS
from iku_dsl.checking.check import Checked, check_files
from iku_dsl.problem import SourceFile
from iku_dsl.records import replace
from iku_engine.testing import testing
from iku_engine.testing.mutate import mutate
from iku_engine.testing.testing import run_tests
from iku_engine.wording import say_it

SPEC = """
dimensi mutu
  baik "Baik Sekali"
  buruk
dimensi daerah kunci kode
  atribut pulau teks
tabel maks dari mutu
  baik 100
  buruk 40
sumber air per tahun, daerah, mutu daftar
  kolom indeks angka 0..100 digit 2
  kolom orang bilangan orang 0..1_000 boleh kosong
  kolom bagian persen 0%..100% boleh kosong
  kolom lama angka jam 0..24 boleh kosong
  kolom poin angka 0..maks[mutu] boleh kosong
  kolom kendali pilihan rendah, tinggi boleh kosong
  kolom diuji ya/tidak boleh kosong
  kolom diambil tanggal boleh kosong
  kolom induk daerah boleh kosong
  hitung sisa = 1_000 orang - orang
  syarat indeks >= 10 atau kendali = rendah
  syarat sisa >= 100 orang
  syarat bukan (diuji dan diambil < 2025-02-01)
indikator eka per daerah, mutu
  satuan angka 0..100
  arah naik
  rumus air.indeks
indikator semua
  satuan angka 0..100
  arah naik
  rumus rerata air.indeks
"""
REFUSED = {
    "indeks": ["101", "-1", "100.5", "100 / 3", "20.125", "x", '"x"', "2025-01-02", "2025-03", "3 jam", "tidak berlaku"],
    "indeks, kendali": ["5, tinggi", "20, sedang", "20, 3"],
    "indeks, orang": ["20, 7 / 2", "20, 901", "20, 1_001", "20, 3 jam", "20, 50%"],
    "indeks, bagian": ["20, 75", "20, 3 / 2", "20, 3 jam", "20, 101%"],
    "indeks, lama": ["20, 25", "20, 25:00:00", "20, 3 orang", "20, 1_500 menit"],
    "indeks, diuji": ["20, sudah", "20, 1"],
    "indeks, diambil": ["20, 2025", "20, 2025-03", "20, besok"],
    "indeks, diuji, diambil": ["20, ya, 2025-01-31"],
    "poin, indeks": ["100.5, 20"],
}  # fmt: skip
TAKEN = {
    "indeks": ["5", "100", "10", "1_0", "99 / 4", '"20"', "50"],
    "indeks, kendali": ["5, rendah", "5, kosong"],
    "indeks, orang": ["20, 900", "20, 8 / 2", "20, 900 orang", "20, kosong"],
    "indeks, bagian": ["20, 3/4", "20, 0.75", "20, 75%", "20, 0"],
    "indeks, lama": ["20, 1:30:00", "20, 90 menit", "20, 1/3 jam", "20, 3/2", "20, 24 jam", "20, tidak berlaku"],
    "indeks, diuji": ["20, ya", "20, tidak", "20, yes"],
    "indeks, diambil": ["20, 2025-01-31", '20, "31-01-2025"'],
    "indeks, diuji, diambil": ["20, ya, 2025-02-01", "20, tidak, 2025-01-31", "20, kosong, 2025-01-31"],
    "indeks, induk": ['20, "siapa saja"', "20, dia"],
    "poin, indeks": ["100, 20"],
}  # fmt: skip
REFUSED_PAIRS = [(columns, row) for columns, rows in REFUSED.items() for row in rows]
TAKEN_PAIRS = [(columns, row) for columns, rows in TAKEN.items() for row in rows]


def checked(columns: str, rows: str, expected: str, spec: str = SPEC) -> Checked:
    """A spec with a test that gives rows of `air`, each with its keys, and expects something in each line."""
    lines = "".join(f"    {row}\n" for row in rows.splitlines())
    lines += "".join(f"  harap {one}\n" for one in expected.splitlines())
    test = f'uji "u" untuk eka pada 2025\n  diberi air: daerah, mutu, {columns}\n{lines}'
    return check_files([SourceFile("spec.iku", spec + test)])


def result(columns: str, rows: str, expected: str, spec: str = SPEC) -> testing.TestResult:
    found = checked(columns, rows, expected, spec)
    assert found.errors == ()
    (one,) = run_tests(found.program).results
    return one


def found_in(one: testing.TestResult) -> list[str]:
    return [say_it(failure.found, "en") for failure in one.failures]


# ---- what the test refuses, the check refuses


@pytest.mark.few(
    "indeks-101",
    "indeks-x",
    "indeks-3 jam",
    "indeks, kendali-5, tinggi",
    "indeks, orang-20, 901",
    "indeks, bagian-20, 3 jam",
    "indeks, lama-20, 25:00:00",
    "indeks, diuji-20, 1",
    "indeks, diambil-20, besok",
    "indeks, diuji, diambil-20, ya, 2025-01-31",
    "poin, indeks-100.5, 20",
)
@pytest.mark.parametrize(("columns", "row"), REFUSED_PAIRS)
def test_check_refuses_a_row_once_unless_the_test_expects_it(columns: str, row: str) -> None:
    (problem,) = checked(columns, f"p1, baik, {row}", "eka[p1, baik] = kosong").errors
    assert (problem.span.line, problem.span.file) == (SPEC.count("\n") + 3, "spec.iku")
    assert result(columns, f"p1, baik, {row}", "ditolak").passed
    assert result(columns, f"p1, baik, {row}", "ditolak[p1, baik]").passed


@pytest.mark.few(
    "indeks-100",
    "indeks-99 / 4",
    "indeks, kendali-5, kosong",
    "indeks, orang-20, 900 orang",
    "indeks, bagian-20, 75%",
    "indeks, lama-20, 1:30:00",
    "indeks, lama-20, 1/3 jam",
    "indeks, diuji-20, yes",
    'indeks, diambil-20, "31-01-2025"',
    'indeks, induk-20, "siapa saja"',
    "poin, indeks-100, 20",
)
@pytest.mark.parametrize(("columns", "row"), TAKEN_PAIRS)
def test_a_row_that_is_taken_is_not_refused(columns: str, row: str) -> None:
    for expected, said in (("ditolak", "every row is taken in"), ("ditolak[p1, baik]", "the row is taken in")):
        assert found_in(result(columns, f"p1, baik, {row}", expected)) == [said]


@pytest.mark.parametrize(
    "row", ["p1, bagus, 20", "p1, kosong, 20", "kosong, baik, 20", "p1, tidak berlaku, 20", '"", baik, 20']
)
def test_a_row_needs_members(row: str) -> None:
    (problem,) = checked("indeks", row, "semua = kosong").errors
    assert problem.id in ("unknown-name", "type-mismatch")


@pytest.mark.parametrize("member", ["baik", "Baik", '"baik  sekali"', '"BURUK"'])
def test_a_member_that_is_listed_may_be_named_as_in_files(member: str) -> None:
    assert result("indeks", f"p1, {member}, 20", "semua = 20").passed


def test_a_rule_of_a_member_that_is_named_by_its_title_is_left_to_the_test() -> None:
    spec = SPEC.replace("  syarat sisa", "  syarat mutu = baik\n  syarat sisa")
    assert result("indeks, poin", 'p1, "Baik sekali", 20, 100', "semua = 20", spec).passed
    (problem,) = checked("indeks", "p1, buruk, 20", "semua = 20", spec).errors
    assert problem.id == "row-refused"


def test_an_end_that_a_table_gives() -> None:
    (problem,) = checked("indeks, poin", "p1, buruk, 20, 41", "semua = 20").errors
    assert problem.id == "row-refused"
    assert result("indeks, poin", "p1, buruk, 20, 41", "ditolak").passed
    assert result("indeks, poin", "p1, buruk, 20, 40", "semua = 20").passed


def test_members_that_a_dimension_gives() -> None:
    spec = SPEC.replace("atribut pulau teks", "atribut luas angka 0..10")
    test = 'uji "u" untuk semua pada 2025\n  diberi daerah: kode, luas\n    p1, {luas}\n  harap {expected}\n'
    (problem,) = check_files([SourceFile("s.iku", spec + test.format(luas=11, expected="semua = kosong"))]).errors
    assert problem.id == "range-exceeds"
    (one,) = run_tests(program_of(spec + test.format(luas=11, expected="ditolak[p1]"))).results
    assert one.passed


def test_a_rule_that_reads_elsewhere_is_left_to_the_test() -> None:
    spec = SPEC.replace("  syarat sisa", "  syarat orang >= air.orang[tahun lalu]\n  syarat sisa")
    test = (
        'uji "u" untuk semua pada 2025\n  diberi air: tahun, daerah, mutu, indeks, orang\n    2024, p1, baik, 20, 9\n'
    )
    test += "    2025, p1, baik, 20, 8\n  harap {}\n"
    (one,) = run_tests(program_of(spec + test.format("semua = 20"))).results
    assert "breaks a requirement: orang >= air.orang[tahun lalu]" in say_it(one.problem[0], "en")
    (one,) = run_tests(program_of(spec + test.format("ditolak"))).results
    assert one.passed


def test_rules_are_decided_as_far_as_there_are_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "\n".join(f"p{n}, baik, 20, 950" for n in range(20))
    assert len(checked("indeks, orang", rows, "semua = 20").errors) == 20
    monkeypatch.setitem(BUDGETS, "rows-decided", replace(BUDGETS["rows-decided"], most=100))
    assert 0 < len(checked("indeks, orang", rows, "semua = 20").errors) < 20


def test_a_circle_of_columns_is_told_once() -> None:
    spec = SPEC.replace("hitung sisa = 1_000 orang - orang", "hitung sisa = lain\n  hitung lain = sisa")
    assert {problem.id for problem in checked("indeks", "p1, baik, 20", "semua = 20", spec).errors} == {"cycle"}


# ---- what is left, and what is expected


def test_what_is_left_is_evaluated() -> None:
    rows = "p1, baik, 101\np2, baik, 30\np3, baik, 50"
    expected = 'ditolak["p1", baik]\nsemua = 40\neka[p2, baik] = 30'
    assert result("indeks", rows, expected).passed
    missing = result("indeks", rows, "ditolak[p1, baik]\neka[p1, baik] = 101")
    assert found_in(missing) == ["“p1” is no member of “daerah”; its members in this test: p2, p3"]


def test_each_row_that_is_expected_must_be_refused() -> None:
    rows = "p1, baik, 101\np2, baik, 30"
    assert found_in(result("indeks", rows, "ditolak[p1, baik]\nditolak[p2, baik]")) == ["the row is taken in"]
    assert result("indeks", rows, "ditolak\nsemua = 30").passed


def test_a_row_that_is_not_expected_is_still_a_problem() -> None:
    (problem,) = checked("indeks", "p1, baik, 101\np2, baik, -1", "ditolak[p1, baik]").errors
    assert problem.id == "range-exceeds"
    one = result("indeks", 'p1, baik, 101\np2, baik, "101"', "ditolak[p1, baik]")
    assert "101 lies outside" in say_it(one.problem[0], "en")


def test_a_cell_without_content_is_refused_where_refusals_are_expected() -> None:
    assert result("indeks", "p1, baik, kosong", "ditolak[p1, baik]").passed
    assert result("indeks", "p1, baik, kosong", "eka[p1, baik] = kosong").passed
    assert found_in(result("orang", "p1, baik, kosong", "ditolak")) == [
        "every row is taken in"
    ]  # a column left out is no cell


def test_a_row_that_is_not_given_cannot_be_refused() -> None:
    (problem,) = checked("indeks", "p1, baik, 101", "ditolak[p2, baik]").errors
    assert problem.id == "row-refused"
    (problem,) = checked("indeks", "", "ditolak").errors
    assert problem.id == "row-refused"
    (problem,) = checked("indekss", "p1, baik, 101", "ditolak[p2, baik]").errors
    assert problem.id == "unknown-name"


def test_a_let_may_still_be_called_so() -> None:
    spec = SPEC.replace("  rumus air.indeks", "  hitung ditolak = air.indeks + 1\n  rumus ditolak - 1")
    assert result("indeks", "p1, baik, 20", "ditolak[p1, baik] = 21\neka.ditolak[p1, baik] = 21", spec).passed


def test_a_mutant_that_only_a_refusal_shows_is_caught() -> None:
    text = SPEC + 'uji "u" untuk semua pada 2025\n  diberi air: daerah, mutu, indeks, poin, orang\n'
    text += "    p1, buruk, 20, 40.5, 0\n    p2, baik, 20, 1, 900\n    p3, baik, 20, 1, 901\n  harap semua = 20\n"
    refusals = "  harap ditolak[p1, buruk]\n  harap ditolak[p3, baik]\n"
    caught = {say_it(one.text, "en"): one.verdict for one in mutate([SourceFile("s.iku", text + refusals)]).results}
    assert caught["40 becomes 41"] == "test"
    assert caught["1_000 orang becomes 1001 orang"] == "test"


GIVEN_TOGETHER = """
dimension region key code
source s per year, region register
  column a integer 0..10
  column b integer 0..10
  require {rule}
indicator out
  unit number
  direction none
  formula sum s.b
test "together" for out at 2025
  given s: region, a, b
    A, 9, {first}
    B, 9, 4
  expect {expected}
"""


@pytest.mark.parametrize(
    ("rule", "first", "expected", "passes"),
    [
        ("sum s.b over region <= 10", 5, "value = 9", True),
        ("sum s.b over region <= 10", 7, "value = 11", False),
        ("sum s.b over region <= 10", 7, 'refused["A"]', False),  # an import keeps both out
        ("sum s.b over region <= 10", 7, "refused", True),
        ("b + sum s.b over region <= 17", 7, 'refused["A"]', True),
        ("b + sum s.b over region <= 17", 7, 'refused["B"]', False),
        ("3 * a >= sum s.b over region", 7, "value = 11", True),
    ],
)
def test_given_rows_are_held_against_rules_over_sets_of_them(
    rule: str, first: int, expected: str, passes: bool
) -> None:
    """They were asked beside no row, and so kept such a rule."""
    found = check_files([SourceFile("s.iku", GIVEN_TOGETHER.format(rule=rule, first=first, expected=expected))])
    assert not found.errors, found.errors
    (result,) = run_tests(found.program).results
    assert result.passed == passes
