"""A row of a workbook to mend that nobody touched waits on as it was, whatever kept it out: often no cell shows that."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from openpyxl import Workbook, load_workbook
from test_ledger import Ministry

from iku_engine.importing.importing import import_file
from iku_engine.importing.quarantine import kept_out, write_quarantine
from iku_engine.members.members import current
from iku_engine.reading import Reading
from iku_engine.reading.mapping import parse
from iku_engine.staging.report import ImportReport

SPEC = """
dimensi kab kunci kode

sumber f per tahun, kab daftar
  kolom nilai angka 0..1000000 digit 3
  kolom bagian persen 0%..100% digit 1 boleh kosong
  kolom tgl tanggal boleh kosong
  kolom ket teks boleh kosong
"""
HEADER = ["tahun", "kab", "nilai", "bagian", "tgl", "ket"]
FAULTY = [
    "2025;d1;20;12,5%;2025-03-25;satu",
    "2025;d1;21,5;12,5%;2025-03-25;dua",
    "2025;long;1;25%;;x;5",
    "2025;short;30",
    "2025;text;3oo;7,5%;;",
    "2025;date;1.234,5;;31/31/2025;",
    "2025;stray;1,5;;;x;;6",
]
TOUCHED = 77
Grid = list[list[object]]


@pytest.fixture
def ministry(tmp_path: Path) -> Ministry:
    return Ministry(tmp_path, spec=SPEC, members="")


def taken(ministry: Ministry, path: Path, **reading: str) -> ImportReport:
    asked = Reading(**reading)  # type: ignore[arg-type]
    return import_file(ministry.store, ministry.program, path, "f", user="siti", reading=asked)


def load_csv(ministry: Ministry) -> None:
    path = ministry.folder / "a.csv"
    path.write_text("\n".join([";".join(HEADER), *FAULTY]) + "\n", encoding="utf-8")
    taken(ministry, path)


def load_sheet(ministry: Ministry) -> None:
    """Rows below a total, and figures merged over rows and over columns."""
    book = Workbook()
    for row in (
        ["Tahun", "Kab", "Nilai", "Bagian"],
        [2025, "s1", 100, 0.5],
        [2025, "s2", 200.5, None],
        [2025, "s3", "4oo", 0.125],
        [2025, "s4", 7, None],
        [2025, "Jumlah", 307.5, None],
        [2025, "Kenaikan", 77.25, 0.1],
    ):
        book.active.append(row)
        book.active.cell(book.active.max_row, 4).number_format = "0.0%"
    book.active.merge_cells("D2:D3")
    book.active.merge_cells("C5:D5")
    path = ministry.folder / "b.xlsx"
    book.save(path)
    taken(ministry, path)


def exported(ministry: Ministry, language: str = "id") -> Grid:
    """The workbook of all that waits, row by row."""
    path = ministry.folder / "m.xlsx"
    path.unlink(missing_ok=True)
    write_quarantine(path, ministry.store.schema.relations["f"], kept_out(ministry.store), language)  # type: ignore[arg-type]
    return [list(row) for row in load_workbook(path).active.iter_rows(values_only=True)]


def as_it_is(ministry: Ministry, grid: Grid) -> ImportReport:
    """Typed into the workbook that was written."""
    path = ministry.folder / "m.xlsx"
    book = load_workbook(path)
    for at, row in enumerate(grid, start=1):
        for place, value in enumerate(row, start=1):
            book.active.cell(at, place).value = value
    book.save(path)
    return taken(ministry, path)


def bare(ministry: Ministry, grid: Grid) -> ImportReport:
    """The values alone, in a workbook of another program: its columns in another order, and one that may be empty left out."""
    book, left = Workbook(), grid[0].index("ket")
    for row in grid:
        book.active.append([value for at, value in enumerate(row) if at != left][::-1])
    path = ministry.folder / "n.xlsx"
    book.save(path)
    return taken(ministry, path)


def as_text(numbers: str) -> Callable[[Ministry, Grid], ImportReport]:
    """Saved as text, numbers as a spreadsheet in that language shows them."""

    def saved(ministry: Ministry, grid: Grid) -> ImportReport:
        share = grid[0].index("bagian")

        def shown(at: int, value: object) -> str:
            if isinstance(value, str) or value is None:
                return value or ""
            text = f"{value * 100:.1f}%" if at == share else f"{value}"  # type: ignore[operator]
            return text.replace(".", ",") if numbers == "id" else text

        path = ministry.folder / "m.csv"
        lines = [";".join(shown(at, value) for at, value in enumerate(row)) for row in grid]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return taken(ministry, path, numbers=numbers)

    return saved


SAVED = {"as it is": as_it_is, "bare": bare, "en": as_text("en"), "id": as_text("id")}


def figures(ministry: Ministry) -> dict[str, object]:
    relation = ministry.store.schema.relations["f"]
    with ministry.store.reading() as connection:
        rows = connection.execute(current(relation).select()).mappings()
        return {row["key_kab"]: (row["nilai"] / 1000, row["bagian"], row["tgl"], row["ket"]) for row in rows}


def waiting(ministry: Ministry) -> dict[str, tuple[object, ...]]:
    """All that is kept of each row that waits, by its number."""
    return {one.place: (one.column, one.value, one.reason, one.guess, one.cells) for one in kept_out(ministry.store)}


def older(ministry: Ministry) -> None:
    """What waits was kept by a version that did not keep how a row is read."""
    ministry.by_hand("UPDATE iku_quarantine SET cells = substr(cells, 1, instr(cells, ', \"read\"') - 1) || '}'")


@pytest.mark.diagonal
@pytest.mark.parametrize("old", [False, True])
@pytest.mark.parametrize("saved", SAVED.values(), ids=SAVED)
@pytest.mark.parametrize("loaded", [load_csv, load_sheet])
def test_rows_that_nobody_touched_wait_on(
    ministry: Ministry, loaded: Callable[[Ministry], None], saved: Callable[[Ministry, Grid], ImportReport], old: bool
) -> None:
    loaded(ministry)
    if old:
        older(ministry)
    before, known = waiting(ministry), figures(ministry)
    report = saved(ministry, exported(ministry))
    assert (report.accepted, report.identical, report.mended) == (0, 0, 0)
    assert len(before) == report.rejected_total >= 4
    assert (waiting(ministry), figures(ministry)) == (before, known)


def test_they_are_refused_for_the_reason_that_they_had(ministry: Ministry) -> None:
    load_csv(ministry)
    load_sheet(ministry)
    before = [(one.column, one.value, one.reason["en"]) for one in kept_out(ministry.store)]
    report = as_it_is(ministry, exported(ministry))
    said = [(cell.column, cell.value, dict(cell.reason.arguments)["en"]) for cell in report.rejected]
    assert said == [("nilai" if c == "Nilai" else "bagian" if c == "Bagian" else c, v, r) for c, v, r in before]
    readable = {"d1", "long", "short", "stray", "s2", "s4", "Kenaikan"}
    assert report.untouched == len(readable), "of the others a cell shows what is wrong"


@pytest.mark.diagonal
@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize(
    ("place", "value"),
    [(1, "2024"), (1, 2024), (2, "d9"), (3, 22), (4, 0.25), (4, None), (5, "2025-03-26"), (6, "tiga")],
)
def test_a_row_of_which_any_cell_was_changed_is_read(
    ministry: Ministry, language: str, place: int, value: object
) -> None:
    load_csv(ministry)
    grid = exported(ministry, language)
    assert grid[1][2] == "d1"
    grid[1][place] = value
    report = as_it_is(ministry, grid)
    assert (report.accepted, report.mended) == (1, 1)
    assert "2:3" not in waiting(ministry)


def test_a_row_that_is_right_as_it_stands_goes_in_without_its_number(ministry: Ministry) -> None:
    load_sheet(ministry)
    grid = exported(ministry)
    (row,) = (row for row in grid if row[2] == "Kenaikan")
    number, row[0] = row[0], None
    report = as_it_is(ministry, grid)
    assert (report.accepted, report.mended, figures(ministry)["Kenaikan"]) == (1, 0, (77.25, 100, None, None))
    assert number in waiting(ministry), "until it is dismissed"


def test_cells_without_a_column_are_told_in_the_comment(ministry: Ministry) -> None:
    load_csv(ministry)
    exported(ministry)
    rows = load_workbook(ministry.folder / "m.xlsx").active.iter_rows(min_row=2)
    told = {row[2].value: [cell.comment.text for cell in row if cell.comment] for row in rows}
    assert [key for key, (comment,) in told.items() if "tanpa kolom" in comment] == ["long", "stray"]
    assert [told[key][0].split("\n")[-1].rpartition(": ")[2] for key in ("long", "stray")] == ["5", "6"]


def test_so_are_those_of_a_wide_table(ministry: Ministry) -> None:
    path = ministry.folder / "w.csv"
    path.write_text("kab,2024,2025\nA,1,2\nB,3,4,5\n", encoding="utf-8")
    mapping = parse('wide = { into = "tahun", value = "nilai", columns = ["2024", "2025"] }\n')
    import_file(ministry.store, ministry.program, path, "f", user="siti", reading=Reading(mapping=mapping))
    exported(ministry)
    _, *rows = load_workbook(ministry.folder / "m.xlsx").active.iter_rows()
    assert [[cell.value for cell in row][1:4] for row in rows] == [["2024", "B", 3], ["2025", "B", 4]]
    for row in rows:
        (comment,) = (cell.comment.text for cell in row if cell.comment)
        assert comment.endswith(": 5")


@pytest.mark.few(0, 1, 2, 13, 20, 21)
@pytest.mark.parametrize("seed", range(24))
def test_no_untouched_row_ever_ends(ministry: Ministry, seed: int) -> None:
    """Rows of every fault, of which some are mended and others are not, saved in any way, in rounds."""
    random = Random(seed)
    load_csv(ministry)
    load_sheet(ministry)
    old = random.random() < 0.3
    if old:
        older(ministry)
    for _ in range(4):
        before, known, grid = waiting(ministry), figures(ministry), exported(ministry)
        touched = [row for row in grid[1:] if random.random() < 0.4]
        for row in touched:
            row[grid[0].index("nilai")] = TOUCHED
        saved = random.choice(list(SAVED.values()))
        saved(ministry, grid)
        now, numbers = waiting(ministry), {row[0] for row in touched}
        assert {place: one for place, one in now.items() if place not in numbers} == {
            place: one for place, one in before.items() if place not in numbers
        }
        keys = {row[2] for row in touched}
        assert {key: one for key, one in figures(ministry).items() if key not in keys} == {
            key: one for key, one in known.items() if key not in keys
        }
        if not old and saved is not bare:  # which keeps no format of a share
            assert numbers & now.keys() <= {row[0] for row in touched if row[2] == "date"}, "the others are mended"
    assert old or ministry.verify().fault is None
