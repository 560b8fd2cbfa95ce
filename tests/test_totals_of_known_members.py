"""Totals that a list of members has: told when the list comes, and at each import of figures in which they count twice."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from test_ledger import Ministry

from iku_dsl.period import Period
from iku_engine.binding import find
from iku_engine.bound import Binding
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.importing.importing import import_file
from iku_engine.staging.report import ImportReport
from iku_engine.totals.whole_file import SAMPLE
from iku_engine.wording import say_it

SPEC = """
dimensi daerah kunci kode
  atribut nama teks

dimensi unit kunci nama

sumber capaian per tahun, daerah lengkap
  kolom n bilangan 0..

sumber bulanan per bulan, daerah register
  kolom n bilangan 0..

sumber kerja per tahun, unit register
  kolom n bilangan 0..

indikator jumlah_n
  satuan bilangan
  arah naik
  rumus jumlah capaian.n
"""
PROVINCES = [("00", "Indonesia"), ("11", "Aceh"), ("12", "Sumut"), ("13", "Sumbar"), ("14", "Riau")]
BPS = [
    ("1100", "Aceh"),
    ("1101", "Simeulue"),
    ("1102", "Singkil"),
    ("1200", "Sumut"),
    ("1201", "Nias"),
    ("1202", "Madina"),
]
FORMS = ("csv", "bound csv", "bound parquet")
Rows = list[tuple[object, ...]]


def ministry(folder: Path, members: list[tuple[str, str]]) -> Ministry:
    made = Ministry(folder, spec=SPEC, members="")
    load(made, "daerah", "kode,nama", members)
    return made


def write(folder: Path, name: str, head: str, rows: Rows) -> Path:
    path = folder / f"{name}.csv"
    path.write_text("\n".join([head, *(",".join(map(str, row)) for row in rows)]) + "\n", encoding="utf-8")
    return path


def load(made: Ministry, name: str, head: str, rows: Rows, into: str | None = None) -> ImportReport:
    return import_file(made.store, made.program, write(made.folder, name, head, rows), into or name, user="siti")


def told(made: Ministry, form: str, rows: Rows) -> dict[int, tuple[str, str]]:
    """By its row among the rows of data, from 1: what is told of a known member, and of which rows it looks like the total."""
    if form == "csv":
        found = [(cell.row - 1, cell.reason) for cell in load(made, "capaian", "tahun,daerah,n", rows).doubted]
    else:
        path = write(made.folder, "capaian", "tahun,daerah,n", rows)
        if form == "bound parquet":
            years, keys, figures = map(list, zip(*rows, strict=True))
            table = {"tahun": pa.array(years), "daerah": pa.array(keys), "n": pa.array(figures, pa.int64())}
            path = path.with_suffix(".parquet")
            pq.write_table(pa.table(table), path)
        given = [find(Binding("capaian", (str(path),)))]
        years = sorted({Period(int(str(row[0]))) for row in rows})
        notes = evaluate(made.store, made.program, specs="", periods=years, bound=given).notes
        cells = [dict(note.arguments) for note in notes if note.key == "bound-cell"]
        found = [(cell["row"] - (form == "bound csv"), cell["reason"]) for cell in cells]
    return {row: (reason.key, dict(reason.arguments)["side"].key) for row, reason in found}


def known(*sides: tuple[int, str]) -> dict[int, tuple[str, str]]:
    return {row: ("row.sum-known", f"row.{side}") for row, side in sides}


def figures(*numbers: int, members: list[tuple[str, str]] = PROVINCES, year: int = 2025) -> Rows:
    return [(year, key, n) for (key, _), n in zip(members, numbers, strict=False)]


@pytest.mark.diagonal
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("members", "rows", "wanted"),
    [
        (PROVINCES, figures(67, 11, 22, 34), known((1, "below"))),
        (PROVINCES, figures(67, 11, 22, 34)[::-1], known((4, "above"))),
        (PROVINCES, [figures(67, 11, 22, 34)[at] for at in (1, 0, 2, 3)], known((2, "others"))),
        (BPS, figures(33, 11, 22, 70, 30, 40, members=BPS), known((4, "below"), (1, "below"))),
        (
            PROVINCES,
            figures(67, 11, 22, 34, year=2024) + figures(70, 11, 22, 34, year=2025) + figures(37, 1, 2, 34, year=2026),
            known((1, "below"), (9, "below")),
        ),
        # and what is none: once in two years is chance, and zeros say nothing
        (PROVINCES, figures(67, 11, 22, 34) + figures(66, 11, 22, 34, year=2026), {}),
        (PROVINCES, figures(66, 11, 22, 34), {}),
        (PROVINCES, figures(0, 0, 0, 0), {}),
        (PROVINCES, figures(5, 5), {}),
    ],
)
def test_a_known_member_whose_figures_are_those_of_the_others_is_told(
    tmp_path: Path, form: str, members: list[tuple[str, str]], rows: Rows, wanted: dict[int, tuple[str, str]]
) -> None:
    assert told(ministry(tmp_path, members), form, rows) == wanted


def test_a_total_among_the_members_is_told_each_year_and_not_when_the_same_file_comes_again(tmp_path: Path) -> None:
    made = ministry(tmp_path, PROVINCES)
    for year in (2024, 2025):
        (cell,) = load(made, "capaian", "tahun,daerah,n", figures(67, 11, 22, 34, year=year)).doubted
        assert (cell.row, cell.column, cell.value) == (2, "daerah", "00")
        assert "a known member" in say_it(cell.reason, "en") and "3 rows below" in say_it(cell.reason, "en")
    assert load(made, "capaian", "tahun,daerah,n", figures(67, 11, 22, 34, year=2025)).doubted == ()  # accepted


@pytest.mark.parametrize("years", [(2025,), range(2000, 2026)])  # the latter are more rows than are looked at at once
def test_a_total_in_a_long_file_is_told_wherever_it_stands(tmp_path: Path, years: tuple[int, ...]) -> None:
    members = [("000", "Seluruh provinsi"), *((f"{at:03d}", f"D{at}") for at in range(1, 250))]
    made = ministry(tmp_path, members)
    parts = [7 + at * at % 101 for at in range(1, 250)]
    rows = [row for year in years for row in figures(sum(parts), *parts, members=members, year=year)]
    assert len(years) == 1 or len(rows) > SAMPLE
    assert told(made, "csv", rows) == known(*((at * 250 + 1, "below") for at in range(len(years))))


def test_a_total_of_few_months_is_told_beside_chance_in_others(tmp_path: Path) -> None:
    made = ministry(tmp_path, PROVINCES)
    rows = [(f"2025-{month:02d}", key, n) for month in range(1, 13) for key, n in (("11", 1), ("12", month), ("13", 4))]
    assert load(made, "bulanan", "bulan,daerah,n", rows).doubted == ()  # 4 is 1 + 3, in March
    for month in (1, 2):
        rows.append((f"2025-{month:02d}", "00", 5 + month))
    assert {cell.value for cell in load(made, "bulanan", "bulan,daerah,n", rows).doubted} == {"00"}


LISTS: list[tuple[str, bool]] = [
    ("Indonesia", True),
    ("INDONESIA", True),
    ("Nasional", True),
    ("Jumlah", True),
    ("Jumlah Aceh", True),
    ("J u m l a h", True),
    ("Total", True),
    ("Seluruh Kabupaten/Kota", True),
    ("Rata-rata", True),
    ("Rerata", True),
    ("Maksimum", True),
    ("Nilai Minimum", True),
    ("Gabungan Kelompok Tani Maju", False),
    ("Nasional Demokrat", False),
    ("Jumapolo", False),
    ("Minahasa", False),
    ("Maksimal Jaya", False),
]


@pytest.mark.parametrize(("name", "doubted"), LISTS)
def test_a_list_of_members_with_a_total_is_told_when_it_comes(tmp_path: Path, name: str, doubted: bool) -> None:
    made = Ministry(tmp_path, spec=SPEC, members="")
    first = load(made, "daerah", "kode,nama", [("11", "Aceh"), ("99", name)])
    assert [(cell.row, cell.column, cell.value) for cell in first.doubted] == [(3, "nama", name)] * doubted
    assert first.accepted == 2
    assert load(made, "daerah", "kode,nama", [("11", "Aceh"), ("99", name), ("12", "Sumut")]).doubted == ()  # once


@pytest.mark.parametrize(
    ("labels", "totals"),
    [
        ([("Jumlah", 30), ("Rerata", 15), ("Maksimum", 20), ("Minimum", 10)], [4, 5, 6, 7]),
        ([("Maksimum", 20), ("Minimum", 10), ("Rata-rata", 15)], [4, 5, 6]),
        ([("Nilai tertinggi", 20), ("Nilai terendah", 10)], [4, 5]),
        ([("Maksimum", 21), ("Minimum", 9)], []),
    ],
)
def test_the_extremes_below_a_table_are_no_members(
    tmp_path: Path, labels: list[tuple[str, int]], totals: list[int]
) -> None:
    made = Ministry(tmp_path, spec=SPEC, members="")
    rows: Rows = [(2025, name, n) for name, n in [("P1", 10), ("P2", 20), *labels]]
    report = load(made, "kerja", "tahun,unit,n", rows)
    assert [row for one in report.not_data if one.kind == "total" for row in one.rows] == totals
    assert (report.accepted, report.rejected) == (len(rows) - len(totals), ())
