"""Lines with `#`: a mark that is plainly meant is one, anywhere in a file; one that cannot be read refuses it, all else is told."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook
from test_ledger import Ministry

from iku_dsl.period import Period
from iku_engine.binding import find
from iku_engine.bound import Binding
from iku_engine.errors import RefusedFile
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.importing.importing import import_file
from iku_engine.results.beside import MarkKind
from iku_engine.staging.report import ImportReport
from iku_engine.wording import say_it

SPEC = """
dimensi unit kunci nama

sumber kerja per tahun, unit daftar
  kolom nilai bilangan 0..

indikator jumlah_nilai
  satuan bilangan
  arah naik
  rumus jumlah kerja.nilai
"""
ROWS = ["tahun,unit,nilai", "2024,P1,10", "2024,P2,20"]


@pytest.fixture
def ministry(tmp_path: Path) -> Ministry:
    return Ministry(tmp_path, spec=SPEC, members="")


def write(folder: Path, line: str, at: int, form: str) -> Path:
    lines = [*ROWS[:at], line, *ROWS[at:]]
    path = folder / f"kerja.{form}"
    if form == "csv":
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path
    book = Workbook()
    assert book.active is not None
    for text in lines:
        book.active.append([text] if text == line else [int(c) if c.isdecimal() else c for c in text.split(",")])
    book.save(path)
    return path


def load(ministry: Ministry, line: str, at: int = 0, form: str = "csv") -> ImportReport:
    return import_file(ministry.store, ministry.program, write(ministry.folder, line, at, form), "kerja", user="siti")


def bound(ministry: Ministry, path: Path):  # type: ignore[no-untyped-def]
    given = [find(Binding("kerja", (str(path),)))]
    return evaluate(ministry.store, ministry.program, specs="s", periods=[Period(2024)], bound=given).results[0]


MEANT = (
    "# tanda: ilustratif", "# tanda : ilustratif", "# Tanda: ilustratif", "# TANDA : ilustratif", "# tanda = ilustratif",
    "# tanda ilustratif", "## tanda: ilustratif", "#tanda:ilustratif", "  # tanda: ilustratif", "＃ tanda： ilustratif",
    "# tanda=ilustratif", "# tanda:   ilustratif  ",
)  # fmt: skip


@pytest.mark.parametrize(
    "line", [*MEANT, *(one.replace("tanda", "marks").replace("ilustratif", "illustrative") for one in MEANT[1:6])]
)
def test_a_mark_that_is_plainly_meant_is_one(ministry: Ministry, line: str) -> None:
    (mark,) = load(ministry, line).marks
    assert mark in ("ilustratif", "illustrative")
    (result,) = [ministry.result()]
    assert [one.kind for one in result.marks] == [MarkKind.ILLUSTRATIVE]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("at", [0, 1, 2, 3])
def test_a_mark_stands_anywhere_in_a_file(ministry: Ministry, at: int, form: str) -> None:
    report = load(ministry, "# tanda: ilustratif", at, form)
    assert (report.accepted, report.rejected, report.marks) == (2, (), ("ilustratif",))
    assert [(one.kind, one.rows) for one in report.not_data] == ([("note", (at + 1,))] if at else [])
    assert ministry.result().marks


@pytest.mark.parametrize("at", [0, 2])
def test_a_mark_of_a_bound_file_stands_anywhere(ministry: Ministry, at: int) -> None:
    path = write(ministry.folder, "# tanda : ilustratif", at, "csv")
    for _ in range(2):  # the second time it is known to be good
        result = bound(ministry, path)
        assert (result.value, [one.kind for one in result.marks]) == (30, [MarkKind.ILLUSTRATIVE])


def test_a_mark_in_a_row_of_parquet_is_one(ministry: Ministry) -> None:
    path = ministry.folder / "kerja.parquet"
    columns = {"tahun": pa.array([2024, 2024, None]), "unit": pa.array(["P1", "P2", "# tanda: ilustratif"])}
    pq.write_table(pa.table({**columns, "nilai": pa.array([10, 20, None], pa.int64())}), path)
    for _ in range(2):
        result = bound(ministry, path)
        assert (result.value, [one.kind for one in result.marks]) == (30, [MarkKind.ILLUSTRATIVE])


@pytest.mark.parametrize("at", [0, 2])
@pytest.mark.parametrize(
    "line",
    ["# tanda:", "# tanda", "# tanda sementara", "# marks of quality", "# tanda * berarti sementara", "# mark = "],
)
def test_what_begins_like_a_mark_and_names_none_refuses_the_file(ministry: Ministry, line: str, at: int) -> None:
    with pytest.raises(RefusedFile) as error:
        load(ministry, line, at)
    said = dict(error.value.text.arguments)
    assert (error.value.text.key, said["row"], said["text"]) == ("file-mark", at + 1, line.strip())
    assert "# tanda: ilustratif" in say_it(error.value.text, "id")
    assert "# mark: illustrative" in say_it(error.value.text, "en")


@pytest.mark.parametrize(
    "line",
    ["# Data rekaan untuk peragaan", "# tanda tangan: Kepala Dinas", "# data: ilustratif", "# Tandai yang kosong"],
)
def test_a_note_is_told(ministry: Ministry, line: str) -> None:
    report = load(ministry, line)
    assert (report.marks, report.notes, report.not_data) == ((), 1, ())
    report = load(ministry, line, 2)
    assert (report.marks, report.rejected, [(one.kind, one.rows) for one in report.not_data]) == (
        (),
        (),
        [("note", (3,))],
    )
    assert load(ministry, "# tanda: ilustratif").notes == 0


@pytest.mark.parametrize("at", [0, 2])
def test_a_mark_without_end_is_refused(ministry: Ministry, at: int) -> None:
    with pytest.raises(RefusedFile) as error:
        load(ministry, f"# tanda: {'x' * 100_000}", at)
    assert error.value.text.key == "file-notes"


def test_a_member_whose_key_begins_so_is_data(ministry: Ministry) -> None:
    assert load(ministry, "2024,#3,7", 2).accepted == 3
    path = ministry.folder / "kerja.csv"
    path.write_text("unit,nilai\n#1,10\n#2,20\n", encoding="utf-8")
    report = import_file(ministry.store, ministry.program, path, "kerja", period=Period(2025), user="siti")
    assert (report.accepted, report.not_data) == (2, ())
