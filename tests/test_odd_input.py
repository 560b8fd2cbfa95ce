"""Odd addresses, files and surroundings: a clear answer, no secret shown, never "a bug", and never a wait without an end."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from cli_workspace import workspace_in
from test_input_files import soon

from iku_dsl.budgets import BUDGETS
from iku_engine.database.connecting import hidden


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u@h/db?password=geheim&connect_timeout=1",
        "postgresql://u:geheim@h/db",
        "postgresql:u:geheim@h/db",
        "u:geheim@h/db",
        "postgresql://u@h/db?sslmode=prefer&sslpassword=geheim",
        "host=h user=u password=geheim",
        "postgresql://u:ge@geheim@h/db",
    ],
)
def test_no_password_is_shown(url: str):
    shown = hidden(url)
    assert "geheim" not in shown and "***" in shown and shown.startswith(url[:1])
    assert hidden("sqlite:///a/b@c.db?timeout=3") == "sqlite:///a/b@c.db?timeout=3"


def _call(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "iku_cli.main", *arguments]
    surrounding = {**os.environ, "IKU_LANG": "en", "PYTHONUTF8": "1", **environment}
    return subprocess.run(command, cwd=folder, env=surrounding, capture_output=True, text=True, timeout=20, check=False)


@pytest.fixture
def place(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Path:
    workspace_in(tmp_path, capsys, monkeypatch)
    os.mkfifo(tmp_path / "pipe")
    return tmp_path


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "{file}"),
        ("runs", "verify", "--file", "{file}"),
        ("facts", "attach", "{file}", "--to", "batch 1"),
        ("import", "{file}", "--into", "espm"),
    ],
)
@pytest.mark.parametrize("file", ["/dev/zero", "pipe"])
def test_a_device_or_pipe_is_no_file(
    place: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    file: str,
):
    workspace = workspace_in(place, capsys, monkeypatch, IKU_LANG="en")
    with soon():
        said = workspace(*(word.format(file=file) for word in arguments))
    assert said.status == 3 and "no ordinary file" in said.out + said.err, said


def test_odd_surroundings(place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    assert "bug" not in _call(place, "check", COLUMNS="²", LINES="²").stderr
    assert "bug" not in _call(place, "eval", "--period", "2025", "--store", "sqlite:///x.db?timeout=abc").stderr
    for name in ("specs", "store"):
        (place / "iku.toml").write_text(f'{name} = "sqlite:///a\\u0000b"')
        said = _call(place, "eval", "--period", "2025")
        assert said.returncode == 2 and "NUL" in said.stderr, said
    workspace = workspace_in(place, capsys, monkeypatch, IKU_LANG="en")
    deeply = ("a = " + "[" * 5_000, ".".join(["a"] * 40_000) + " = 1", "[" + " . ".join(["'a'"] * 600) + "]")
    for deep in (*deeply, ".".join(['"\\""'] * 20_000) + " = 1"):
        (place / "iku.toml").write_text(deep)
        (place / "map.toml").write_text(deep)
        said = workspace("check")
        assert said.status == 2 and "nested too deeply" in said.err, said
        (place / "iku.toml").unlink()
        said = workspace("import", "fakta.csv", "--into", "espm", "--map", "map.toml")
        assert said.status == 2 and "nesting" in said.err, said


def test_a_number_that_nobody_could_write_down(place: Path):
    """Python reads hexadecimal digits without an end, and refuses to say them."""
    for text in ("lang = 0x" + "f" * 100_000, "[files]\nespm = {path = 0o" + "7" * 100_000 + "}"):
        (place / "iku.toml").write_text(text)
        said = _call(place, "check")
        assert said.returncode == 2 and "bug" not in said.stderr and len(said.stderr) < 500, said.stderr[:500]


def test_a_full_disk_stops_no_reader(place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    """What reads goes on where nothing can be written, and what writes says why it cannot."""
    from cli_workspace import Workspace

    workspace = Workspace(place, capsys)
    workspace.load()
    monkeypatch.setenv("IKU_LANG", "en")
    before = (place / "iku.db").read_bytes()
    monkeypatch.setattr("iku_engine.database.connecting.no_room", lambda _: True)
    monkeypatch.setattr("iku_engine.store.store.no_room", lambda _: True)
    said = workspace("eval", "akip", "--period", "2025", "--no-trace")
    assert said.status == 0 and "86" in said.out and "full" in said.err, said
    for arguments in (
        ("facts", "list"),
        ("runs", "list"),
        ("runs", "verify"),
        ("facts", "history", "espm", "11.01", "--period", "2025"),
    ):
        assert workspace(*arguments).status == 0, arguments
    said = workspace("import", "fakta/lke.csv")
    assert said.status == 3 and "full" in said.out + said.err, said
    assert (place / "iku.db").read_bytes() == before and not (place / "iku.db-shm").exists()


def test_what_the_system_refuses_is_no_bug_of_ours(place: Path):
    """A name that is too long, of a store or of what is asked of it."""
    said = _call(place, "eval", "--period", "2025", "--store", f"sqlite:///{'x' * 5_000}.db")
    assert said.returncode == 3 and "bug" not in said.stderr, said
    said = _call(place, "eval", "--period", "2025", "--specs", "x" * 5_000)
    assert said.returncode == 3 and "bug" not in said.stderr, said


def test_a_folder_with_all_the_world_in_it_is_no_folder_of_specs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en")
    for number in range(12):
        workspace.write(f"indicator_specs/more/{number}.txt", "")
    assert workspace("check").status == 0
    monkeypatch.setitem(BUDGETS, "folder", replace(BUDGETS["folder"], most=10))
    said = workspace("check")
    assert said.status == 3
    assert "indicator_specs" in said.err and "name a folder that has the specs alone" in said.err
