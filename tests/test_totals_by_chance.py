"""Quantities that are called like totals: they count, and are told, where nothing but small figures says that they are sums."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from test_ledger import Ministry

from iku_dsl.period import Period
from iku_engine.binding import find
from iku_engine.bound import Binding
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.importing.importing import import_file
from iku_engine.staging.report import ImportReport
from iku_engine.words.labels import names_what_is_counted

SPEC = """
dimensi ind kunci nama

sumber capaian per tahun, ind register
  kolom n bilangan 0..
  kolom m bilangan 0.. boleh kosong

indikator jumlah_n
  satuan bilangan
  arah naik
  rumus jumlah capaian.n
"""
Row = tuple[str, int, int | str]
THINGS = (
    "pendamping",
    "penduduk",
    "KK",
    "LKS terakreditasi",
    "Anak Terlantar",
    "tagana",
    "Guru",
    "desa",
    "sentra",
    "Penyuluh",
    "lansia",
)
OTHERS = (
    "Indeks SPBE",
    "Nilai SAKIP",
    "Opini",
    "Kader",
    "Rumah singgah",
    "Temuan",
    "Layanan",
    "Inovasi",
    "Regulasi",
    "Mitra",
    "Aduan",
)
PLACES: list[Row] = [("Aceh", 48211, 17), ("Bali", 30107, 29), ("Jambi", 91355, 41), ("Riau", 27803, 53)]


@pytest.fixture
def ministry(tmp_path: Path) -> Ministry:
    return Ministry(tmp_path, spec=SPEC, members="")


def load(ministry: Ministry, rows: list[Row], year: int = 2025) -> ImportReport:
    path = ministry.folder / f"capaian{year}.csv"
    path.write_text("tahun,ind,n,m\n" + "".join(f"{year},{name},{n},{m}\n" for name, n, m in rows), encoding="utf-8")
    return import_file(ministry.store, ministry.program, path, "capaian", user="siti")


def left_out(report: ImportReport) -> list[int]:
    return [row - 2 for one in report.not_data if one.kind == "total" for row in one.rows]


def by_chance(report: ImportReport) -> list[int]:
    return [cell.row - 2 for cell in report.doubted if cell.reason.key == "row.total-by-chance"]


def total(rows: list[Row], name: str) -> Row:
    return name, sum(row[1] for row in rows), sum(row[2] for row in rows if isinstance(row[2], int)) or ""


CHANCE: list[tuple[list[Row], list[int]]] = [  # with the rows that agree
    ([("Jumlah sentra", 13, ""), ("Jumlah pendamping", 9, ""), ("Jumlah LKS", 22, ""), ("Indeks", 4, "")], [0, 2]),
    ([("Indeks", 13, ""), ("Opini", 9, ""), ("Jumlah LKS", 22, "")], [2]),
    ([("Indeks", 13, ""), ("Opini", 9, ""), ("Jumlah Kabupaten Layak Anak", 22, "")], [2]),
    ([("Sasaran", 1250, 17), ("Jumlah Penerima", 1250, 17)], [1]),  # all of them got it
    # long amounts, which are of things that are all counted in this list
    ([("Jumlah laki-laki", 120345, 17), ("Jumlah perempuan", 119877, 29), ("Jumlah penduduk", 240222, 46)], [2]),
    # two columns in proportion say no more than one
    ([("Opini", 13, 130), ("Kader", 9, 90), ("Jumlah LKS", 22, 220)], [2]),
    # round amounts are short ones
    ([("Opini", 13_000_000, ""), ("Kader", 9_000_000, ""), ("Jumlah LKS", 22_000_000, "")], [2]),
]


@pytest.mark.parametrize(("rows", "agreeing"), CHANCE)
def test_a_quantity_that_agrees_by_chance_counts_and_is_told(
    ministry: Ministry, rows: list[Row], agreeing: list[int]
) -> None:
    report = load(ministry, rows)
    assert (left_out(report), report.accepted, report.rejected) == ([], len(rows), ())
    assert by_chance(report) == agreeing


def test_a_bound_file_tells_of_them_beside_the_result(ministry: Ministry) -> None:
    path = ministry.folder / "terikat.csv"
    rows = CHANCE[0][0]
    path.write_text("tahun,ind,n\n" + "".join(f"2025,{name},{n}\n" for name, n, _ in rows), encoding="utf-8")
    bound = [find(Binding("capaian", (str(path),)))]
    run = evaluate(ministry.store, ministry.program, specs="", periods=[Period(2025)], bound=bound)
    told = [dict(note.arguments) for note in run.notes if note.key == "bound-cell"]
    assert run.results[0].value == 48
    assert [cell["row"] for cell in told if cell["reason"].key == "row.total-by-chance"] == [2, 4]


def test_a_known_member_is_never_left_out_and_told_each_year(ministry: Ministry) -> None:
    wrong: Row = ("Jumlah Penyaluran", 1, 1)
    assert load(ministry, [*PLACES, wrong], 2024).accepted == 5
    for year in (2025, 2026):
        report = load(ministry, [*PLACES, total(PLACES, "Jumlah Penyaluran")], year)
        assert (left_out(report), report.accepted, by_chance(report)) == ([], 5, [4])


TRUE: list[tuple[list[Row], list[int]]] = [
    ([*PLACES, total(PLACES, "Jumlah")], [4]),
    ([*PLACES, total(PLACES, "Jumlah Seluruh Provinsi")], [4]),
    ([*PLACES, total(PLACES, "Jumlah Penyaluran")], [4]),
    ([total(PLACES, "Jumlah Penyaluran"), *PLACES], [0]),
    (
        [*PLACES[:2], total(PLACES[:2], "Jumlah Sumatera"), *PLACES[2:], total(PLACES[2:], "Jumlah Luar Sumatera")],
        [2, 5],
    ),
    # small ones, which the total of all leaves out
    (
        [
            ("A", 5, ""),
            ("B", 6, ""),
            ("Jumlah Jawa", 11, ""),
            ("C", 9, ""),
            ("D", 7, ""),
            ("Jumlah Luar Jawa", 16, ""),
            ("Jumlah", 27, ""),
        ],
        [2, 5, 6],
    ),
]


@pytest.mark.parametrize(("rows", "totals"), TRUE)
def test_a_total_beyond_doubt_is_left_out_without_a_word(
    ministry: Ministry, rows: list[Row], totals: list[int]
) -> None:
    report = load(ministry, rows)
    assert (left_out(report), report.doubted, report.rejected) == (totals, (), ())


def test_no_list_of_quantities_loses_a_row(tmp_path: Path) -> None:
    random, told = Random(11), 0
    names = [*(f"Jumlah {one}" for one in THINGS), *OTHERS]
    for number in range(30):
        some = random.sample(names, random.randint(2, 12))
        top = random.choice((10, 40, 200))
        rows: list[Row] = [(name, random.randrange(1, top), "") for name in some]
        (tmp_path / str(number)).mkdir()
        report = load(Ministry(tmp_path / str(number), spec=SPEC, members=""), rows)
        assert (left_out(report), report.accepted, report.rejected) == ([], len(rows), ()), rows
        told += bool(by_chance(report))
    assert told  # some of them agree


LABELS = {
    False: ("Jumlah", "Total I", "Jumlah A", "Jumlah (A+B)", "Jumlah I+II", "Jumlah Seluruh Provinsi", "Subtotal Jawa", "Nasional",
            "Seluruh program", "Jumlah bulan ini", "Total 2024", "Rata-rata Nasional"),
    True: ("Jumlah Pendamping", "Jumlah Provinsi", "Jumlah seluruh pendamping", "Total Kader", "Rata-rata lama sekolah", "Gabungan Tani"),
}  # fmt: skip


@pytest.mark.parametrize("counted", LABELS)
def test_a_label_says_whether_it_may_name_a_quantity(counted: bool) -> None:
    assert [label for label in LABELS[counted] if names_what_is_counted(label) != counted] == []
