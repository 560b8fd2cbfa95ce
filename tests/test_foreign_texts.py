"""Texts in the books that this program did not write: every command answers in words, and verifying names what was changed.

By default each column of text once, with one text of those and a third of the commands; the soak form tries all of them.
"""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from by_hand import unguarded
from cli_workspace import Workspace, workspace_in
from tampered_stores import SPEC, busy_ministry

from iku_dsl.period import Period

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


def columns(path: Path) -> list[tuple[str, str]]:
    """The columns of text of the books that have a row."""
    raw = sqlite3.connect(path)
    tables = [
        name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'iku_%'")
    ]
    found = [
        (table, row[1])
        for table in sorted(tables)
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


def test_nothing_that_stands_in_a_book_stops_a_command_without_words(workspace: Workspace, busy: Path) -> None:
    assert len(columns(busy)) > 40
    for place, (table, column) in enumerate(columns(busy)):
        answered(workspace, busy, table, column, FOREIGN[place % len(FOREIGN)], COMMANDS[place % 3 :: 3])


@pytest.mark.soak
@pytest.mark.parametrize("text", FOREIGN)
def test_every_text_in_every_column(workspace: Workspace, busy: Path, text: str) -> None:
    for table, column in columns(busy):
        answered(workspace, busy, table, column, text)


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
