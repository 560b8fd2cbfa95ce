"""CSV files into the store: good rows in, bad rows kept out with row, column, value and reason, nothing half done."""

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa

from iku_dsl.checking.check import check_files
from iku_dsl.period import Grain, Period
from iku_dsl.problem import SourceFile
from iku_engine.errors import FileError, RefusedFile, StoreError, WrongUse
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.importing.importing import import_file, infer_target
from iku_engine.migrate.opening import open_store
from iku_engine.results.evaluation import State

SPEC = """
dimensi daerah "Daerah" kunci kode
  atribut nama teks
  atribut jenis pilihan kota, kabupaten

dimensi berkas kunci nomor

sumber espm "e-SPM" per tahun, daerah daftar
  kolom penerima persen 0%..100% digit 2
  kolom orang bilangan 0.. boleh kosong
  kolom anggaran uang 0.. boleh kosong
  kolom mulai tanggal boleh kosong
  kolom lama durasi jam 0..100 boleh kosong
  kolom siap ya/tidak boleh kosong
  syarat orang <= 1_000_000 karena "Tidak ada daerah sebesar itu"

sumber harian "Catatan" per tahun, berkas
  kolom nilai angka 0..10

indikator rerata_penerima "Rerata"
  satuan persen 0%..100%
  arah naik
  rumus rerata espm.penerima
"""
MEMBERS = "kode,nama,jenis\n01,Kota Satu,kota\n02,Kabupaten Dua,kabupaten\n03,Kota Tiga,kota\n"


@pytest.fixture
def program():
    checked = check_files([SourceFile("spec.iku", SPEC)])
    assert checked.problems == ()
    return checked.program


@pytest.fixture
def store(program, tmp_path):
    with open_store(f"sqlite:///{tmp_path}/iku.db", program) as opened:
        import_file(opened, program, written(tmp_path, "daerah.csv", MEMBERS), "daerah", user="test")
        yield opened


def written(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    file = folder / name
    file.write_bytes(text.encode(encoding))
    return file


def count(store, table: str) -> int:
    with store.reading() as connection:
        return connection.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar_one()


BAD_CELLS = [
    ("2024,99,50%", "daerah", "99", "row.member", None),
    ("2024,,50%", "daerah", "", "row.key-empty", None),
    ("2024,01,", "penerima", "", "cell.empty", None),
    ("2024,01,50", "penerima", "50", "cell.percent-sign", "50%"),
    ("2024,01,101%", "penerima", "101%", "cell.range", None),
    ("2024,01,-1%", "penerima", "-1%", "cell.range", None),
    ("2024,01,50.123%", "penerima", "50.123%", "cell.digits", "50.12%"),
    ("2024,01,lima", "penerima", "lima", "cell.percentage", None),
    ("24,01,50%", "tahun", "24", "row.year", None),
    ("2024-Q1,01,50%", "tahun", "2024-Q1", "row.year", None),
    ("2024,01", "", "", "row.width", None),
]


@pytest.mark.parametrize(("row", "column", "value", "reason", "guess"), BAD_CELLS, ids=lambda part: str(part)[:24])
def test_a_bad_row_is_told_with_its_cell_and_the_good_one_comes_in(
    program, store, tmp_path, row, column, value, reason, guess
):
    file = written(tmp_path, "espm.csv", f"tahun,daerah,penerima\n{row}\n2024,02,60%\n")
    report = import_file(store, program, file, "espm", user="test")
    assert (report.rows, report.accepted, report.identical, report.rejected_total) == (2, 1, 0, 1)
    (rejected,) = report.rejected
    assert (rejected.row, rejected.column, rejected.value, rejected.reason.key) == (2, column, value, reason)
    if guess is not None:
        assert rejected.guess is not None
        assert dict(rejected.guess.arguments)["value"] == guess
    assert count(store, "iku_quarantine") == 1
    assert count(store, "fact_espm") == 1


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("orang", "1.5", "cell.whole"),
        ("orang", "99999999999999999999", "cell.too-large"),
        ("orang", "2000000", "row.require"),
        ("anggaran", "10%", "cell.no-percent"),
        ("anggaran", "1,500", "cell.ambiguous"),
        ("anggaran", "5 jam", "cell.unit"),
        ("mulai", "12-31-2024", "cell.date-order"),
        ("mulai", "2024-02-30", "cell.date"),
        ("siap", "mungkin", "cell.truth"),
    ],
)
def test_every_type_says_what_it_wants(program, store, tmp_path, column, cell, reason):
    file = written(tmp_path, "espm.csv", f'tahun,daerah,penerima,{column}\n2024,01,50%,"{cell}"\n')
    (rejected,) = import_file(store, program, file, "espm", user="test").rejected
    assert (rejected.column, rejected.value, rejected.reason.key) == (column, cell, reason)


