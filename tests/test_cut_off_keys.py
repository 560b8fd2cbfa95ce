"""Spreadsheets keep 15 digits of a number: longer keys (NIK, NIP) that were typed as numbers have lost their last ones, and wait."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from test_ledger import Ministry

from iku_dsl.period import Period
from iku_engine.importing.importing import import_file
from iku_engine.staging.report import ImportReport

SPEC = """
dimensi orang kunci nik

dimensi pegawai kunci nip
  atribut nik teks boleh kosong

sumber bantuan per tahun, orang daftar
  kolom nilai angka
  kolom petugas teks boleh kosong
"""
CUT = (1.98501012010011e17, 198501012010011000, 3.2010101018500e15)
WHOLE = (3201010101850001, 320101010185000, 12)


@pytest.fixture
def ministry(tmp_path: Path) -> Ministry:
    return Ministry(tmp_path, spec=SPEC, members="")


def load(ministry: Ministry, *rows: tuple[object, ...], into: str = "bantuan") -> ImportReport:
    book = openpyxl.Workbook()
    for row in (("nip", "nik") if into == "pegawai" else ("orang", "nilai", "petugas"), *rows):
        book.active.append(row)
    path = ministry.folder / f"{into}{len(list(ministry.folder.iterdir()))}.xlsx"
    book.save(path)
    period = None if into == "pegawai" else Period(2025)
    return import_file(ministry.store, ministry.program, path, into, user="siti", period=period)


@pytest.mark.parametrize("number", CUT)
@pytest.mark.parametrize("into", ["bantuan", "pegawai"])
def test_a_number_that_lost_digits_is_neither_key_nor_text(ministry: Ministry, into: str, number: float) -> None:
    rows = [(number, "a"), ("P1", number)] if into == "pegawai" else [(number, 5, "a"), ("P1", 6, number)]
    report = load(ministry, *rows, into=into)
    assert [(one.row, one.reason.key) for one in report.rejected] == [(2, "cell.cut-off"), (3, "cell.cut-off")]


@pytest.mark.parametrize("number", WHOLE)
def test_a_number_that_has_all_its_digits_is_a_key(ministry: Ministry, number: int) -> None:
    assert load(ministry, (number, 5, number)).rejected == ()
    assert load(ministry, (str(198501012010011000), 5, "198501012010011000")).rejected == ()


@pytest.mark.parametrize("text", ["1,98501E+17", "3.20101010185E+15", "2E+16"])
def test_a_text_that_a_spreadsheet_wrote_of_such_a_number_is_none(ministry: Ministry, text: str) -> None:
    report = ministry.load("bantuan", f'tahun,orang,nilai\n2025,"{text}",5\n2025,P1,6\n')
    assert [(one.row, one.reason.key) for one in report.rejected] == [(2, "cell.cut-off")]
    assert report.accepted == 1


@pytest.mark.parametrize("text", ["0.0E+0", "0E+00", "0,00E+17"])
def test_a_text_of_zero_has_no_digits_to_lose(ministry: Ministry, text: str) -> None:
    assert load(ministry, ("P1", 5, text)).rejected == ()
