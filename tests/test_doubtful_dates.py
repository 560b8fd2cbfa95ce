"""Dates in digits whose day may be the month are told where nothing shows which it is, and those that a spreadsheet has halved."""

from __future__ import annotations

import datetime
from pathlib import Path

import openpyxl
import pytest
from test_ledger import Ministry

from iku_dsl.period import Period
from iku_dsl.problem import Text
from iku_engine.errors import WrongUse
from iku_engine.facts.addressing import address
from iku_engine.facts.amending import correct
from iku_engine.importing.importing import import_file

SPEC = """
dimensi kasus kunci kode

sumber s per tahun, kasus daftar
  kolom tgl tanggal
  kolom nilai angka 0.. boleh kosong

indikator banyak
  satuan bilangan
  arah tanpa
  rumus banyaknya s
"""
DAY = datetime.date
CASES = [
    (["7/1/2025", "8/1/2025", "1/2/2025"], ["row.days-order"]),
    (["7/1/2025", "14/1/2025"], []),
    (["05/05/2025", "2025-03-08"], []),
    (["7 Januari 2025", "8 Januari 2025"], []),
    ([DAY(2025, 3, 8), DAY(2025, 5, 11), "14/02/2025", "30/03/2025"], ["row.days-halved"]),
    ([DAY(2025, 3, 8), DAY(2025, 5, 21), "14/02/2025"], []),
    ([DAY(2025, 3, 8), "7/1/2025", "14/02/2025"], []),
    ([DAY(2025, 3, 8), DAY(2025, 5, 11), "14/02/2025", "30/03/2025", DAY(2025, 11, 28)], ["row.days-halved"]),
    ([DAY(2025, 3, 8), "14/02/2025", "30/03/2025", DAY(2025, 11, 28)], ["row.days-halved"]),
    ([DAY(2025, 3, 8), "7/1/2025", *(f"{day}/02/2025" for day in range(14, 18))], ["row.days-halved"]),
    ([DAY(2025, 3, 8), "14/02/2025", "30/03/2025", DAY(2025, 11, 28), DAY(2025, 11, 29)], []),
    ([DAY(2025, 3, 8), DAY(2025, 5, 21)], []),
]


@pytest.fixture
def ministry(tmp_path: Path) -> Ministry:
    return Ministry(tmp_path, spec=SPEC, members="")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize(("dates", "wanted"), CASES)
def test_dates_that_may_be_others_are_told(
    ministry: Ministry, form: str, dates: list[object], wanted: list[str]
) -> None:
    path = ministry.folder / f"kasus.{form}"
    rows = [("kasus", "tgl"), *((f"K{at}", date) for at, date in enumerate(dates))]
    if form == "csv":
        path.write_text("".join(f"{key},{date}\n" for key, date in rows), encoding="utf-8")
    else:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(path)
    report = import_file(ministry.store, ministry.program, path, "s", user="siti", period=Period(2025))
    assert (report.accepted, report.rejected) == (len(dates), ())
    assert [one.reason.key for one in report.doubted] == wanted


@pytest.mark.parametrize(
    ("amounts", "wanted"),
    [
        (["1.250.000", 950, "12.500.000", 875], ["row.amounts-halved"]),
        (["1.250.000", 950, "12.500.000", None, 875.5], ["row.amounts-halved"]),
        (["1.250.000", 950, "12.500.000", 1875], []),
        (["1.250.000", 950, "125", 875], []),
        (["1.250.000", "12.500.000", 950, 875, 640, 2500000], ["row.amounts-halved"]),
        (["1.250.000", "12.500.000", 950, 875, 640, 250000], ["row.amounts-halved"]),
        (["1.250.000", "12.500.000", 950, 875, 640, "0", "0,5", "950"], ["row.amounts-halved"]),
        (["1.250.000,50", "12.500,50", 950], ["row.amounts-halved"]),
        (["1.250.000", "12.500.000", 0], []),
        ([950, 875], []),
        (["1.250.000", "2.500.000"], []),
    ],
)
def test_amounts_that_a_spreadsheet_has_halved_are_told(
    ministry: Ministry, amounts: list[object], wanted: list[str]
) -> None:
    book = openpyxl.Workbook()
    for row in [("kasus", "tgl", "nilai"), *((f"K{at}", DAY(2025, 3, 21), one) for at, one in enumerate(amounts))]:
        book.active.append(row)
    path = ministry.folder / "a.xlsx"
    book.save(path)
    report = import_file(ministry.store, ministry.program, path, "s", user="siti", period=Period(2025))
    assert [one.reason.key for one in report.doubted] == wanted


def test_a_date_that_somebody_types_is_asked_about_where_it_may_be_two(ministry: Ministry) -> None:
    """A correction took it day first without a word, and so did a what-if; an import tells of it."""
    path = ministry.folder / "kasus.csv"
    path.write_text("kasus,tgl\nK1,2025-12-31\n", encoding="utf-8")
    import_file(ministry.store, ministry.program, path, "s", period=Period(2025), user="siti")
    place = address(ministry.store, ministry.program, "s", Period(2025), ("K1",))

    def corrected(text: str) -> None:
        correct(ministry.store, ministry.program, place, {"tgl": text}, user="siti", reason="r")

    with pytest.raises(WrongUse) as error:
        corrected("03/04/2025")
    reason = dict(error.value.text.arguments)["reason"]
    assert isinstance(reason, Text) and reason.key == "cell.date-alone"
    for text in ("2025-04-03", "13/04/2025", "05/05/2025", "3 April 2025"):
        corrected(text)
