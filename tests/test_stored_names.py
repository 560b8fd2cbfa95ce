"""What `check` calls fine a store can hold: names that would meet there are told, and all others are kept apart."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from iku_dsl.check import check_files
from iku_dsl.source import SourceFile
from iku_engine.store import open_store

SPEC = """
dimensi daerah kunci kode
  atribut nama teks
sumber s per tahun, daerah register
  kolom x bilangan boleh kosong
  kolom {column} bilangan boleh kosong
sumber {source} per tahun register
  kolom y bilangan
"""


def problems(column: str, source: str) -> list[tuple[str, str]]:
    checked = check_files([SourceFile("spec.iku", SPEC.format(column=column, source=source))])
    return [(problem.id, problem.message.key) for problem in checked.problems]


@pytest.mark.parametrize(
    "column", ["period", "row", "row_id", "batch_id", "key_daerah", "na_x", "X", "NA_X", "Row", "Period"]
)
def test_a_column_that_no_store_can_hold_is_told(column) -> None:
    assert problems(column, "t") == [("duplicate-name", "duplicate-name.stored")]


@pytest.mark.parametrize("source", ["s__superseded", "S", "S__Superseded"])
def test_a_source_that_no_store_can_hold_is_told(source) -> None:
    assert problems("z", source) == [("duplicate-name", "duplicate-name.stored")]


@pytest.mark.parametrize(
    "column", ["z", "na_z2", "key_x", "key_s", "na_na_x", "rows", "batch", "superseded", "rowid", "oid"]
)
@pytest.mark.parametrize("source", ["t", "t__superseded", "daerah2", "member_daerah", "iku_events", "sqlite_master"])
def test_what_is_fine_has_its_tables(column, source) -> None:
    assert problems(column, source) == []
    program = check_files([SourceFile("spec.iku", SPEC.format(column=column, source=source))]).program
    with open_store("sqlite://", program) as store, store.writing() as connection:
        tables = [
            table for table in store.schema.metadata.tables.values() if table.name.startswith(("fact_", "member_"))
        ]
        assert len({table.name.casefold() for table in tables}) == 6
        for table in tables:
            assert connection.execute(sa.select(table)).all() == []


def test_a_column_and_what_says_that_another_does_not_apply_meet_whichever_comes_first() -> None:
    spec = "sumber s per tahun register\n  kolom na_x bilangan\n  kolom x bilangan boleh kosong\n"
    (problem,) = check_files([SourceFile("spec.iku", spec)]).problems
    assert (problem.message.key, problem.span.line) == ("duplicate-name.stored", 3)
    assert problem.labels[1].span.line == 2
