"""The bar of an import is for those who see it: on a terminal, for files that take their time, and never in the output."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest
from cli_workspace import Workspace
from openpyxl import Workbook

from iku_cli.commands import importing
from iku_cli.main import answer

pty = pytest.importorskip("pty")
ROWS = 2_500
Watched = Callable[..., tuple[int, str]]


@pytest.fixture
def workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.chdir(tmp_path)
    for name in ("IKU_STORE", "IKU_SPECS", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"IKU_LANG": "id", "COLUMNS": "100", "TERM": "xterm"}.items():
        monkeypatch.setenv(name, value)
    made = Workspace(tmp_path, capsys)
    rows = "".join(f"{number},Daerah {number}\n" for number in range(ROWS))
    made.write("fakta/daerah.csv", "kode,nama\n" + rows)
    return made


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Watched:
    """A command whose stderr is a terminal: its status, and all that the terminal was sent."""

    def run(*arguments: str) -> tuple[int, str]:
        ours, theirs = pty.openpty()
        sent: list[bytes] = []

        def read() -> None:
            try:
                while block := os.read(ours, 4096):
                    sent.append(block)
            except OSError:
                return  # the other end is closed

        reader = Thread(target=read)
        reader.start()
        with monkeypatch.context() as patched, os.fdopen(theirs, "w", encoding="utf-8") as terminal:
            patched.setattr(sys, "stderr", terminal)
            status = answer(list(arguments))
        reader.join()
        os.close(ours)
        return status, b"".join(sent).decode()

    return run


def test_a_large_file_shows_its_rows_and_their_share(
    workspace: Workspace, watched: Watched, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(importing, "LEAST", 1)
    status, sent = watched("import", "fakta/daerah.csv")
    assert status == 0
    assert "memuat fakta/daerah.csv …" in sent
    assert f"{ROWS} baris" in sent, "at last all of them"
    assert " 100% " in sent
    assert "[progress" not in sent, "no markup is left"
    out = capsys.readouterr().out
    assert f"{ROWS} baris = {ROWS} diterima" in out
    assert "%" not in out, "the bar is no part of the result"


def test_a_workbook_shows_its_rows_without_a_share(
    workspace: Workspace, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = Workbook()
    assert book.active is not None
    for row in (("kode", "nama"), *((f"{number}", "x") for number in range(ROWS))):
        book.active.append(row)
    book.save("daerah.xlsx")
    monkeypatch.setattr(importing, "LEAST", 1)
    status, sent = watched("import", "daerah.xlsx", "--lang", "en")
    assert (status, f"{ROWS} rows" in sent, "%" in sent) == (0, True, False)


def test_a_small_file_and_a_faulty_one_show_no_bar(workspace: Workspace, watched: Watched) -> None:
    status, sent = watched("import", "fakta/daerah.csv")
    assert (status, "baris" in sent, "%" in sent) == (0, False, False)
    status, sent = watched("import", "tiada.csv", "--into", "daerah")
    assert (status, "%" in sent) == (3, False)


def test_nothing_is_shown_where_nobody_watches(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "LEAST", 1)
    said = workspace("import", "fakta/daerah.csv")
    assert (said.status, said.err) == (0, "")
    assert workspace("import", "fakta/daerah.csv", "--json").document["files"][0]["identical"] == ROWS
