"""What a test has given: which periods count as loaded, and values of indicators by period and key."""

from __future__ import annotations

import pytest

from iku_dsl.check import check_files
from iku_dsl.program import Program
from iku_dsl.source import SourceFile
from iku_engine.testing import run_tests

MONTHLY = """
dimensi kab kunci kode
sumber kasus per bulan, kab
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


def program_of(text: str) -> Program:
    checked = check_files([SourceFile("spec.iku", text)])
    assert checked.errors == (), checked.errors
    return checked.program


def holds(spec: str, test: str) -> None:
    """A test of a spec holds as it is written."""
    (result,) = run_tests(program_of(spec + test)).results
    assert result.passed, [failure.found for failure in result.failures] or result.problem


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
        "rumus banyaknya kasus", "konsolidasi jumlah lengkap\n  rumus banyaknya kasus"
    )
    holds(per_part, at)
