"""A monthly file whose title says that its figures are those so far is told where a year sums up its months."""

from __future__ import annotations

from pathlib import Path

import pytest
from monthly_offices import MONTHLY, Office
from test_ledger import Ministry

from iku_dsl.period import Grain, Period, read_period
from iku_engine.importing.importing import import_file
from iku_engine.ledger.verify import Verifier
from iku_engine.reading import Reading
from iku_engine.reading.mapping import Mapping
from iku_engine.remarks.cumulative_words import at_the_end, of_half_a_year, so_far

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
        ("Realisasi s.d. Bulan Ini", True),
        ("Realisasi s.d. bulan laporan", True),
        ("Realisasi s.d. akhir triwulan", True),
        ("Realisasi s/d akhir bulan Juni", True),
        ("Realisasi sampai dengan saat ini", True),
        ("Realisasi hingga sekarang", True),
        ("Realisasi s.d. tanggal 30", True),
        ("Realisasi s.d. 30/06/2025", True),
        ("Spending until this month", True),
        ("Spending through the end of June", True),
        ("Spending up to Q2", True),
        ("Year to date spending", True),
        ("Spending YTD", True),
        ("Realisasi Kumulatif", True),
        ("Akumulasi realisasi", True),
        ("Cumulative spending", True),
        ("Accumulated spending", True),
        ("Realisasi sejak awal tahun", True),
        ("Laporan realisasi Januari - Juni 2025", True),
        ("Realisasi 1 Januari 2025 s.d. 30 Juni 2025", True),
        ("Realisasi 01/01/2025 - 30/06/2025", True),
        ("Realisasi TW I - TW III", True),
        ("Realisasi 1 s.d. 28 Februari 2025", False),
        ("Realisasi 01/06/2025 s.d. 30/06/2025", False),
        ("Realisasi non-kumulatif", False),
        ("Realisasi tidak kumulatif", False),
        ("Usia 0 s.d. 5 bulan", False),
        ("Data are up to date", False),
        ("Batas pengiriman s.d. 5 Maret", False),
        ("Berlaku sampai dengan 31 Desember 2025", False),
        ("Realisasi bulan ini", False),
        ("Per bulan", False),
        *(
            (f"Realisasi {said}", True)
            for said in [
                *("s.d. TW2", "s.d. TW.II", "s.d. Tw-2", "s.d. TWII", "s.d. TW ke-2", "s/d Trw. 2", "sd. Smt1", "s. d. Q2", "S/D Kw II"),
                *("s.d. Bln Juni", "s.d.bln. Juni", "s/d bln ini", "s.d. bl. ini", "s.d. minggu ini", "s.d. thn berjalan", "s.d. Jun2025"),
                *("sampai dg Juni 2025", "sampai dgn bln Juni", "s.d. tgl 30 Juni 2025", "s.d. 30/06/25", "s/d akhir TW2", "s.d. Sem. 1"),
                *("(Kum.)", "Kum", "Akum.", "(Akm.)", "(cum.)", "YTD.", "Y-T-D", "mulai Januari", "dari bln Januari", "6 bulan pertama"),
                *("TW I+II", "TW I dan II", "TW1-TW3", "Tw.1 s.d. Tw.2", "tahun berjalan"),
                *("s.d. Juni (batas revisi)", "Januari sampai dg Juni", "01/01/25 s.d. 30/06/25", "(batas revisi 5 Juli) s.d. Juni"),
            ]
        ),
        *(
            (said, False)
            for said in [
                *("Nilai AKM", "Lulus cum laude", "Realisasi TW2", "Realisasi Q2", "Realisasi Bln Juni", "Kemenkum"),
                *("Semester I", "Realisasi 01/06/25 s.d. 30/06/25", "tgl 1 s.d. tgl 30 Juni"),
                *("SD TK", "Data Juni (dikirim s.d. 5 Juli)", "Pagu tahun berjalan", "Desa tertinggal"),
            ]
        ),
    ],
)  # fmt: skip
def test_what_says_so(text: str, wanted: bool) -> None:
    assert so_far(text) is wanted


