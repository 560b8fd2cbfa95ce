"""A database of another program is no store: it is told, and nothing in it is changed."""

from __future__ import annotations

import sqlite3
from hashlib import sha256
from pathlib import Path

import pytest
from cli_workspace import Workspace, workspace_in

SPEC = 'source m "Data" per year\n  column a integer orang 0..\n'
FOREIGN = {
    "a table": "CREATE TABLE pegawai (a)",
    "many": "CREATE TABLE a (x); CREATE TABLE b (x); CREATE TABLE c (x); CREATE TABLE d (x)",
    "a view": "CREATE VIEW v AS SELECT 1 AS x",
    "called like a relation": "CREATE TABLE fact_m (a)",
    "called like a book": "CREATE TABLE iku_event (a)",
    "called like the first book": "CREATE TABLE iku_about (a)",
}


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Workspace:
    made = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en")
    made.write("indicator_specs/akip.iku", SPEC)
    made.write("m.csv", "tahun,a\n2025,1\n")
    return made


@pytest.mark.parametrize("name", FOREIGN)
def test_another_programs_file_is_refused_and_stays_as_it_is(office: Workspace, name: str, tmp_path: Path) -> None:
    path = tmp_path / "lain.db"
    with sqlite3.connect(path) as database:
        database.executescript(FOREIGN[name])
    database.close()
    before = sha256(path.read_bytes()).digest()
    for command in (("import", "m.csv", "--into", "m"), ("facts", "list"), ("eval", "--period", "2025")):
        said = office(*command, "--store", f"sqlite:///{path}")
        assert said.status == 3, said.err
        assert "another program" in said.err or "the program did not make" in said.err, said.err
        assert "no such" not in said.err
    assert sha256(path.read_bytes()).digest() == before, "nor in how it is written"


@pytest.mark.parametrize("filled", [False, True], ids=["empty", "a store moved into it"])
@pytest.mark.parametrize("letters", ["UTF-16le", "UTF-16be"])
def test_a_file_with_texts_in_utf_16_is_refused_and_stays_as_it_is(
    office: Workspace, letters: str, filled: bool, tmp_path: Path
) -> None:
    """Its members would come in another order than those of every engine."""
    assert office("import", "m.csv", "--into", "m", "--store", f"sqlite:///{tmp_path / 's.db'}").status == 0
    with sqlite3.connect(tmp_path / "s.db") as store, sqlite3.connect(path := tmp_path / "u.db") as moved:
        moved.execute(f'PRAGMA encoding = "{letters}"')
        moved.executescript("\n".join(store.iterdump()) if filled else "CREATE TABLE a (x); DROP TABLE a")
    store.close()
    moved.close()
    before = sha256(path.read_bytes()).digest()
    for command in (("import", "m.csv", "--into", "m"), ("eval", "--period", "2025"), ("runs", "verify")):
        said = office(*command, "--store", f"sqlite:///{path}")
        assert (said.status, "is kept as UTF-16" in said.err) == (3, True), said.err
    assert sha256(path.read_bytes()).digest() == before
    again = tmp_path / "v.db"  # the way that the message names
    with sqlite3.connect(path) as moved, sqlite3.connect(again) as mended:
        mended.executescript("\n".join(moved.iterdump()))
    moved.close()
    mended.close()
    assert office("runs", "verify", "--store", f"sqlite:///{again}").status == 0


def test_a_store_in_which_somebody_keeps_a_table_beside_goes_on(office: Workspace, tmp_path: Path) -> None:
    assert office("import", "m.csv", "--into", "m", "--store", f"sqlite:///{tmp_path / 's.db'}").status == 0
    with sqlite3.connect(tmp_path / "s.db") as database:
        database.executescript("CREATE TABLE pegawai (a); CREATE TABLE fact_n (a)")
    database.close()
    office.write("m.csv", "tahun,a\n2025,2\n")
    said = office("import", "m.csv", "--into", "m", "--yes", "--store", f"sqlite:///{tmp_path / 's.db'}")
    assert said.status == 0, said.err
    office.write("indicator_specs/akip.iku", SPEC + SPEC.replace(" m ", " n "))
    said = office("import", "m.csv", "--into", "n", "--store", f"sqlite:///{tmp_path / 's.db'}")
    assert (said.status, "“fact_n”, which the program did not make" in said.err) == (3, True), said.err


def test_an_empty_file_becomes_a_store(office: Workspace, tmp_path: Path) -> None:
    (tmp_path / "kosong.db").touch()
    assert office("import", "m.csv", "--into", "m", "--store", f"sqlite:///{tmp_path / 'kosong.db'}").status == 0