def test_cells_of_every_type_come_in_exactly(program, store, tmp_path):
    file = written(
        tmp_path, "espm.csv",
        "tahun;daerah;penerima;orang;anggaran;mulai;lama;siap\r\n2024;01;97.93%;7;1435106.25;2024-02-29;1:07:38;ya\r\n"
        "2024;02;0%;;;;tidak berlaku;\r\n",
        "utf-8-sig",
    )  # fmt: skip
    report = import_file(store, program, file, "espm", user="test")
    assert (report.accepted, report.rejected) == (2, ())
    with store.reading() as connection:
        first, second = connection.execute(
            sa.text("SELECT penerima, orang, anggaran, siap FROM fact_espm ORDER BY row_id")
        ).all()
    assert tuple(first) == (9793, 7, 143510625, 1)
    assert tuple(second) == (0, None, None, None)


def test_rows_are_counted_by_the_lines_of_the_file(program, store, tmp_path):
    text = "# tanda: ilustratif\n# Data rekaan\n\ntahun,daerah,penerima\n2024,01,50%\n\n2024,77,50%\n"
    report = import_file(store, program, written(tmp_path, "espm.csv", text), "espm", user="test")
    assert [cell.row for cell in report.rejected] == [7]
    assert report.marks == ("ilustratif",)


def test_a_key_twice_in_a_file_and_the_same_file_twice(program, store, tmp_path):
    file = written(tmp_path, "espm.csv", "tahun,daerah,penerima\n2024,01,50%\n2024,01,60%\n")
    first = import_file(store, program, file, "espm", user="test")
    assert (first.accepted, [(cell.row, cell.reason.key) for cell in first.rejected]) == (1, [(3, "row.twice")])
    again = import_file(
        store, program, written(tmp_path, "a.csv", "tahun,daerah,penerima\n2024,01,50%\n"), "espm", user="test"
    )
    assert (again.accepted, again.identical, again.replaced) == (0, 1, 0)
    assert import_file(store, program, file, "espm", user="test").seen_before


def test_a_later_row_supersedes_and_nothing_is_overwritten(program, store, tmp_path):
    for figure in ("50%", "60%"):
        file = written(tmp_path, "espm.csv", f"tahun,daerah,penerima\n2024,01,{figure}\n")
        report = import_file(store, program, file, "espm", user="test")
    assert (report.accepted, report.replaced) == (1, 1)
    assert count(store, "fact_espm") == 2
    (result,) = evaluate(store, program, specs="", indicators=["rerata_penerima"], periods=[Period(2024)]).results
    assert str(result.value) == "3/5"


@pytest.mark.parametrize("option", ["strict", "dry_run"])
def test_strict_and_dry_run_leave_nothing_behind(program, store, tmp_path, option):
    file = written(tmp_path, "espm.csv", "tahun,daerah,penerima\n2024,01,50%\n2024,77,50%\n")
    report = import_file(store, program, file, "espm", user="test", **{option: True})
    assert (report.accepted, report.rejected_total, report.batch) == (1, 1, None)
    assert [count(store, table) for table in ("fact_espm", "iku_quarantine", "iku_loaded")] == [0, 0, 1]


def test_a_header_alone_makes_the_period_loaded(program, store, tmp_path):
    def rerata() -> tuple[State, str]:
        (result,) = evaluate(store, program, specs="", indicators=["rerata_penerima"], periods=[Period(2021)]).results
        assert result.reason is not None
        return result.state, result.reason.key

    assert rerata() == (State.MISSING, "missing.not-loaded")
    file = written(tmp_path, "espm.csv", "daerah,penerima\n")
    report = import_file(store, program, file, "espm", period=Period(2021), user="test")
    assert [str(period) for period in report.periods] == ["2021"]
    assert rerata() == (State.MISSING, "missing.none")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("tahun,daerah,penerimaa\n", "column-unknown"),
        ("tahun,daerah\n", "column-lacking"),
        ("tahun,daerah,penerima,penerima\n", "column-twice"),
        ("daerah,penerima\n01,5%\n", "period-lacking"),
        ("", "file-empty"),
        ('tahun,daerah,penerima\n2024,"01,5%\n', "file-quote"),
        ("tahun,daerah,pen\0erima\n", "file-not-text"),
        (f"# tanda: {'x' * 100_000}\ntahun,daerah,penerima\n2024,01,5%\n", "file-notes"),
        (f"# {'c' * 20_000}\ntahun,daerah,penerima\n2024,01,5%\n", "file-notes"),
    ],
)
def test_a_file_that_is_no_table_of_the_source_is_refused_whole(program, store, tmp_path, text, key):
    with pytest.raises(RefusedFile) as refused:
        import_file(store, program, written(tmp_path, "espm.csv", text), "espm", user="test")
    assert refused.value.text.key == key
    assert count(store, "iku_batch") == 1


