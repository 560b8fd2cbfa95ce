"""A file most of whose rows cannot be used is refused as a whole, with what is wrong; one with many mistakes keeps them row by row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from office_sheets import write_table

from iku_dsl.budgets import BUDGETS
from iku_dsl.checking.check import check_files
from iku_dsl.keywords import LANGUAGES
from iku_dsl.problem import SourceFile, Text
from iku_engine.errors import RefusedFile
from iku_engine.importing import taking
from iku_engine.importing.importing import import_file
from iku_engine.migrate.opening import open_store
from iku_engine.reading.opened import CHUNK
from iku_engine.staging.report import ImportReport
from iku_engine.wording import say_it

SPEC = """
dimensi daerah kunci kode
sumber data per tahun, daerah
  kolom nilai bilangan 0..
  kolom lain angka 0.. digit 2 boleh kosong
"""
PROGRAM = check_files([SourceFile("spec.iku", SPEC)]).program
HEADER = ("tahun", "daerah", "nilai", "lain")
MOST, BYTES = 40, 1_000
Row = Sequence[object]
Write = Callable[[Path, Sequence[Row]], Path]


@pytest.fixture(autouse=True)
def lower(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few rows may be wrong, and are many to a file as to a megabyte."""
    for name, limit in {"rejected": MOST, "rejected-bytes": BYTES, "totals": 3 * MOST, "totals-bytes": BYTES}.items():
        monkeypatch.setitem(BUDGETS, name, replace(BUDGETS[name], most=limit))


def as_text(folder: Path, rows: Sequence[Row]) -> Path:
    path = folder / "data.csv"
    path.write_text("".join(",".join(map(str, row)) + "\n" for row in (HEADER, *rows)), encoding="utf-8")
    return path


def as_workbook(folder: Path, rows: Sequence[Row]) -> Path:
    return write_table(folder / "data.xlsx", [HEADER, *rows])


FORMS = [as_text, as_workbook]


def limit_of(path: Path) -> int:
    return MOST + path.stat().st_size // BYTES


def imported(path: Path) -> tuple[ImportReport | None, Text | None, int]:
    """What an import says, what it refuses the file for, and how many rows of it wait then."""
    with open_store("sqlite://", PROGRAM) as store:
        report, refused = None, None
        try:
            report = import_file(store, PROGRAM, path, "data", user="test")
        except RefusedFile as error:
            refused = error.text
        with store.reading() as connection:
            books = store.schema
            count = connection.execute(sa.select(sa.func.count()).select_from(books.quarantine)).scalar_one()
            batches = connection.execute(sa.select(sa.func.count()).select_from(books.batches)).scalar_one()
        assert (batches == 0) is (report is None)
    return report, refused, count


def good(count: int, start: int = 0) -> list[Row]:
    return [(2024, f"d{n}", n, 1) for n in range(start, start + count)]


def no_figures(count: int) -> list[Row]:
    return [(2024, f"x{n}", "banyak", 1) for n in range(count)]


def of_one_key(count: int) -> list[Row]:
    return [(2024, "d0", n, 1) for n in range(count)]


@pytest.mark.parametrize("write", FORMS)
@pytest.mark.parametrize("wrong", [no_figures, of_one_key])
def test_a_file_with_too_many_is_refused_with_what_most_have_wrong(
    tmp_path: Path, write: Write, wrong: Callable[[int], list[Row]]
) -> None:
    rows = [(2024, "", 5, 1), (2024, "", 6, 1), *wrong(MOST * 3), *good(20, 500)]
    path = write(tmp_path, rows)
    report, refused, waiting = imported(path)
    assert (report, waiting) == (None, 0)
    assert refused is not None
    assert refused.key == "file-rejected"
    told = dict(refused.arguments)
    assert told["limit"] == limit_of(path)
    cell = told["cell"]
    assert isinstance(cell, Text)
    first = {"no_figures": (4, "nilai", "banyak"), "of_one_key": (5, "daerah", "d0")}[wrong.__name__]
    assert tuple(dict(cell.arguments)[name] for name in ("row", "column", "value")) == first
    assert int(str(told["count"])) > MOST
    assert all(say_it(refused, language).count("data.") == 1 for language in LANGUAGES)


@pytest.mark.parametrize("write", FORMS)
@pytest.mark.parametrize("wrong", [no_figures, of_one_key])
def test_a_file_with_as_many_as_may_be_keeps_each(
    tmp_path: Path, write: Write, wrong: Callable[[int], list[Row]]
) -> None:
    count = MOST + (wrong is of_one_key)
    path = write(tmp_path, [*good(5, 900), *wrong(count)])
    report, refused, waiting = imported(path)
    assert refused is None
    assert report is not None
    assert (report.rejected_total, waiting) == (MOST, MOST)
    assert len(report.rejected) == MOST


def test_a_larger_file_may_have_more(tmp_path: Path) -> None:
    rows = [*no_figures(MOST + 8), *good(600)]
    path = as_text(tmp_path, rows)
    assert limit_of(path) > MOST + 8
    report, refused, _ = imported(path)
    assert refused is None
    assert report is not None
    assert report.rejected_total == MOST + 8


def test_many_that_are_labelled_totals_refuse_a_file(tmp_path: Path) -> None:
    totals: list[Row] = [(2024, f"Jumlah {n % 9}", n, 1) for n in range(MOST * 2)]
    _, refused, waiting = imported(as_text(tmp_path, [*good(3), *totals]))
    assert refused is not None
    assert (refused.key, waiting) == ("file-totals", 0)
    assert dict(refused.arguments)["row"] == 5
    assert dict(refused.arguments)["label"] == "Jumlah 0"
    assert all("Jumlah 0" in say_it(refused, language) for language in LANGUAGES)
    _, refused, _ = imported(as_text(tmp_path, [*good(3), *totals[: MOST // 3]]))
    assert refused is None or refused.key != "file-totals"


def test_rows_of_a_workbook_are_read_once_and_again_only_as_far_as_keys_are_there_already(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = as_workbook(tmp_path, [*good(1_500), (2024, "d3", 7, 1)])
    begun: list[bool] = []
    quickly = taking.take_in_quickly
    monkeypatch.setattr(
        "iku_engine.importing.importing.take_in_quickly",
        lambda a, b, begin, c: quickly(a, b, lambda d: begun.append(d) or begin(d), c),
    )
    report, _, _ = imported(path)
    assert report is not None
    assert report.rejected_total == 1
    assert begun == [False]


@pytest.mark.parametrize("write", FORMS)
def test_keys_that_are_there_already_are_counted_as_rows_come(tmp_path: Path, write: Write) -> None:
    _, refused, _ = imported(write(tmp_path, of_one_key(6 * CHUNK)))
    assert refused is not None
    assert refused.key == "file-rejected"
    assert int(str(dict(refused.arguments)["count"])) < 2 * CHUNK
