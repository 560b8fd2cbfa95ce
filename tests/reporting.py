"""The workspace of the eighteen indicators, made once and copied for each test."""

from __future__ import annotations

import shutil
from pathlib import Path

import lkjip
import pytest
from cli_workspace import Workspace
from demonstration import FEWER

__all__ = ["eighteen", "reporting", "settled"]


class Reporting(Workspace):
    """A workspace that has its specs and its store already."""

    def __init__(self, folder: Path, captured: pytest.CaptureFixture[str]) -> None:
        self.folder, self._captured = folder, captured


@pytest.fixture(scope="session")  # of `conftest.py`: one for the tests of all modules
def eighteen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("eighteen")
    lkjip.workspace(folder, FEWER)  # pages of all regions are drawn from `lkjip.many_regions`
    return folder


@pytest.fixture
def reporting(
    eighteen: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Workspace:
    settled(eighteen, tmp_path, monkeypatch)
    return Reporting(tmp_path, capsys)


def settled(eighteen: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy of the workspace as the current folder, its specs and its store as the settings."""
    shutil.copytree(eighteen, folder, dirs_exist_ok=True)
    monkeypatch.chdir(folder)
    for name in ("IKU_SPECS", "IKU_ENGINE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"IKU_LANG": "en", "IKU_STORE": "sqlite:///iku.db", "COLUMNS": "100"}.items():
        monkeypatch.setenv(name, value)