def test_a_file_in_no_charset_that_can_be_told_is_refused(program, store, tmp_path):
    file = tmp_path / "espm.csv"
    file.write_bytes(b"tahun,daerah,penerima\n2024,01,5%\n# \xe9\x81\n")
    with pytest.raises(RefusedFile) as refused:
        import_file(store, program, file, "espm", user="test")
    assert refused.value.text.key == "file-charset-unknown"


def test_what_is_asked_for_must_be_there_and_fit(program, store, tmp_path):
    file = written(tmp_path, "espm.csv", "tahun,daerah,penerima\n")
    with pytest.raises(WrongUse):
        import_file(store, program, file, "berkas", user="test")
    with pytest.raises(WrongUse):
        import_file(store, program, file, "espm", period=Period(2024, 1, Grain.QUARTER), user="test")
    with pytest.raises(FileError):
        import_file(store, program, tmp_path / "tidak-ada.csv", "espm", user="test")
    assert infer_target(program, tmp_path / "espm.csv") == "espm"
    assert infer_target(program, tmp_path / "berkas.csv") is None


def test_what_is_odd_is_taken_in_and_told(tmp_path):
    spec = """
sumber laporan per tahun
  kolom n bilangan 0..
  periksa n <= 2 * n[tahun lalu] karena "Naik lebih dari dua kali lipat"
"""
    program = check_files([SourceFile("spec.iku", spec)]).program
    file = written(tmp_path, "laporan.csv", "tahun,n\n2023,10\n2024,30\n2025,50\n")
    with open_store(f"sqlite:///{tmp_path}/laporan.db", program) as store:
        report = import_file(store, program, file, "laporan", user="test")
    assert (report.accepted, report.rejected_total, report.doubted_total) == (3, 0, 1)
    (doubt,) = report.doubted
    assert (doubt.row, doubt.column, doubt.value, doubt.reason.key) == (3, "n", "30", "row.check")


def test_members_that_come_from_facts_need_no_file(program, store, tmp_path):
    file = written(tmp_path, "harian.csv", "tahun,berkas,nilai\n2024,007,5\n")
    assert import_file(store, program, file, "harian", user="test").accepted == 1
    with store.reading() as connection:
        assert connection.execute(sa.text("SELECT key_berkas FROM member_berkas")).scalar_one() == "007"


def test_whatever_breaks_in_the_middle_leaves_nothing(program, store, tmp_path, monkeypatch):
    rows = "".join(f"2024,0{1 + number % 3},50%\n" for number in range(3))
    file = written(tmp_path, "espm.csv", "tahun,daerah,penerima\n" + rows)

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the lights went out")

    monkeypatch.setattr("iku_engine.importing.batches.Batch.close", broken)
    with pytest.raises(RuntimeError):
        import_file(store, program, file, "espm", user="test")
    assert [count(store, table) for table in ("fact_espm", "iku_batch")] == [0, 1]


def test_a_store_that_cannot_be_used_says_why(program, tmp_path):
    text = tmp_path / "notes.db"
    text.write_text("this is no database, however long it may be " * 50, encoding="utf-8")
    with pytest.raises(StoreError) as damaged, open_store(f"sqlite:///{text}", program):
        pass
    assert damaged.value.text.key == "store-damaged"
    with pytest.raises(StoreError) as nowhere, open_store("sqlite:////nowhere/at/all/iku.db", program):
        pass
    assert nowhere.value.text.key == "store-unreachable"


def test_somebody_else_writing_is_waited_for_and_then_told(program, store, tmp_path, monkeypatch):
    monkeypatch.setattr("iku_engine.store.store.BUSY_SECONDS", 0.2)
    file = written(tmp_path, "espm.csv", "tahun,daerah,penerima\n2024,01,50%\n")
    with open_store(f"sqlite:///{tmp_path}/iku.db", program) as second:
        blocker = sqlite3.connect(tmp_path / "iku.db", isolation_level=None)
        blocker.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError) as busy:
            import_file(second, program, file, "espm", user="test")
        blocker.execute("ROLLBACK")
        blocker.close()
        assert busy.value.text.key == "store-busy"
        assert import_file(second, program, file, "espm", user="test").accepted == 1


@pytest.mark.parametrize(
    ("cell", "key", "guess"),
    [("91.43", "cell.percent-sign", "91.43%"), ("91.43x", "cell.unit", None)],
)
def test_what_is_guessed_of_a_percentage_could_be_one(program, store, tmp_path, cell, key, guess):
    report = import_file(
        store, program, written(tmp_path, "e.csv", f'tahun,daerah,penerima\n2024,01,"{cell}"\n'), "espm", user="test"
    )
    (rejected,) = report.rejected
    assert rejected.reason.key == key
    assert (dict(rejected.guess.arguments)["value"] if rejected.guess else None) == guess
