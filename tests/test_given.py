"""What a test has given: which periods count as loaded, and values of indicators by period and key."""

from __future__ import annotations

import re

import pytest
from format_laws import formatted
from tested_specs import holds, program_of

from iku_dsl.checking.check import check_files
from iku_dsl.problem import SourceFile
from iku_engine.testing.mutate import mutate
from iku_engine.testing.testing import run_tests
from iku_engine.wording import say_it

MONTHLY = """
dimensi kab kunci kode
sumber kasus per bulan, kab daftar
  kolom orang bilangan 0..1_000_000 konsolidasi jumlah
indikator banyak per bulan
  satuan bilangan 0..
  arah naik
  rumus banyaknya kasus
indikator setahun
  satuan bilangan 0..
  arah naik
  rumus jumlah kasus.orang
"""


def of_a_month(given: str, month: str, expected: str) -> None:
    holds(
        MONTHLY,
        f'uji "u" untuk banyak pada {month}\n  diberi kasus: bulan, kab, orang\n{given}  harap nilai = {expected}\n',
    )


# ---- which periods count as loaded


def test_a_month_that_rows_name_is_loaded_and_another_is_not() -> None:
    of_a_month("    2025-01, a, 3\n", "2025-01", "1")
    of_a_month("    2025-01, a, 3\n", "2025-02", "kosong")


def test_months_alone_are_loaded_without_rows() -> None:
    given = "    2025-01, a, 3\n    2025-03..2025-05\n    2025-07\n"
    for month, expected in {"01": "1", "02": "kosong", "03": "0", "05": "0", "06": "kosong", "07": "0"}.items():
        of_a_month(given, f"2025-{month}", expected)
    of_a_month(given, "2024-03", "kosong")


def test_rows_of_months_that_are_named_again_stay() -> None:
    of_a_month("    2025-01, a, 3\n    2024-12..2025-02\n", "2025-01", "1")


def test_nothing_at_all_is_loaded_in_every_period() -> None:
    of_a_month("", "1999-12", "0")


@pytest.mark.parametrize(
    ("row", "expected"), [("2024", "0"), ("2023..2024", "0"), ("2024, a", "1"), ("2023", "kosong")]
)
def test_a_year_alone_is_loaded_without_rows(row: str, expected: str) -> None:
    yearly = MONTHLY.replace("per bulan", "per tahun").replace(" konsolidasi jumlah", "")
    holds(
        yearly, f'uji "u" untuk banyak pada 2024\n  diberi kasus: tahun, kab\n    {row}\n  harap nilai = {expected}\n'
    )


def test_without_months_and_rows_every_part_of_the_year_is_loaded() -> None:
    at = 'uji "u" untuk setahun pada 2025\n  diberi kasus: kab, orang\n  harap nilai = 0\n'
    holds(MONTHLY, at)
    per_part = MONTHLY.replace("rumus jumlah kasus.orang", "rumus banyak").replace(
        "rumus banyaknya kasus", "konsolidasi jumlah\n  rumus banyaknya kasus"
    )
    holds(per_part, at)


# ---- values of indicators

CHANGE = """
sumber s per tahun
  kolom n angka 0..100
indikator a
  satuan angka 0..100
  arah naik
  bila s.n > 90 tidak berlaku karena "Lebih dari sembilan puluh, contoh rekaan"
  rumus s.n
indikator beda
  satuan angka -100..100
  arah naik
  rumus a - a[tahun lalu]
"""


def changes(given: str, *expected: str) -> None:
    lines = "".join(f"  {line}\n" for line in (*given.splitlines(), *(f"harap {one}" for one in expected)))
    holds(CHANGE, f'uji "u" untuk beda pada 2025\n{lines}')


def test_a_value_without_a_period_is_of_the_tests_own_alone() -> None:
    changes("diberi a: nilai\n  5", "nilai = kosong", "batas = -95 .. 5", "a.nilai = 5")
    changes("diberi a: nilai\n  5\ndiberi s: tahun, n\n  2024, 3\n  2025, 9", "nilai = 2")


def test_a_value_of_a_period_leaves_the_others_to_their_facts() -> None:
    facts = "diberi s: tahun, n\n  2024, 3\n  2025, 95"
    changes(f"diberi a: tahun, nilai\n  2024, 1\n  2025, 5\n{facts}", "nilai = 4")
    changes(f"diberi a: tahun, nilai\n  2025, 5\n{facts}", "nilai = 2")
    changes(f"diberi a: tahun, nilai\n  2024, 1\n{facts}", "nilai = tidak berlaku")
    changes("diberi a: tahun, nilai\n  2025, 3", "nilai = kosong")


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ("4 / 3", "3", "5 / 3"),
        ("1/3", "4 / 18", "-1/9"),
        ("0.5", "1_0", "9.5"),
        ("3", "tidak berlaku", "tidak berlaku"),
    ],
)
def test_a_value_is_any_number_or_a_state(before: str, now: str, expected: str) -> None:
    changes(f"diberi a: tahun, nilai\n  2024, {before}\n  2025, {now}", f"nilai = {expected}")


