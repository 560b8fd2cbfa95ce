"""A marked cell that nobody touched is as unreadable as it was: rows of many files in one workbook are no one file."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from openpyxl import load_workbook
from test_ledger import Ministry

from iku_engine.importing.importing import import_file
from iku_engine.importing.quarantine import kept_out, write_quarantine
from iku_engine.members.members import current
from iku_engine.reading import Reading
from iku_engine.staging.report import ImportReport
from iku_engine.wording import say_it

SPEC = """
dimensi kab kunci kode

sumber f per tahun, kab daftar
  kolom nilai angka 0..1000000 digit 3
  kolom tgl tanggal boleh kosong
  kolom ket teks boleh kosong
"""
Mends = dict[str, object]  # by key


@pytest.fixture
def ministry(tmp_path: Path) -> Ministry:
    return Ministry(tmp_path, spec=SPEC, members="")


def load(ministry: Ministry, name: str, text: str, **reading: str) -> ImportReport:
    path = ministry.folder / name
    path.write_text(text, encoding="utf-8")
    asked = Reading(**reading)  # type: ignore[arg-type]
    return import_file(ministry.store, ministry.program, path, "f", user="siti", reading=asked)


def mended(ministry: Ministry, mends: Mends, column: str = "nilai", csv: bool = False, **reading: str) -> ImportReport:
    """The workbook of all that waits, with some of its cells typed over; as a workbook, or saved as text."""
    path = ministry.folder / "m.xlsx"
    path.unlink(missing_ok=True)
    write_quarantine(path, ministry.store.schema.relations["f"], kept_out(ministry.store), "id")
    book = load_workbook(path)
    rows = list(book.active.iter_rows())
    heads = [one.value for one in rows[0]]
    for row in rows[1:]:
        key = row[heads.index("kab")].value
        if key in mends:
            row[heads.index(column)].value = mends[key]
    book.save(path)
    if csv:
        lines = [";".join("" if one.value is None else str(one.value) for one in row) for row in rows]
        return load(ministry, "m.csv", "\n".join(lines) + "\n", **reading)
    asked = Reading(**reading)  # type: ignore[arg-type]
    return import_file(ministry.store, ministry.program, path, "f", user="siti", reading=asked)


def figures(ministry: Ministry) -> dict[str, object]:
    relation = ministry.store.schema.relations["f"]
    with ministry.store.reading() as connection:
        rows = connection.execute(current(relation).select()).mappings()
        return {row["key_kab"]: (row["nilai"] / 1000, row["tgl"]) for row in rows}


def keys(ministry: Ministry) -> list[str]:
    return [dict(kept.cells)["kab"] for kept in kept_out(ministry.store)]


@pytest.mark.parametrize("csv", [False, True])
@pytest.mark.parametrize("numbers", [None, "id", "en"])
def test_a_mend_of_another_files_row_shows_nothing_of_this_one(
    ministry: Ministry, csv: bool, numbers: str | None
) -> None:
    load(ministry, "a.csv", "tahun;kab;nilai\n2025;k1;12\n2025;k3;1,500\n2025;k2;2,750\n")
    load(ministry, "b.csv", "tahun;kab;nilai\n2025;k4;12,5 kg\n2025;k5;7\n")
    mended(ministry, {"k4": "12,5"}, csv=csv, **({"numbers": numbers} if numbers else {}))
    assert keys(ministry) == ["k3", "k2"] + (["k4"] if numbers == "en" else [])


def test_a_cell_that_nobody_mended_shows_nothing_of_another_one(ministry: Ministry) -> None:
    load(ministry, "a.csv", "tahun;kab;nilai\n2025;k1;1.234,5\n2025;k2;1,234.5\n2025;k3;1.500\n")
    load(ministry, "b.csv", "tahun;kab;nilai\n2025;k4;-5,25\n2025;k5;7\n")
    report = mended(ministry, {})
    assert (report.accepted, report.rejected_total, report.points) == (0, 2, ())
    assert keys(ministry) == ["k3", "k4"]


def test_a_mend_is_read_as_if_the_cells_that_nobody_mended_were_not_there(ministry: Ministry) -> None:
    load(ministry, "a.csv", "tahun;kab;nilai\n2025;k1;-5,25\n2025;k2;x\n")
    report = mended(ministry, {"k2": "1.500"})
    assert (figures(ministry), report.points) == ({"k2": (1.5, None)}, (("nilai", "1.500"),))


def test_a_date_that_nobody_mended_is_read_by_no_other_row(ministry: Ministry) -> None:
    load(ministry, "a.csv", "tahun;kab;nilai;tgl\n2025;k1;12;03/25/2025\n2025;k3;15;03/04/2025\n")
    before = [kept.reason for kept in kept_out(ministry.store)]
    report = mended(ministry, {"k1": "25/03/2025"}, "tgl")
    assert (report.mended, keys(ministry)) == (1, ["k3"])
    assert [say_it(cell.reason, "en") for cell in report.rejected] == [before[1]["en"]]


def test_mends_that_were_typed_are_evidence_for_one_another(ministry: Ministry) -> None:
    load(ministry, "a.csv", "tahun;kab;nilai\n2025;k1;x\n2025;k2;y\n")
    assert mended(ministry, {"k1": "12,5", "k2": "1.500"}).mended == 2
    assert {key: value for key, (value, _) in figures(ministry).items()} == {"k1": 12.5, "k2": 1500}


def test_what_was_typed_anew_is_read_though_it_looks_the_same(ministry: Ministry) -> None:
    """A number that is typed over a text is a number cell."""
    load(ministry, "a.csv", "tahun;kab;nilai\n2025;k1;1.234,5\n2025;k2;1,234.5\n2025;k3;1.500\n")
    assert mended(ministry, {"k3": 1.5}).mended == 1
    assert figures(ministry)["k3"] == (1.5, None)


def test_a_row_of_an_older_version_waits_as_it_did(ministry: Ministry) -> None:
    load(ministry, "a.csv", "tahun;kab;nilai\n2025;k1;1.234,5\n2025;k2;1,234.5\n2025;k3;1.500\n2025;k4;x\n")
    ministry.by_hand("UPDATE iku_quarantine SET cells = substr(cells, 1, instr(cells, ', \"read\"') - 1) || '}'")
    assert (mended(ministry, {"k4": "12,5"}).mended, keys(ministry)) == (1, ["k3"])


def test_a_formula_without_a_value_stays_one(ministry: Ministry) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for row in (["tahun", "kab", "nilai", "ket"], [2025, "k1", "x", "=B1"], [2025, "k2", 1, "=B2"]):
        book.active.append(row)
    path = ministry.folder / "a.xlsx"
    book.save(path)
    import_file(ministry.store, ministry.program, path, "f", user="siti")
    report = mended(ministry, {"k1": 3})
    assert [(cell.column, cell.value, cell.reason.key) for cell in report.rejected] == [
        ("ket", "=B1", "mend.otherwise"),
        ("ket", "=B2", "word"),
    ]


def spellings(value: float) -> tuple[str, str]:
    """A figure as an Indonesian file and an English one write it, with groups."""
    english = f"{value:,.3f}".rstrip("0").rstrip(".")
    return english.translate(str.maketrans(",.", ".,")), english


@pytest.mark.few("1", "20")
@pytest.mark.parametrize("seed", range(40))
def test_each_figure_is_what_its_file_or_its_mender_meant(tmp_path: Path, seed: int) -> None:
    """Files of either style and of both, of which some cells are mended and others are not, in any rounds."""
    random, ministry = Random(seed), Ministry(tmp_path, spec=SPEC, members="")
    meant: dict[str, float] = {}
    for n in range(3):
        lines, style = [], random.randrange(2)
        for at in range(4):
            key, value = f"k{n}{at}", random.choice([1.5, 12.5, 1500, 2.75, 1234.5, 2750, 1.25, 7])
            mixed = spellings(value)[random.randrange(2) if n == 2 else style]
            meant[key] = value
            lines.append(f"2025;{key};{random.choice([mixed, mixed + ' kg', 'x'])}")
        load(ministry, f"f{n}.csv", "tahun;kab;nilai\n" + "\n".join(lines) + "\n")
    known = figures(ministry)
    for _ in range(3):
        waits = dict.fromkeys(keys(ministry))
        chosen = {key for key in waits if random.random() < 0.4}
        typed = {key: random.choice([meant[key], f"{meant[key]}".replace(".", ",") + " "]) for key in chosen}
        mended(ministry, typed)
        now = figures(ministry)
        assert now.keys() - known.keys() <= chosen, "what nobody typed over waits"
        assert all(now[key] == (meant[key], None) for key in now.keys() - known.keys())
        assert now.keys() | set(keys(ministry)) == meant.keys()
        known = now
    assert ministry.verify().fault is None
