"""Members of one file may name others that the same file brings, wherever it has them; what names one that is kept out is kept out."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import sqlalchemy as sa

from iku_dsl.checking.check import check_files
from iku_dsl.problem import SourceFile
from iku_engine.importing.importing import import_file
from iku_engine.migrate.opening import open_store
from iku_engine.staging.report import ImportReport
from iku_engine.store.store import Store

SPEC = """
dimensi unit kunci kode
  atribut nama teks boleh kosong
  atribut pegawai bilangan 0..100
  atribut induk unit boleh kosong
  atribut mitra unit boleh kosong
"""
PROGRAM = check_files([SourceFile("spec.iku", SPEC)]).program
HEAD = "kode,nama,pegawai,induk,mitra"
Row = tuple[str, str, str, str, str]


def loaded(store: Store, folder: Path, rows: list[Row]) -> ImportReport:
    file = folder / "unit.csv"
    file.write_text("\n".join([HEAD, *(",".join(row) for row in rows)]) + "\n", encoding="utf-8")
    return import_file(store, PROGRAM, file, "unit", user="siti")


def members(store: Store) -> dict[str, tuple[str | None, str | None]]:
    relation = store.schema.relations["unit"]
    t, gone = relation.table, relation.superseded
    counted = ~sa.exists().where(gone.c.row_id == t.c.row_id)
    with store.reading() as connection:
        asked = sa.select(relation.key_column("unit"), t.c.induk, t.c.mitra).where(counted)
        return {key: (up, beside) for key, up, beside in connection.execute(asked)}


def expected(rows: list[Row], stored: set[str]) -> set[int]:
    """The places of the rows that are good: the most of them of which each names only members that are stored, or good with it."""
    good = {place for place, row in enumerate(rows) if row[2].isdigit()}
    while True:
        there = stored | {rows[place][0] for place in good}
        left = {place for place in good if {*rows[place][3:]} - {""} <= there}
        if left == good:
            return good
        good = left


@pytest.mark.parametrize("seed", range(25))
def test_each_row_counts_that_names_only_what_is_there_with_it(tmp_path: Path, seed: int) -> None:
    pick = random.Random(seed)
    keys = [f"u{number}" for number in range(pick.randint(2, 14))]
    store = open_store(f"sqlite:///{tmp_path}/iku.db", PROGRAM, user="siti")
    stored: set[str] = set()
    for _ in range(2):
        some = pick.sample(keys, pick.randint(1, len(keys)))
        named = ["", "", *keys]
        rows = [
            (key, "", pick.choice(("7", "8", "9", "banyak")), pick.choice(named), pick.choice(named)) for key in some
        ]
        good = expected(rows, stored)
        report = loaded(store, tmp_path, rows)
        assert report.rejected_total == len(rows) - len(good), rows
        stored |= {rows[place][0] for place in good}
        there = members(store)
        assert there.keys() == stored
        assert {name for pair in there.values() for name in pair if name is not None} <= stored


def test_the_order_of_a_file_changes_nothing(tmp_path: Path) -> None:
    rows: list[Row] = [("a", "Pusat", "1", "", ""), ("b", "Cabang", "2", "Pusat", ""), ("c", "", "3", "b", "a")]
    seen = []
    for number, order in enumerate(([0, 1, 2], [2, 1, 0], [1, 2, 0])):
        store = open_store(f"sqlite:///{tmp_path}/{number}.db", PROGRAM, user="siti")
        assert loaded(store, tmp_path, [rows[at] for at in order]).rejected_total == 0
        seen.append(members(store))
    assert seen == [{"a": (None, None), "b": ("a", None), "c": ("b", "a")}] * 3


def test_a_long_chain_costs_what_its_rows_cost(tmp_path: Path) -> None:
    """A thousand rows that all rest on the last one, which is at fault: each is looked at again once."""
    store = open_store(f"sqlite:///{tmp_path}/iku.db", PROGRAM, user="siti")
    rows: list[Row] = [(f"u{n}", "", "1", f"u{n + 1}", "") for n in range(1000)]
    report = loaded(store, tmp_path, [*rows, ("u1000", "", "banyak", "", "")])
    assert (report.accepted, report.rejected_total) == (0, 1001)
    assert {cell.reason.key for cell in report.rejected} >= {"row.member-waits"}
    assert loaded(store, tmp_path, [*rows, ("u1000", "", "4", "", "")]).rejected_total == 0
    assert len(members(store)) == 1001


def test_of_two_rows_with_one_key_the_first_counts(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/iku.db", PROGRAM, user="siti")
    report = loaded(store, tmp_path, [("b", "", "1", "a", ""), ("a", "", "1", "", ""), ("a", "", "2", "", "")])
    assert (report.accepted, report.rejected_total) == (2, 1)


def test_what_is_taken_for_a_total_takes_those_with_it_that_name_it(tmp_path: Path) -> None:
    """The names were looked at before totals were taken out: the import ended in words about taking back what was never there."""
    spec = "dimensi unit kunci kode\n  atribut nama teks\n  atribut induk unit boleh kosong\n  atribut pegawai bilangan 0..100\n"
    program = check_files([SourceFile("spec.iku", spec)]).program
    store = open_store(f"sqlite:///{tmp_path}/iku.db", program, user="siti")
    file = tmp_path / "unit.csv"
    rows = ("1,2,3,4", "a1,A1,Total,5", "b1,B1,Total,5", "c1,C1,b1,5", "Total,Total,,15")
    file.write_text("\n".join(("kode,nama,induk,pegawai", *rows)) + "\n", encoding="utf-8")
    report = import_file(store, program, file, "unit", user="siti")
    assert {cell.row: cell.reason.key for cell in report.rejected if cell.row > 2} == {
        3: "row.total",
        4: "row.total",
        5: "row.member-waits",
    }