def test_a_missing_value_is_missing_whatever_the_facts_say() -> None:
    given = "diberi a: tahun, nilai\n  2024, kosong\n  2025, 3\ndiberi s: tahun, n\n  2024, 3"
    changes(given, "nilai = kosong", "batas = -97 .. 3")


KEYED = """
dimensi unsur
  waktu, biaya
dimensi kab kunci kode
sumber s per triwulan, kab, unsur
  kolom n persen 0%..100%
indikator q per triwulan, kab, unsur
  satuan persen 0%..100%
  arah naik
  konsolidasi rerata
  rumus s.n
indikator y per kab, unsur
  satuan persen 0%..100%
  arah naik
  rumus q
"""


def test_values_are_given_by_period_and_key() -> None:
    given = """uji "u" untuk y pada 2025
  diberi s: triwulan, kab, unsur, n
    2025-Q1, A, waktu, 10%
    2025-Q2, A, waktu, 20%
    2025-Q3, A, waktu, 30%
    2025-Q4, A, waktu, 40%
    2025-Q4, A, biaya, 40%
  diberi q: triwulan, kab, unsur, nilai
    2025-Q4, A, waktu, 2/3
    2025-Q1, B, waktu, 50%
  harap nilai["A", waktu] = 19 / 60
  harap nilai["A", biaya] = kosong
  harap nilai["B", waktu] = kosong
  harap batas["B", waktu] = 12.5% .. 87.5%
"""
    holds(KEYED, given)


def test_the_grain_may_be_said_in_english() -> None:
    text = """indicator a
  unit number 0..10
  direction higher
  formula s.n
source s per month
  column n number 0..10 consolidate average
indicator change
  unit number -10..10
  direction higher
  formula a - a[previous year]
test "t" for change at 2025
  given a: year, value
    2024, 4 / 3
    2025, missing
  expect value = missing
"""
    holds(text, "")


def test_a_mutant_that_only_a_value_of_another_year_shows_is_caught() -> None:
    test = (
        'uji "u" untuk beda pada 2025\n  diberi a: tahun, nilai\n    2024, 4 / 3\n    2025, 3\n  harap nilai = 5 / 3\n'
    )
    found = mutate([SourceFile("spec.iku", CHANGE + test)]).results
    ((verdict, by),) = {(one.verdict, one.by) for one in found if one.text.arguments and "tahun lalu" in str(one.text)}
    assert (verdict, by) == ("test", "u")


# ---- what is expected of which member


EACH = """
dimensi daerah kunci kode
dimensi unsur
  waktu, biaya
sumber air per tahun, daerah daftar
  kolom indeks angka 0..100
sumber hasil per tahun, unsur lengkap
  kolom skor angka 0..10
indikator eka per daerah
  satuan angka 0..100
  arah naik
  hitung dua = 2 * air.indeks
  rumus dua / 2
indikator mutu per unsur
  satuan angka 0..10
  arah naik
  rumus hasil.skor
indikator semua
  satuan angka 0..100
  arah naik
  rumus rerata air.indeks
"""
AIR = "  diberi air: daerah, indeks\n    p1, 40\n    p2, 60\n"


def test_an_indicator_alone_is_its_value() -> None:
    given = f'uji "u" untuk eka pada 2025\n{AIR}'
    holds(EACH, f'{given}  harap eka["p1"] = 40\n  harap eka["p2"] = 50 .. 60\n  harap dua["p1"] = 80\n')
    holds(EACH, f'{given}  harap semua = 50\n  harap mutu["waktu"] = kosong\n')
    english = "test" + given.removeprefix("uji").replace("untuk", "for").replace("pada", "at")
    holds(EACH, english.replace("diberi", "given") + "  expect eka[p1] = 40\n")


def test_a_let_called_like_an_indicator_is_the_let() -> None:
    named = EACH.replace("dua", "semua")
    holds(named, f'uji "u" untuk eka pada 2025\n{AIR}  harap semua["p1"] = 80\n  harap semua.nilai = 50\n')


def found_of(expected: str, given: str = AIR) -> str:
    (result,) = run_tests(program_of(f'{EACH}uji "u" untuk eka pada 2025\n{given}  harap {expected}\n')).results
    (failure,) = result.failures
    return say_it(failure.found, "en")


def test_who_is_no_member_is_told_with_those_that_are() -> None:
    said = found_of('eka["op1"] = 3')
    assert said == "“op1” is no member of “daerah”; its members in this test: p1, p2"
    rows = "".join(f"    p{n}, 1\n" for n in range(1, 10))
    assert found_of("nilai[op1] = 3", f"  diberi air: daerah, indeks\n{rows}").endswith("p7, p8, and 1 more")
    assert found_of("nilai[op1] = 3", "  diberi air: daerah\n").endswith("this test gives none of its members")


# ---- numbers in rows of facts


