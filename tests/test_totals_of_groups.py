"""Sheets in groups: each total is told, whatever the others are; and tables of chance figures are left alone."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from test_ledger import Ministry

from iku_dsl.period import Period
from iku_dsl.wording import Figure as Shown
from iku_engine.binding import find
from iku_engine.bound import Binding
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.importing.importing import import_file
from iku_engine.staging.report import ImportReport
from iku_engine.totals import whole_file as whole
from iku_engine.totals.groups import Group, groups

SPEC = """
dimensi daerah kunci kode
  atribut nama teks

dimensi kegiatan kunci kode

sumber capaian per tahun, daerah lengkap
  kolom n angka 0..
  kolom p persen 0%..100% boleh kosong

sumber kerja per tahun, kegiatan register
  kolom n angka 0..
  kolom p persen 0%..100% boleh kosong

indikator jumlah_n
  satuan bilangan
  arah naik
  rumus jumlah kerja.n
"""
Figures = list[str]


def load(folder: Path, figures: Figures, *, listed: bool) -> ImportReport:
    made = Ministry(folder, spec=SPEC, members="")
    keys = [f"K{at:03}" for at in range(len(figures))]
    if listed:
        members = folder / "daerah.csv"
        members.write_text("kode,nama\n" + "".join(f"{key},Nama {key}\n" for key in keys), encoding="utf-8")
        import_file(made.store, made.program, members, "daerah", user="siti")
    name, of = ("capaian", "daerah") if listed else ("kerja", "kegiatan")
    path = folder / f"{name}.csv"
    rows = "".join(f"2025,{key},{n},50%\n" for key, n in zip(keys, figures, strict=True))
    path.write_text(f"tahun,{of},n,p\n" + rows, encoding="utf-8")
    return import_file(made.store, made.program, path, name, user="siti")


def told(report: ImportReport) -> list[int]:
    """The rows told, from 0, as they stand in the file."""
    return sorted(cell.row - 2 for cell in report.doubted)


SHEETS: list[tuple[str, Figures, list[int]]] = [
    ("a group of one row", ["30", "10", "20", "7", "3", "4", "5", "5"], [0, 3, 6]),
    ("one of one row amid others", ["30", "10", "20", "5", "5", "7", "3", "4"], [0, 3, 5]),
    ("a rounded total", ["30", "10", "20", "7", "3", "3.9"], [0, 3]),
    ("a grand total, too", ["42", "30", "10", "20", "7", "3", "4", "5", "5"], [0, 1, 4, 7]),
    ("below their parts", ["10", "20", "30", "3", "4", "7", "5", "5"], [2, 5, 7]),
    ("a row that has no group", ["30", "10", "20", "9", "7", "3", "4"], [0, 4]),
    ("behind the list", ["10", "20", "5", "6", "30", "11", "41"], [4, 5, 6]),
    ("before the list", ["41", "30", "11", "10", "20", "5", "6"], [0, 1, 2]),
]


@pytest.mark.parametrize("listed", [True, False])
@pytest.mark.parametrize(("figures", "totals"), [one[1:] for one in SHEETS], ids=[one[0] for one in SHEETS])
def test_each_total_of_a_sheet_in_groups_is_told(
    tmp_path: Path, figures: Figures, totals: list[int], listed: bool
) -> None:
    assert told(load(tmp_path, figures, listed=listed)) == totals


@pytest.mark.parametrize(("figures", "totals"), [one[1:] for one in SHEETS], ids=[one[0] for one in SHEETS])
def test_a_bound_file_is_looked_at_as_one_that_is_imported(tmp_path: Path, figures: Figures, totals: list[int]) -> None:
    made = Ministry(tmp_path, spec=SPEC, members="")
    path = tmp_path / "kerja.csv"
    rows = "".join(f"2025,K{at:03},{n},\n" for at, n in enumerate(figures))
    path.write_text("tahun,kegiatan,n,p\n" + rows, encoding="utf-8")
    given = [find(Binding("kerja", (str(path),)))]
    notes = evaluate(made.store, made.program, specs="", periods=[Period(2025)], bound=given).notes
    found = [int(str(dict(note.arguments)["row"])) - 2 for note in notes if note.key == "bound-cell"]
    assert sorted(found) == totals


def test_any_sheet_of_groups_is_told_whole() -> None:
    """Groups of any sizes, some of one row, some rounded: every total of two rows or more is told."""
    rng = random.Random(7)
    for _ in range(300):
        figures: list[int] = []
        heads: set[int] = set()
        for size in (2, 3, *(rng.choice((1, 1, 2, 3, 5)) for _ in range(rng.randint(1, 6)))):
            parts = [rng.randint(1_000, 99_999) for _ in range(size)]
            rounded = size > 1 and len(heads) > 1 and rng.random() < 0.3
            if size > 1:
                heads.add(len(figures))
            figures += [round(sum(parts), -3) if rounded else sum(parts), *parts]
        found = {group.total for group, below in groups(figures, 1_000) if below}
        assert heads <= found, figures
        turned = {len(figures) - 1 - group.total for group, below in groups(figures[::-1], 1_000) if not below}
        assert heads <= turned, figures


ORDINARY = [(rows, greatest) for rows in (6, 8, 12, 38, 120, 514) for greatest in (1, 3, 10, 50, 1_000, 1_000_000)]


@pytest.mark.parametrize(("rows", "greatest"), ORDINARY)
def test_figures_of_chance_are_no_groups(rows: int, greatest: int) -> None:
    rng = random.Random(rows * greatest)
    tables = [[rng.randint(1, greatest) for _ in range(rows)] for _ in range(60)]
    assert sum(any(groups(table, 1)) for table in tables) <= 1
    assert not any(groups(sorted(tables[0]), 1))  # nor such as are sorted
    assert not any(groups([7] * rows, 1))
    assert not any(groups(list(range(1, rows + 1)), 1))


YEARS = range(1600, 2100)  # 3,000 rows and more, of which some lists are looked at first


def load_years(folder: Path, sheets: list[Figures]) -> ImportReport:
    """A sheet for each year, all of the same keys."""
    made = Ministry(folder, spec=SPEC, members="")
    path = folder / "kerja.csv"
    rows = [
        f"{year},K{at:03},{n},50%\n" for year, sheet in zip(YEARS, sheets, strict=True) for at, n in enumerate(sheet)
    ]
    path.write_text("tahun,kegiatan,n,p\n" + "".join(rows), encoding="utf-8")
    return import_file(made.store, made.program, path, "kerja", user="siti")


def test_totals_of_each_list_of_a_long_file_are_told(tmp_path: Path) -> None:
    sheet = ["3000", "1000", "2000", "7300", "3100", "4200"]
    report = load_years(tmp_path, [sheet] * len(YEARS))
    assert report.doubted_total == 2 * len(YEARS)
    assert {row % len(sheet) for row in told(report)} == {0, 3}


def test_lists_of_a_long_file_without_groups_are_not_all_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[int] = []

    def counted(figures: Sequence[int], one: int) -> Iterator[tuple[Group, bool]]:
        looked.append(len(figures))
        return groups(figures, one)

    monkeypatch.setattr(whole.grouping, "groups", counted)
    chance = random.Random(1)
    report = load_years(tmp_path, [[str(chance.randrange(1, 10**6)) for _ in range(7)] for _ in YEARS])
    assert told(report) == []
    assert 0 < sum(looked) <= 7 * len(YEARS), "n and p, of a third of them"


TWO = """
dimension unit key code
source m per year, unit register
  column a integer 0..
  column r integer 0..
