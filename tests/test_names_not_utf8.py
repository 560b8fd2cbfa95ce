"""Names and words whose bytes are no text: no command stores one, shows one raw, or takes it for a mistake of its own."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from cli_workspace import Workspace, workspace_in
from test_input_files import CALLS, OPTIONS

ODD = os.fsdecode(b"x\xff")


@pytest.fixture
def workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Workspace:
    made = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en")
    made.load()
    return made


@pytest.mark.parametrize("option", OPTIONS, ids=" ".join)
def test_a_file_that_is_named(workspace: Workspace, option: tuple[str, str]):
    command, _ = option
    said = workspace(*command.split(), *(word.format(ODD) for word in CALLS[option]))
    assert said.status == 2 and "is no text in UTF-8" in said.err and "\\udcff" in said.err, said


@pytest.mark.parametrize(
    "arguments",
    [
        ("facts", "correct", "espm", "11.01", "penerima=5%", "--period", "2025", "--reason", ODD),
        ("facts", "history", "espm", ODD, "--period", "2025"),
        ("eval", ODD, "--period", "2025"),
        ("eval", "--period", "2025", "--store", f"sqlite:///{ODD}.db"),
        ("eval", "--period", "2025", "--what-if", f"espm 2025 {ODD} penerima = 5%"),
        ("trace", "penerima", "--period", "2025", "--key", ODD),
        (ODD,),
    ],
    ids=" ".join,
)
def test_a_word(workspace: Workspace, arguments: tuple[str, ...]):
    said = workspace(*arguments)
    assert said.status == 2 and "is no text in UTF-8" in said.err, said


def test_a_setting(workspace: Workspace, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("IKU_USER", ODD)
    assert workspace("facts", "list").status == 2


def test_files_that_are_met(workspace: Workspace):
    """In a folder of specs, and behind a pattern."""
    folder = workspace.folder
    shutil.copy(folder / "fakta" / "lke.csv", folder / f"lke{ODD}.csv")
    workspace.write("iku.toml", '[files]\nlke = "lke*.csv"\n')
    for arguments in (("eval", "akip", "--period", "2025", "--store", "sqlite:///other.db"), ("runs", "verify")):
        said = workspace(*arguments)
        assert "bug" not in said.err and (said.status == 0 or "rename it" in said.err), said
    (folder / "iku.toml").unlink()
    shutil.copy(folder / "indicator_specs" / "akip.iku", folder / "indicator_specs" / f"{ODD}.iku")
    for command in ("check", "fmt", "test", "facts list", "eval --period 2025", "diff indicator_specs indicator_specs"):
        said = workspace(*command.split())
        assert said.status == 3 and "its name is not UTF-8; rename it" in said.err, (command, said)


def test_a_folder_that_commands_run_in(workspace: Workspace, monkeypatch: pytest.MonkeyPatch):
    inside = workspace.folder / ODD
    shutil.copytree(workspace.folder / "indicator_specs", inside / "indicator_specs")
    shutil.copytree(workspace.folder / "fakta", inside / "fakta")
    monkeypatch.chdir(inside)
    (inside / "iku.toml").write_text('[files]\nlke = "fakta/lke.csv"\n')
    for arguments in (
        ("import", "fakta/espm.csv", "fakta/daerah.csv"),
        ("eval", "--period", "2025"),
        ("report", "--period", "2025", "--to", "r.html"),
        ("runs", "verify"),
    ):
        said = workspace(*arguments)
        assert "bug" not in said.err and said.status in (0, 1), said