def test_a_stretch_of_months_that_a_period_has_says_nothing() -> None:
    """A title may say what the period is: the months of a quarter."""
    assert [so_far(f"Realisasi April {to} Juni 2025", 3) for to in ("-", "s.d.", "sampai")] == [False] * 3
    assert so_far("Realisasi Januari s.d. Juni 2025", 3)
    assert not so_far("Realisasi Januari s.d. Juni 2025", 6)
    assert not so_far("Realisasi TW I - TW II", 6)
    assert so_far("Realisasi TW I - TW III", 6)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Realisasi per 30 Juni 2025", True),
        ("Posisi 30 Juni 2025", True),
        ("Spending as of June 30, 2025", True),
        ("Realisasi per 30/06/2025", True),
        ("Realisasi per 30/06/25", True),
        ("Posisi akhir Juni 2025", True),
        ("per akhir bln. Juni 2025", True),
        ("Data per Juni 2025", True),
        ("Status 30 Juni 2025", True),
        ("Realisasi per tgl 30 Juni 2025", True),
        ("Posisi akhir TW2", True),
        ("per akhir triwulan ini", True),
        ("Data per Mei 2025", False),
        ("As of June 5, 2025", False),
        ("Realisasi per bulan", False),
        ("Realisasi per 30 September 2025", False),
        ("Data per 5 Juni 2025", False),
        ("Realisasi Juni 2025", False),
    ],
)
def test_what_is_of_the_day_on_which_a_period_ends(text: str, wanted: bool) -> None:
    assert at_the_end(text, Period(2025, 2, Grain.QUARTER)) is wanted


def test_a_title_that_names_half_a_year_says_so_of_shorter_periods() -> None:
    texts = [
        "Realisasi Semester I",
        "Smt1 2025",
        "Semester I, Triwulan II",
        "Realisasi Juni (Semester 1)",
        "Semester ini",
    ]
    assert [of_half_a_year(text, 3) for text in texts] == [True, True, False, False, False]
    assert not of_half_a_year("Realisasi Semester I", 6)


@pytest.mark.parametrize(
    ("above", "heading", "wanted"),
    [
        ("Semester I,\n,\nunit,real\n", "real", [("real", 1)]),
        ("unit,Posisi 28 Februari 2025\n", "Posisi 28 Februari 2025", [("real", 1)]),
        ("unit,Realisasi s.d. TW1\n", "Realisasi s.d. TW1", [("real", 1)]),
        ("unit,Semester I,\n,real,besar\n", "Semester I real", []),
    ],
)
def test_titles_and_headings_say_so(tmp_path: Path, above: str, heading: str, wanted: list[object]) -> None:
    """Not a heading above those of shorter periods."""
    mapping = Mapping.model_validate({"columns": {"unit": "unit", heading: "real"}, "skip": "others"})
    assert _told(tmp_path, f"{above}A,10,\nB,25,\n", mapping=mapping) == wanted


@pytest.mark.parametrize(("source", "period", "wanted"), [("s", "2025-02", [("real", 1)]), ("t", "2025", [])])
def test_it_is_told_of_columns_that_are_summed(tmp_path: Path, source: str, period: str, wanted: list[object]) -> None:
    ministry = Ministry(tmp_path, spec=SPEC, members="")
    path = tmp_path / "a.csv"
    path.write_text("Realisasi Anggaran s.d. Februari 2025,\n,\nunit,real\nA,10\nB,25\n", encoding="utf-8")
    given = read_period(period)
    assert isinstance(given, Period)
    report = import_file(ministry.store, ministry.program, path, source, user="siti", period=given)
    assert [(one.column, one.row) for one in report.doubted if one.reason.key == "row.so-far"] == wanted