indicator x
  unit number
  direction higher
  formula sum m.a
"""


@pytest.mark.parametrize("group", [0, 1, 2])
@pytest.mark.parametrize("faulty", ["a", "r"])
def test_of_a_subtotal_the_figure_is_named_that_is_wrong_with_its_own_rows(
    faulty: str, group: int, tmp_path: Path
) -> None:
    """A total of all that fits says that the subtotal is no member; what is wrong with it is held against its group alone."""
    made = Ministry(tmp_path, spec=TWO, members="")
    lines, own = ["year,unit,a,r"], 0
    for n, name in enumerate(("Aceh", "Sumut", "Riau")):
        figures = [(1000 * (n + 1) + 10 * at + 7 * at * at, 11 * (n + 2) + at * at * 3) for at in range(3 + n)]
        lines += [f"2025,{name[0]}{at},{a},{r}" for at, (a, r) in enumerate(figures)]
        a, r = (sum(column) for column in zip(*figures, strict=True))
        if n == group:
            own, count, line = (a if faulty == "a" else r), len(figures), len(lines) + 1
            a, r = (a + 1, r) if faulty == "a" else (a, r + 1)
        lines.append(f"2025,Jumlah {name},{a},{r}")
    rows = [line.split(",")[2:] for line in lines[1:] if "Jumlah" not in line]
    lines.append(f"2025,TOTAL,{sum(int(row[0]) for row in rows)},{sum(int(row[1]) for row in rows)}")
    (cell,) = (one for one in made.load("m", "\n".join(lines)).rejected if one.reason.key == "row.total")
    told = dict(cell.reason.arguments)
    assert (cell.row, cell.column, cell.value) == (line, faulty, str(own + 1))
    assert (told["rows"], told["sum"]) == (count, Shown(own))
