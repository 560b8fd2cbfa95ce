"""Texts in the books that this program did not write: every command answers in words, and verifying names what was changed.

By default each column of text once, with one text of those and a third of the commands; the soak form tries all of them.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest
from by_hand import unguarded
from cli_workspace import Workspace, workspace_in
from tampered_stores import SPEC, busy_ministry

from iku_dsl.period import Period
from iku_engine.errors import ForeignText
from iku_engine.store.shapes import read_shape

FOREIGN = (
    "",
    "not json",
    "{}",
    "[]",
    "[1]",
    '{"header":1,"cells":{}}',
    "null",
    "7",
    '{"id":[]}',
    "[" * 3000,
    '{"a":{"b":1}}',
)
COMMANDS = (
    ("eval", "--period", "2024"),
    ("facts", "list"),
    ("facts", "quarantine", "espm"),
    ("facts", "history", "espm", "02", "--period", "2024"),
    ("import", "more.csv", "--into", "espm", "--dry-run"),
    ("runs", "list"),
    ("runs", "show"),
    ("report", "--period", "2024", "--to", "r.html"),
    ("runs", "verify"),
)


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("busy")
    made = busy_ministry(folder)
    made.load("espm", "tahun,daerah,penerima,harus\n2022,01,salah,1\n")
    made.keep()
    made.store.close()
    return folder / "iku.db"


def columns(path: Path, tables: str = "iku_*") -> list[tuple[str, str]]:
    """The columns of text of the books, or of other tables, that have a row."""
    raw = sqlite3.connect(path)
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name GLOB ?"
    names = [name for (name,) in raw.execute(query, (tables,))]
    found = [
        (table, row[1])
        for table in sorted(names)
        for row in raw.execute(f"PRAGMA table_info({table})")
        if row[2].startswith(("TEXT", "VARCHAR")) and raw.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone()
    ]
    raw.close()
    return found


@pytest.fixture
def workspace(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, busy: Path
) -> Workspace:
    made = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en")
    for path in (tmp_path / "indicator_specs").iterdir():
        path.unlink()
    made.write("indicator_specs/s.iku", SPEC)
    made.write("more.csv", "tahun,daerah,penerima,harus\n2022,02,1%,1\n")
    return made


def answered(
    workspace: Workspace,
    busy: Path,
    table: str,
    column: str,
    text: str,
    commands: tuple[tuple[str, ...], ...] = COMMANDS,
) -> None:
    shutil.copy(busy, workspace.folder / "iku.db")
    with sqlite3.connect(workspace.folder / "iku.db") as raw:
        quoted = text.replace("'", "''")
        unguarded(
            raw, f"UPDATE OR IGNORE {table} SET {column} = '{quoted}' WHERE rowid = (SELECT max(rowid) FROM {table})"
        )
    raw.close()
    for command in commands:
        said = workspace(*command)
        whole = said.out + said.err
        assert said.status in (0, 1, 2, 3) and "bug of iku-engine" not in whole and "Traceback" not in whole, (
            command, table, column, text, said,
        )  # fmt: skip
        assert said.status in (0, 1) or said.err.startswith("error: "), (command, table, column, text, said)


@pytest.mark.parametrize("every", [6, pytest.param(3, marks=pytest.mark.soak)])
def test_nothing_that_stands_in_a_book_stops_a_command_without_words(
    workspace: Workspace, busy: Path, every: int
) -> None:
    assert len(columns(busy)) > 40
    for place, (table, column) in enumerate(columns(busy)):
        answered(workspace, busy, table, column, FOREIGN[place % len(FOREIGN)], COMMANDS[place % every :: every])


@pytest.mark.soak
@pytest.mark.parametrize("text", FOREIGN)
def test_every_text_in_every_column(workspace: Workspace, busy: Path, text: str) -> None:
    for table, column in columns(busy):
        answered(workspace, busy, table, column, text)


READING = (
    ("runs", "show"),
    ("facts", "uses", "espm", "02", "--period", "2024"),
    ("facts", "quarantine", "espm", "--export", "q.xlsx"),
    ("facts", "evidence"),
)


def bytes_in(path: Path, table: str, column: str) -> None:
    """In the place of a text, in the last row."""
    with sqlite3.connect(path) as raw:
        last = f"(SELECT max(rowid) FROM {table})"
        unguarded(raw, f"UPDATE OR IGNORE {table} SET {column} = x'ff41' WHERE rowid = {last}")
    raw.close()


def test_bytes_in_the_place_of_a_text_are_named_where_a_command_stops_at_them(workspace: Workspace, busy: Path) -> None:
    """Also where it was read long before, and the store closed: while the answer is written."""
    raw = sqlite3.connect(busy)
    (last,) = raw.execute("SELECT max(event_id) FROM iku_run").fetchone()
    raw.close()
    export = ("runs", "export", str(last), "--to", "e.json")
    stopped: dict[str, int] = {}
    for place, (table, column) in enumerate(columns(busy, "[fim]*")):
        shutil.copy(busy, workspace.folder / "iku.db")
        bytes_in(workspace.folder / "iku.db", table, column)
        for name in ("e.json", "q.xlsx"):
            (workspace.folder / name).unlink(missing_ok=True)
        for command in (export, READING[place % 4]) if column != "recorded_at" else READING:
            said = workspace(*command)
            assert "bug of iku-engine" not in said.err and "Traceback" not in said.err, (command, table, column, said)
            if "changed by hand" in said.err:
                named = f"table {table}, column {column}, row "
                assert said.status == 3 and named in said.err, (command, table, column, said)
                stopped[command[1]] = stopped.get(command[1], 0) + 1
    assert stopped["export"] > 30 and stopped["uses"] and stopped["show"], stopped


def test_bytes_in_the_place_of_a_mapping_are_named(workspace: Workspace) -> None:
    workspace.write("map.toml", 'columns = { "Kode" = "daerah", "Persen" = "penerima" }\n')
    workspace.write("a.csv", "tahun,Kode,Persen,harus\n2024,01,1%,1\n")
    workspace.write("d.csv", "kode,nama\n01,Satu\n")
    workspace.write("b.csv", "tahun,Kode,Persen,harus\n2023,01,1%,1\n")
    workspace("import", "d.csv", "--into", "daerah")
    said = workspace("import", "a.csv", "--into", "espm", "--map", "map.toml")
    assert said.status == 0, said
    bytes_in(workspace.folder / "iku.db", "iku_mapping", "text")
    said = workspace("import", "b.csv", "--into", "espm")
    assert said.status == 3 and "table iku_mapping, column text, row " in said.err, said


def test_a_row_of_the_quarantine_that_cannot_be_read_is_shown_as_it_lies(workspace: Workspace, busy: Path) -> None:
    shutil.copy(busy, workspace.folder / "iku.db")
    with sqlite3.connect(workspace.folder / "iku.db") as raw:
        unguarded(raw, "UPDATE iku_quarantine SET cells = 'not json', reason = 'no reason'")
    raw.close()
    shown = workspace("facts", "quarantine", "espm")
    assert shown.status == 0
    assert "no reason" in shown.out
    assert workspace("eval", "--period", str(Period(2024))).status in (0, 1)
    verified = workspace("runs", "verify")
    assert verified.status == 1


@pytest.mark.parametrize(
    "read", ['{"figures": [1e999]}', '{"otherwise": [1e999], "numbers": "id"}', "1e999", "[[[[1]]]]"]
)
def test_how_a_row_of_the_quarantine_was_read_may_be_anything(workspace: Workspace, busy: Path, read: str) -> None:
    shutil.copy(busy, workspace.folder / "iku.db")
    with sqlite3.connect(workspace.folder / "iku.db") as raw:
        cells = '{"header": ["tahun", "daerah", "penerima", "harus"], "cells": ["2024", "01", "x", "4"], "read": %s}'
        unguarded(raw, f"UPDATE iku_quarantine SET cells = '{cells % read}'")
    raw.close()
    assert workspace("facts", "quarantine", "espm").status == 0
    assert workspace("facts", "quarantine", "espm", "--export", "m.xlsx").status == 0
    assert workspace("import", "m.xlsx", "--into", "espm").status == 1


def test_a_range_of_an_earlier_column_that_is_no_number_is_a_foreign_text() -> None:
    ends = {"low": "(1/0", "high": "", "limit": ""}
    column = {"kind": "number", "of": "", "unit": "", "parts": 1, "may_be_missing": False, "choices": [], **ends}
    shape = {"prefix": "fact_", "grain": "year", "keys": [], "columns": {"n": column}, "rules": []}
    with pytest.raises(ForeignText):
        read_shape(json.dumps(shape))
