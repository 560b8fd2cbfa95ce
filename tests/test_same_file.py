"""A row that waits ends by a row that is the same, and by nothing else: what of a file without numbers is such a row, and what is not."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa
from cli_workspace import workspace_in
from counted_calls import calls
from openpyxl import Workbook
from postgres_server import Server, everybody
from test_ledger import Ministry

from iku_dsl.period import Period
from iku_engine.importing.importing import import_file
from iku_engine.importing.quarantine import kept_out
from iku_engine.members.members import current
from iku_engine.reading import Reading
from iku_engine.reading.mapping import parse
from iku_engine.staging.report import ImportReport

SPEC = """
dimensi kab "Kabupaten" kunci kode tertutup
  atribut nama teks

dimensi pos kunci kode

sumber f per tahun, kab daftar
  kolom nilai bilangan 0..

sumber lebar per tahun, kab, pos daftar
  kolom nilai bilangan 0..

indikator jumlah
  satuan bilangan
  arah naik
  rumus jumlah f.nilai
"""
MEMBERS = "kode,nama\n" + "".join(f"k{n},Nama {n}\n" for n in range(1, 41))
HEAD = "tahun,kab,nilai\n"


@pytest.fixture
def ministry(tmp_path: Path) -> Ministry:
    return new(tmp_path)


def new(folder: Path) -> Ministry:
    made = Ministry(folder, spec=SPEC, members="")
    made.load("kab", MEMBERS)
    return made


def load(
    ministry: Ministry,
    text: str,
    name: str = "data.csv",
    into: str = "f",
    period: Period | None = None,
    mapping: str = "",
) -> ImportReport:
    path = ministry.folder / name
    path.write_text(text, encoding="utf-8")
    reading = Reading(mapping=parse(mapping)) if mapping else None
    return import_file(ministry.store, ministry.program, path, into, user="siti", reading=reading, period=period)


def waiting(ministry: Ministry) -> list[str]:
    return [kept.place for kept in kept_out(ministry.store)]


def again(report: ImportReport) -> list[tuple[object, ...]]:
    assert len(report.known_again) == report.known_again_total
    return [(one.row, one.place, one.before, one.now) for one in report.known_again]


# ---- that a row is not there is no decision about it

TWO_TABLES = "Tabel 1. Aceh\ntahun,kab,nilai\n2025,k1,10\n2025,k2,abc\n\nTabel 2. Sumut\ntahun,kab,nilai\n2025,k3,30\n2025,k4,1\n"


def test_the_second_table_of_a_sheet_ends_no_row_of_the_first(ministry: Ministry) -> None:
    first = load(ministry, TWO_TABLES)
    assert waiting(ministry) == [f"{first.batch}:4"]
    second = load(ministry, TWO_TABLES, mapping="header_row = 7\n")
    assert (second.accepted, second.mended, waiting(ministry)) == (2, 0, [f"{first.batch}:4"])
    assert load(ministry, TWO_TABLES).rejected_total == 1
    assert len(waiting(ministry)) == 1, "of its own table it is there again"


def test_a_table_beside_another_ends_no_row_of_it(ministry: Ministry) -> None:
    """Both tables of a sheet stand on the same lines; a map reads one of them."""
    text = "tahun,kab,nilai,kab kanan,nilai kanan\n2025,k1,1,k5,1\n2025,k2,x,k6,1\n2025,kk3,1,k7,1\n"
    left = 'columns = { "kab" = "kab", "nilai" = "nilai" }\nskip = ["kab kanan", "nilai kanan"]\n'
    right = 'columns = { "kab kanan" = "kab", "nilai kanan" = "nilai" }\nskip = ["kab", "nilai"]\n'
    first = load(ministry, text, mapping=left)
    report = load(ministry, text, mapping=right)
    assert (report.accepted, report.mended) == (3, 0)
    assert waiting(ministry) == [f"{first.batch}:3", f"{first.batch}:4"]


def test_other_columns_of_a_wide_table_end_no_cell_of_these(ministry: Ministry) -> None:
    text = "tahun,kab,a,b\n2025,k1,x,2\n"
    wide = 'wide = {{ into = "pos", value = "nilai", columns = ["{}"] }}\nskip = ["{}"]\n'
    first = load(ministry, text, into="lebar", mapping=wide.format("a", "b"))
    assert load(ministry, text, into="lebar", mapping=wide.format("b", "a")).accepted == 1
    assert waiting(ministry) == [f"{first.batch}:2"]


def test_a_row_that_was_left_out_by_an_older_version_waits_no_more(ministry: Ministry) -> None:
    first = load(ministry, HEAD + "2025,k1,x\n2025,k2,1\n")
    load(ministry, HEAD + "2025,k1,1\n2025,k2,1\n")
    ministry.by_hand("UPDATE iku_mended SET how = 'left'")
    assert first.rejected_total == 1
    assert waiting(ministry) == []


# ---- what a row is may not be what differs


def test_next_years_file_of_the_same_name_ends_no_row_of_this_year(ministry: Ministry) -> None:
    first = load(ministry, HEAD + "2024,k1,10\n20224,k2,1\n")
    report = load(ministry, HEAD + "2025,k1,30\n2025,k2,1\n")
    assert (report.mended, again(report), waiting(ministry)) == (0, [], [f"{first.batch}:3"])


def test_a_file_of_another_office_ends_no_row_of_the_first(ministry: Ministry) -> None:
    first = load(ministry, HEAD + "2025,k1,10\n2025,kk2,1\n")
    report = load(ministry, HEAD + "2025,k3,30\n2025,k4,1\n")
    assert (report.mended, waiting(ministry)) == (0, [f"{first.batch}:3"])


def test_a_row_of_no_member_that_another_office_has_too_is_another_row(ministry: Ministry) -> None:
    first = load(ministry, HEAD + "2025,k1,10\n2025,Lainnya,7\n")
    second = load(ministry, HEAD + "2025,k3,30\n2025,Lainnya,8\n")
    assert waiting(ministry) == [f"{first.batch}:3", f"{second.batch}:3"]
    third = load(ministry, HEAD + "2025,k3,30\n2025,k4,30\n2025,Lainnya,9\n")
    assert waiting(ministry) == [f"{first.batch}:3", f"{third.batch}:4"], "of its own office it is there again"


@pytest.mark.parametrize("fault", ["kk2", "k2"])
def test_another_sheet_ends_no_row_of_the_first(ministry: Ministry, fault: str) -> None:
    book = Workbook()
    book.active.title = "Aceh"
    for row in (["tahun", "kab", "nilai"], [2025, "k1", 10], [2025 if fault == "kk2" else 20225, fault, 1]):
        book.active.append(row)
    other = book.create_sheet("Sumut")
    for row in (["tahun", "kab", "nilai"], [2025, "k1", 10], [2025, "k4" if fault == "kk2" else "k2", 1]):
        other.append(row)
    path = ministry.folder / "lap.xlsx"
    book.save(path)
    reports = [
        import_file(ministry.store, ministry.program, path, "f", user="siti", reading=Reading(sheet=sheet))
        for sheet in ("Aceh", "Sumut")
    ]
    assert (reports[1].mended, waiting(ministry)) == (0, [f"{reports[0].batch}:3"])


def test_the_same_file_with_its_key_put_right_has_the_row_again_and_tells_it(ministry: Ministry) -> None:
    first = load(ministry, HEAD + "2025,k1,10\n2025,kk2,1\n20225,k3,5\n")
    report = load(ministry, HEAD + "2025,k1,10\n2025,k2,1\n2025,k3,5\n")
    assert again(report) == [
        (3, f"{first.batch}:3", ("2025", "kk2"), ("2025", "k2")),
        (4, f"{first.batch}:4", ("20225", "k3"), ("2025", "k3")),
    ]
    assert (report.mended, waiting(ministry)) == (2, [])
    assert ministry.verify().fault is None


def test_a_row_that_was_known_before_is_taken_for_no_other(ministry: Ministry) -> None:
    """The faulty row is gone from the file, and the one below it has its line and its figure."""
    first = load(ministry, HEAD + "2025,k1,1\n2025,kk2,1\n2025,k3,1\n")
    report = load(ministry, HEAD + "2025,k1,1\n2025,k3,1\n")
    assert (report.mended, waiting(ministry)) == (0, [f"{first.batch}:3"])


def test_a_row_that_waited_by_its_own_key_is_taken_for_no_other(ministry: Ministry) -> None:
    first = load(ministry, HEAD + "2025,k1,1\n2025,kk2,1\n2025,k3,x\n")
    report = load(ministry, HEAD + "2025,k1,1\n2025,k3,1\n")
    assert (report.mended, again(report), waiting(ministry)) == (1, [], [f"{first.batch}:3"])


def test_a_map_that_says_what_all_keys_mean_has_the_rows_again(ministry: Ministry) -> None:
    """Of the same content nothing was good before."""
    text = HEAD + "2025,SATU A,10\n2025,DUA B,1\n"
    load(ministry, text)
    report = load(ministry, text, mapping='[values.kab]\n"SATU A" = "k1"\n"DUA B" = "k2"\n')
    assert (report.mended, report.known_again_total, waiting(ministry)) == (2, 2, [])


def test_the_period_beside_a_file_is_that_of_its_rows_without_one(ministry: Ministry) -> None:
    first = load(ministry, HEAD + ",k1,10\n,k2,x\n", period=Period(2024))
    load(ministry, HEAD + ",k1,11\n,k2,3\n", period=Period(2025))
    assert waiting(ministry) == [f"{first.batch}:3"]
    load(ministry, HEAD + ",k1,10\n,k2,3\n", period=Period(2024))
    assert waiting(ministry) == []


def test_a_key_that_is_written_otherwise_is_the_same(ministry: Ministry) -> None:
    load(ministry, HEAD + "2025,Nama 2,x\n")
    assert (load(ministry, HEAD + "2025,k2,3\n").mended, waiting(ministry)) == (1, [])


@pytest.mark.parametrize("first", ["k1", "Nama 1", "K1"])
@pytest.mark.parametrize("second", ["k1", "Nama 1", "NAMA 1"])
def test_a_row_that_is_bad_again_waits_once_however_it_names_its_member(
    ministry: Ministry, first: str, second: str
) -> None:
    """By its label it waited anew each time that its file came."""
    load(ministry, f"{HEAD}2025,{first},x\n")
    for text in ("x", "y"):
        load(ministry, f"{HEAD}2025,{second},{text}\n2025,k2,1\n")
        assert len(waiting(ministry)) == 1
    load(ministry, f"{HEAD}2025,{second},3\n")
    assert waiting(ministry) == []


def test_the_terminal_and_the_document_tell_which_row_was_taken_for_which(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    call = workspace_in(tmp_path, capsys, monkeypatch)
    call.write("indicator_specs/akip.iku", SPEC)
    call.write("kab.csv", MEMBERS)
    assert call("import", "kab.csv").status == 0
    rows = [f"2025,k{n},{n}\n" for n in range(1, 25)]
    call.write("f.csv", HEAD + "".join(rows[:10]) + "".join(row.replace(",k", ",kk") for row in rows[10:]))
    assert call("import", "f.csv").status == 1
    places = [row["place"] for row in call("facts", "quarantine", "--json").document["rows"]]
    call.write("f.csv", HEAD + "".join(rows))
    said = " ".join(call("--lang", "en", "import", "f.csv", "--dry-run").out.split())
    assert f"row 12 was taken for {places[0]} of the quarantine, there 2025 · kk11, here 2025 · k11; all but" in said
    assert "more rows were taken for rows in quarantine" in said
    (file,) = call("--json", "import", "f.csv").document["files"]
    assert file["known_again"]["count"] == len(file["known_again"]["rows"]) == file["mended"] == 14
    assert file["known_again"]["rows"][0] == {
        "row": 12,
        "place": places[0],
        "before": ["2025", "kk11"],
        "now": ["2025", "k11"],
    }


def test_a_wide_file_takes_no_longer_than_its_cells(ministry: Ministry) -> None:
    """Twelve lines of 300 columns that wait were held against each of the good cells of their lines: 0.6 s for each line."""
    names = [f"c{n}" for n in range(300)]
    mapping = f'wide = {{ into = "pos", value = "nilai", columns = [{", ".join(map(repr, names))}] }}\n'.replace(
        "'", '"'
    )

    def text(key: str, cell: str) -> str:
        rows = (f"2025,{key}{line}," + ",".join([cell] * len(names)) for line in range(1, 13))
        return "\n".join(["tahun,kab," + ",".join(names), *rows]) + "\n"

    load(ministry, text("z", "2"), into="lebar", mapping=mapping)
    alone = calls(lambda: load(ministry, text("k", "1"), "lain.csv", into="lebar", mapping=mapping))
    assert calls(lambda: load(ministry, text("k", "3"), into="lebar", mapping=mapping)) < 3 * alone


# ---- any files, of any offices and years, under one name


def faulty(random: Random, row: tuple[int, str, int]) -> list[str]:
    year, key, figure = row
    return random.choice([[f"20{year}", key, str(figure)], [str(year), f"k{key}", str(figure)], [str(year), key, "x"]])


@pytest.mark.few(0, 1, 2, 3, 4, 5, 47, 56, 59)
@pytest.mark.parametrize("seed", range(60))
def test_no_row_is_lost_however_files_of_one_name_come(tmp_path: Path, seed: int) -> None:
    """Each row of each office and year counts or waits, once it came; the figures are so few that most rows look alike."""
    random, ministry = Random(seed), new(tmp_path)
    offices = [[f"k{n}" for n in range(4 * at + 1, 4 * at + 5)] for at in range(2)]
    files = {
        (office, year): [(year, key, random.randrange(1, 3)) for key in keys]
        for office, keys in enumerate(offices)
        for year in (2024, 2025)
    }
    truth: dict[str, tuple[int, str]] = {}  # of the rows that waited, by place
    came: set[tuple[int, str]] = set()
    for _ in range(8):
        rows = list(random.choice(list(files.values())))
        if random.random() < 0.3:
            rows.remove(random.choice(rows))
        lines = [[str(part) for part in row] if random.random() < 0.6 else faulty(random, row) for row in rows]
        before = waiting(ministry)
        report = load(ministry, HEAD + "".join(",".join(line) + "\n" for line in lines))
        truth |= {f"{report.batch}:{at}": row[:2] for at, row in enumerate(rows, start=2)}
        ended = set(before) - set(waiting(ministry))
        assert {truth[place] for place in ended} <= {row[:2] for row in rows}
        assert [truth[one.place] for one in report.known_again] == [rows[one.row - 2][:2] for one in report.known_again]
        came |= {row[:2] for row in rows}
        assert came <= counted(ministry) | {truth[place] for place in waiting(ministry)}
        good = {row[:2] for row, line in zip(rows, lines, strict=True) if [str(part) for part in row] == line}
        known = {kept.place for kept in kept_out(ministry.store) if kept.column == "nilai"}
        assert not {truth[place] for place in known} & good, (
            "a row that is there with its period and keys waits no more"
        )
    assert ministry.verify().fault is None


def counted(ministry: Ministry) -> set[tuple[int, str]]:
    rows: Any = current(ministry.store.schema.relations["f"])
    with ministry.store.reading() as connection:
        found = connection.execute(sa.select(rows.c.period, rows.c.key_kab))
        return {(row[0], row[1]) for row in found}


def test_postgres_takes_the_same_rows(postgres_server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    everybody(monkeypatch)
    ministry = Ministry(tmp_path, postgres_server.new(), SPEC, "")
    ministry.load("kab", MEMBERS)
    many = "".join(f"2025,k{n},3\n" for n in range(4, 31))
    first = load(ministry, HEAD + "2025,k1,10\n2025,kk2,1\n20225,k3,5\n" + many)
    assert load(ministry, HEAD + "2025,k31,30\n2025,k32,1\n", "lain.csv").mended == 0
    report = load(ministry, HEAD + "2025,k1,11\n2025,k2,1\n2025,k3,5\n" + many)
    assert [one.place for one in report.known_again] == [f"{first.batch}:3", f"{first.batch}:4"]
    assert (waiting(ministry), ministry.verify().fault) == ([], None)
    ministry.store.close()