SHARES = """
sumber s per tahun
  kolom bagian persen 0%..100%
  kolom lama angka jam 0..24 digit 2
  kolom skor angka -10..10
  kolom banyak bilangan orang 0..100
indikator semua
  satuan angka
  arah naik
  rumus s.bagian * 1_000 + s.lama / 1 jam * 100 + s.skor + s.banyak / 1 orang
"""


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("75%, 0 jam, 0, 0", "750"),
        ("3 / 4, 1/3 jam, -7/2, 8 / 2 orang", "750 + 100 / 3 - 7 / 2 + 4"),
        ("0.75, 90 menit, 50%, 1_00", "1000.5"),
        ("1 / 8, 1:30:00, 1 / 8, 0 / 3", "275.125"),
    ],
)
def test_a_number_in_a_row_is_one_as_in_a_formula(row: str, expected: str) -> None:
    given = f'uji "u" untuk semua pada 2025\n  diberi s: bagian, lama, skor, banyak\n    {row}\n'
    holds(SHARES, f"{given}  harap nilai = {expected}\n")


READ_BY_ANOTHER = """
source desk per year
  column n number 0..100
scale band over 0..100
  hi >= 10
  lo < 10
indicator served
  unit number 0..100
  direction higher
  when desk.n = 7 not applicable because "seven"
  formula desk.n
  bands band
indicator other
  unit number
  direction higher
  formula if served.band = hi then 1 otherwise served
test "high" for other at 2026
  given desk: n
    10
  expect value = 1
test "guarded" for other at 2026
  given desk: n
    7
  expect value = not applicable
"""


def test_what_tests_reach_by_way_of_another_indicator_counts() -> None:
    """Only what an expectation names was looked at: no guard reached, though the trace of the result showed that it held."""
    report = run_tests(program_of(READ_BY_ANOTHER))
    assert [(one.kind, one.missed) for one in report.coverage] == [
        ("bands", ("band: lo",)),
        ("guards", ()),
        ("branches", ()),
    ]


PUT_IN = """
dimension k
  a, b
source s per year, k
  column x number 0..100 may be missing{column}
  column w number 1..100 may be missing
  let z = x + w{let}
  let q = {several}
indicator i
  unit number
  direction higher
  formula {formula}
test "t" for i at 2025
  given s: k, x, w
    a, 10, 1
    b, missing, 2
  expect value = {value}
"""


@pytest.mark.parametrize(
    ("at", "rule", "formula", "value"),
    [
        ("", "", "sum s.x when missing (1/3)", "31/3"),
        ("", "", "sum s.x when missing (1/3) / 2", "31/6"),
        ("", "", "sum s.x when missing (-1/3)", "29/3"),
        ("", "", "weighted sum s.x by s.w when missing (1/3) when not applicable (1/2)", "32/3"),
        ("column", " when missing 1/4", "sum s.x", "41/4"),
        ("column", " when missing (1/4)", "sum s.x", "41/4"),
        ("let", " when missing 1/4", "sum s.z", "45/4"),
        ("let", " when missing (1/4)", "sum s.z", "45/4"),
        ("several", " when missing 1/4", "sum s.q", "53/4"),
        ("several", " when missing (1/4)", "sum s.q", "53/4"),
    ],
)
def test_a_fraction_is_put_in(at: str, rule: str, formula: str, value: str) -> None:
    """Behind a sum it stands in brackets; at a column, a `let` and a list of values nothing can be divided, and it may stand bare."""
    text = PUT_IN.format(
        column=rule if at == "column" else "",
        let=rule if at == "let" else "",
        several="sum of x, w" + (rule if at == "several" else ""),
        formula=formula,
        value=value,
    )
    spec, test = text.split("test ", 1)
    holds(spec, "test " + test)
    assert not re.search(r"(missing|applicable) -?1/", formatted(text)), "the formatter sets the brackets"


@pytest.mark.parametrize(
    "formula",
    [
        "sum s.x when missing 1/2",
        "3 * average s.x when missing 1 / 2",
        "2 - sum s.x when missing skip when not applicable 1/2",
        "-sum s.x when missing -1/2",
    ],
)
def test_an_amount_that_is_divided_is_refused(formula: str) -> None:
    """Half of the sum was taken, with 1 put in: 5.5 for 10 and a missing one."""
    text = PUT_IN.format(column="", let="", several="sum of x, w", formula=formula, value="1")
    found = check_files([SourceFile("spec.iku", text)]).errors
    assert [one.id for one in found] == ["unexpected-text"]
    assert found[0].hint is not None and "1/2" in say_it(found[0].hint, "en")


@pytest.mark.parametrize(
    ("written", "meant"), [("Rp 1000", "1000"), ("Rp 2500000", "2500000"), ("Rp 12345", "12345"), ("Rp 1.000", "1_000")]
)
def test_the_hint_for_an_amount_in_rupiah_keeps_its_digits(written: str, meant: str) -> None:
    """For `Rp 1000` it said: write 100."""
    text = PUT_IN.format(column="", let="", several="sum of x, w", formula="sum s.x", value=written)
    (found,) = check_files([SourceFile("spec.iku", text)]).errors
    assert found.hint is not None and f"Write {meant}:" in say_it(found.hint, "en")
