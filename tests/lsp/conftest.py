"""Editors with a copy of the shipped specs before them; one server for a whole file of tests, because a server takes a second to start."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from editor import Editor
from lsprotocol import types

SHIPPED = Path(__file__).parents[2] / "indicator_specs" / "kemensos"


@dataclass
class Desk:
    """An editor, and the folder it has open."""

    editor: Editor
    folder: Path

    def uri(self, name: str) -> str:
        return (self.folder / name).as_uri()

    def text(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")

    def show(self, name: str, text: str | None = None) -> str:
        """Open a file with its text on disk, or with another; its address."""
        self.editor.open(self.uri(name), self.text(name) if text is None else text)
        return self.uri(name)

    def document(self, name: str) -> types.TextDocumentIdentifier:
        return types.TextDocumentIdentifier(self.uri(name))


@pytest.fixture(scope="module", params=["id", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def desk(language: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("kemensos")
    for path in SHIPPED.glob("*.iku"):
        shutil.copy(path, folder)
    at_work = Desk(Editor(folder, language), folder)
    yield at_work
    assert at_work.editor.leave() == 0


@pytest.fixture(autouse=True)
def _clean_desk(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every test finds an editor without open files."""
    yield
    if "desk" in request.fixturenames:
        editor = request.getfixturevalue("desk").editor
        for uri in list(editor.texts):
            editor.close(uri)
