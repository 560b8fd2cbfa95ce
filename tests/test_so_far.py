"""A monthly file whose title says that its figures are those so far is told where a year sums up its months."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_ledger import Ministry

from iku_dsl.period import Period, read_period
from iku_engine.facts.importing import import_file
from iku_engine.facts.so_far import so_far

SPEC = """
dimensi unit kunci kode

sumber s per bulan, unit daftar
  kolom real angka 0.. konsolidasi jumlah
  kolom stok angka 0.. boleh kosong konsolidasi terakhir

sumber t per tahun, unit daftar
  kolom real angka 0..

indikator banyak
  satuan bilangan
  arah tanpa
  rumus banyaknya t
"""


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Realisasi Anggaran s.d. Februari 2025", True),
        ("Realisasi s/d Maret", True),
        ("Realisasi sd bulan Juni 2025", True),
        ("Capaian sampai dengan Triwulan II 2025", True),
        ("Realisasi Januari s.d. Maret 2025", True),
        ("Keadaan sampai dengan tanggal 28 Februari 2025", True),
        ("1 Februari s.d. 28 Februari 2025", False),
        ("Siswa SD Negeri 1", False),
        ("Realisasi Februari 2025", False),
        ("Pendidikan s.d. SMA", False),
    ],
)
def test_what_says_so(text: str, wanted: bool) -> None:
    assert so_far(text) is wanted


@pytest.mark.parametrize(("source", "period", "wanted"), [("s", "2025-02", [("real", 1)]), ("t", "2025", [])])
def test_it_is_told_of_columns_that_are_summed(tmp_path: Path, source: str, period: str, wanted: list[object]) -> None:
    ministry = Ministry(tmp_path, spec=SPEC, members="")
    path = tmp_path / "a.csv"
    path.write_text("Realisasi Anggaran s.d. Februari 2025,\n,\nunit,real\nA,10\nB,25\n", encoding="utf-8")
    given = read_period(period)
    assert isinstance(given, Period)
    report = import_file(ministry.store, ministry.program, path, source, user="siti", period=given)
    assert [(one.column, one.row) for one in report.doubted if one.reason.key == "row.so-far"] == wanted
