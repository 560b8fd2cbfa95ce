"""A file that is sent again and lacks rows which it had before: they go on counting, and the import says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_workspace import Workspace, workspace_in
from openpyxl import Workbook
from postgres_server import Server
from test_ledger import Ministry

from iku_dsl.period import Period
from iku_engine.facts.addressing import address
from iku_engine.facts.amending import retract
from iku_engine.importing.importing import import_file
from iku_engine.importing.quarantine import kept_out
from iku_engine.staging.report import ImportReport

SPEC = """
dimensi unit kunci nama

dimensi daerah kunci kode
  atribut nama teks

sumber kerja per tahun, unit daftar
  kolom nilai bilangan 0..

sumber tetap per daerah daftar
  kolom nilai bilangan 0..

indikator jumlah_nilai
  satuan bilangan
  arah naik
  rumus jumlah kerja.nilai
"""
HEAD = ["tahun", "unit", "nilai"]
ABC: list[list[object]] = [HEAD, [2024, "A", 1], [2024, "B", 2], [2024, "C", 30]]  # type: ignore[list-item]


@pytest.fixture
def ministry(tmp_path: Path) -> Ministry:
    return Ministry(tmp_path, spec=SPEC, members="kode,nama\n01,Satu\n02,Dua\n")


def load(ministry: Ministry, rows: list, name: str = "kerja.csv", into: str = "kerja", **more: object) -> ImportReport:
    path = ministry.folder / name
    if path.suffix == ".xlsx":
        book = Workbook()
        for row in rows:
            book.active.append(row)
        book.save(path)
    else:
        path.write_text("".join(",".join(map(str, row)) + "\n" for row in rows), encoding="utf-8")
    return import_file(ministry.store, ministry.program, path, into, user="siti", **more)  # type: ignore[arg-type]


def absent(report: ImportReport) -> list[tuple[str, int, int]]:
    assert report.absent.count == len(report.absent.rows)
    return [(" ".join(one.keys), one.batch, one.row) for one in report.absent.rows]


@pytest.mark.parametrize("name", ["kerja.csv", "kerja.xlsx"])
@pytest.mark.parametrize(
    ("rows", "lacking"),
    [
        ([ABC[0], ABC[1], ABC[2]], ["C"]),
        ([ABC[0], ABC[2], [2024, "A", 5]], ["C"]),
        ([ABC[0], [2024, "D", 4]], ["A", "B", "C"]),
        ([ABC[0], ABC[3], ABC[2], ABC[1]], []),
        ([*ABC, [2024, "D", 4]], []),
        ([ABC[0], ABC[1], ABC[2], [2024, "C", "banyak"]], []),  # it waits
        ([ABC[0], [2025, "A", 1]], []),  # another period
        ([ABC[0], [2025, "A", 1], ABC[1]], ["B", "C"]),
    ],
)
def test_rows_that_a_file_has_no_more_are_told(ministry: Ministry, name: str, rows: list, lacking: list[str]) -> None:
    first = load(ministry, ABC, name)
    assert absent(first) == []
    lines = {"A": 2, "B": 3, "C": 4}
    wanted = [(key, first.batch, lines[key]) for key in lacking]
    assert absent(load(ministry, rows, name, dry_run=True)) == wanted
    report = load(ministry, rows, name)
    assert absent(report) == wanted
    assert {one.period for one in report.absent.rows} <= {Period(2024)}
    assert absent(load(ministry, ABC, "lain.csv")) == []  # a file of another name


def test_whole_periods_that_a_file_has_no_more_are_told(ministry: Ministry) -> None:
    rows = [[2022, "A", 1], [2023, "A", 2], [2023, "B", 3], [2024, "A", 4], [2024, "B", 5]]
    load(ministry, [HEAD, *rows])
    assert load(ministry, [HEAD, *rows[1:]], dry_run=True).absent.periods == (Period(2022),)
    found = load(ministry, [HEAD, rows[3], [2023, "C", "banyak"]]).absent  # 2023 is there, and waits
    assert (found.periods, found.of_periods) == ((Period(2022),), 1)
    assert [(one.period, *one.keys) for one in found.rows] == [
        (Period(2023), "A"),
        (Period(2023), "B"),
        (Period(2024), "B"),
    ]
    found = load(ministry, [HEAD, rows[4]]).absent
    assert (found.periods, found.of_periods) == ((Period(2022), Period(2023)), 3)
    assert load(ministry, [HEAD, [2025, "A", 1]]).absent.periods == (), "a file of another period alone is another one"
    assert load(ministry, [HEAD, rows[4]], "lain.csv").absent.periods == ()
    assert load(ministry, [["unit", "nilai"], ["A", 9]], period=Period(2025)).absent.periods == (), "the file of a year"


def test_a_file_without_rows_lacks_all(ministry: Ministry) -> None:
    rows = [["unit", "nilai"], ["A", 1], ["B", 2]]
    batch = load(ministry, rows, period=Period(2024)).batch
    assert absent(load(ministry, rows[:1], period=Period(2024))) == [("A", batch, 2), ("B", batch, 3)]
    assert absent(load(ministry, rows[:1], period=Period(2025))) == []


def test_what_was_taken_back_or_replaced_is_not_told(ministry: Ministry) -> None:
    batch = load(ministry, ABC).batch
    load(ministry, [HEAD, [2024, "B", 7]], "lain.csv")
    place = address(ministry.store, ministry.program, "kerja", Period(2024), ["C"])
    retract(ministry.store, place, user="siti", reason="bukan binaan")
    assert absent(load(ministry, [HEAD, [2024, "D", 1]])) == [("A", batch, 2)]


def test_members_and_facts_without_a_period(ministry: Ministry) -> None:
    ((key, _, row),) = absent(load(ministry, [["kode", "nama"], ["01", "Satu"]], "daerah.csv", "daerah"))
    assert (key, row) == ("02", 3)
    load(ministry, [["daerah", "nilai"], ["01", 1], ["02", 2]], "tetap.csv", "tetap")
    (one,) = load(ministry, [["daerah", "nilai"], ["02", 2]], "tetap.csv", "tetap").absent.rows
    assert (one.keys, one.period, one.row) == (("01",), None, 2)


def test_the_first_are_told_of_many(ministry: Ministry) -> None:
    load(ministry, [HEAD, *([2024, f"P{n}", n] for n in range(1200))])
    found = load(ministry, [HEAD, [2024, "P7", 7]]).absent
    assert (found.count, len(found.rows), found.rows[0].keys) == (1199, 1000, ("P0",))


@pytest.fixture
def workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Workspace:
    made = workspace_in(tmp_path, capsys, monkeypatch)
    made.write("indicator_specs/akip.iku", SPEC)
    return made


def test_the_terminal_and_the_document_say_it(workspace: Workspace) -> None:
    workspace.write("kerja.csv", "unit,nilai\nA,1\nB,2\nP 3,30\n")
    assert workspace("import", "kerja.csv", "--period", "2024").status == 0
    workspace.write("kerja.csv", "unit,nilai\nA,1\nB,2\n")
    said = " ".join(workspace("--lang", "en", "import", "kerja.csv", "--period", "2024", "--dry-run").out.split())
    wanted = "1 row of an earlier reading of kerja.csv is not in this one, and goes on counting: P 3 (row 4, batch 2)"
    assert wanted in said
    assert "iku-engine facts retract kerja 'P 3' --period 2024 --reason …" in said
    said = " ".join(workspace("--lang", "id", "import", "kerja.csv", "--period", "2024", "--dry-run").out.split())
    assert (
        "1 baris dari pembacaan kerja.csv sebelumnya tidak ada di berkas ini, dan tetap dihitung: P 3 (baris 4" in said
    )
    (file,) = workspace("--json", "import", "kerja.csv", "--period", "2024").document["files"]
    rows = [{"period": "2024", "keys": ["P 3"], "batch": 2, "row": 4}]
    assert file["absent"] == {"count": 1, "rows": rows, "periods": [], "of_periods": 0}
    workspace.write("tiga.csv", "tahun,unit,nilai\n2022,A,1\n2023,A,2\n")
    assert workspace("import", "tiga.csv", "--into", "kerja").status == 0
    workspace.write("tiga.csv", "tahun,unit,nilai\n2023,A,2\n")
    said = " ".join(workspace("--lang", "en", "import", "tiga.csv", "--into", "kerja", "--dry-run").out.split())
    assert "not a row for 2022; 1 row of an earlier reading of tiga.csv for it goes on counting" in said
    (file,) = workspace("--json", "import", "tiga.csv", "--into", "kerja").document["files"]
    assert (file["absent"]["periods"], file["absent"]["of_periods"]) == (["2022"], 1)
    taken = workspace("facts", "retract", "kerja", "P 3", "--period", "2024", "--reason", "bukan binaan")
    assert taken.status == 0, taken.err
    (file,) = workspace("--json", "import", "kerja.csv", "--period", "2024").document["files"]
    assert file["absent"]["count"] == 0


def test_postgres_tells_the_same(postgres_server: Server, tmp_path: Path) -> None:
    ministry = Ministry(tmp_path, postgres_server.new(), SPEC, "")
    batch = load(ministry, ABC).batch
    report = load(ministry, [HEAD, [2024, "A", 5], [2024, "B", 2]])
    assert (absent(report), report.replaced, report.identical) == ([("C", batch, 4)], 1, 1)
    assert absent(load(ministry, [*ABC, [2024, "D", 1]])) == []
    ministry.store.close()


@pytest.mark.parametrize(
    ("rows", "lacks"),
    [
        ([[2024, "A", 1], [2025, "B", -4]], ["2024 B", "2024 C", "2025 A", "2025 C"]),
        ([[2025, "B", -4]], ["2025 A", "2025 C"]),  # of 2024 it has nothing, which is told of the whole year
        ([[2025, "B", "x"], [2025, "A", 7]], ["2025 C"]),
        ([[2026, "B", -4]], []),  # the file of another year
        ([["dua ribu", "B", 4]], []),
    ],
)
def test_a_period_with_bad_rows_alone_lacks_its_other_rows(
    ministry: Ministry, rows: list[list[object]], lacks: list[str]
) -> None:
    load(ministry, [*ABC, *([2025, unit, 7] for unit in "ABC")])
    told = load(ministry, [HEAD, *rows]).absent
    assert [f"{one.period} {' '.join(one.keys)}" for one in told.rows] == lacks
    assert told.periods == ((Period(2024),) if lacks and not any(row[0] == 2024 for row in rows) else ())


@pytest.mark.parametrize("written", ["02", "Dua", " DUA"])
def test_a_row_that_is_bad_this_time_is_in_the_file_however_its_member_is_written(
    ministry: Ministry, written: str
) -> None:
    load(ministry, [["daerah", "nilai"], ["01", 5], ["02", 6]], "tetap.csv", "tetap")
    report = load(ministry, [["daerah", "nilai"], ["01", 5], [written, "x"]], "tetap.csv", "tetap")
    assert (report.rejected_total, absent(report)) == (1, [])
    report = load(ministry, [["daerah", "nilai"], ["Satu", "x"]], "tetap.csv", "tetap")
    assert [unit for unit, *_ in absent(report)] == ["02"], "what is not there at all is told"


def test_what_waits_of_one_period_waits_on_when_its_file_comes_for_another(ministry: Ministry) -> None:
    """January's file may be sent for February by mistake, or have the same figures: January's row is none of February's."""
    rows = [["unit", "nilai"], ["A", 1], ["B", "x"]]
    first, second = (load(ministry, rows, f"kerja-{year}.csv", period=Period(year)).batch for year in (2024, 2025))
    assert [one.batch for one in kept_out(ministry.store)] == [first, second]
    third = load(ministry, rows, "kerja-lagi.csv", period=Period(2025)).batch
    assert [one.batch for one in kept_out(ministry.store)] == [first, third], "of its own period it is there again"