def _told(folder: Path, text: str, period: str = "2025-02", mapping: Mapping | None = None) -> list[tuple[str, int]]:
    ministry = Ministry(folder, spec=SPEC, members="")
    (folder / "a.csv").write_text(text, encoding="utf-8")
    given = read_period(period) if period else None
    reading = Reading(mapping=mapping)
    report = import_file(
        ministry.store, ministry.program, folder / "a.csv", "s", user="siti", period=given, reading=reading
    )
    return [(one.column, one.row) for one in report.doubted if one.reason.key == "row.so-far"]


def test_the_heading_that_a_mapping_reads_says_so_and_none_that_it_leaves_out(tmp_path: Path) -> None:
    """Reports have both columns side by side: the one of the month alone is the one that should be read."""
    text = "Unit,Bulan ini,s.d. Bulan Ini\nA,10,30\nB,25,44\n"
    for number, (heading, wanted) in enumerate([("Bulan ini", []), ("s.d. Bulan Ini", [("real", 1)])]):
        folder = tmp_path / str(number)
        folder.mkdir()
        mapping = Mapping.model_validate({"columns": {"Unit": "unit", heading: "real"}, "skip": "others"})
        assert _told(folder, text, mapping=mapping) == wanted


def test_the_headings_of_a_wide_table_say_so(tmp_path: Path) -> None:
    wide = {"into": "bulan", "value": "real", "columns": {"s.d. Januari": "2025-01", "s.d. Februari": "2025-02"}}
    mapping = Mapping.model_validate({"columns": {"Unit": "unit"}, "wide": wide})
    text = "Unit,s.d. Januari,s.d. Februari\nA,10,30\nB,25,44\n"
    assert _told(tmp_path, text, "", mapping) == [("real", 1)]


def test_a_heading_above_several_columns_says_so_of_each(tmp_path: Path) -> None:
    text = "Unit,Realisasi kumulatif,\n,Pusat,Daerah\nA,10,30\nB,25,44\n"
    mapping = Mapping.model_validate(
        {"columns": {"Unit": "unit", "Realisasi kumulatif Daerah": "real"}, "skip": "others"}
    )
    assert _told(tmp_path, text, mapping=mapping) == [("real", 1)]


def test_a_title_that_says_which_periods_are_there_is_no_sign(tmp_path: Path) -> None:
    rows = "bulan,unit,real\n2025-01,A,10\n2025-02,A,8\n"
    assert _told(tmp_path, f"Realisasi bulanan Januari s.d. Februari 2025,,\n,,\n{rows}", "") == []


def test_a_file_that_comes_again_says_so_again_and_nothing_more_stands_beside(tmp_path: Path) -> None:
    office = Office(tmp_path)
    for _ in range(2):
        report = office.load(1, [10, 25], "Realisasi kumulatif,\n,\n")
        assert [one.reason.key for one in report.doubted] == ["row.so-far"]
    assert [one.split(":")[0] for one in office.beside("2025-Q1")] == ["figures that count (s1.csv"]


def test_it_is_told_beside_what_reads_the_figures(tmp_path: Path) -> None:
    """It was told at the import alone, and who reads the result had not read that. Once for all files of one reason."""
    office = Office(tmp_path)
    for month in (1, 2, 3):
        office.load(month, [10 * month, 25 * month], "Realisasi s.d. bulan ini,\n,\n")
    (told,) = office.beside("2025-Q1")
    assert told.startswith("figures that count (s1.csv:4, s2.csv:4, s3.csv:4): the file says")
    assert "each month will count again" in told
    assert office.beside("2025-Q2") == []
    (faults,) = (Verifier(office.store).verify().faults,)
    assert faults == ()
    office.take_back(3)
    (told,) = office.beside("2025-Q1")
    assert "(s1.csv:4, s2.csv:4)" in told
    office.reopen(MONTHLY.replace('sum partial because "as far as it came"', "last"))
    assert office.beside("2025-Q1") == [], "the specs say what they are"
