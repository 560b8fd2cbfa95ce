"""A file that changes while it is imported: its facts are those of the content whose hash is sealed."""

from __future__ import annotations

import gc
import hashlib
import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from cli_workspace import Workspace, workspace_in

from iku_engine.importing import importing


def _text(path: Path, value: str) -> None:
    path.write_text(f"tahun,komponen,nilai\n2025,rencana,{value}\n2025,ukur,80\n", encoding="utf-8")


def _book(path: Path, value: str) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for row in (("tahun", "komponen", "nilai"), (2025, "rencana", float(value)), (2025, "ukur", 80)):
        book.active.append(row)
    book.save(path)


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Workspace:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    return workspace_in(tmp_path, capsys, monkeypatch)


@pytest.mark.diagonal
@pytest.mark.parametrize(("name", "write"), [("lke.csv", _text), ("lke.xlsx", _book)])
@pytest.mark.parametrize("way", ["in place", "another file", "gone"])
def test_what_is_hashed_is_what_is_read(call: Workspace, name: str, write, way: str, monkeypatch: pytest.MonkeyPatch):
    path = call.folder / name
    write(path, "91")
    sealed, layout = hashlib.sha256(path.read_bytes()).hexdigest(), importing.layout

    def changed_now(*arguments: object) -> object:
        """After the file was hashed and its header read, before its rows are."""
        before = path.stat()
        if way == "gone":
            path.unlink()
            return layout(*arguments)
        to = path.with_name(f"new-{name}") if way == "another file" else path
        write(to, "17")
        os.utime(to, ns=(before.st_atime_ns, before.st_mtime_ns))
        if to != path:
            to.replace(path)
        return layout(*arguments)

    monkeypatch.setattr(importing, "layout", changed_now)
    said = call("import", name)
    assert said.status == 0, said
    result = call("eval", "akip", "--period", "2025", "--json").document["results"][0]
    assert result["value"] == "86.60", "91 x 60% + 80 x 40%, of the file that was hashed"
    with closing(sqlite3.connect(call.folder / "iku.db")) as store:
        assert store.execute("select file, sha256 from iku_batch").fetchall() == [(name, sealed)]
    gc.collect()
    assert not list((call.folder / "temporary").iterdir()), "what was held is let go"


def test_a_file_that_is_refused_leaves_nothing_held(call: Workspace):
    (call.folder / "lke.csv").write_bytes(b"%PDF-1.7")
    assert call("import", "lke.csv").status == 1
    gc.collect()
    assert not list((call.folder / "temporary").iterdir())
